/** What passes over interfaces: counters as the kernel keeps them, and rates from two readings of them. */

/** What one interface counted since it was made, seen from itself: rx is what came in. Names as in `rtnl_link_stats64`. */
export interface TrafficCounters {
  readonly rxBytes: number;
  readonly rxPackets: number;
  readonly rxErrors: number;
  readonly rxDropped: number;
  readonly txBytes: number;
  readonly txPackets: number;
  readonly txErrors: number;
  readonly txDropped: number;
}

/** The same per second: bytes to the whole, the others to a tenth. */
export type TrafficRates = TrafficCounters;

/** The host's counters at one moment, by the interface's index. */
export interface CounterReading {
  /** Monotonic, in ms. */
  readonly at: number;
  readonly counters: ReadonlyMap<number, TrafficCounters>;
}

/** What is news of one interface of the host. */
export interface LinkTraffic {
  readonly ifindex: number;
  /** Absent where two readings tell none: the interface is new, its counters went back, or the last reading is long ago. */
  readonly rates?: TrafficRates;
  readonly total: TrafficCounters;
}

/** News since the last tick: who is not named is as it was. */
export interface TrafficTick {
  readonly changed: readonly LinkTraffic[];
  /** Indices of those that are not there any more. */
  readonly gone: readonly number[];
}

/** Over a longer time an average is not what passes now, in ms. */
const LONGEST = 5_000;
const KEYS = ["rxBytes", "rxPackets", "rxErrors", "rxDropped", "txBytes", "txPackets", "txErrors", "txDropped"] as const satisfies readonly (keyof TrafficCounters)[];

/**
 * The rates between two readings of one interface. Undefined where they would be wrong: time stood still, or too long
 * passed; or a counter went back, because it is another interface by now or wrapped around.
 * @param ms between the two, monotonic
 */
export function ratesBetween(before: TrafficCounters, after: TrafficCounters, ms: number): TrafficRates | undefined {
  if (!(ms > 0) || ms > LONGEST || KEYS.some((key) => after[key] < before[key])) return undefined;
  const perSecond = (key: (typeof KEYS)[number]): number => ((after[key] - before[key]) * 1_000) / ms;
  return mapped((key) => (key.endsWith("Bytes") ? Math.round(perSecond(key)) : Math.round(perSecond(key) * 10) / 10));
}

/** The same counters or rates as the other end of a veth sees them: what one end sent, the other received. */
export function fromOtherEnd({ rxBytes, rxPackets, rxErrors, rxDropped, txBytes, txPackets, txErrors, txDropped }: TrafficCounters): TrafficCounters {
  return { rxBytes: txBytes, rxPackets: txPackets, rxErrors: txErrors, rxDropped: txDropped, txBytes: rxBytes, txPackets: rxPackets, txErrors: rxErrors, txDropped: rxDropped };
}

/** Errors and drops in both directions: as seen from either end of a veth the same to the last bit, so each with that of the other direction. */
export function lostOf({ rxErrors, rxDropped, txErrors, txDropped }: TrafficCounters): number {
  return (rxErrors + txErrors) + (rxDropped + txDropped);
}

export function sameTraffic(a: TrafficCounters | undefined, b: TrafficCounters | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && KEYS.every((key) => a[key] === b[key]));
}

export function isTraffic(value: unknown): value is TrafficCounters {
  return typeof value === "object" && value !== null && KEYS.every((key) => typeof (value as Record<string, unknown>)[key] === "number");
}

function mapped(value: (key: (typeof KEYS)[number]) => number): TrafficCounters {
  return Object.fromEntries(KEYS.map((key) => [key, value(key)])) as unknown as TrafficCounters;
}
