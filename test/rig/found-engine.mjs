/** The engine that is there already, for `npm start`, and for tests where a private one cannot be had. */
import { existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { SOCKET_NAME } from "./daemon.mjs";
import { engineVersion } from "./docker-api.mjs";
import { say } from "./process.mjs";
import { runFolders } from "./runs.mjs";

/**
 * Looks at DOCKER_HOST (a unix socket), the system's socket, the rootless one, Docker Desktop's, and the engine of an
 * `npm start` that is running.
 * @returns {Promise<import("./engine.mjs").Engine | undefined>} the first that answers; its `images` are yet to be imported
 */
export async function findEngine() {
  const host = process.env["DOCKER_HOST"];
  const runtime = process.env["XDG_RUNTIME_DIR"];
  const sockets = [
    ...(host?.startsWith("unix://") === true ? [host.slice("unix://".length)] : []),
    "/var/run/docker.sock",
    ...(runtime === undefined ? [] : [join(runtime, "docker.sock")]),
    join(homedir(), ".docker/run/docker.sock"),
    ...runFolders().filter((folder) => basename(folder).startsWith("start-")).map((folder) => join(folder, "docker-28", SOCKET_NAME)),
  ];
  for (const socket of sockets) {
    const versions = existsSync(socket) ? await engineVersion(socket) : undefined;
    if (versions === undefined) {
      if (host === `unix://${socket}`) say(`DOCKER_HOST is ${host}, but no engine answers there`);
      continue;
    }
    const name = `docker-${String(versions.version.split(".")[0])}`;
    const images = { busybox: "", shellless: "" };
    return { name, product: "docker", ...versions, socket, gid: statSync(socket).gid, netns: null, folder: null, suite: null, private: false, images };
  }
  return undefined;
}
