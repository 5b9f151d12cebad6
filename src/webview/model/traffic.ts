import { fromOtherEnd, lostOf, type LinkTraffic, type TrafficCounters, type TrafficRates, type TrafficTick } from "../../core/traffic";
import { format } from "../../core/words";
import type { WebviewWords } from "../../protocol/strings";

/** How many seconds the small curve shows. */
export const HISTORY = 60;

/** What is known of one interface's traffic, seen from one of its ends. */
export interface Traffic {
  /** Absent while two readings tell none. */
  readonly rates?: TrafficRates;
  readonly total: TrafficCounters;
  /** The rates of the last minute, oldest first; a gap where there was none. */
  readonly history: readonly (TrafficRates | undefined)[];
  /** Errors and drops in that minute. */
  readonly lost: number;
}

interface Known {
  traffic: LinkTraffic;
  readonly history: (TrafficRates | undefined)[];
  /** The count of what was lost at each of these moments, and once before the first. */
  readonly lost: number[];
}

/** The traffic of the host's interfaces over the last minute, by their index: for any view that draws it. */
export class TrafficHistory {
  readonly #known = new Map<number, Known>();

  apply({ changed, gone }: TrafficTick): void {
    for (const ifindex of gone) this.#known.delete(ifindex);
    for (const traffic of changed) {
      const known = this.#known.get(traffic.ifindex);
      if (known) known.traffic = traffic;
      else this.#known.set(traffic.ifindex, { traffic, history: [], lost: [lostOf(traffic.total)] });
    }
    for (const { traffic, history, lost } of this.#known.values()) {
      history.push(traffic.rates);
      lost.push(lostOf(traffic.total));
      if (history.length > HISTORY) {
        history.shift();
        lost.shift();
      }
    }
  }

  clear(): void {
    this.#known.clear();
  }

  /** As the host's own interface sees it. */
  ofHost(ifindex: number | undefined): Traffic | undefined {
    const known = ifindex === undefined ? undefined : this.#known.get(ifindex);
    if (known === undefined) return undefined;
    const { traffic, history, lost } = known;
    // Counters that went back lost nothing.
    return { ...(traffic.rates && { rates: traffic.rates }), total: traffic.total, history, lost: Math.max(0, lostOf(traffic.total) - (lost[0] ?? 0)) };
  }

  /** As the container sees it whose interface is at the other end of this veth of the host. */
  ofContainer(ifindex: number | undefined): Traffic | undefined {
    const host = this.ofHost(ifindex);
    if (host === undefined) return undefined;
    const { rates, total, history, lost } = host;
    return { ...(rates && { rates: fromOtherEnd(rates) }), total: fromOtherEnd(total), history: history.map((sample) => sample && fromOtherEnd(sample)), lost };
  }
}

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

/** An amount of bytes in human units: `0 B`, `512 B`, `1.2 kB`. */
export function bytesWords(bytes: number, language: string): string {
  let unit = 0;
  let value = bytes;
  // What would be written as 1,000.0 is one of the next.
  while (value >= (unit === 0 ? 1_000 : 999.95) && unit < UNITS.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${numberWords(value, language, unit === 0 ? 0 : 1)} ${UNITS[unit] ?? ""}`;
}

const formats = new Map<string, Intl.NumberFormat>();

export function numberWords(value: number, language: string, digits = 0): string {
  const key = `${language} ${digits}`;
  let known = formats.get(key);
  if (known === undefined) {
    known = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    formats.set(key, known);
  }
  return known.format(value);
}

export function isIdle({ rxBytes, rxPackets, txBytes, txPackets }: TrafficRates): boolean {
  return rxBytes + rxPackets + txBytes + txPackets === 0;
}

/** What a screen reader says of it. */
export function spokenTraffic({ rates, lost }: Traffic, words: WebviewWords["map"], language: string): string {
  const flow = rates && (isIdle(rates) ? words.trafficIdle : format(words.trafficSpoken, { received: bytesWords(rates.rxBytes, language), sent: bytesWords(rates.txBytes, language) }));
  return [flow, lost === 0 ? undefined : format(words.trafficLost, { count: numberWords(lost, language) })].filter((part) => part !== undefined).join(", ");
}

/** Less than this is a flat line: a few broadcasts must not look like traffic. In bytes per second. */
const FLOOR = 1_000;

/**
 * The last minute as two curves in a box of so many units, the newest at the right; both by the same measure. Empty where
 * there is nothing to draw.
 */
export function curves(history: Traffic["history"], width: number, height: number): { readonly received: string; readonly sent: string } {
  const top = Math.max(FLOOR, ...history.flatMap((sample) => (sample === undefined ? [] : [sample.rxBytes, sample.txBytes])));
  const first = HISTORY - history.length;
  const curve = (key: "rxBytes" | "txBytes"): string => {
    let path = "";
    let drawing = false;
    history.forEach((sample, index) => {
      if (sample === undefined) {
        drawing = false;
        return;
      }
      const x = ((first + index) * width) / (HISTORY - 1);
      const y = height - (sample[key] / top) * height;
      path += `${drawing ? "L" : "M"}${tenth(x)} ${tenth(y)}`;
      drawing = true;
    });
    return path;
  };
  return { received: curve("rxBytes"), sent: curve("txBytes") };
}

const tenth = (value: number): string => String(Math.round(value * 10) / 10);
