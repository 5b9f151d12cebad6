/**
 * `npm test [-- PART… --engine=20|28|podman --grep=WORDS]`: every part in turn, against private engines where they can be had, else
 * against the engine that is there. The last line is `N passed, N failed`.
 */
import { canHavePrivateEngines, chromiumPath, ensurePackages, NEEDS } from "./debian.mjs";
import { installEngine, startEngine, stopEngine, SUITES } from "./engine.mjs";
import { findEngine } from "./found-engine.mjs";
import { importImages, removeImages } from "./images.mjs";
import { LABEL } from "./lab.mjs";
import { failure, host, mocha, PARTS, scripts } from "./parts.mjs";
import { run, say } from "./process.mjs";
import { ensureDependencies, packageExtension } from "./project.mjs";
import { atEnd, closeRun, openRun } from "./runs.mjs";
import { installEditor } from "./install-editor.mjs";

/** @typedef {import("./parts.mjs").Part} Part */
/** @typedef {import("./parts.mjs").Outcome} Outcome */
/** @typedef {import("./engine.mjs").Engine} Engine */

/** The longest that the whole may take, in minutes: something that hangs must not hold a machine for ever. */
const LIMIT = Number(process.env["DNE_TEST_LIMIT"] ?? 45);

/** @param {readonly string[]} argv */
function readArguments(argv) {
  const option = (/** @type {string} */ name) => argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const named = argv.filter((word) => !word.startsWith("--"));
  const unknown = named.filter((word) => !PARTS.some((part) => part === word));
  if (unknown.length > 0) throw new Error(`No such part: ${unknown.join(", ")}. The parts are: ${PARTS.join(", ")}`);
  const wanted = named.length === 0 ? PARTS : PARTS.filter((part) => part === "build" || named.includes(part));
  return { wanted, engine: option("engine"), grep: option("grep") };
}

/**
 * Starts the engines to test against, and says which.
 * @param {string} runFolder @param {string | undefined} only such as `28`
 * @returns {Promise<Engine[]>}
 */
async function startEngines(runFolder, only) {
  if (!canHavePrivateEngines()) {
    const found = await findEngine();
    if (found === undefined) throw new Error("No engine to test against: none answers here, and only root on Debian can start private ones");
    say(`Testing against the Docker ${found.version} at ${found.socket}: only objects that a test labelled (${LABEL}) are touched`);
    return [{ ...found, images: await importImages(found.socket, "docker-network-explorer-rig/") }];
  }
  const suites = /** @type {(keyof typeof SUITES)[]} */ (Object.keys(SUITES)).filter((suite) => only === undefined || SUITES[suite] === only);
  if (suites.length === 0) throw new Error(`No such engine: ${only ?? ""}. The engines are: ${Object.values(SUITES).join(", ")}`);
  await Promise.all(suites.map(installEngine));
  return await Promise.all(suites.map((suite) => startEngine({ suite, runFolder })));
}

/** @type {{ part: string, outcome: Outcome, seconds: number }[]} */
const done = [];
/** @type {Engine[]} */
let engines = [];
/** What was used, for the end. @type {string[]} */
const used = [`Node ${process.versions.node}`];

/**
 * Runs one part, says that it begins and how it ended, and never throws.
 * @param {string} part @param {() => Promise<Outcome>} work
 * @returns {Promise<boolean>} whether all of it passed
 */
async function perform(part, work) {
  say(`\n━━━ ${part} ${"━".repeat(Math.max(3, 70 - part.length))}`);
  const start = Date.now();
  const outcome = await work().catch((/** @type {Error} */ error) => failure(error.message));
  const seconds = Math.round((Date.now() - start) / 100) / 10;
  done.push({ part, outcome, seconds });
  say(line({ part, outcome, seconds }));
  if (outcome.words?.includes("\n") === true) say(outcome.words);
  return outcome.failed === 0;
}

/** @param {typeof done[number]} entry */
function line({ part, outcome, seconds }) {
  const { passed, failed, pending, words } = outcome;
  const counts = `${String(passed)} passed, ${String(failed)} failed${pending > 0 ? `, ${String(pending)} SKIPPED` : ""}`;
  return `${failed === 0 ? "✓" : "✗"} ${part.padEnd(18)} ${String(seconds).padStart(6)} s   ${counts}${words === undefined ? "" : `: ${String(words.split("\n")[0])}`}`;
}

/**
 * Makes ready what several parts need; only a failure is an entry of its own.
 * @param {string} name @param {() => Promise<void>} work
 */
async function prepare(name, work) {
  try {
    await work();
    return true;
  } catch (error) {
    return await perform(name, () => Promise.reject(error instanceof Error ? error : new Error(String(error))));
  }
}

/** Says of parts that they could not be run. @param {readonly Part[]} parts @param {string} why */
function notRun(parts, why) {
  for (const part of parts) done.push({ part, outcome: failure(`not run, because ${why}`), seconds: 0 });
}

/** @param {string} runFolder @param {ReturnType<typeof readArguments>} options */
async function runParts(runFolder, { wanted, engine: only, grep }) {
  const context = { runFolder, grep, vsix: /** @type {string | undefined} */ (undefined) };
  const wants = (/** @type {Part[]} */ ...parts) => wanted.filter((part) => parts.includes(part));
  const checks = [["lint", "lint"], ["types", "typecheck"]].filter(([part]) => wanted.some((one) => one === part));
  // Nobody waits for what these say: they run beside the tests, which mostly wait for their engines.
  const checked = Promise.all(checks.map(([part = "", script = ""]) => perform(part, () => scripts({ ...context, later: true }, [script]))));
  await Promise.all([checked, runTests(context, { wants, only })]);
}

