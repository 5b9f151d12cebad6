/**
 * A run: one start of the rig, with a folder of its own under `<cache>/runs`. Everything a run leaves behind can be found
 * from that folder alone, so one routine cleans up after an orderly end, Ctrl-C, and a run that was killed.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { cacheFolder, isRoot, ownerLives } from "./cache.mjs";
import { folders, stopDaemon } from "./daemon.mjs";
import { cleanHostNetwork } from "./host-network.mjs";
import { stopAll, startTicks } from "./proc.mjs";
import { run, say, signal } from "./process.mjs";

/** The environment variable that marks every process of a run; its value is the run's folder. */
export const RUN_MARK = "DNE_RIG_RUN";

/** @returns {string} */
const runsFolder = () => join(cacheFolder(), "runs");

/**
 * Cleans up after runs that were killed, then makes a folder for this one. Others may enter it (the unprivileged user).
 * @param {string} kind a short word for the folder's name: `test`, `start`
 * @returns {Promise<string>} the run's folder
 */
export async function openRun(kind) {
  mkdirSync(runsFolder(), { recursive: true });
  for (const folder of runFolders()) {
    if (ownerLives(join(folder, "owner.json"))) continue;
    say(`Cleaning up after a run that was killed (${basename(folder)})`);
    await closeRun(folder);
  }
  // Made under another name, so that no other run's sweep sees it without an owner.
  const unborn = mkdtempSync(join(cacheFolder(), `unborn-`));
  chmodSync(unborn, 0o755);
  writeFileSync(join(unborn, "owner.json"), JSON.stringify({ pid: process.pid, start: startTicks(process.pid) ?? "" }));
  const folder = join(runsFolder(), `${kind}-${unborn.slice(-6)}`);
  renameSync(unborn, folder);
  return folder;
}

/** The folders of all runs, living or dead. @returns {string[]} */
export function runFolders() {
  return existsSync(runsFolder()) ? readdirSync(runsFolder()).map((name) => join(runsFolder(), name)) : [];
}

/** Where this process's run is: tests get it in their environment. @returns {string} */
export function currentRun() {
  const folder = process.env[RUN_MARK];
  if (folder === undefined) throw new Error(`${RUN_MARK} is not set: this needs the rig (npm test)`);
  return folder;
}

/** The process that opened a run. @param {string} runFolder @returns {number} pid */
export function runOwner(runFolder) {
  return /** @type {{ pid: number }} */ (JSON.parse(readFileSync(join(runFolder, "owner.json"), "utf8"))).pid;
}

/** The environment that marks a child as belonging to a run. @param {string} runFolder @returns {NodeJS.ProcessEnv} */
export const marked = (runFolder) => ({ ...process.env, [RUN_MARK]: runFolder });

/** A network namespace's name for a run's engine: found again by its prefix. @param {string} runFolder @param {string} name */
export const netnsName = (runFolder, name) => `dne-${runFolder.slice(-6)}-${name}`;

/**
 * Ends everything that belongs to a run and removes its traces: processes, network namespaces, cgroups, files.
 * @param {string} folder
 */
export async function closeRun(folder) {
  // Engines first and one by one: ended all at once, they leave their containers' cgroups behind.
  for (const name of folders(folder)) if (/^(docker|podman)-/.test(name)) await stopDaemon({ folder: join(folder, name) });
  await stopAll(`${RUN_MARK}=${folder}\0`);
  if (isRoot) {
    await cleanHostNetwork(folder);
    await removeNetns(netnsName(folder, ""));
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Deletes the network namespaces whose name begins so. @param {string} prefix */
export async function removeNetns(prefix) {
  if (!existsSync("/run/netns")) return;
  for (const name of readdirSync("/run/netns").filter((other) => other.startsWith(prefix))) {
    await run(["ip", "netns", "delete", name]).catch((/** @type {Error} */ error) => { say(error.message); });
  }
}

/**
 * Runs `cleanUp` once, when the process is asked to end (Ctrl-C, SIGTERM, a closed terminal), then ends it. A second
 * Ctrl-C does not wait.
 * @param {() => Promise<void>} cleanUp
 * @returns {() => Promise<void>} the same clean-up for the ordinary end: it, too, happens only once
 */
export function atEnd(cleanUp) {
  /** @type {Promise<void> | undefined} */
  let done;
  const once = () => (done ??= cleanUp());
  for (const [name, code] of /** @type {const} */ ([["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]])) {
    process.on(name, () => {
      if (done !== undefined && name === "SIGINT") {
        signal(process.pid, "SIGKILL");
      }
      say("\nStopping…");
      void once().finally(() => process.exit(code));
    });
  }
  return once;
}
