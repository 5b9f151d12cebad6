import type { FromWebview, MapState, ToWebview } from "../protocol/messages";
import type { WebviewWords } from "../protocol/strings";
import { iconButton, tabs, toolButton, type Tabs } from "./components";
import { attribute, h } from "./dom";
import type { Host } from "./host";
import { decodeInterfacesState } from "./interfaces/state";
import { InterfacesView } from "./interfaces/view";
import { LinksView } from "./links/view";
import { LiveState } from "./liveState";
import { decodeViewState } from "./model/viewState";
import { TopologyTab } from "./topologyTab";
import { TrafficFeed } from "./traffic";

const tabIds = ["links", "topology", "host"] as const;

/** How long to wait with keeping the state while it still changes, in ms. */
const keepAfter = 150;

/** What each part of the page wants to find again. */
interface Kept {
  readonly links: unknown;
  readonly topology: unknown;
  readonly host: unknown;
  readonly tab: string;
  /** Whether the traffic is shown. */
  readonly traffic: boolean;
}

/** The page: tabs, how the engine is, and the views of the tabs. */
export class App {
  readonly element: HTMLElement;
  readonly #tabs: Tabs;
  readonly #live: LiveState;
  readonly #links: LinksView;
  readonly #interfaces: InterfacesView;
  readonly #topology: TopologyTab;
  readonly #keep: (part: Partial<Kept>) => void;
  readonly #traffic: TrafficFeed;
  readonly #trafficButton: HTMLElement;
  /** There may be some: the engine is there, and something was read of it. */
  #hasLinks = false;
  #kept: Kept;

  constructor(
    private readonly words: WebviewWords,
    host: Host,
  ) {
    const post = (message: FromWebview): void => host.post(message);
    const kept = (typeof host.kept === "object" && host.kept !== null ? host.kept : {}) as Record<string, unknown>;
    this.#kept = {
      links: kept["links"],
      topology: kept["topology"],
      host: kept["host"],
      tab: tabIds.find((id) => id === kept["tab"]) ?? "links",
      traffic: kept["traffic"] !== false,
    };
    let timer: number | undefined;
    const keep = (this.#keep = (part): void => {
      this.#kept = { ...this.#kept, ...part };
      clearTimeout(timer);
      timer = setTimeout(() => host.keep(this.#kept), keepAfter);
    });
    // A hidden webview is thrown away without a word.
    addEventListener("pagehide", () => host.keep(this.#kept));
    this.#live = new LiveState(words.map);
    this.#traffic = new TrafficFeed(post, () => this.#showTraffic());
    const { history } = this.#traffic;
    this.#links = new LinksView(words, post, decodeViewState(this.#kept.links), (links) => keep({ links }), history);
    this.#interfaces = new InterfacesView(words, post, decodeInterfacesState(this.#kept.host), (state) => keep({ host: state }), history);
    this.#topology = new TopologyTab({ words, kept: this.#kept.topology, keep: (topology) => keep({ topology }), post, toLinks: (focus) => this.receive(focus), traffic: history });
    this.#trafficButton = toolButton("pulse", words.map.traffic, () => {
      keep({ traffic: !this.#kept.traffic });
      this.#wantTraffic();
    });
    const tools = h(
      "div",
      { class: "tools" },
      this.#live.element,
      this.#trafficButton,
      iconButton("refresh", words.map.refresh, () => post({ type: "refresh" })),
      toolButton("export", words.map.export, () => post({ type: this.#kept.tab === "topology" ? "exportPicture" : "export" })),
    );
    const all = [
      { id: tabIds[0], label: words.map.tabLinks, view: this.#links.element },
      { id: tabIds[1], label: words.topology.tab, view: this.#topology.element },
      { id: tabIds[2], label: words.map.tabHost, view: this.#interfaces.element },
    ];
    this.#tabs = tabs(all, this.#kept.tab, tools, (tab) => {
      this.#topology.shown(tab === "topology");
      keep({ tab });
      this.#wantTraffic();
    });
    this.element = this.#tabs.element;
    this.#topology.shown(this.#kept.tab === "topology");
    this.#wantTraffic();
  }

  receive(message: ToWebview): void {
    switch (message.type) {
      case "state":
        this.#show(message.state);
        break;
      case "focus":
        if (message.tab === "topology") {
          this.#front("topology");
          this.#topology.focus(message);
        } else {
          this.#front("links");
          this.#links.focus(message);
        }
        break;
      case "draw":
        this.#front("topology");
        this.#topology.take(message.format);
        break;
      case "traffic":
        this.#traffic.receive(message);
        break;
      case "copied":
        this.#links.copied(message.text, message.ok);
        this.#interfaces.copied(message.ok);
        break;
    }
  }

  #front(tab: (typeof tabIds)[number]): void {
    this.#tabs.show(tab);
    this.#topology.shown(tab === "topology");
    this.#keep({ tab });
    this.#wantTraffic();
  }

  #show(state: MapState): void {
    this.#live.show(state);
    this.#links.show(state);
    this.#topology.show(state);
    this.#interfaces.show(state);
    this.#hasLinks = state.engine.status === "live" && state.report !== undefined;
    this.#wantTraffic();
  }

  #wantTraffic(): void {
    const { traffic } = this.#kept;
    attribute(this.#trafficButton, "aria-pressed", String(traffic));
    this.#traffic.want(traffic && this.#hasLinks);
    this.#showTraffic();
  }

  #showTraffic(): void {
    const { map } = this.words;
    const refused = this.#kept.traffic && this.#hasLinks && this.#traffic.refused;
    this.#trafficButton.classList.toggle("is-refused", refused);
    attribute(this.#trafficButton, "title", refused ? map.trafficNone : this.#kept.traffic ? map.trafficHide : map.trafficShow);
    const shown = this.#kept.traffic && this.#hasLinks && this.#traffic.available;
    this.#links.showTraffic(shown);
    this.#topology.showTraffic(shown);
    this.#interfaces.showTraffic(shown);
  }
}
