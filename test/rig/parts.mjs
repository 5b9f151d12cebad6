/** The parts of `npm test`: what each runs, and where. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ROOT } from "./cache.mjs";
import { inside } from "./engine.mjs";
import { runExtensionHost } from "./extension-host.mjs";
import { exitOf, say } from "./process.mjs";
import { RUN_MARK } from "./runs.mjs";

/** @typedef {import("./engine.mjs").Engine} Engine */
/** @typedef {{ passed: number, failed: number, pending: number, skipped?: readonly string[], faults?: readonly string[], words?: string }} Outcome counts of tests, the titles of the pending, titles and errors of the failed; `words`: why, when no test could tell */

/** The parts in their order. Each of the last three runs against engines. */
export const PARTS = /** @type {const} */ (["lint", "types", "build", "unit", "engine", "host", "ui"]);
/** @typedef {typeof PARTS[number]} Part */

/**
 * @typedef {object} Context
 * @property {string} runFolder
 * @property {string | undefined} grep only tests whose title matches
 * @property {string | undefined} vsix the packaged extension
 * @property {boolean} [oldest] the engine is the oldest Docker of the run
 * @property {boolean} [newest] the engine is the newest Docker of the run
 * @property {boolean} [aside] the engine is not what the run is about: only the tests of what it tells, and of its links
 * @property {boolean} [later] show what is printed only at the end, in one piece, since others run at the same time
 */

/** Limits for one test, in ms. @type {Record<"unit" | "engine" | "ui", number>} */
const TIMEOUTS = { unit: 10_000, engine: 60_000, ui: 120_000 };

/**
 * Files of the ui tests about the extension's own pages: what these do to an engine is tested on each of them in `engine`, so one Docker is
 * enough, and the oldest and the newest take a half each.
 */
const ONCE = {
  oldest: /[/\\]ui[/\\](4-engine|5-chinese|6-host|7-containers|7-drivers|7-topology|7-traffic|8-keyboard|8-windows)\.test\.js$/,
  newest: /[/\\]ui[/\\](7-helper|7-wires|8-flags|8-forms|8-operations|9-explain|9-scale)\.test\.js$/,
};

/** What is tested on an engine `aside`. */
const ASIDE = /[/\\]engine[/\\](events|inventory|links[/\\]cases)\.test\.js$/;

/** @param {string} words @returns {Outcome} */
export const failure = (words) => ({ passed: 0, failed: 1, pending: 0, words });

/**
 * Runs npm scripts; each counts as one test.
 * @param {Context} context @param {readonly string[]} scripts
 * @returns {Promise<Outcome>}
 */
export async function scripts(context, scripts) {
  for (const script of scripts) {
    const code = await show(context, ["npm", "run", "--silent", script], process.env);
    if (code !== 0) return failure(`npm run ${script} ended with ${String(code)}`);
  }
  return { passed: scripts.length, failed: 0, pending: 0 };
}

/**
 * Runs mocha over a part's built tests: where the engine is, as the user that runs the rig.
 * @param {Context} context @param {"unit" | "engine" | "ui"} part @param {Engine} [engine]
 * @returns {Promise<Outcome>}
 */
export async function mocha(context, part, engine) {
  const all = testFiles(part);
  const elsewhere = (/** @type {string} */ file) => (!context.oldest && ONCE.oldest.test(file)) || (!context.newest && ONCE.newest.test(file));
  const left = all.filter((file) => elsewhere(file) || (context.aside === true && !ASIDE.test(file)));
  const files = all.filter((file) => !left.includes(file));
  const why = part === "ui" ? "only on one Docker" : "but with --engine=podman, or on Docker";
  if (left.length > 0) say(`Not run on ${engine?.name ?? "no engine"}, ${why}: ${left.map((file) => basename(file)).join(", ")}`);
  if (files.length === 0) return failure(`there are no tests in test/${part}`);
  const results = join(context.runFolder, `results-${part}-${engine?.name ?? "none"}.json`);
  const pictures = join(ROOT, "out/pictures", engine?.name ?? "none");
  if (part === "ui") mkdirSync(pictures, { recursive: true });
  const argv = [
    process.execPath, join(ROOT, "node_modules/mocha/bin/mocha.js"), "--reporter", join(ROOT, "test/rig/reporter.cjs"),
    "--timeout", String(TIMEOUTS[part]), "--exit", ...(context.grep === undefined ? [] : ["--grep", context.grep]), ...files,
  ];
  const env = { ...cleanEnvironment(context, engine), DNE_RESULTS: results, DNE_VSIX: context.vsix, DNE_PICTURES: pictures };
  const code = await show(context, engine === undefined ? argv : inside(engine, argv), env);
  return outcome(results, `mocha ended with ${String(code)} before it had results`, context);
}

/**
 * Runs the host tests inside VS Code.
 * @param {Context} context @param {Engine} engine
 * @returns {Promise<Outcome>}
 */
export async function host(context, engine) {
  if (testFiles("host").length === 0) return failure("there are no tests in test/host");
  const { lines, ...counts } = await runExtensionHost({ runFolder: context.runFolder, engine, env: { DNE_GREP: context.grep } });
  say(lines.join("\n"));
  return outcome(counts, "", context);
}

/**
 * What tests see: the engine as JSON, and nothing of this machine's own Docker settings.
 * @param {Context} context @param {Engine | undefined} engine
 * @returns {NodeJS.ProcessEnv}
 */
function cleanEnvironment({ runFolder }, engine) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(DOCKER_|DNE_ENGINE)/.test(name)));
  const config = join(runFolder, "docker-config");
  mkdirSync(config, { recursive: true });
  return { ...env, TMPDIR: runFolder, DOCKER_CONFIG: config, ...(engine === undefined ? {} : { DNE_ENGINE: JSON.stringify(engine), DOCKER_HOST: `unix://${engine.socket}` }) };
}

/** @param {string} part */
function testFiles(part) {
  const folder = join(ROOT, "out/test", part);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith(".test.js")).sort().map((name) => join(folder, name));
}

/**
 * @param {string | Omit<import("./extension-host.mjs").Results, "lines">} results the file, or what it holds
 * @param {string} otherwise
 * @param {Context} context
 * @returns {Outcome}
 */
function outcome(results, otherwise, { grep }) {
  if (typeof results === "string") {
    if (!existsSync(results)) return failure(otherwise);
    return outcome(JSON.parse(readFileSync(results, "utf8")), otherwise, { runFolder: "", grep, vsix: undefined });
  }
  const { passes, failures, pending, skipped, faults } = results;
  if (passes + failures === 0 && grep === undefined) return failure("no test ran");
  return { passed: passes, failed: failures, pending, skipped, faults };
}

/**
 * Runs a program whose output the person sees. It carries the run's mark, so that the end of the run ends it.
 * @param {Context} context @param {readonly string[]} argv @param {NodeJS.ProcessEnv} env
 */
async function show({ runFolder, later }, argv, env) {
  const [program, ...rest] = argv;
  const child = spawn(/** @type {string} */ (program), rest, { cwd: ROOT, env: { ...env, [RUN_MARK]: runFolder }, stdio: ["ignore", later ? "pipe" : "inherit", later ? "pipe" : "inherit"] });
  /** @type {Buffer[]} */
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (/** @type {Buffer} */ chunk) => printed.push(chunk));
  const code = await exitOf(child);
  if (later) say(Buffer.concat(printed).toString());
  return code;
}
