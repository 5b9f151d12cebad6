import type { FromWebview, MapState, ToWebview } from "../protocol/messages";
import type { WebviewWords } from "../protocol/strings";
import { iconButton, tabs, toolButton, type Tabs } from "./components";
import { h } from "./dom";
import type { Host } from "./host";
import { decodeInterfacesState } from "./interfaces/state";
import { InterfacesView } from "./interfaces/view";
import { LinksView } from "./links/view";
import { LiveState } from "./liveState";
import { decodeViewState } from "./model/viewState";

const tabIds = ["links", "host"] as const;

/** How long to wait with keeping the state while it still changes, in ms. */
const keepAfter = 150;

/** What each part of the page wants to find again. */
interface Kept {
  readonly links: unknown;
  readonly host: unknown;
  readonly tab: string;
}

/** The page: tabs, how the engine is, and the views of the tabs. */
export class App {
  readonly element: HTMLElement;
  readonly #tabs: Tabs;
  readonly #live: LiveState;
  readonly #links: LinksView;
  readonly #interfaces: InterfacesView;
  #kept: Kept;

  constructor(words: WebviewWords, host: Host) {
    const post = (message: FromWebview): void => host.post(message);
    const kept = (typeof host.kept === "object" && host.kept !== null ? host.kept : {}) as Record<string, unknown>;
    this.#kept = { links: kept["links"], host: kept["host"], tab: tabIds.find((id) => id === kept["tab"]) ?? "links" };
    let timer: number | undefined;
    const keep = (part: Partial<Kept>): void => {
      this.#kept = { ...this.#kept, ...part };
      clearTimeout(timer);
      timer = setTimeout(() => host.keep(this.#kept), keepAfter);
    };
    // A hidden webview is thrown away without a word.
    addEventListener("pagehide", () => host.keep(this.#kept));
    this.#live = new LiveState(words.map);
    this.#links = new LinksView(words, post, decodeViewState(this.#kept.links), (links) => keep({ links }));
    this.#interfaces = new InterfacesView(words, post, decodeInterfacesState(this.#kept.host), (state) => keep({ host: state }));
    const tools = h(
      "div",
      { class: "tools" },
      this.#live.element,
      iconButton("refresh", words.map.refresh, () => post({ type: "refresh" })),
      toolButton("export", words.map.export, () => post({ type: "export" })),
    );
    const all = [
      { id: tabIds[0], label: words.map.tabLinks, view: this.#links.element },
      { id: tabIds[1], label: words.map.tabHost, view: this.#interfaces.element },
    ];
    this.#tabs = tabs(all, this.#kept.tab, tools, (tab) => keep({ tab }));
    this.element = this.#tabs.element;
  }

  receive(message: ToWebview): void {
    switch (message.type) {
      case "state":
        this.#show(message.state);
        break;
      case "focus":
        this.#tabs.show("links");
        this.#links.focus(message);
        break;
      case "copied":
        this.#links.copied(message.text, message.ok);
        this.#interfaces.copied(message.ok);
        break;
    }
  }

  #show(state: MapState): void {
    this.#live.show(state);
    this.#links.show(state);
    this.#interfaces.show(state);
  }
}
