import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Disposable } from "../core/emitter";
import type { Target } from "../core/target";
import { describeProblem } from "../platform/words";
import { describeHelper } from "../platform/wordsHelper";
import { decodeFromWebview } from "../protocol/decode";
import type { FromWebview, MapTab, PictureFormat, ToWebview } from "../protocol/messages";
import { translateWords } from "../protocol/strings";
import type { Session } from "../state/session";
import { pageOf } from "./networkMapPage";
import { mapStateOf } from "./networkMapState";
import { Pictures } from "./pictures";

export interface NetworkMapOptions {
  readonly extensionUri: vscode.Uri;
  readonly session: Session;
  readonly log: { error(message: string, cause?: unknown): void };
}

export interface NetworkMap extends Disposable {
  /** Opens the panel or brings it to the front; with a target, at its row, or where it stands in the picture. */
  show(target?: Target, tab?: MapTab): void;
  /**
   * The picture as it is now: text, or base64 of a PNG. Opens the panel on it if need be.
   * @returns undefined if there is none, or none that comes in time
   */
  picture(format: PictureFormat): Promise<string | undefined>;
}

const viewType = "dockerNetworks.map";

/** The one panel “Network Map”. It survives reloads of the window; links are read only while it is visible. */
export function createNetworkMap(options: NetworkMapOptions): NetworkMap {
  let panel: MapPanel | undefined;
  const adopt = (webviewPanel: vscode.WebviewPanel): MapPanel => {
    panel?.dispose();
    const adopted = new MapPanel(webviewPanel, options);
    webviewPanel.onDidDispose(() => {
      if (panel === adopted) panel = undefined;
    });
    panel = adopted;
    return adopted;
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(viewType, {
    deserializeWebviewPanel: (webviewPanel) => {
      adopt(webviewPanel);
      return Promise.resolve();
    },
  });
  const opened = (): MapPanel =>
    panel ?? adopt(vscode.window.createWebviewPanel(viewType, vscode.l10n.t("Network Map"), vscode.ViewColumn.Active));
  return {
    show: (target, tab) => opened().reveal(target, tab),
    picture: (format) => opened().picture(format),
    dispose: () => {
      serializer.dispose();
      panel?.dispose();
    },
  };
}

class MapPanel implements Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #session: Session;
  readonly #log: NetworkMapOptions["log"];
  readonly #subscriptions: readonly { dispose(): unknown }[];
  /** Held while somebody can see the links. */
  #watch: Disposable | undefined;
  /** The page listens. A hidden page is thrown away and says ready again when it is back. */
  #ready = false;
  #posting = false;
  #focus: { readonly target?: Target | undefined; readonly tab?: MapTab | undefined } | undefined;
  readonly #pictures = new Pictures((format) => this.#post({ type: "draw", format }));

  constructor(panel: vscode.WebviewPanel, { extensionUri, session, log }: NetworkMapOptions) {
    this.#panel = panel;
    this.#session = session;
    this.#log = log;
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(decodeFromWebview(message))),
      panel.onDidChangeViewState(() => this.#followVisibility()),
      panel.onDidDispose(() => this.#release()),
      session.onDidChange(() => this.#postSoon()),
      session.links.onDidChange(() => this.#postSoon()),
    ];
    const root = (...path: string[]): vscode.Uri => vscode.Uri.joinPath(extensionUri, ...path);
    panel.webview.options = { enableScripts: true, localResourceRoots: [root("dist"), root("media")] };
    const uri = (...path: string[]): string => panel.webview.asWebviewUri(root(...path)).toString();
    panel.webview.html = pageOf({
      cspSource: panel.webview.cspSource,
      nonce: randomBytes(16).toString("base64"),
      script: uri("dist", "webview.js"),
      styles: [uri("dist", "codicons", "codicon.css"), uri("media", "networkMap.css"), uri("media", "topology.css")],
      language: vscode.env.language,
      title: panel.title,
      page: {
        kind: "map",
        words: translateWords((english) => vscode.l10n.t(english)),
        chunks: { topology: uri("dist", "topology.js"), worker: uri("dist", "elk", "elk-worker.min.js") },
      },
    });
    session.start();
    this.#followVisibility();
  }

  reveal(target: Target | undefined, tab?: MapTab): void {
    this.#panel.reveal();
    this.#focus = target === undefined && tab === undefined ? undefined : { target, tab };
    if (this.#ready) this.#postFocus();
  }

  picture(format: PictureFormat): Promise<string | undefined> {
    this.reveal(undefined, "topology");
    return this.#pictures.ask(format, this.#ready);
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #release(): void {
    this.#ready = false;
    this.#pictures.dispose();
    this.#watch?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #followVisibility(): void {
    if (this.#panel.visible) this.#watch ??= this.#session.links.watch();
    else {
      this.#ready = false;
      this.#watch?.dispose();
      this.#watch = undefined;
    }
  }

  #receive(message: FromWebview | undefined): void {
    switch (message?.type) {
      case "ready":
        this.#ready = true;
        this.#postState();
        this.#postFocus();
        this.#pictures.ready();
        break;
      case "copy":
        void this.#copy(message.text);
        break;
      case "export":
        this.#run("dockerNetworks.links.export");
        break;
      case "exportPicture":
        this.#run("dockerNetworks.topology.export");
        break;
      case "picture":
        this.#pictures.answer(message.format, message.data);
        break;
      case "attach":
        // The command says why, where a network does not take a container.
        this.#run(
          "dockerNetworks.network.attachContainer",
          { type: "network", networkId: message.networkId },
          message.containerIds.map((containerId) => ({ type: "container", containerId })),
        );
        break;
      case "retry":
      case "refresh":
        // A failure is the session's state, and shown as such.
        this.#session.refresh().catch((error: unknown) => this.#log.error("Refresh from the Network Map failed.", error));
        break;
      case "run":
        if (this.#offered().includes(message.command)) this.#run(message.command);
        break;
      case "traffic":
        void this.#postTraffic(message.all);
        break;
      case undefined:
        break;
    }
  }

  async #postTraffic(all: boolean): Promise<void> {
    // A page that was hidden a moment ago may still have asked.
    if (!this.#panel.visible) return;
    const tick = await this.#session.traffic.tick(all);
    this.#post({ type: "traffic", ...(tick && { tick }) });
  }

  async #copy(text: string): Promise<void> {
    try {
      await vscode.env.clipboard.writeText(text);
      this.#post({ type: "copied", text, ok: true });
    } catch (error) {
      this.#log.error("The clipboard could not be written.", error);
      this.#post({ type: "copied", text, ok: false });
    }
  }

  /** Commands that the page may ask for: those of the problems that it shows. */
  #offered(): string[] {
    const { engine, problem, offer } = this.#state();
    return [engine.problem, problem, offer].flatMap((shown) => shown?.actions.map(({ command }) => command) ?? []);
  }

  #run(command: string, ...args: unknown[]): void {
    vscode.commands.executeCommand(command, ...args).then(undefined, (error: unknown) => this.#log.error(`${command} failed.`, error));
  }

  /** Once, however many changes there are in this turn. */
  #postSoon(): void {
    if (this.#posting || !this.#ready) return;
    this.#posting = true;
    queueMicrotask(() => {
      this.#posting = false;
      this.#postState();
    });
  }

  #postState(): void {
    this.#post({ type: "state", state: this.#state() });
  }

  #state(): ReturnType<typeof mapStateOf> {
    return mapStateOf(this.#session.snapshot, this.#session.links, describeProblem, describeHelper);
  }

  #postFocus(): void {
    const focus = this.#focus;
    this.#focus = undefined;
    if (!focus) return;
    const { containerId, networkId, interface: name } = { containerId: undefined, networkId: undefined, interface: undefined, ...focus.target };
    this.#post({
      type: "focus",
      ...(focus.tab !== undefined && { tab: focus.tab }),
      ...(containerId !== undefined && { containerId }),
      ...(networkId !== undefined && { networkId }),
      ...(name !== undefined && { interface: name }),
    });
  }

  #post(message: ToWebview): void {
    // The page may be gone in between: then nobody misses it.
    if (this.#ready) void this.#panel.webview.postMessage(message);
  }
}
