/** code-server, which carries the real VS Code, installed once into the cache with a Node of its own. */
import { createHash } from "node:crypto";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached } from "./cache.mjs";
import { tail } from "./daemon.mjs";
import { ensurePackages, NEEDS } from "./debian.mjs";
import { run } from "./process.mjs";

/**
 * @typedef {object} Installed
 * @property {string} bin the folder with its Node 24, to be put first on PATH
 * @property {string} node that Node
 * @property {string} codeServer code-server's own program
 * @property {string} serverMain the VS Code server inside it
 * @property {string} version VS Code's version, such as `1.139.1`
 */

/**
 * Installs code-server into the cache, if it is not there.
 * @returns {Promise<Installed>} rejects with npm's last lines
 */
export async function installEditor() {
  const recipe = join(dirname(fileURLToPath(import.meta.url)), "editor");
  const hash = createHash("sha256").update(readFileSync(join(recipe, "package-lock.json"))).digest("hex").slice(0, 8);
  const words = "Installing VS Code (code-server) into the rig's cache (once, about 90 s)";
  const folder = await cached(`editor-${hash}`, words, async (unfinished) => {
    await ensurePackages(NEEDS.editor);
    for (const file of ["package.json", "package-lock.json"]) cpSync(join(recipe, file), join(unfinished, file));
    const own = withoutScript(process.env);
    const env = { ...own, PATH: `${join(unfinished, "node_modules/.bin")}:${own["PATH"] ?? ""}` };
    const log = join(unfinished, "npm.log");
    // Two steps: the build scripts want the Node that the first step brings.
    await run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: unfinished, env, log });
    await run(["npm", "rebuild", "--foreground-scripts"], { cwd: unfinished, env, log });
    if (!existsSync(join(unfinished, "node_modules/code-server/lib/vscode/node_modules"))) throw new Error(`npm did not run code-server's install script:\n${tail(log)}`);
  });
  const modules = join(folder, "node_modules");
  const vscode = join(modules, "code-server/lib/vscode");
  const { version } = /** @type {{ version: string }} */ (JSON.parse(readFileSync(join(vscode, "package.json"), "utf8")));
  const bin = join(modules, ".bin");
  return { bin, node: join(bin, "node"), codeServer: join(modules, "code-server/out/node/entry.js"), serverMain: join(vscode, "out/server-main.js"), version };
}

/**
 * An environment without what `npm run` adds to it: with that, another npm would believe that it works for the repository,
 * and code-server's install script that it runs on this Node.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function withoutScript(env) {
  const added = /^(NODE|INIT_CWD|npm_(?!config_).*|npm_config_(user_agent|npm_version|node_gyp|noproxy|local_prefix|prefix|global_prefix|init_module))$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !added.test(name)));
}
