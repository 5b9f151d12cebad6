import type { FromWebview, ToWebview } from "../protocol/messages";
import { TrafficHistory } from "./model/traffic";

const TICK_MS = 1_000;
/** An answer that is as late as this does not come any more. */
const PATIENCE = 5;
/** When to ask again after an answer that had nothing. */
const REST_MS = 5_000;

/**
 * Asks for the traffic once a second while it is shown, and only then: a page that nobody sees asks for nothing, and
 * nothing is read that was not asked for.
 */
export class TrafficFeed {
  readonly history = new TrafficHistory();
  #wanted = false;
  #timer: number | undefined;
  #rest: number | undefined;
  #refused = false;
  /** Ticks since the question that has no answer yet. */
  #waiting = 0;
  /** The next answer is the first, or the first after a gap. */
  #all = true;

  /** @param onTick there is news, or that there can be none (`available`) */
  constructor(
    private readonly post: (message: FromWebview) => void,
    private readonly onTick: () => void,
  ) {
    document.addEventListener("visibilitychange", () => this.#follow());
  }

  /** It can be had, and something came. */
  get available(): boolean {
    return !this.#all;
  }

  /** It was asked for and cannot be had here. */
  get refused(): boolean {
    return this.#refused;
  }

  /** Somebody shows it, or nobody does. Said again with each state: what could not be had may be to be had by now. */
  want(wanted: boolean): void {
    this.#wanted = wanted;
    this.#follow();
  }

  receive({ tick }: Extract<ToWebview, { type: "traffic" }>): void {
    this.#waiting = 0;
    if (!this.#wanted) return;
    this.#refused = tick === undefined;
    if (tick === undefined) {
      this.#stop();
      this.#rest = setTimeout(() => this.#follow(), REST_MS);
    } else {
      if (this.#all) this.history.clear();
      this.#all = false;
      this.history.apply(tick);
    }
    this.onTick();
  }

  #follow(): void {
    if (!this.#wanted || document.visibilityState !== "visible") this.#stop();
    else if (this.#timer === undefined) {
      clearTimeout(this.#rest);
      this.#timer = setInterval(() => this.#ask(), TICK_MS);
      this.#ask();
    }
  }

  #stop(): void {
    clearTimeout(this.#rest);
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#waiting = 0;
    this.#all = true;
  }

  #ask(): void {
    if (this.#waiting > 0 && this.#waiting++ < PATIENCE) return;
    this.#waiting = 1;
    this.post({ type: "traffic", all: this.#all });
  }
}