/**
 * @param {import("./parts.mjs").Context} context
 * @param {{ wants: (...parts: Part[]) => Part[], only: string | undefined }} options
 */
async function runTests(context, { wants, only }) {
  const built = await perform("build", () => scripts(context, ["build", "build:test"]));
  if (!built) {
    notRun(wants("unit", "engine", "host", "ui"), "the build failed");
    return;
  }
  if (wants("unit").length > 0) await perform("unit", () => mocha(context, "unit"));
  if (wants("engine", "host", "ui").length === 0) return;
  const started = await prepare("engines", async () => {
    engines = await startEngines(context.runFolder, only);
    used.push(...engines.map(({ product, version, apiVersion, private: own }) => `${product === "podman" ? "Podman" : "Docker"} ${version} (API ${apiVersion}, ${own ? "private" : "this machine's own"})`));
  });
  if (!started) {
    notRun(wants("engine", "host", "ui"), "there is no engine");
    return;
  }
  // They mostly wait for their engines, which do not know of each other.
  const aside = engines.filter(({ product }) => product === "podman" && only === undefined);
  if (wants("engine").length > 0) {
    const main = engines.filter((engine) => !aside.includes(engine));
    await Promise.all(main.map((engine) => perform(`engine ${engine.name}`, () => mocha({ ...context, later: main.length > 1 }, "engine", engine))));
  }
  // After them, since three at once would leave each too little of two cores; beside what comes next, which has other engines.
  const besides = (wants("engine").length > 0 ? aside : []).map((engine) => perform(`engine ${engine.name}`, () => mocha({ ...context, aside: true, later: true }, "engine", engine)));
  await Promise.all([...besides, runShown(context, { wants, only })]);
}

/**
 * The parts in which VS Code is shown.
 * @param {import("./parts.mjs").Context} context
 * @param {{ wants: (...parts: Part[]) => Part[], only: string | undefined }} options
 */
async function runShown(context, { wants, only }) {
  // The pages are the same on Podman: they are walked through there when it is asked for.
  const shown = only === undefined ? engines.filter(({ product }) => product !== "podman") : engines;
  if (wants("host", "ui").length === 0) return;
  const editor = await prepare("editor", async () => {
    await ensurePackages(NEEDS.browser);
    used.push(`VS Code ${(await installEditor()).version}`, (await run([chromiumPath() ?? "chromium", "--version"])).trim());
  });
  if (!editor) {
    notRun(wants("host", "ui"), "there is no editor");
    return;
  }
  // One Docker is enough for what is the same in all of them.
  const hosts = shown.filter(({ product }, at) => product !== shown[at + 1]?.product);
  if (wants("ui").length > 0) {
    const packed = await perform("package", async () => {
      context.vsix = await packageExtension();
      return { passed: 1, failed: 0, pending: 0 };
    });
    if (!packed) {
      notRun(wants("host", "ui"), "the package failed");
      return;
    }
  }
  const busy = new Map((wants("host").length > 0 ? hosts : []).map((engine) => [engine, perform(`host ${engine.name}`, () => host(context, engine))]));
  const dockers = engines.filter(({ product }) => product !== "podman");
  // An editor mostly waits for the one who uses it.
  const walks = (wants("ui").length > 0 ? shown : []).map(async (engine) => {
    await busy.get(engine);
    await perform(`ui ${engine.name}`, () => mocha({ ...context, later: shown.length > 1, oldest: engine === dockers[0], newest: engine === dockers.at(-1) }, "ui", engine));
  });
  await Promise.all([...walks, ...busy.values()]);
}

/** @returns {number} the exit code */
function conclude() {
  const sum = (/** @type {"passed" | "failed" | "pending"} */ what) => done.reduce((total, { outcome }) => total + outcome[what], 0);
  say(`\n━━━ summary ${"━".repeat(63)}`);
  done.forEach((entry) => { say(line(entry)); });
  say(`\nUsed: ${used.join(" · ")}`);
  const skipped = done.flatMap(({ part, outcome }) => (outcome.skipped ?? []).map((title) => `  ${part}: ${title}`));
  if (sum("pending") > 0) say(`Skipped: ${[String(sum("pending")), ...skipped].join("\n")}`);
  // Once more and last, since a log may have been cut before.
  for (const { part, outcome } of done) for (const fault of outcome.faults ?? []) say(`\n✗ ${part}: ${fault.split("\n").slice(0, 12).join("\n    ")}`);
  say(`\n${String(sum("passed"))} passed, ${String(sum("failed"))} failed`);
  return sum("failed") > 0 || sum("passed") === 0 ? 1 : 0;
}

async function main() {
  const options = readArguments(process.argv.slice(2));
  await ensureDependencies();
  const runFolder = await openRun("test");
  const end = atEnd(async () => {
    for (const engine of engines) await (engine.private ? stopEngine(engine) : removeImages(engine)).catch((/** @type {Error} */ error) => { say(error.message); });
    await closeRun(runFolder);
  });
  const guard = setTimeout(() => {
    done.push({ part: "time limit", outcome: failure(`the whole took longer than ${String(LIMIT)} minutes`), seconds: LIMIT * 60 });
    void end().finally(() => process.exit(conclude()));
  }, LIMIT * 60_000);
  try {
    await runParts(runFolder, options);
  } catch (error) {
    done.push({ part: "rig", outcome: failure(error instanceof Error ? error.message : String(error)), seconds: 0 });
  } finally {
    clearTimeout(guard);
    await end();
  }
  process.exitCode = conclude();
}

await main().catch((/** @type {Error} */ error) => {
  say(`${error.message}\n\n0 passed, 1 failed`);
  process.exitCode = 1;
});
