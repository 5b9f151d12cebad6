/** Ending an engine's daemon, knowing only its folder: also for the engines of a run that was killed. */
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { dockerApi } from "./docker-api.mjs";
import { processesOf, stopAll } from "./proc.mjs";
import { signal, waitFor } from "./process.mjs";

/** The marker in the environment of an engine's own processes; its value is the engine's folder. */
export const ENGINE_MARK = "DNE_RIG_ENGINE";
/** The socket's name in the engine's folder. */
export const SOCKET_NAME = "docker.sock";

/**
 * Stops a private engine's daemon and its containers; its data and network namespace stay.
 * @param {{ folder: string | null }} engine
 */
export async function stopDaemon({ folder }) {
  if (folder === null) throw new Error("This engine is not the rig's own");
  const mark = `${ENGINE_MARK}=${folder}\0`;
  const socket = join(folder, SOCKET_NAME);
  const api = dockerApi(socket);
  // An engine that is asked to end waits ten seconds for processes that ignore SIGTERM, as process 1 does.
  const running = processesOf(mark).length > 0 ? await api.get("/containers/json").catch(() => []) : [];
  await Promise.allSettled(running.map((/** @type {{ Id: string }} */ { Id }) => api.post(`/containers/${Id}/kill`)));
  processesOf(mark).filter(isDaemon).forEach((pid) => { signal(pid, "SIGTERM"); });
  const ended = () => (processesOf(mark).length === 0 ? true : undefined);
  await waitFor("the engine ending", ended, { timeout: 10_000 }).catch(() => stopAll(mark));
  await removeCgroups(folder);
  rmSync(socket, { force: true });
}

/** Whether a process is an engine's daemon; false too where it has ended meanwhile. @param {number} pid */
export const isDaemon = (pid) => ["dockerd", "podman"].includes(nameOf(pid));

/**
 * A process that outlived its engine's daemon and has its mounts; a container's has its own.
 * @param {string} folder the engine's
 * @returns {number | undefined} pid
 */
export function survivor(folder) {
  return processesOf(`${ENGINE_MARK}=${folder}\0`).find((pid) => ["containerd", "conmon"].includes(nameOf(pid)));
}

/** @param {number} pid */
function nameOf(pid) {
  try {
    return readFileSync(`/proc/${String(pid)}/comm`, "utf8").trim();
  } catch {
    return "";
  }
}

/** Removes the cgroups of containers that were ended by force. @param {string} folder */
async function removeCgroups(folder) {
  const hierarchies = ["/sys/fs/cgroup", ...folders("/sys/fs/cgroup").map((name) => join("/sys/fs/cgroup", name))];
  const names = [...folders(join(folder, "data/containers")).map((id) => join("docker", id)), ...folders(join(folder, "data/overlay-containers")).map((id) => join("libpod_parent", `libpod-${id}`))];
  const groups = names.flatMap((name) => hierarchies.map((hierarchy) => join(hierarchy, name)));
  const gone = () => {
    for (const group of groups.filter((path) => existsSync(path))) {
      try {
        rmdirSync(group);
      } catch {
        return undefined; // a dead process in it that its parent has not collected yet
      }
    }
    return true;
  };
  await waitFor("cgroups emptying", gone, { timeout: 3_000 }).catch(() => undefined);
}

/** @param {string} folder */
export const folders = (folder) => (existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name) : []);

/** The end of a log file, for an error's message. @param {string} file */
export const tail = (file) => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").slice(-15).join("\n") : "");
