/** The browser that looks at VS Code: the machine's Chromium, driven by playwright-core. */
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromiumPath, ensurePackages, NEEDS } from "./debian.mjs";
import { inside } from "./engine.mjs";

/** Nothing of the browser's own may touch the network, and root may not use its sandbox. */
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
];

/**
 * Starts headless Chromium where the engine is.
 * @param {{ runFolder: string, engine?: Pick<import("./engine.mjs").Engine, "netns"> | undefined }} options
 * @returns {Promise<import("playwright-core").Browser>}
 */
export async function launchBrowser({ runFolder, engine }) {
  await ensurePackages(NEEDS.browser);
  const chromium = chromiumPath();
  if (chromium === undefined) throw new Error("Missing on this machine: Chromium. DNE_CHROMIUM may name one.");
  const playwright = await import("playwright-core");
  const executablePath = engine?.netns == null ? chromium : wrapper(runFolder, engine, chromium);
  return await playwright.chromium.launch({ executablePath, args: FLAGS, env: { ...process.env, TMPDIR: runFolder } });
}

/**
 * A profile in which VS Code is looked at: without the service worker that code-server adds to it to be an installable app.
 * A webview's frame waits until the editor's own worker controls it, which it may miss, and then waits for ever, where that
 * other worker controlled it before: on a busy machine the first webview of a profile stayed empty now and then.
 * @param {import("playwright-core").Browser} browser
 * @param {import("playwright-core").BrowserContextOptions} options
 */
export async function openProfile(browser, options) {
  const context = await browser.newContext(options);
  await context.addInitScript(`{
    const workers = globalThis.ServiceWorkerContainer?.prototype;
    const register = workers?.register;
    if (register !== undefined) workers.register = function (script, scope) {
      return String(script).endsWith("/serviceWorker.js") ? new Promise(() => {}) : register.call(this, script, scope);
    };
  }`);
  return context;
}

/**
 * A program that runs Chromium in the engine's network namespace: playwright starts one file, not a command line.
 * @param {string} runFolder
 * @param {Pick<import("./engine.mjs").Engine, "netns">} engine
 * @param {string} chromium
 */
function wrapper(runFolder, engine, chromium) {
  // By its namespace: engines of one kind have one name.
  const file = join(runFolder, `chromium-${String(engine.netns)}`);
  if (!existsSync(file)) {
    const quoted = inside(engine, [chromium]).map((word) => `'${word}'`).join(" ");
    writeFileSync(file, `#!/bin/sh\nexec ${quoted} "$@"\n`);
    chmodSync(file, 0o755);
  }
  return file;
}
