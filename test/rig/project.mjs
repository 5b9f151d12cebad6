/** The repository's own steps: dependencies, build, package. */
import { existsSync, lstatSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./cache.mjs";
import { run, say } from "./process.mjs";

/** Where `npm run package` puts the extension. */
export const VSIX = join(ROOT, "dist/docker-network-explorer.vsix");

/** Installs the dependencies when they are missing or older than package-lock.json; a linked node_modules is left alone. */
export async function ensureDependencies() {
  const modules = join(ROOT, "node_modules");
  // npm ci empties the folder first: behind a link it would empty someone else's.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink() === true) return;
  const lock = join(ROOT, "package-lock.json");
  const installed = join(modules, ".package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say("Installing the dependencies (npm ci)");
  await run(["npm", "ci", "--no-audit", "--no-fund"], { cwd: ROOT });
}

/** Builds and packages the extension. @returns {Promise<string>} path of the `.vsix` */
export async function packageExtension() {
  await run(["npm", "run", "package"], { cwd: ROOT });
  if (!existsSync(VSIX)) throw new Error(`npm run package made no ${VSIX}`);
  return VSIX;
}
