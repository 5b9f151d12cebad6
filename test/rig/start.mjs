/** `npm start`: from a fresh clone to VS Code with the extension in it, and an engine to look at. Ctrl-C stops what it started. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, isRoot, ROOT } from "./cache.mjs";
import { canHavePrivateEngines } from "./debian.mjs";
import { startEngine } from "./engine.mjs";
import { findEngine } from "./found-engine.mjs";
import { makeLab } from "./lab.mjs";
import { exitOf, run, say, startProcess, stopProcess, which } from "./process.mjs";
import { ensureDependencies, packageExtension } from "./project.mjs";
import { atEnd, closeRun, openRun } from "./runs.mjs";
import { editorHome, startEditor } from "./vscode.mjs";

/** @typedef {import("./engine.mjs").Engine} Engine */

/**
 * The engine to show: the one that is there, else a private one with the sample lab.
 * @param {string} runFolder
 * @returns {Promise<Engine | undefined>} undefined: none, and the extension will say so
 */
async function engineToShow(runFolder) {
  const host = process.env["DOCKER_HOST"];
  if (host !== undefined && !host.startsWith("unix://")) {
    say(`Engine: DOCKER_HOST names ${host}`);
    return undefined;
  }
  const found = await findEngine();
  if (found !== undefined) {
    say(`Engine: Docker ${found.version}, found at ${found.socket}`);
    return found;
  }
  if (!canHavePrivateEngines()) {
    say("Engine: none answers here, and only root on Debian can start a private one. The extension will say what to do.");
    return undefined;
  }
  say("Engine: none found, so a private Docker 28 is started, with data of its own");
  const engine = await startEngine({ suite: "forky", runFolder, netns: null });
  await makeLab(engine);
  say(`Engine: Docker ${engine.version} with network my-net, container1 and container2.\n  To use it from a shell: export DOCKER_HOST=unix://${engine.socket}`);
  return engine;
}

/**
 * Opens the VS Code on PATH. Its data are its own, so that the window ends with this and your windows do not.
 * @param {string} code
 * @param {string} runFolder
 * @param {Engine | undefined} engine
 * @returns {Promise<{ ended: Promise<unknown>, stop: () => Promise<void> }>}
 */
async function openCode(code, runFolder, engine) {
  say("Building the extension");
  await run(["npm", "run", "build"], { cwd: ROOT });
  const { workspace } = editorHome(runFolder);
  const data = join(cacheFolder(), "code-data");
  mkdirSync(data, { recursive: true });
  const argv = [code, "--wait", "--new-window", `--user-data-dir=${data}`, `--extensionDevelopmentPath=${ROOT}`, ...(isRoot ? ["--no-sandbox"] : []), workspace];
  const host = engine === undefined ? {} : { DOCKER_HOST: `unix://${engine.socket}` };
  const child = startProcess(argv, { env: { ...process.env, ...host }, log: join(runFolder, "code.log") });
  say("\nVS Code opens in a window of its own. Look for Docker Networks in its activity bar.");
  return { ended: exitOf(child), stop: () => stopProcess(child) };
}

/**
 * Serves VS Code to the browser.
 * @param {string} runFolder
 * @param {Engine | undefined} engine
 */
async function openCodeServer(runFolder, engine) {
  say("Building and packaging the extension");
  const vsix = await packageExtension();
  // Without an engine of a known socket the editor sees what this shell names.
  const host = engine === undefined ? { env: { DOCKER_HOST: process.env["DOCKER_HOST"] } } : {};
  const editor = await startEditor({ runFolder, engine, vsix, ...host });
  say(`\nVS Code ${editor.version} with the extension is at:\n\n  ${editor.url}\n\nLook for Docker Networks in its activity bar.`);
  return editor;
}

async function main() {
  await ensureDependencies();
  const runFolder = await openRun("start");
  /** @type {{ stop: () => Promise<void> } | undefined} */
  let editor;
  const end = atEnd(async () => {
    await editor?.stop();
    await closeRun(runFolder);
  });
  try {
    const engine = await engineToShow(runFolder);
    const code = which("code");
    const opened = code === undefined ? await openCodeServer(runFolder, engine) : await openCode(code, runFolder, engine);
    editor = opened;
    say("Ctrl-C stops what was started here.");
    await opened.ended;
    say("VS Code has ended.");
  } finally {
    await end();
  }
}

await main().catch((/** @type {Error} */ error) => {
  say(error.message);
  process.exitCode = 1;
});
