import { format } from "../core/words";
import type { MapState } from "../protocol/messages";
import type { WebviewWords } from "../protocol/strings";
import { attribute, h, icon } from "./dom";
import { clock } from "./time";

/** “● Live · Docker 28.5.2”, or since when it is not. A status region: changes are spoken. */
export class LiveState {
  readonly element = h("div", { class: "live", role: "status" });
  #shown = "";

  constructor(private readonly words: WebviewWords["map"]) {}

  show({ engine, report }: MapState): void {
    const state = report || engine.status !== "lost" ? this.#word(engine) : this.words.notConnected;
    const shown = `${engine.status} ${state} ${engine.label}`;
    if (shown !== this.#shown) {
      this.#shown = shown;
      const symbol = engine.status === "live" ? "circle-filled" : engine.status === "lost" ? "warning" : "sync";
      const label = engine.label === "" ? [] : [h("span", { class: "engine" }, engine.label)];
      this.element.className = `live is-${engine.status}`;
      this.element.replaceChildren(icon(symbol), h("span", { class: "word" }, state), ...label);
    }
    const taken = report && format(this.words.readAt, { time: clock(Date.parse(report.takenAt), true) });
    attribute(this.element, "title", [engine.endpoint, taken].filter((line) => line !== undefined).join("\n") || undefined);
  }

  #word({ status, since }: MapState["engine"]): string {
    if (status === "live") return this.words.live;
    if (status === "connecting" || since === undefined) return this.words.connecting;
    return format(this.words.lostSince, { time: clock(since) });
  }
}
