/** Starting the real VS Code that tests and `npm start` use, as a user who is not root. */
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRoot } from "./cache.mjs";
import { tail } from "./daemon.mjs";
import { inside } from "./engine.mjs";
import { installEditor } from "./install-editor.mjs";
import { exitOf, run, startProcess, stopProcess, waitFor, which } from "./process.mjs";
import { RUN_MARK } from "./runs.mjs";

/** @typedef {import("./engine.mjs").Engine} Engine */

/** The user that editors run as when the rig is root: nothing may work only because root ran it. */
export const NOBODY = 65_534;

/**
 * Settings that keep out of sight what is not ours, so that pictures show the extension, and nothing asks the network.
 * @type {Record<string, unknown>}
 */
export const CALM = {
  "chat.disableAIFeatures": true,
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "update.showReleaseNotes": false,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
};

/**
 * What an editor is started with. The user, when the rig is root, is `nobody` with the socket's group.
 * @typedef {object} EditorOptions
 * @property {string} runFolder
 * @property {Engine | undefined} [engine] whose network namespace it runs in, and which DOCKER_HOST names; without one there is neither
 * @property {Record<string, unknown>} [settings] besides `CALM`
 * @property {string} [locale] such as `zh-cn`
 * @property {number[]} [groups] supplementary groups; by default the socket's
 * @property {NodeJS.ProcessEnv} [env] besides the defaults; an undefined value takes one away
 * @property {boolean} [trust] false asks the user whether to trust the workspace; default true
 * @property {number} [port] default: a free one
 */

/**
 * A folder for one editor: its home, its data, a small workspace.
 * @param {string} runFolder
 */
export function editorHome(runFolder) {
  const home = mkdtempSync(join(runFolder, "ed-"));
  chmodSync(home, 0o755);
  const workspace = join(home, "workspace");
  for (const folder of ["data/User", "data/Machine", "extensions", "run", "tmp", "workspace"]) mkdirSync(join(home, folder), { recursive: true });
  writeFileSync(join(workspace, "README.md"), "# Sample workspace\n\nThe views of Docker Network Explorer are behind its icon in the activity bar.\n");
  return { home, workspace };
}

/**
 * Gives files to the user whom editors run as.
 * @param {string} path
 */
export async function giveToUser(path) {
  if (isRoot) await run(["chown", "-R", `${String(NOBODY)}:${String(NOBODY)}`, path]);
}

/**
 * The command line and environment that run a program of VS Code's as the unprivileged user where the engine is.
 * @param {import("./install-editor.mjs").Installed} editor
 * @param {string} home
 * @param {readonly string[]} argv for its Node
 * @param {EditorOptions} options
 * @returns {{ argv: string[], env: NodeJS.ProcessEnv }}
 */
export function asUser(editor, home, argv, { runFolder, engine, env, groups }) {
  const user = isRoot ? { uid: NOBODY, groups: groups ?? (engine === undefined ? [] : [engine.gid]) } : {};
  return {
    argv: inside(engine ?? { netns: null }, [editor.node, ...argv], user),
    env: {
      PATH: `${editor.bin}:${process.env["PATH"] ?? "/usr/bin:/bin"}`,
      LANG: "C.UTF-8",
      HOME: home,
      TMPDIR: join(home, "tmp"),
      XDG_RUNTIME_DIR: join(home, "run"),
      SHELL: which("bash") ?? "/bin/sh",
      DOCKER_HOST: engine === undefined ? undefined : `unix://${engine.socket}`,
      [RUN_MARK]: runFolder,
      ...env,
    },
  };
}

/**
 * A running editor.
 * @typedef {object} Editor
 * @property {string} url its page, with the workspace open
 * @property {string} home its folder: `data` (user data), `workspace`, `log.txt`
 * @property {string} workspace
 * @property {string} version VS Code's
 * @property {number} pid
 * @property {Promise<unknown>} ended
 * @property {() => Promise<void>} stop
 */

