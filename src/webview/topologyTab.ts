import type { FromWebview, MapState, PictureFormat, ToWebview } from "../protocol/messages";
import type { WebviewWords } from "../protocol/strings";
import { dropdown, iconButton, searchField } from "./components";
import { h } from "./dom";
import { NoticePlace } from "./links/notice";
import type { TrafficHistory } from "./model/traffic";
import { searchKeys } from "./searchKeys";
import { decodeTopologyState, type TopologyState } from "./topology/state";
import type { createTopology } from "./topology/chunk";

type Focus = Extract<ToWebview, { type: "focus" }>;
type View = ReturnType<typeof createTopology>;

export interface TopologyTabOptions {
  readonly words: WebviewWords;
  readonly kept: unknown;
  readonly keep: (state: TopologyState) => void;
  readonly post: (message: FromWebview) => void;
  readonly toLinks: (focus: Focus) => void;
  readonly traffic: TrafficHistory;
}

/** The Topology tab as long as nobody has looked at it: what draws it is loaded then. */
export class TopologyTab {
  readonly element = h("div", { class: "topology-tab" });
  readonly #notice = new NoticePlace("blank", () => undefined);
  #view: View | undefined;
  #loading = false;
  #visible = false;
  #state: MapState | undefined;
  #focus: Focus | undefined;
  readonly #wanted: PictureFormat[] = [];

  constructor(private readonly options: TopologyTabOptions) {
    this.element.append(this.#notice.element);
  }

  /** The tab came to the front, or went to the back: what is not seen is not drawn. */
  shown(visible: boolean): void {
    this.#visible = visible;
    if (!visible) return;
    if (this.#view) {
      if (this.#state) this.#view.show(this.#state);
    } else this.#load();
  }

  show(state: MapState): void {
    this.#state = state;
    if (this.#visible) this.#view?.show(state);
  }

  focus(focus: Focus): void {
    this.#focus = focus;
    this.#view?.focus(focus);
  }

  /** There is news of the traffic, or none any more. */
  showTraffic(shown: boolean): void {
    if (this.#visible) this.#view?.showTraffic(shown);
  }

  /** Hands the picture over, as soon as there is one. */
  take(format: PictureFormat): void {
    if (this.#view) void this.#view.take(format);
    else this.#wanted.push(format);
  }

  #load(): void {
    if (this.#loading) return;
    this.#loading = true;
    const { words, kept, ...options } = this.options;
    this.#notice.show({ type: "loading", title: words.topology.drawing });
    const { topology, worker } = readChunks();
    loadScript(topology).then(
      (create) => {
        const controls = { searchField, dropdown, iconButton, searchKeys, noticePlace: (name: "banner" | "blank", run: ConstructorParameters<typeof NoticePlace>[1]) => new NoticePlace(name, run) };
        this.#view = create({ ...options, words, controls, worker, state: decodeTopologyState(kept) });
        this.element.replaceChildren(this.#view.element);
        if (this.#state) this.#view.show(this.#state);
        if (this.#focus) this.#view.focus(this.#focus);
        for (const format of this.#wanted.splice(0)) void this.#view.take(format);
      },
      () => {
        this.#loading = false;
        this.#notice.show({ type: "empty", title: words.topology.failed, action: { title: words.topology.again, run: () => this.#load() } });
      },
    );
  }
}

function readChunks(): { readonly topology: string; readonly worker: string } {
  return JSON.parse(document.getElementById("chunks")?.textContent ?? "{}") as { topology: string; worker: string };
}

/** Runs a script of ours, as the page's policy allows: with the page's nonce. */
function loadScript(address: string): Promise<typeof createTopology> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.nonce = document.querySelector("meta[property=csp-nonce]")?.getAttribute("content") ?? "";
    script.src = address;
    script.addEventListener("load", () => {
      const chunk = (globalThis as { dockerNetworksTopology?: { readonly createTopology: typeof createTopology } }).dockerNetworksTopology;
      if (chunk) resolve(chunk.createTopology);
      else reject(new Error(address));
    });
    script.addEventListener("error", () => reject(new Error(address)));
    document.head.append(script);
  });
}
