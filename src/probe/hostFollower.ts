import type { Disposable } from "../core/emitter";
import type { HostReading } from "../core/linkFacts";
import type { Heard, LinkMonitor } from "./linkMonitor";

/** What happens to links comes in bursts, one for each step of one change: they are one piece of news, after so many ms… */
const BURST_MS = 30;
/** …and news comes no more often than this, however many there are. */
const APART_MS = 150;

/**
 * Follows the host's own links while somebody wants it: tells that they changed, and whether what was read of them last
 * still holds. Listens to nothing before it is proven whose host it is.
 */
export class HostFollower implements Disposable {
  #changed: (() => void) | undefined;
  #monitor: LinkMonitor | undefined;
  /** Counts what was heard: what is read has all that was heard before. */
  #heard = 0;
  #kept: { readonly reading: HostReading; readonly heard: number } | undefined;
  #news: NodeJS.Timeout | undefined;
  #later: NodeJS.Timeout | undefined;
  #toldAt = -Infinity;

  /**
   * @param listen undefined where the kernel cannot be heard
   * @param lost something changed, and what cannot be told
   */
  constructor(
    private readonly listen: (heard: Heard) => LinkMonitor | undefined,
    private readonly lost: () => void,
  ) {}

  get following(): boolean {
    return this.#changed !== undefined;
  }

  follow(changed: () => void): Disposable {
    this.#changed = changed;
    return {
      dispose: () => {
        if (this.#changed === changed) this.dispose();
      },
    };
  }

  /** The links that are read are those of the engine's host: now it is listened to them. */
  proven(): void {
    if (this.#changed === undefined || this.#monitor !== undefined) return;
    this.#monitor = this.listen((lost) => {
      this.#heard++;
      if (lost) this.lost();
      this.#tell();
    });
  }

  /** To be taken before a read and given to `keep` after it. Undefined: nobody listens, so nothing can be said of it later. */
  get moment(): number | undefined {
    return this.#monitor?.listening === true ? this.#heard : undefined;
  }

  keep(reading: HostReading, moment: number | undefined): void {
    this.#kept = moment === undefined ? undefined : { reading, heard: moment };
  }

  /** What was read last, if nothing was heard since. */
  get reading(): HostReading | undefined {
    return this.#kept !== undefined && this.#kept.heard === this.moment ? this.#kept.reading : undefined;
  }

  /** Something is not settled yet: have it looked at again in so many ms. */
  lookAgain(ms: number): void {
    clearTimeout(this.#later);
    this.#later = this.#changed === undefined ? undefined : setTimeout(() => this.#changed?.(), ms);
  }

  settled(): void {
    clearTimeout(this.#later);
  }

  #tell(): void {
    this.#news ??= setTimeout(
      () => {
        this.#news = undefined;
        this.#toldAt = performance.now();
        this.#changed?.();
      },
      Math.max(BURST_MS, this.#toldAt + APART_MS - performance.now()),
    );
  }

  dispose(): void {
    this.#changed = undefined;
    this.#monitor?.dispose();
    this.#monitor = undefined;
    this.#kept = undefined;
    clearTimeout(this.#news);
    this.#news = undefined;
    clearTimeout(this.#later);
  }
}
