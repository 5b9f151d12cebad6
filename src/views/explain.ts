import * as vscode from "vscode";
import type { Disposable } from "../core/emitter";
import { decodeTarget, type Target } from "../core/target";
import { describeProblem, plain } from "../platform/words";
import { decodeFromExplain, type ExplainState, type FromExplain, type ToExplain } from "../protocol/explain";
import { Page, type PageOptions } from "./page";

export interface Explanations extends Disposable {
  /** Opens the page about a container, a network or one endpoint, or brings it to the front. */
  show(target: Target): void;
}

const viewType = "dockerNetworks.explain";

/** The pages that explain, one for each container or network. They survive reloads of the window; links are read only while one is visible. */
export function createExplanations(options: PageOptions): Explanations {
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
  readonly #page: Page<ToExplain>;
  #shown: ExplainState | undefined;

  constructor(
    panel: vscode.WebviewPanel,
    private readonly target: Target,
    private readonly options: PageOptions,
  ) {
    const media = (name: string): vscode.Uri => vscode.Uri.joinPath(options.extensionUri, "media", name);
    panel.iconPath = { light: media("explain-light.svg"), dark: media("explain-dark.svg") };
    this.#page = new Page(panel, options, {
      receive: (message) => this.#receive(decodeFromExplain(message)),
      changed: () => this.#explainSoon(),
      seen: (visible) => this.#page.watch(visible),
    });
    this.#page.load((uri) => ({
      script: uri("dist", "explain.js"),
      styles: [uri("dist", "codicons", "codicon.css"), uri("media", "explain.css")],
      page: { kind: "explain" },
    }));
    this.#page.watch(panel.visible);
  }

  reveal(): void {
    this.#page.panel.reveal();
  }

  dispose(): void {
    this.#page.dispose();
  }

  #receive(message: FromExplain | undefined): void {
    switch (message?.type) {
      case "ready":
        this.#page.listens();
        this.#explainSoon();
        break;
      case "copy":
        void this.#page.copy(message.text);
        break;
      case "links":
        this.#page.run("dockerNetworks.links.show", this.target);
        break;
      case "run":
        // Only what was offered with the problem that is shown.
        if (this.#shown?.problem?.actions.some(({ command }) => command === message.command) === true) this.#page.run(message.command);
        break;
      case undefined:
        break;
    }
  }

  #explainSoon(): void {
    this.#page.soon(() => {
      this.#explain().catch((error: unknown) => this.options.log.error("The explanation could not be made.", error));
    });
  }

  async #explain(): Promise<void> {
    const { explainStateOf } = await import("./explanation");
    const { session } = this.options;
    const state = explainStateOf(this.target, session.snapshot, session.links, { l10n: vscode.l10n, describe: describeProblem });
    this.#shown = state;
    if (this.#page.ready) this.#page.panel.title = vscode.l10n.t("Explain {0}", plain(state.title));
    this.#page.post({ type: "explanation", state });
  }
}