/** Options that keep all of code-server's files in one folder. @param {string} home */
function foldersOf(home) {
  return ["--config", join(home, "config.yaml"), "--user-data-dir", join(home, "data"), "--extensions-dir", join(home, "extensions")];
}

/** Folders of extensions by the package that was installed there. @type {Map<string, Promise<string>>} */
const installations = new Map();

/**
 * The folder of extensions that VS Code made of a package. Installing takes seconds, and all editors of a run want the same.
 * @param {import("./install-editor.mjs").Installed} editor @param {string} vsix @param {EditorOptions} options
 * @returns {Promise<string>}
 */
function installedExtensions(editor, vsix, options) {
  const known = installations.get(vsix);
  if (known !== undefined) return known;
  const made = (async () => {
    const { home, workspace } = editorHome(options.runFolder);
    const copy = join(home, "extension.vsix");
    cpSync(vsix, copy);
    await giveToUser(home);
    const { argv, env } = asUser(editor, home, [editor.codeServer, ...foldersOf(home), "--install-extension", copy], options);
    await run(argv, { cwd: workspace, env });
    return join(home, "extensions");
  })();
  installations.set(vsix, made);
  return made;
}

/**
 * Starts code-server with the packaged extension installed.
 * @param {EditorOptions & { vsix?: string | undefined }} options
 * @returns {Promise<Editor>} once it listens; rejects with the end of its log
 */
export async function startEditor(options) {
  const editor = await installEditor();
  const { home, workspace } = editorHome(options.runFolder);
  const data = join(home, "data");
  writeFileSync(join(data, "User/settings.json"), JSON.stringify({ ...CALM, ...options.settings }, undefined, 2));
  // What is a machine's own is not taken from the user of a browser: it counts where the server keeps its machine's settings.
  const own = Object.entries(options.settings ?? {}).filter(([key]) => key.startsWith("dockerNetworks."));
  writeFileSync(join(data, "Machine/settings.json"), JSON.stringify(Object.fromEntries(own)));
  if (options.locale !== undefined) speak(data, options.locale);
  if (options.vsix !== undefined) cpSync(await installedExtensions(editor, options.vsix, options), join(home, "extensions"), { recursive: true });
  await giveToUser(home);
  const log = join(home, "log.txt");
  const server = asUser(editor, home, [
    editor.codeServer, ...foldersOf(home), "--auth", "none", "--bind-addr", `127.0.0.1:${String(options.port ?? 0)}`,
    "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override",
    ...(options.trust === false ? [] : ["--disable-workspace-trust"]),
    ...(options.locale === undefined ? [] : ["--locale", options.locale]),
  ], options);
  const child = startProcess(server.argv, { cwd: workspace, env: server.env, log });
  const base = await heard(child, log, /HTTP server listening on (http:\/\/[^\s]+?)\/?\s/);
  return { url: `${base}/?folder=${encodeURIComponent(workspace)}`, home, workspace, version: editor.version, pid: child.pid ?? 0, ended: exitOf(child), stop: () => stopProcess(child) };
}

/**
 * Waits until a server has written where it listens.
 * @param {import("node:child_process").ChildProcess} child
 * @param {string} log
 * @param {RegExp} pattern its first group is given back
 */
export function heard(child, log, pattern) {
  return waitFor("VS Code's server listening", () => {
    if (child.exitCode !== null) throw new Error(`VS Code's server ended:\n${tail(log)}`);
    return pattern.exec(readFileSync(log, "utf8"))?.[1];
  }, { timeout: 60_000 });
}

/**
 * Makes VS Code believe that a language pack is there: an almost empty one, which is enough for the extension's own words.
 * @param {string} data user-data folder
 * @param {string} locale
 */
function speak(data, locale) {
  const words = join(data, `${locale}.json`);
  writeFileSync(words, JSON.stringify({ version: "1.0.0", contents: {} }));
  const pack = { hash: locale, label: locale, extensions: [{ extensionIdentifier: { id: `rig.${locale}` }, version: "1.0.0" }], translations: { vscode: words } };
  writeFileSync(join(data, "languagepacks.json"), JSON.stringify({ [locale]: pack }));
}
