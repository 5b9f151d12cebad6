#!/bin/sh
# enter-host.sh PROGRAM ARG…
# Runs a program in the network namespace that the caller has entered, with the /sys of it, in a mount namespace that the
# caller has made private. Not "ip netns exec": its /sys has no cgroups, which a real host has, and the probes read them.
set -eu
mount --rbind /sys/fs/cgroup /mnt
# The caller may itself have been started by this script: the same sysfs cannot be mounted on itself.
umount --lazy /sys
mount -t sysfs sysfs /sys
mount --move /mnt /sys/fs/cgroup
exec "$@"
