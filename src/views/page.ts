import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Disposable } from "../core/emitter";
import type { Session } from "../state/session";
import { Onlooker } from "./onlooker";
import { pageOf, type PageParts } from "./pageDocument";

export interface PageOptions {
  readonly extensionUri: vscode.Uri;
  readonly session: Session;
  readonly log: { error(message: string, cause?: unknown): void };
}

/** What happens to a page. */
export interface PageEvents {
  /** It said something, which may be anything. */
  receive(message: unknown): void;
  /** The session or its links changed. */
  changed(): void;
  /** It is seen, or not any more. */
  seen(visible: boolean): void;
  /** It is closed. */
  released?(): void;
}

/** A script in `dist/`, style sheets, each by its path, and what the script shows. */
export type PageContent = Pick<PageParts, "script" | "styles" | "page">;

/** The answer to a page that wants a text copied. */
interface Copied {
  readonly type: "copied";
  readonly text: string;
  readonly ok: boolean;
}

/** A webview that follows the session: what all our pages do alike. `Out` are the messages that this one takes. */
export class Page<Out> implements Disposable {
  readonly #subscriptions: readonly { dispose(): unknown }[];
  /** Held while somebody can see the links. */
  #watch: Disposable | undefined;
  readonly #onlooker: Onlooker;
  /** The page listens. A hidden page is thrown away and says ready again when it is back. */
  #ready = false;
  #posting = false;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly options: PageOptions,
    events: PageEvents,
  ) {
    const { session } = options;
    this.#onlooker = new Onlooker(session);
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => events.receive(message)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#ready = false;
        this.#onlooker.look(panel.visible);
        events.seen(panel.visible);
      }),
      panel.onDidDispose(() => {
        this.#release();
        events.released?.();
      }),
      session.onDidChange(() => events.changed()),
      session.links.onDidChange(() => events.changed()),
    ];
  }

  /** Gives the panel its document and starts the session. `content` gets addresses for paths in the extension. */
  load(content: (uri: (...path: string[]) => string) => PageContent): void {
    const { webview, title } = this.panel;
    const root = (...path: string[]): vscode.Uri => vscode.Uri.joinPath(this.options.extensionUri, ...path);
    webview.options = { enableScripts: true, localResourceRoots: [root("dist"), root("media")] };
    webview.html = pageOf({
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString("base64"),
      language: vscode.env.language,
      title,
      ...content((...path) => webview.asWebviewUri(root(...path)).toString()),
    });
    this.options.session.start();
    this.#onlooker.look(this.panel.visible);
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** The page said that it listens. */
  listens(): void {
    this.#ready = true;
  }

  /** Whether links are to be read for it. */
  watch(wanted: boolean): void {
    if (wanted) this.#watch ??= this.options.session.links.watch();
    else {
      this.#watch?.dispose();
      this.#watch = undefined;
    }
  }

  /** Does it once, however many changes there are in this turn; not at all while the page does not listen. */
  soon(work: () => void): void {
    if (this.#posting || !this.#ready) return;
    this.#posting = true;
    queueMicrotask(() => {
      this.#posting = false;
      work();
    });
  }

  post(message: Out | Copied): void {
    // The page may be gone in between: then nobody misses it.
    if (this.#ready) void this.panel.webview.postMessage(message);
  }

  run(command: string, ...args: unknown[]): void {
    vscode.commands.executeCommand(command, ...args).then(undefined, (error: unknown) => this.options.log.error(`${command} failed.`, error));
  }

  /** Puts a text on the clipboard and tells the page whether it is there. */
  async copy(text: string): Promise<void> {
    try {
      await vscode.env.clipboard.writeText(text);
      this.post({ type: "copied", text, ok: true });
    } catch (error) {
      this.options.log.error("The clipboard could not be written.", error);
      this.post({ type: "copied", text, ok: false });
    }
  }

  dispose(): void {
    this.panel.dispose();
  }

  #release(): void {
    this.#ready = false;
    this.#watch?.dispose();
    this.#onlooker.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
