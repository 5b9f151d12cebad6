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
