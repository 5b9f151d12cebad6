/** The folder in which everything that the rig downloads or builds is kept and reused. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import { startTicks } from "./proc.mjs";
import { say } from "./process.mjs";

/** The repository's root folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** True for the superuser: only it can make network namespaces, engines and other users' processes. */
export const isRoot = process.getuid?.() === 0;

/**
 * The cache folder, made if it is not there. Root's is under /var/cache, because an unprivileged user must be able to
 * read it and cannot enter /root. `DNE_RIG` names another.
 * @returns {string}
 */
export function cacheFolder() {
  const base = isRoot ? "/var/cache" : join(homedir(), ".cache");
  const folder = process.env["DNE_RIG"] ?? join(base, "docker-network-explorer-rig");
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
  }
  return folder;
}

/**
 * Gives `<cache>/<name>`, building it first if it is not there. It is built under another name and renamed, so a
 * half-finished one is never taken for a whole; a lock lets only one process build it. Other versions of the same thing
 * (same name up to the last `-`) are removed.
 * @param {string} name such as `engine-forky-1`
 * @param {string} words what is said before building
 * @param {(folder: string) => Promise<void>} build fills the empty folder
 * @returns {Promise<string>} the folder
 */
export async function cached(name, words, build) {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  return await locked(name, async () => {
    if (existsSync(folder)) return folder;
    say(words);
    const unfinished = join(cacheFolder(), `unfinished-${name}`);
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished);
    chmodSync(unfinished, 0o755);
    await build(unfinished);
    renameSync(unfinished, folder);
    const family = name.slice(0, name.lastIndexOf("-") + 1);
    for (const other of readdirSync(cacheFolder())) {
      if (other.startsWith(family) && other !== name) rmSync(join(cacheFolder(), other), { recursive: true, force: true });
    }
    return folder;
  });
}

/**
 * Runs `work` while no other process of this machine runs work of the same name.
 * A lock whose owner is no longer running is taken over.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function locked(name, work) {
  const lock = join(cacheFolder(), `lock-${name}`);
  const owner = JSON.stringify({ pid: process.pid, start: startTicks(process.pid) ?? "" });
  for (let told = false; ; ) {
    try {
      writeFileSync(lock, owner, { flag: "wx" });
      break;
    } catch {
      if (!ownerLives(lock)) {
        rmSync(lock, { force: true });
        continue;
      }
      if (!told) say(`Waiting for another run that is preparing ${name}…`);
      told = true;
      await delay(300);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/**
 * Whether the process named in a file as `{ pid, start }` is still the one that wrote it.
 * A file that is just being written counts as alive.
 * @param {string} file
 */
export function ownerLives(file) {
  try {
    const { pid, start } = /** @type {{ pid: number, start: string }} */ (JSON.parse(readFileSync(file, "utf8")));
    if (existsSync("/proc")) return startTicks(pid) === start;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof SyntaxError;
  }
}
