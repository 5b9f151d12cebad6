/** Running, watching and ending other programs. Only `node:` modules, so that it works before anything is installed. */
import { spawn } from "node:child_process";
import { accessSync, appendFileSync, closeSync, constants, openSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

/** Prints one plain line for the person who waits. @param {string} text */
export const say = (text) => void process.stdout.write(`${text}\n`);

/**
 * Waits until `probe` gives something other than undefined, asking every `every` ms.
 * @template T
 * @param {string} what the thing waited for, used in the error
 * @param {() => T | undefined | Promise<T | undefined>} probe
 * @param {{ timeout?: number, every?: number }} [options] in ms
 * @returns {Promise<T>} rejects after `timeout` ms, or as soon as `probe` throws
 */
export async function waitFor(what, probe, { timeout = 30_000, every = 50 } = {}) {
  const end = Date.now() + timeout;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error(`${what} did not happen within ${String(timeout / 1000)} s`);
    await delay(every);
  }
}

/**
 * Runs a program to its end. A program that fails rejects with its last lines, so that the reason is in the message.
 * @param {readonly string[]} argv
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, input?: string | Buffer, timeout?: number, log?: string }} [options]
 *   `timeout` in ms; `log`: a file to append everything to
 * @returns {Promise<string>} what it wrote on standard output
 */
export async function run(argv, { cwd, env, input, timeout, log } = {}) {
  const child = spawn(/** @type {string} */ (argv[0]), argv.slice(1), {
    ...(cwd === undefined ? {} : { cwd }),
    env: env ?? process.env,
    stdio: "pipe",
    ...(timeout === undefined ? {} : { timeout }),
  });
  let stdout = "";
  let all = "";
  const keep = (/** @type {Buffer} */ chunk) => {
    all = (all + chunk.toString()).slice(-8_000);
    if (log !== undefined) appendFileSync(log, chunk);
  };
  child.stdout.on("data", (/** @type {Buffer} */ chunk) => {
    stdout += chunk.toString();
    keep(chunk);
  });
  child.stderr.on("data", keep);
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const code = await exitOf(child);
  if (code !== 0) throw new Error(`${argv.join(" ")}\nended with ${String(code)}:\n${all.trim().split("\n").slice(-15).join("\n")}`);
  return stdout;
}

/**
 * The exit code of a child, or the name of the signal that ended it. Rejects if it could not be started.
 * @param {ChildProcess} child
 * @returns {Promise<number | string>}
 */
export function exitOf(child) {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  if (child.signalCode !== null) return Promise.resolve(child.signalCode);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      resolve(code ?? signal ?? "unknown");
    });
  });
}

/**
 * Starts a program that stays. It gets a process group of its own, so that Ctrl-C in the terminal reaches only the rig,
 * which then ends things in the right order.
 * @param {readonly string[]} argv
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, log: string }} options `log`: the file that takes its output
 * @returns {ChildProcess}
 */
export function startProcess(argv, { cwd, env, log }) {
  const file = openSync(log, "a");
  const child = spawn(/** @type {string} */ (argv[0]), argv.slice(1), {
    ...(cwd === undefined ? {} : { cwd }),
    env: env ?? process.env,
    stdio: ["ignore", file, file],
    detached: true,
  });
  child.on("error", (error) => {
    say(`${argv.join(" ")}: ${error.message}`);
  });
  closeSync(file);
  return child;
}

/**
 * Ends a child of `startProcess` with its whole group: politely, then after `grace` ms by force.
 * @param {ChildProcess} child
 * @param {number} [grace] ms
 */
export async function stopProcess(child, grace = 4_000) {
  if (child.pid === undefined) return;
  const group = -child.pid;
  const ended = exitOf(child).then(() => true, () => true);
  signal(group, "SIGTERM");
  await Promise.race([ended, delay(grace)]);
  signal(group, "SIGKILL");
  await Promise.race([ended, delay(1_000)]);
}

/** Sends a signal; a process that is gone already is no error. @param {number} pid @param {NodeJS.Signals} name */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    /* gone */
  }
}

/** Where a program is on PATH (and in the system's folders, which an ordinary user's PATH may lack). @param {string} name @returns {string | undefined} */
export function which(name) {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin", "/usr/bin"];
  return folders.map((folder) => join(folder, name)).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
