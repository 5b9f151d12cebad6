/** Docker as a user without privileges runs it: in a user namespace, with its bridges in a network namespace of RootlessKit's. */
import { chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SOCKET_NAME } from "./daemon.mjs";

/** What Debian's Docker needs for it beside its own. */
export const ROOTLESS_PACKAGES = "rootlesskit,slirp4netns,uidmap";
/** The user whose engine it is; its name is known only inside the engine's root. */
const USER = { name: "rootless", id: 64_986, subordinates: 1_000_000 };

/** Makes the user known in the engine's root. @param {string} root */
export function installRootless(root) {
  const { name, id, subordinates } = USER;
  for (const [file, line] of [["passwd", `${name}:x:${String(id)}:${String(id)}::/:/bin/sh`], ["group", `${name}:x:${String(id)}:`]]) writeFileSync(join(root, "etc", String(file)), `${String(line)}\n`, { flag: "a" });
  for (const file of ["subuid", "subgid"]) writeFileSync(join(root, "etc", file), `${name}:${String(subordinates)}:65536\n`);
}

/** Gives the engine's folder to the user. @param {string} folder */
export function prepareRootless(folder) {
  mkdirSync(join(folder, "data"), { recursive: true });
  for (const path of [folder, join(folder, "data")]) chownSync(path, USER.id, USER.id);
}

const RUNTIME = "/run/rootless";
/** `vfs`, because not every user namespace may mount overlays. */
const dockerd = [
  "rootlesskit", `--state-dir=${RUNTIME}/kit`, "--net=slirp4netns", "--port-driver=builtin", "--disable-host-loopback", "--copy-up=/etc", "--copy-up=/run", "--copy-up=/var/lib",
  "dockerd", "--rootless", "--storage-driver=vfs", "--data-root=/engine/data", `--exec-root=${RUNTIME}/exec`, `--pidfile=${RUNTIME}/docker.pid`, `--host=unix:///engine/${SOCKET_NAME}`,
];
/** What a login would have prepared: a folder of the user's own, and a device for RootlessKit's network that not only root may open. */
const login = `
chmod 1777 /tmp
mkdir -p ${RUNTIME}
chown ${String(USER.id)}:${String(USER.id)} ${RUNTIME}
mknod -m 666 /tmp/tun c 10 200
mount --bind /tmp/tun /dev/net/tun
export XDG_RUNTIME_DIR=${RUNTIME} HOME=/
exec setpriv --reuid=${String(USER.id)} --regid=${String(USER.id)} --clear-groups -- "$@"`;

/** Serves the API; the paths are those inside the engine's root. */
export const rootlessCommand = ["sh", "-ec", login, "sh", ...dockerd];
