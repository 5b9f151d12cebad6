/**
 * `npm run bench`: measures the extension beside what it competes with, on private engines and in a real VS Code, prints
 * the table and writes it to docs/BENCH.md. `npm run bench -- links 28` runs only these parts, on this Docker, and writes nothing.
 * `DNE_BENCH_QUICK=1`: a small lab and few rounds, to try the bench itself.
 */
import { chmodSync, cpSync, mkdirSync, readFileSync } from "node:fs";
import { arch, cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { ROOT } from "../rig/cache.mjs";
import { canHavePrivateEngines } from "../rig/debian.mjs";
import { DOCKERS, installEngine, runIn, startEngine, stopEngine, SUITES } from "../rig/engine.mjs";
import { runExtensionHost } from "../rig/extension-host.mjs";
import { exitOf, run, say, which } from "../rig/process.mjs";
import { atEnd, closeRun, marked, openRun } from "../rig/runs.mjs";
import { installEditor } from "../rig/install-editor.mjs";
import { ensureDependencies, packageExtension, VSIX } from "../rig/project.mjs";
import { NOBODY } from "../rig/vscode.mjs";
import { hostRows, screenRows, sizeRows } from "./editorRows.mjs";
import { makeBenchLab } from "./lab.mjs";
import { measureScreen } from "./screen.mjs";
import { growLab } from "./scaleLab.mjs";
import { table, writeBetweenMarkers } from "./table.mjs";
import { topologyRows } from "./topology.mjs";

/** @typedef {import("./measure.ts").Row} Row */
/** @typedef {import("../rig/engine.mjs").Engine} Engine */

const PARTS = /** @type {const} */ (["inventory", "links", "live", "screen", "host", "scale", "filter", "topology", "size"]);
const quick = process.env["DNE_BENCH_QUICK"] !== undefined;
const LAB = quick ? { networks: 5, containers: 10, running: 4 } : { networks: 50, containers: 200, running: 30 };
const ROUNDS = quick ? 3 : 21;
const SIZES = quick ? [1, 10] : [1, 10, 30, 100, 300];
const IDLE_SECONDS = quick ? 5 : 60;
const EDITOR_STARTS = quick ? 1 : 5;

const asked = process.argv.slice(2);
const suites = DOCKERS.filter((suite) => chosen(SUITES[suite], DOCKERS.map((one) => SUITES[one])));
const parts = PARTS.filter((name) => chosen(name, PARTS));

/** @param {string} name @param {readonly string[]} all */
function chosen(name, all) {
  const some = asked.filter((word) => all.includes(word));
  return some.length === 0 || some.includes(name);
}

/** Builds the package, then the bench beside the shipped engine chunk: what is measured is what users get. @param {string} folder */
async function prepare(folder) {
  await ensureDependencies();
  say("Building the package");
  await packageExtension();
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  for (const name of ["engine.js", "node_modules"]) cpSync(join(ROOT, "dist", name), join(folder, name), { recursive: true });
  const { build } = await import("esbuild");
  await build({
    entryPoints: { inventory: "test/bench/inventory.ts", links: "test/bench/links.ts", scale: "test/bench/scale.ts", live: "test/bench/live.ts", filter: "test/bench/filter.ts", topologyPage: "test/bench/topologyPage.ts", "host/activation.test": "test/bench/host/activation.test.ts" },
    absWorkingDir: ROOT, outdir: folder, bundle: true, platform: "node", format: "cjs", target: "node20", external: ["vscode"],
    plugins: [{ name: "shipped-engine", setup: (b) => b.onResolve({ filter: /\/backend$/ }, () => ({ path: "./engine.js", external: true })) }],
  });
}

/**
 * Runs one part as the unprivileged user, in the engine's own network namespace if it is about an engine.
 * @param {string} name @param {string} folder @param {string} runFolder @param {{ engine: Engine, cli: string }} [on]
 * @returns {Promise<Row[]>}
 */
async function measure(name, folder, runFolder, on) {
  const scratch = join(runFolder, `${name}-${on?.engine.name ?? "alone"}`);
  mkdirSync(scratch, { recursive: true });
  chmodSync(scratch, 0o777);
  const results = join(scratch, "rows.json");
  const about = on === undefined ? { subject: "the webview" } : { subject: subjectOf(on.engine), socket: on.engine.socket, cli: on.cli };
  const env = { ...marked(runFolder), DNE_BENCH: JSON.stringify({ ...about, scratch, results, rounds: ROUNDS, idleSeconds: IDLE_SECONDS }) };
  const groups = on === undefined ? [] : [on.engine.gid];
  const child = runIn(on?.engine ?? { netns: null }, [process.execPath, join(folder, `${name}.js`)], { ...(name === "scale" ? {} : { uid: NOBODY }), groups, env, cwd: scratch });
  const code = await exitOf(child);
  if (code !== 0) throw new Error(`The part ${name} on ${about.subject} ended with ${String(code)}; its words are above`);
  return /** @type {Row[]} */ (JSON.parse(readFileSync(results, "utf8")));
}

/** @param {Engine} engine */
const subjectOf = ({ version }) => `Docker ${version.replace(/[^\d.].*$/, "")}`;

/** A docker CLI that can be run here: the machine's, else the one that comes with Docker 20.10 in the rig. */
async function dockerCli() {
  return which("docker") ?? join(await installEngine("bookworm"), "usr/bin/docker");
}

async function main() {
  if (!canHavePrivateEngines()) throw new Error("The bench makes hundreds of containers, so it runs only on private engines: as root on Debian.");
  const runFolder = await openRun("bench");
  const end = atEnd(() => closeRun(runFolder));
  try {
    const folder = join(runFolder, "bench");
    await prepare(folder);
    const cli = await dockerCli();
    const versions = [`docker CLI ${(await run([cli, "--version"])).trim().replace(/^Docker version |,.*$/g, "")}`, `Node ${process.versions.node}`, `Linux ${release()} ${arch()}`];
    /** @type {Row[]} */
    const rows = [];
    const needEngines = parts.some((name) => !["scale", "filter", "topology", "size"].includes(name));
    for (const suite of needEngines ? suites : []) {
      say(`Starting Docker ${SUITES[suite]} with ${String(LAB.networks)} networks and ${String(LAB.containers)} containers, ${String(LAB.running)} of them running`);
      const engine = await startEngine({ suite, runFolder });
      await makeBenchLab(engine, LAB);
      for (const name of /** @type {const} */ (["inventory", "links", "live"])) {
        if (!parts.includes(name)) continue;
        say(`Measuring ${name} on ${subjectOf(engine)}${name === "live" ? ` (${String(IDLE_SECONDS)} s of it idle)` : ""}`);
        rows.push(...(await measure(name, folder, runFolder, { engine, cli })));
      }
      if (parts.includes("screen")) {
        say(`Measuring what is seen in VS Code on ${subjectOf(engine)}`);
        const networks = Array.from({ length: LAB.networks }, (_, index) => `bench-${String(index)}`);
        const seen = await measureScreen({ engine, runFolder, vsix: VSIX, networks, starts: EDITOR_STARTS, rounds: ROUNDS });
        rows.push(...screenRows(subjectOf(engine), LAB, seen));
      }
      if (suite === "forky" && parts.includes("host")) {
        const editor = await installEditor();
        versions.push(`VS Code ${editor.version}`);
        const numbers = [];
        for (let round = 0; round < EDITOR_STARTS; round++) {
          say(`Measuring activation and memory in VS Code ${editor.version} (${String(round + 1)} of ${String(EDITOR_STARTS)})`);
          const results = join(runFolder, `activation-${String(round)}`);
          mkdirSync(results);
          chmodSync(results, 0o777);
          const done = await runExtensionHost({ runFolder, engine, tests: join(folder, "host"), env: { DNE_BENCH_RESULTS: results }, timeout: 120_000 });
          if (done.failures > 0 || done.passes === 0) throw new Error(`In the extension host:\n${done.lines.join("\n")}`);
          numbers.push(JSON.parse(readFileSync(join(results, "activation.json"), "utf8")));
        }
        rows.push(...hostRows(`VS Code ${editor.version}`, LAB, numbers));
      }
      await stopEngine(engine);
    }
    for (const suite of parts.includes("scale") ? suites : []) {
      const engine = await startEngine({ suite, runFolder, label: `scale-${SUITES[suite]}` });
      for (const [at, size] of SIZES.entries()) {
        say(`Growing ${subjectOf(engine)} to ${String(size)} running containers, and measuring their links`);
        await growLab(engine, SIZES[at - 1] ?? 0, size);
        rows.push(...(await measure("scale", folder, runFolder, { engine, cli })));
      }
      await stopEngine(engine);
    }
    if (parts.includes("filter")) rows.push(...(await measure("filter", folder, runFolder)));
    if (parts.includes("topology")) {
      say("Measuring the picture in a browser");
      rows.push(...(await topologyRows({ runFolder, built: join(folder, "topologyPage.js"), dist: join(ROOT, "dist"), rounds: EDITOR_STARTS })));
    }
    if (parts.includes("size")) rows.push(...sizeRows(join(ROOT, "dist")));
    report(rows, versions);
  } finally {
    await end();
  }
}

/** @param {readonly Row[]} rows @param {readonly string[]} versions */
function report(rows, versions) {
  const machine = `${String(cpus().length)} × ${cpus()[0]?.model ?? "processor"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  const text = `Measured on ${new Date().toISOString().slice(0, 10)}: ${versions.join(" · ")} · ${machine}.\n\n${table(rows)}`;
  say(`\n${text}\n`);
  const missed = rows.filter(({ target }) => target?.met === false);
  say(missed.length === 0 ? "Every target is met." : `Missed: ${missed.map(({ subject, what }) => `${what} (${subject})`).join("; ")}`);
  if (quick || asked.length > 0) return;
  writeBetweenMarkers(join(ROOT, "docs/BENCH.md"), text);
  say("Written to docs/BENCH.md");
}

await main().catch((/** @type {Error} */ error) => {
  say(error.message);
  process.exitCode = 1;
});
