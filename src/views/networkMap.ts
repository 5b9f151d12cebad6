import * as vscode from "vscode";
import type { Disposable } from "../core/emitter";
import type { Target } from "../core/target";
import { describeProblem } from "../platform/words";
import { describeHelper } from "../platform/wordsHelper";
import { decodeFromWebview } from "../protocol/decode";
import type { FromWebview, MapTab, PictureFormat, ToWebview } from "../protocol/messages";
import { translateWords } from "../protocol/strings";
import { mapStateOf } from "./networkMapState";
import { Page, type PageOptions } from "./page";
import { Pictures } from "./pictures";

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
export function createNetworkMap(options: PageOptions): NetworkMap {
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
  readonly #page: Page<ToWebview>;
  readonly #session: PageOptions["session"];
  readonly #log: PageOptions["log"];
  #focus: { readonly target?: Target | undefined; readonly tab?: MapTab | undefined } | undefined;
  readonly #pictures = new Pictures((format) => this.#page.post({ type: "draw", format }));

  constructor(panel: vscode.WebviewPanel, options: PageOptions) {
    this.#session = options.session;
    this.#log = options.log;
    this.#page = new Page(panel, options, {
      receive: (message) => this.#receive(decodeFromWebview(message)),
      changed: () => this.#page.soon(() => this.#postState()),
      seen: (visible) => this.#page.watch(visible),
      released: () => this.#pictures.dispose(),
    });
    this.#page.load((uri) => ({
      script: uri("dist", "webview.js"),
      styles: [uri("dist", "codicons", "codicon.css"), uri("media", "networkMap.css"), uri("media", "topology.css")],
      page: {
        kind: "map",
        words: translateWords((english) => vscode.l10n.t(english)),
        chunks: { topology: uri("dist", "topology.js"), worker: uri("dist", "elk", "elk-worker.min.js") },
      },
    }));
    this.#page.watch(panel.visible);
  }

  reveal(target: Target | undefined, tab?: MapTab): void {
    this.#page.panel.reveal();
    this.#focus = target === undefined && tab === undefined ? undefined : { target, tab };
    if (this.#page.ready) this.#postFocus();
  }

  picture(format: PictureFormat): Promise<string | undefined> {
    this.reveal(undefined, "topology");
    return this.#pictures.ask(format, this.#page.ready);
  }

  dispose(): void {
    this.#page.dispose();
  }

  #receive(message: FromWebview | undefined): void {
    switch (message?.type) {
      case "ready":
        this.#page.listens();
        this.#postState();
        this.#postFocus();
        this.#pictures.ready();
        break;
      case "copy":
        void this.#page.copy(message.text);
        break;
      case "export":
        this.#page.run("dockerNetworks.links.export");
        break;
      case "exportPicture":
        this.#page.run("dockerNetworks.topology.export");
        break;
      case "picture":
        this.#pictures.answer(message.format, message.data);
        break;
      case "attach":
        // The command says why, where a network does not take a container.
        this.#page.run(
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
        if (this.#offered().includes(message.command)) this.#page.run(message.command);
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
    if (!this.#page.panel.visible) return;
    const tick = await this.#session.traffic.tick(all);
    this.#page.post({ type: "traffic", ...(tick && { tick }) });
  }

  /** Commands that the page may ask for: those of the problems that it shows. */
  #offered(): string[] {
    const { engine, problem, offer } = this.#state();
    return [engine.problem, problem, offer].flatMap((shown) => shown?.actions.map(({ command }) => command) ?? []);
  }

  #postState(): void {
    this.#page.post({ type: "state", state: this.#state() });
  }

  #state(): ReturnType<typeof mapStateOf> {
    return mapStateOf(this.#session.snapshot, this.#session.links, describeProblem, describeHelper);
  }

  #postFocus(): void {
    const focus = this.#focus;
    this.#focus = undefined;
    if (!focus) return;
    const { containerId, networkId, interface: name } = { containerId: undefined, networkId: undefined, interface: undefined, ...focus.target };
    this.#page.post({
      type: "focus",
      ...(focus.tab !== undefined && { tab: focus.tab }),
      ...(containerId !== undefined && { containerId }),
      ...(networkId !== undefined && { networkId }),
      ...(name !== undefined && { interface: name }),
    });
  }
}
