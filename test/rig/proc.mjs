/** Reading /proc: which processes are the rig's own, whoever their parent is by now. */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { signal } from "./process.mjs";

/** When a process was started, in the kernel's ticks: with the pid it names a process for good. @param {number} pid @returns {string | undefined} */
export function startTicks(pid) {
  const fields = stat(pid);
  // A process that is dead and not yet collected by its parent is no longer there for anyone.
  return fields?.[0] === "Z" ? undefined : fields?.[19];
}

/** The fields of /proc/PID/stat after the program's name (which may hold spaces). @param {number} pid */
function stat(pid) {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

/**
 * Every process that carries `marker` in its environment or command line, and all their descendants (a container's
 * processes do not inherit the environment); never this process nor one above it.
 * @param {string} marker
 * @returns {number[]} pids
 */
export function processesOf(marker) {
  /** @type {Map<number, number>} */
  const parents = new Map();
  const found = new Set();
  for (const name of listProc()) {
    const pid = Number(name);
    const fields = stat(pid);
    if (fields === undefined || fields[0] === "Z") continue;
    parents.set(pid, Number(fields[1]));
    if (carries(pid, marker)) found.add(pid);
  }
  for (let pid = process.pid; pid > 0; pid = parents.get(pid) ?? 0) found.delete(pid);
  const above = new Set();
  for (let pid = process.pid; pid > 0; pid = parents.get(pid) ?? 0) above.add(pid);
  return [...parents.keys()].filter((pid) => {
    if (above.has(pid)) return false;
    for (let at = pid; at > 1; at = parents.get(at) ?? 0) if (found.has(at)) return true;
    return false;
  });
}

const listProc = () => {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return []; // not Linux: nothing of ours is detached there
  }
};

/** @param {number} pid @param {string} marker */
function carries(pid, marker) {
  return ["cmdline", "environ"].some((file) => {
    try {
      return readFileSync(`/proc/${String(pid)}/${file}`, "utf8").includes(marker);
    } catch {
      return false;
    }
  });
}

/** Ends all processes that carry `marker`: politely, then by force. @param {string} marker @param {number} [grace] ms */
export async function stopAll(marker, grace = 3_000) {
  const first = processesOf(marker);
  first.forEach((pid) => { signal(pid, "SIGTERM"); });
  const end = Date.now() + grace;
  while (processesOf(marker).length > 0 && Date.now() < end) await delay(50);
  for (let round = 0; round < 20 && processesOf(marker).length > 0; round++) {
    processesOf(marker).forEach((pid) => { signal(pid, "SIGKILL"); });
    await delay(50);
  }
}
