/** An editor with the packaged extension and a browser that looks at it, for one test file. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContext, BrowserContextOptions, Frame, Page } from "playwright-core";
import { engine, type TestEngine } from "./engine";
import { Workbench } from "./uiWorkbench";

interface Editor {
  readonly url: string;
  readonly home: string;
  readonly workspace: string;
  stop(): Promise<void>;
}

interface EditorOptions {
  readonly runFolder: string;
  readonly engine: TestEngine;
  readonly vsix: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly locale?: string;
  readonly groups?: readonly number[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What of the rig is used here. Its files are JavaScript that runs as it lies, so they are loaded, not bundled. */
interface Rig {
  startEditor(options: EditorOptions): Promise<Editor>;
  launchBrowser(options: { readonly runFolder: string; readonly engine: TestEngine }): Promise<Browser>;
  openProfile(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext>;
  processesOf(marker: string): number[];
}

async function loadRig(): Promise<Rig> {
  const load = async (file: string): Promise<unknown> => (await import(pathToFileURL(join(process.cwd(), "test/rig", file)).href)) as unknown;
  return { ...((await load("vscode.mjs")) as object), ...((await load("browser.mjs")) as object), ...((await load("proc.mjs")) as object) } as Rig;
}

export interface StageOptions extends Pick<EditorOptions, "settings" | "locale" | "groups" | "env"> {
  /** The number of the first picture, so that those of all files sort in the order of the walk. */
  readonly firstPicture: number;
  /** Where the editor runs, if not where the suite's engine is. */
  readonly engine?: TestEngine;
}

export interface Stage {
  readonly workbench: Workbench;
  readonly editor: Editor;
  /** Holds the process of the editor's extensions, as a busy machine may; gives what lets it go on. */
  holdExtensions(): () => void;
  /** Ends editor and browser. */
  close(): Promise<void>;
}

/** The folder of this engine's pictures. */
export const pictures = process.env["DNE_PICTURES"] ?? join(process.cwd(), "out/pictures", engine.name);

/** Opens a stage: an unprivileged user's editor where the engine is, at 1280 × 800. */
export async function openStage({ firstPicture, engine: where = engine, ...options }: StageOptions): Promise<Stage> {
  const runFolder = process.env["DNE_RIG_RUN"];
  if (runFolder === undefined) throw new Error("DNE_RIG_RUN is not set: ui tests need the rig (npm test)");
  const vsix = process.env["DNE_VSIX"] ?? join(process.cwd(), "dist/docker-network-explorer.vsix");
  if (!existsSync(vsix)) throw new Error(`${vsix} is not there: npm run package makes it`);
  const rig = await loadRig();
  const [editor, browser] = await Promise.all([rig.startEditor({ runFolder, engine: where, vsix, ...options }), rig.launchBrowser({ runFolder, engine: where })]);
  const context = await rig.openProfile(browser, { viewport: { width: 1280, height: 800 } });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const workbench = new Workbench(page, pictures, firstPicture);
  await workbench.open(editor.url);
  return {
    workbench,
    editor,
    holdExtensions() {
      const [pid] = rig.processesOf(`HOME=${editor.home}\0`).filter((one) => readFileSync(`/proc/${one}/cmdline`, "utf8").includes("--type=extensionHost"));
      if (pid === undefined) throw new Error("The editor has no process of extensions");
      process.kill(pid, "SIGSTOP");
      return () => process.kill(pid, "SIGCONT");
    },
    async close() {
      await browser.close();
      await editor.stop();
    },
  };
}

/** Keeps a picture of what was on screen when a test failed, and tells it in words: those are all that a log keeps. Call it in the file's `describe`. */
export function pictureOfFailures(stage: () => Stage | undefined): void {
  afterEach(async function () {
    if (this.currentTest?.state !== "failed") return;
    const name = `failed-${this.currentTest.title.replaceAll(/\W+/g, "-").slice(0, 60)}`;
    const pages = stage()?.workbench.page.context().pages() ?? [];
    for (const [at, page] of pages.entries()) {
      await page.screenshot({ path: join(pictures, `${name}${at === 0 ? "" : `-${at + 1}`}.png`) });
      console.log(`      Window ${at + 1}: ${await wordsOnScreen(page)}`);
    }
  });
}

/** What a page shows, and what it has the keyboard in; then each of its frames, with what the editor says of it. */
async function wordsOnScreen(page: Page): Promise<string> {
  const said = (text: string): string => text.replaceAll(/\s+/g, " ").trim().slice(0, 1_500);
  const body = (frame: Frame): Promise<string> => Promise.race([frame.evaluate<string>("document.body?.innerText ?? ''").catch(String), page.waitForTimeout(2_000).then(() => "(does not answer)")]);
  const focus = await page.evaluate<string>("document.visibilityState + ', keyboard in ' + document.activeElement?.tagName + '.' + document.activeElement?.className");
  const outer = await page.evaluate<string[]>("[...document.querySelectorAll('iframe')].map((one) => `${one.className} ${one.checkVisibility({ visibilityProperty: true }) ? 'seen' : 'hidden'}`)");
  const frames = await Promise.all(page.frames().map(async (frame) => `\n        frame ${frame.name()}: ${said(await body(frame))}`));
  return `${focus}${frames.join("")}\n        iframes: ${outer.join(" | ")}`;
}
