/** What one measurement gave, over its rounds. */
export interface Sample {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly n: number;
}

export type Unit = "ms" | "kB" | "MiB" | "requests";

/** One line of the table: a value of ours, what it was measured against in the same rounds, and the target. */
export interface Row {
  readonly subject: string;
  /** What was measured, in words. */
  readonly what: string;
  readonly unit: Unit;
  readonly ours: Sample;
  readonly other?: { readonly name: string; readonly value: Sample };
  /** Of the rounds' own ratios: `cost` is ours ÷ other, `gain` is other ÷ ours. */
  readonly ratio?: { readonly kind: "cost" | "gain"; readonly value: Sample };
  readonly target?: { readonly words: string; readonly met: boolean };
}

export function sample(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error("Nothing was measured");
  const median = sorted.length % 2 === 1 ? upper : (upper + sorted[middle - 1]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)!, n: sorted.length };
}

/** Milliseconds that `work` took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Runs every contestant once per round, in an order drawn anew, so that what else the machine does, and what one leaves
 * behind for the next, meets all of them alike. The warm-up rounds are not counted.
 * @returns per contestant its milliseconds, round by round
 */
export async function sideBySide<Name extends string>(
  contestants: Readonly<Record<Name, () => Promise<unknown>>>,
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: number },
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of shuffled(names)) {
      const took = await timed(contestants[name]);
      if (round >= 0) times[name].push(took);
    }
  }
  return times;
}

function shuffled<T>(values: readonly T[]): T[] {
  return values.map((value) => ({ value, key: Math.random() })).sort((a, b) => a.key - b.key).map(({ value }) => value);
}

/** The rounds' own ratios `above[i] ÷ below[i]`. */
export function ratios(above: readonly number[], below: readonly number[]): Sample {
  return sample(above.map((value, index) => value / below[index]!));
}

/** How much more ours costs than the other; `limit` is the target. */
export function cost(row: Pick<Row, "subject" | "what">, ours: number[], name: string, other: number[], limit?: number): Row {
  const value = ratios(ours, other);
  return {
    ...row,
    unit: "ms",
    ours: sample(ours),
    other: { name, value: sample(other) },
    ratio: { kind: "cost", value },
    ...(limit === undefined ? {} : { target: { words: `≤ ${limit} ×`, met: value.median <= limit } }),
  };
}

/** How many times faster ours is than the other; `least` is the target. */
export function gain(row: Pick<Row, "subject" | "what">, ours: number[], name: string, other: number[], least?: number): Row {
  const value = ratios(other, ours);
  return {
    ...row,
    unit: "ms",
    ours: sample(ours),
    other: { name, value: sample(other) },
    ratio: { kind: "gain", value },
    ...(least === undefined ? {} : { target: { words: `≥ ${least} × faster`, met: value.median >= least } }),
  };
}

/** A value against a limit of its own. */
export function within(row: Pick<Row, "subject" | "what" | "unit">, values: number[], limit?: number): Row {
  const ours = sample(values);
  return {
    ...row,
    ours,
    ...(limit === undefined ? {} : { target: { words: limit === 0 ? "0" : `≤ ${limit} ${row.unit}`, met: ours.median <= limit } }),
  };
}
