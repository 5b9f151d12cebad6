import type { FromWebview, MapState, ToWebview } from "../protocol/messages";
import type { WebviewWords } from "../protocol/strings";
import { iconButton, tabs, toolButton } from "./components";
import { h } from "./dom";
import type { Host } from "./host";
import { LinksView } from "./links/view";
import { LiveState } from "./liveState";
import { decodeViewState } from "./model/viewState";

/** The page: tabs, how the engine is, and the view of the tab. */
export class App {
  readonly element: HTMLElement;
  readonly #live: LiveState;
  readonly #links: LinksView;

  constructor(words: WebviewWords, host: Host) {
    const post = (message: FromWebview): void => host.post(message);
    this.#live = new LiveState(words.map);
    this.#links = new LinksView(words, post, decodeViewState(host.kept), (state) => host.keep(state));
    const tools = h(
      "div",
      { class: "tools" },
      this.#live.element,
      iconButton("refresh", words.map.refresh, () => post({ type: "refresh" })),
      toolButton("export", words.map.export, () => post({ type: "export" })),
    );
    this.element = tabs([{ id: "links", label: words.map.tabLinks, view: this.#links.element }], tools);
  }

  receive(message: ToWebview): void {
    switch (message.type) {
      case "state":
        this.#show(message.state);
        break;
      case "focus":
        this.#links.focus(message);
        break;
      case "copied":
        this.#links.copied(message.text, message.ok);
        break;
    }
  }

  #show(state: MapState): void {
    this.#live.show(state);
    this.#links.show(state);
  }
}
