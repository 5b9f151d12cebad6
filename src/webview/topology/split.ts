import type { BarContent, BoxContent } from "./content";
import { metrics } from "./geometry";

/** A part of what is drawn, laid out by itself. */
export interface Plan {
  readonly id: string;
  readonly bars: readonly BarContent[];
  readonly boxes: readonly BoxContent[];
  /** By a row's id: the bar that its cable ends at. */
  readonly ends: ReadonlyMap<string, string>;
}

/**
 * What hangs together stands together. Where too much does (one network that everybody is on), the networks that hold it
 * together are drawn in parts: one beside each group of containers, as a bus goes on around a corner.
 * @param height the most that a part should be high, in px
 */
export function plansOf(bars: readonly BarContent[], boxes: readonly BoxContent[], height: number): Plan[] {
  const plugs = new Map(boxes.map((box) => [box.id, plugsOf(box)]));
  const cut = cutsOf(bars, boxes, plugs, height);
  const groups = componentsOf(bars.filter(({ id }) => !cut.has(id)), boxes, plugs, cut);
  const parts = new Map<string, number>();
  const plans = groups.map(({ bars: whole, boxes: inside }): Plan => {
    const ends = new Map<string, string>();
    for (const { rows } of inside) for (const { id, segment } of rows) if (segment !== undefined) ends.set(id, segment);
    const partial = bars.filter(({ id }) => cut.has(id) && inside.some((box) => plugs.get(box.id)?.includes(id))).map((bar) => {
      const part = (parts.get(bar.id) ?? 0) + 1;
      parts.set(bar.id, part);
      const id = part === 1 ? bar.id : `${bar.id}~${part}`;
      for (const [row, segment] of ends) if (segment === bar.id) ends.set(row, id);
      return partOf(bar, id, part, ends);
    });
    const all = [...whole, ...partial];
    return { id: `island/${(whole[0] ?? partial[0] ?? inside[0])?.id ?? ""}`, bars: all, boxes: inside, ends };
  });
  // One that is cut, and at which nobody is.
  const lone = bars.filter(({ id }) => cut.has(id) && !parts.has(id)).map((bar): Plan => ({ id: `island/${bar.id}`, bars: [bar], boxes: [], ends: new Map() }));
  return [...plans, ...lone];
}

function partOf(bar: BarContent, id: string, part: number, ends: ReadonlyMap<string, string>): BarContent {
  const ports = new Map([...bar.ports].filter(([row]) => ends.get(row) === id));
  if (part === 1) return { ...bar, ports };
  return { ...bar, id, part, ports, lines: bar.lines.slice(0, 1), height: metrics.header + metrics.line + 8 };
}

function plugsOf({ sandbox, group, rows }: BoxContent): string[] {
  return [...new Set([...((sandbox ?? group)?.segments ?? []), ...rows.flatMap(({ segment }) => segment ?? [])])];
}

/** The fewest bars, more or less, without which no component is higher than that. */
function cutsOf(bars: readonly BarContent[], boxes: readonly BoxContent[], plugs: ReadonlyMap<string, readonly string[]>, height: number): ReadonlySet<string> {
  const cut = new Set<string>();
  for (;;) {
    const worst = componentsOf(bars.filter(({ id }) => !cut.has(id)), boxes, plugs, cut)
      .filter((one) => one.bars.length > 1 && heightOf(one.boxes) > height)
      .sort((a, b) => heightOf(b.boxes) - heightOf(a.boxes))[0];
    if (worst === undefined) return cut;
    const degree = new Map<string, number>();
    for (const { id } of worst.boxes) {
      const inside = (plugs.get(id) ?? []).filter((segment) => !cut.has(segment));
      if (inside.length > 1) for (const segment of inside) degree.set(segment, (degree.get(segment) ?? 0) + 1);
    }
    const [hub] = [...degree].sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1));
    if (hub === undefined) return cut;
    cut.add(hub[0]);
  }
}

function heightOf(boxes: readonly BoxContent[]): number {
  return boxes.reduce((sum, { head, rows }) => sum + head + rows.length * metrics.row + metrics.foot + metrics.between, 0);
}

/** Connected by bars that are not cut; boxes on nothing but cut bars stand together by what they are on. */
function componentsOf(bars: readonly BarContent[], boxes: readonly BoxContent[], plugs: ReadonlyMap<string, readonly string[]>, cut: ReadonlySet<string>): { readonly bars: BarContent[]; readonly boxes: BoxContent[] }[] {
  const leader = new Map<string, string>();
  const find = (id: string): string => {
    let at = id;
    for (let up = leader.get(at); up !== undefined && up !== at; up = leader.get(at)) at = up;
    if (at !== id) leader.set(id, at);
    return at;
  };
  const present = new Set(bars.map(({ id }) => id));
  for (const { id } of [...bars, ...boxes]) leader.set(id, id);
  for (const { id } of boxes) {
    const own = plugs.get(id) ?? [];
    const whole = own.filter((segment) => present.has(segment));
    for (const segment of whole) leader.set(find(id), find(segment));
    if (whole.length > 0) continue;
    const gone = own.filter((segment) => cut.has(segment)).sort().join("+");
    if (gone === "") continue;
    if (!leader.has(gone)) leader.set(gone, gone);
    leader.set(find(id), find(gone));
  }
  const groups = new Map<string, { bars: BarContent[]; boxes: BoxContent[] }>();
  const groupOf = (id: string): { bars: BarContent[]; boxes: BoxContent[] } => {
    const key = find(id);
    const known = groups.get(key) ?? { bars: [], boxes: [] };
    groups.set(key, known);
    return known;
  };
  for (const bar of bars) groupOf(bar.id).bars.push(bar);
  for (const box of boxes) groupOf(box.id).boxes.push(box);
  return [...groups.values()];
}
