import type { Disposable } from "../core/emitter";
import type { Heard, LinkMonitor } from "./linkMonitor";
import type { Known, NetlinkReading } from "./netlink";

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
  /** The links that were heard of since what is kept was read, by when that was last; when addresses were, and what nobody knows of which link it is. */
  readonly #links = new Map<number, number>();
  #addresses = 0;
  #something = 0;
  #kept: { readonly reading: NetlinkReading; readonly heard: number } | undefined;
  #news: NodeJS.Timeout | undefined;
  #later: { readonly at: number; readonly timer: NodeJS.Timeout } | undefined;
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
    this.#monitor = this.listen((news) => {
      const at = ++this.#heard;
      if (typeof news === "string") this.#something = at;
      else {
        this.#links.set(news.ifindex, at);
        if (news.address) this.#addresses = at;
      }
      if (news === "lost") this.lost();
      this.#tell();
    });
  }

  /** To be taken before a read and given to `keep` after it. Undefined: nobody listens, so nothing can be said of it later. */
  get moment(): number | undefined {
    return this.#monitor?.listening === true ? this.#heard : undefined;
  }

  keep(reading: NetlinkReading, moment: number | undefined): void {
    this.#kept = moment === undefined ? undefined : { reading, heard: moment };
    for (const [ifindex, at] of this.#links) if (at <= (moment ?? Infinity)) this.#links.delete(ifindex);
  }

  /** What was read last, if all of it was and nothing was heard since. */
  get reading(): NetlinkReading | undefined {
    return this.#kept !== undefined && this.#kept.heard === this.moment && this.#kept.reading.part !== true ? this.#kept.reading : undefined;
  }

  /** What was read last and what was heard of since. Undefined where that is not known. */
  get known(): Known | undefined {
    if (this.#kept === undefined || this.moment === undefined || this.#something > this.#kept.heard) return undefined;
    return { reading: this.#kept.reading, links: new Set(this.#links.keys()), addresses: this.#addresses > this.#kept.heard };
  }

  /** Something is not settled yet: have it looked at again in so many ms, or when it was said before, whatever comes first. */
  lookAgain(ms: number): void {
    const at = performance.now() + ms;
    if (this.#changed === undefined || (this.#later !== undefined && this.#later.at <= at)) return;
    this.settled();
    const look = (): void => {
      this.#later = undefined;
      this.#changed?.();
    };
    this.#later = { at, timer: setTimeout(look, ms) };
  }

  settled(): void {
    clearTimeout(this.#later?.timer);
    this.#later = undefined;
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
    this.settled();
  }
}
