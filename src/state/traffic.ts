import { ratesBetween, sameTraffic, type CounterReading, type LinkTraffic, type TrafficTick } from "../core/traffic";
import type { Prober } from "../probe/probe";

/**
 * What passes over the host's interfaces now. Reads only when asked: whoever shows it asks about once a second while it is
 * seen, and then not a byte is read for nobody.
 */
export class TrafficMeter {
  #last: (CounterReading & { readonly prober: Counting }) | undefined;
  /** As it was told last. */
  readonly #told = new Map<number, LinkTraffic>();

  /** @param prober of the engine that is connected now; undefined without one: nothing is connected for this */
  constructor(private readonly prober: () => Counting | undefined) {}

  /**
   * Reads the counters once and tells what changed since the last tick.
   * @param all tells of every interface, as to one that knows nothing yet
   * @returns undefined where it is not proven that the interfaces are the engine's, or they cannot be read
   */
  async tick(all: boolean): Promise<TrafficTick | undefined> {
    const prober = this.prober();
    const reading = await prober?.counters().catch(() => undefined);
    if (prober === undefined || reading === undefined) {
      this.#last = undefined;
      this.#told.clear();
      return undefined;
    }
    const last = this.#last?.prober === prober && this.#last.at < reading.at ? this.#last : undefined;
    this.#last = { ...reading, prober };
    const gone = [...this.#told.keys()].filter((ifindex) => !reading.counters.has(ifindex));
    for (const ifindex of gone) this.#told.delete(ifindex);
    const changed = [...reading.counters].flatMap(([ifindex, total]): LinkTraffic[] => {
      const before = last?.counters.get(ifindex);
      const rates = before && last && ratesBetween(before, total, reading.at - last.at);
      const told = this.#told.get(ifindex);
      if (!all && told !== undefined && sameTraffic(told.rates, rates) && sameTraffic(told.total, total)) return [];
      const news = { ifindex, ...(rates && { rates }), total };
      this.#told.set(ifindex, news);
      return [news];
    });
    return { changed, gone };
  }
}

type Counting = Pick<Prober, "counters">;
