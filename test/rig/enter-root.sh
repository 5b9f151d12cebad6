#!/bin/sh
# enter-root.sh ROOT FOLDER PROGRAM ARG…
# Runs a program with ROOT as its file system and FOLDER as its /engine, in a mount namespace that the caller has made
# private. pivot_root and not chroot: with a chroot, runc's containers come up on the machine's own root file system.
set -eu
root=$1 folder=$2
shift 2
mount --bind "$root" "$root"
cd "$root"
for tree in proc dev sys; do mount --rbind "/$tree" "$tree"; done
# var/lib: a swarm's drivers keep their state there, wherever the engine's data are.
for scratch in run tmp var/tmp var/lib etc/docker; do mount -t tmpfs -o mode=755 tmpfs "$scratch"; done
mount --bind "$folder" engine
mkdir run/old
# The root is shared by all engines of its suite: none may leave anything in it.
mount -o remount,bind,ro "$root"
pivot_root . run/old
cd /
umount -l /run/old
rmdir /run/old
exec "$@"
