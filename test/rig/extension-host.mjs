/** Tests inside VS Code's extension host: mocha runs where the extension runs, and reaches it as other extensions do. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "./browser.mjs";
import { ROOT } from "./cache.mjs";
import { tail } from "./daemon.mjs";
import { asUser, CALM, editorHome, giveToUser, heard } from "./vscode.mjs";
import { installEditor } from "./install-editor.mjs";
import { startProcess, stopProcess, waitFor } from "./process.mjs";

/** @typedef {{ passes: number, failures: number, pending: number, skipped: string[], faults: string[], lines: string[] }} Results */

/** What of the repository the extension consists of. */
const SHIPPED = /^(dist|l10n|media|package\.json|package\.nls.*\.json)$/;

/**
 * Runs host tests in a real VS Code.
 * @param {import("./vscode.mjs").EditorOptions & { extension?: string, tests?: string, modules?: string, timeout?: number }} options
 *   `extension`: the folder of the extension, default the repository; `tests`: folder of the built `*.test.js`;
 *   `modules`: the node_modules that has mocha; `timeout` in ms, default five minutes
 * @returns {Promise<Results>} rejects when VS Code brought no results in time, with the page's and the server's last words
 */
export async function runExtensionHost(options) {
  const { extension = ROOT, tests = join(ROOT, "out/test/host"), modules = join(ROOT, "node_modules"), timeout = 300_000 } = options;
  const editor = await installEditor();
  const { home, workspace } = editorHome(options.runFolder);
  const copy = join(home, "extension");
  // A copy, because the unprivileged user may not be able to enter the repository.
  for (const name of readdirSync(extension).filter((entry) => SHIPPED.test(entry))) cpSync(join(extension, name), join(copy, name), { recursive: true });
  cpSync(tests, join(copy, "out/test/host"), { recursive: true });
  for (const file of ["reporter.cjs", "host-entry.cjs"]) cpSync(join(dirname(fileURLToPath(import.meta.url)), file), join(copy, "out/test", file));
  copyPackage("mocha", modules, join(copy, "out/node_modules"));
  // Without the browser's own storage the server knows machine settings only.
  mkdirSync(join(home, "server/data/Machine"), { recursive: true });
  writeFileSync(join(home, "server/data/Machine/settings.json"), JSON.stringify({ ...CALM, ...options.settings }));
  await giveToUser(home);

  const results = join(home, "results.json");
  const log = join(home, "log.txt");
  const env = { ...options.env, DNE_RESULTS: results, DNE_HOST_TESTS: join(copy, "out/test/host"), DNE_ENGINE: JSON.stringify(options.engine) };
  const server = asUser(editor, home, [
    editor.serverMain, "--host", "127.0.0.1", "--port", String(options.port ?? 0), "--without-connection-token", "--accept-server-license-terms",
    "--telemetry-level", "off", "--enable-smoke-test-driver", "--server-data-dir", join(home, "server"), "--extensions-dir", join(home, "extensions"),
    ...(options.trust === false ? [] : ["--disable-workspace-trust"]),
  ], { ...options, env });
  const child = startProcess(server.argv, { cwd: workspace, env: server.env, log });
  try {
    const authority = `127.0.0.1:${await heard(child, log, /Extension host agent listening on (\d+)/)}`;
    const remote = (/** @type {string} */ path) => `vscode-remote://${authority}${path}`;
    const payload = [["extensionDevelopmentPath", remote(copy)], ["extensionTestsPath", remote(join(copy, "out/test/host-entry.cjs"))]];
    const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
    return await watch(`http://${authority}/?${query.toString()}`, results, log, { ...options, timeout });
  } finally {
    await stopProcess(child);
  }
}

/**
 * Opens VS Code's page and waits for the results.
 * @param {string} url @param {string} results @param {string} log
 * @param {Parameters<typeof launchBrowser>[0] & { timeout: number }} options
 * @returns {Promise<Results>}
 */
async function watch(url, results, log, options) {
  const browser = await launchBrowser(options);
  /** @type {string[]} */
  const heardThere = [];
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on("console", (message) => heardThere.push(message.text()));
    await page.goto(url);
    return await waitFor("Results from VS Code's extension host", () => {
      try {
        return /** @type {Results} */ (JSON.parse(readFileSync(results, "utf8")));
      } catch {
        return undefined; // not there, or half written
      }
    }, { timeout: options.timeout });
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new Error(`${words}\nThe page said:\n${heardThere.slice(-15).join("\n")}\nThe server said:\n${tail(log)}`);
  } finally {
    await browser.close();
  }
}

/**
 * Copies an installed package with all that it needs, flat, nearest version first, as npm lays them out.
 * @param {string} name @param {string} modules @param {string} target
 * @param {string} [from] the folder whose own node_modules is asked first
 */
function copyPackage(name, modules, target, from = "") {
  const nested = join(from, "node_modules", name);
  const own = from !== "" && existsSync(nested);
  const source = own ? nested : join(modules, name);
  if (!own) {
    if (!existsSync(source) || existsSync(join(target, name))) return;
    cpSync(source, join(target, name), { recursive: true }); // with those nested in it
  }
  const { dependencies = {} } = /** @type {{ dependencies?: Record<string, string> }} */ (JSON.parse(readFileSync(join(source, "package.json"), "utf8")));
  for (const needed of Object.keys(dependencies)) copyPackage(needed, modules, target, source);
}
