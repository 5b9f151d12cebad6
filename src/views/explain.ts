import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Disposable } from "../core/emitter";
import { decodeTarget, type Target } from "../core/target";
import { describeProblem, plain } from "../platform/words";
import { decodeFromExplain, type ExplainState, type FromExplain, type ToExplain } from "../protocol/explain";
import type { NetworkMapOptions } from "./networkMap";
import { attribute } from "./networkMapPage";

export interface Explanations extends Disposable {
  /** Opens the page about a container, a network or one endpoint, or brings it to the front. */
  show(target: Target): void;
}

const viewType = "dockerNetworks.explain";

/** The pages that explain, one for each container or network. They survive reloads of the window; links are read only while one is visible. */
export function createExplanations(options: NetworkMapOptions): Explanations {
  const pages = new Map<string, ExplainPanel>();
  const adopt = (panel: vscode.WebviewPanel, target: Target): ExplainPanel => {
    const key = keyOf(target);
    pages.get(key)?.dispose();
    const page = new ExplainPanel(panel, target, options);
    pages.set(key, page);
    panel.onDidDispose(() => {
      if (pages.get(key) === page) pages.delete(key);
    });
    return page;
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(viewType, {
    deserializeWebviewPanel: (panel, kept: unknown) => {
      const target = decodeTarget(kept);
      // Closed before it had been shown once.
      if (target === undefined) panel.dispose();
      else adopt(panel, target);
      return Promise.resolve();
    },
  });
  return {
    show: (target) => {
      const page = pages.get(keyOf(target));
      if (page === undefined) adopt(vscode.window.createWebviewPanel(viewType, vscode.l10n.t("Explanation"), vscode.ViewColumn.Active), target);
      else page.reveal();
    },
    dispose: () => {
      serializer.dispose();
      for (const page of pages.values()) page.dispose();
    },
  };
}

function keyOf(target: Target): string {
  switch (target.type) {
    case "network":
      return target.networkId;
    case "container":
      return target.containerId;
    case "endpoint":
      return `${target.containerId}/${target.networkId}`;
  }
}

class ExplainPanel implements Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #target: Target;
  readonly #session: NetworkMapOptions["session"];
  readonly #log: NetworkMapOptions["log"];
  readonly #subscriptions: readonly { dispose(): unknown }[];
  /** Held while somebody can see the interfaces. */
  #watch: Disposable | undefined;
  /** The page listens. A hidden page is thrown away and says ready again when it is back. */
  #ready = false;
  #posting = false;
  #shown: ExplainState | undefined;

  constructor(panel: vscode.WebviewPanel, target: Target, { extensionUri, session, log }: NetworkMapOptions) {
    this.#panel = panel;
    this.#target = target;
    this.#session = session;
    this.#log = log;
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(decodeFromExplain(message))),
      panel.onDidChangeViewState(() => this.#followVisibility()),
      panel.onDidDispose(() => this.#release()),
      session.onDidChange(() => this.#postSoon()),
      session.links.onDidChange(() => this.#postSoon()),
    ];
    const root = (...path: string[]): vscode.Uri => vscode.Uri.joinPath(extensionUri, ...path);
    panel.webview.options = { enableScripts: true, localResourceRoots: [root("dist"), root("media")] };
    panel.iconPath = { light: root("media", "explain-light.svg"), dark: root("media", "explain-dark.svg") };
    const uri = (...path: string[]): string => panel.webview.asWebviewUri(root(...path)).toString();
    panel.webview.html = pageOf(panel.webview.cspSource, uri("dist", "explain.js"), [uri("dist", "codicons", "codicon.css"), uri("media", "explain.css")]);
    session.start();
    this.#followVisibility();
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #release(): void {
    this.#ready = false;
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

  #receive(message: FromExplain | undefined): void {
    switch (message?.type) {
      case "ready":
        this.#ready = true;
        this.#postSoon();
        break;
      case "copy":
        void this.#copy(message.text);
        break;
      case "links":
        this.#run("dockerNetworks.links.show", this.#target);
        break;
      case "run":
        // Only what was offered with the problem that is shown.
        if (this.#shown?.problem?.actions.some(({ command }) => command === message.command) === true) this.#run(message.command);
        break;
      case undefined:
        break;
    }
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

  #run(command: string, ...args: unknown[]): void {
    vscode.commands.executeCommand(command, ...args).then(undefined, (error: unknown) => this.#log.error(`${command} failed.`, error));
  }

  /** Once, however many changes there are meanwhile. */
  #postSoon(): void {
    if (this.#posting || !this.#ready) return;
    this.#posting = true;
    import("./explanation")
      .then(({ explainStateOf }) => {
        this.#posting = false;
        const state = explainStateOf(this.#target, this.#session.snapshot, this.#session.links, { l10n: vscode.l10n, describe: describeProblem });
        this.#shown = state;
        if (this.#ready) this.#panel.title = vscode.l10n.t("Explain {0}", plain(state.title));
        this.#post({ type: "explanation", state });
      })
      .catch((error: unknown) => {
        this.#posting = false;
        this.#log.error("The explanation could not be made.", error);
      });
  }

  #post(message: ToExplain): void {
    // The page may be gone in between: then nobody misses it.
    if (this.#ready) void this.#panel.webview.postMessage(message);
  }
}

/** The page may run our script and nothing else, load our files and nothing else. */
function pageOf(cspSource: string, script: string, styles: readonly string[]): string {
  const nonce = randomBytes(16).toString("base64");
  const policy = `default-src 'none'; style-src ${cspSource}; font-src ${cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${attribute(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(vscode.l10n.t("Explanation"))}</title>
${styles.map((style) => `<link rel="stylesheet" href="${attribute(style)}">`).join("\n")}
</head>
<body>
<script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
</body>
</html>`;
}
