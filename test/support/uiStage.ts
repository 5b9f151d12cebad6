/** An editor with the packaged extension and a browser that looks at it, for one test file. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContext } from "playwright-core";
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
}

async function loadRig(): Promise<Rig> {
  const load = async (file: string): Promise<unknown> => (await import(pathToFileURL(join(process.cwd(), "test/rig", file)).href)) as unknown;
  return { ...((await load("vscode.mjs")) as object), ...((await load("browser.mjs")) as object) } as Rig;
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
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const workbench = new Workbench(page, pictures, firstPicture);
  await workbench.open(editor.url);
  return {
    workbench,
    editor,
    async close() {
      await browser.close();
      await editor.stop();
    },
  };
}

/** Keeps a picture of what was on screen when a test failed. Call it in the file's `describe`. */
export function pictureOfFailures(stage: () => Stage | undefined): void {
  afterEach(async function () {
    if (this.currentTest?.state !== "failed") return;
    const name = `failed-${this.currentTest.title.replaceAll(/\W+/g, "-").slice(0, 60)}`;
    await stage()?.workbench.page.screenshot({ path: join(pictures, `${name}.png`) });
  });
}
