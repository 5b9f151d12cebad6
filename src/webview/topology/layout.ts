import type { BarContent, BoxContent } from "./content";
import { metrics, type Point, type Rect } from "./geometry";
import { plansOf, type Plan } from "./split";

/** As much of a graph as the layout library takes and gives (ELK's JSON). */
export interface ElkShape {
  readonly id: string;
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly ports?: readonly ElkShape[];
  readonly labels?: readonly { readonly text: string; readonly width: number; readonly height: number }[];
  readonly children?: readonly ElkShape[];
  readonly edges?: readonly ElkEdge[];
  readonly layoutOptions?: Readonly<Record<string, string>>;
}

export interface ElkEdge {
  readonly id: string;
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly sections?: readonly { readonly startPoint: Point; readonly bendPoints?: readonly Point[]; readonly endPoint: Point }[];
}

/** The layout library, wherever it runs. */
export interface Elk {
  layout(graph: ElkShape): Promise<unknown>;
}

/** Where a row is below the top of its box, and its cable's other end below the top of the bar `of`. */
interface Ends {
  readonly box?: number;
  readonly bar?: number;
  readonly of?: string;
}

/** What hangs together, laid out by itself: its own origin is (0, 0). */
export interface Island {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Width of the part within the host's frame; 0 where there is none. */
  readonly inside: number;
  /** The bars as they are drawn here: some are parts. */
  readonly bars: readonly BarContent[];
  readonly places: ReadonlyMap<string, Rect>;
  /** By the id of what arrives there. */
  readonly sockets: ReadonlyMap<string, Ends>;
  readonly wires: ReadonlyMap<string, readonly Point[]>;
}

/** Lays out all that hangs together. What looks like something that was laid out before is taken from there, whoever it is. */
export class Islands {
  #known = new Map<string, ElkShape>();

  constructor(private readonly elk: Elk) {}

  async layOut(bars: readonly BarContent[], boxes: readonly BoxContent[]): Promise<readonly Island[]> {
    const plans = plansOf(bars, boxes, highest(bars, boxes)).map((plan) => {
      const graph = graphOf(plan);
      return { plan, graph, signature: JSON.stringify(graph) };
    });
    // As it is now: another layout may be asked for, and answered, while this one waits.
    const before = this.#known;
    const open = new Map(plans.flatMap(({ graph, signature }) => (before.has(signature) ? [] : [[signature, graph] as const])));
    const known = new Map(await Promise.all([...open].map(async ([signature, graph]) => [signature, (await this.elk.layout(graph)) as ElkShape] as const)));
    const next = new Map<string, ElkShape>();
    const islands = plans.map(({ plan, signature }) => {
      const shape = before.get(signature) ?? known.get(signature) ?? { id: "" };
      next.set(signature, shape);
      return islandOf(plan, shape);
    });
    this.#known = next;
    return islands;
  }
}

/** Names within one graph, by place: what looks alike is alike, whoever it is. */
class Names {
  readonly #short = new Map<string, string>();
  readonly #long: string[] = [];

  of(long: string): string {
    const known = this.#short.get(long);
    if (known !== undefined) return known;
    const short = this.#long.push(long) - 1;
    this.#short.set(long, String(short));
    return String(short);
  }

  whose(short: string): string {
    return this.#long[Number(short)] ?? "";
  }
}

function namesOf({ bars, boxes }: Plan): Names {
  const names = new Names();
  for (const { id } of bars) names.of(id);
  for (const { id, rows } of boxes) {
    names.of(id);
    for (const row of rows) names.of(row.id);
  }
  return names;
}

const port = (id: string, side: "EAST" | "WEST"): ElkShape => ({ id, width: 0, height: metrics.row, layoutOptions: { "elk.port.side": side } });

/** How high a part may be before it is cut: about as high as a column of a picture that is half as wide again as high. In steps, so that little changes it. */
function highest(bars: readonly BarContent[], boxes: readonly BoxContent[]): number {
  const all = boxes.reduce((sum, box) => sum + boxHeight(box) + metrics.between, 0);
  const width = (bars[0]?.width ?? 0) + (boxes[0]?.width ?? 0) + metrics.exits + metrics.cables + metrics.columns;
  const column = Math.sqrt((all * width) / 1.6);
  return Math.max(900, 1.25 ** Math.ceil(Math.log(column) / Math.log(1.25)));
}

/** A bar grows so that its cables run straight: the bus that it is. */
function graphOf(plan: Plan): ElkShape {
  const { bars, boxes, ends: endOf } = plan;
  const names = namesOf(plan);
  const present = new Set(bars.map((bar) => bar.id));
  const rows = boxes.flatMap((box) => box.rows.flatMap(({ id: row }) => (present.has(endOf.get(row) ?? "") ? [names.of(row)] : [])));
  const ends = new Map<string, string[]>();
  for (const row of rows) {
    const bar = endOf.get(names.whose(row)) ?? "";
    ends.set(bar, [...(ends.get(bar) ?? []), row]);
  }
  // One that is not plugged in stands beside what it would be plugged into.
  const near = boxes.filter((box) => box.rows.length === 0).flatMap((box) => ((box.sandbox ?? box.group)?.segments ?? []).filter((one) => present.has(one)).slice(0, 1).map((segment) => ({ box, segment })));
  return {
    id: "island",
    layoutOptions: islandOptions,
    children: [
      ...bars.map(({ id: bar, width, height }): ElkShape => ({
        id: names.of(bar),
        width,
        height,
        ports: (ends.get(bar) ?? []).map((end) => port(`bar ${end}`, "EAST")),
        layoutOptions: {
          "elk.portConstraints": "FIXED_SIDE",
          "elk.nodeSize.constraints": "[PORTS, MINIMUM_SIZE]",
          "elk.nodeSize.minimum": `(${width},${height})`,
          "elk.spacing.portPort": "0",
          "elk.layered.nodePlacement.networkSimplex.nodeFlexibility": "NODE_SIZE",
          "elk.layered.layering.layerConstraint": "FIRST",
        },
      })),
      ...boxes.map((box): ElkShape => ({
        id: names.of(box.id),
        width: box.width,
        height: rowsHeight(box),
        ports: box.rows.map(({ id: row }) => port(`box ${names.of(row)}`, "WEST")),
        // The head is a label above: so the rows are below it, in whatever order the cables come.
        labels: [{ text: " ", width: box.width, height: box.head }],
        layoutOptions: { "elk.portConstraints": "FIXED_SIDE", "elk.spacing.portPort": "0", "elk.nodeLabels.placement": "OUTSIDE V_TOP H_LEFT", "elk.spacing.labelNode": "0" },
      })),
    ],
    edges: [
      ...rows.map((row): ElkEdge => ({ id: row, sources: [`bar ${row}`], targets: [`box ${row}`] })),
      ...near.map(({ box, segment }): ElkEdge => ({ id: `near ${names.of(box.id)}`, sources: [names.of(segment)], targets: [names.of(box.id)] })),
    ],
  };
}

/** Networks in a first layer, containers in a second, cables at right angles between them. */
const islandOptions = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.padding": "[top=0,left=0,bottom=0,right=0]",
  "elk.separateConnectedComponents": "false",
  "elk.spacing.nodeNode": String(metrics.between + metrics.foot),
  "elk.spacing.edgeEdge": "10",
  "elk.spacing.edgeNode": "10",
  "elk.layered.spacing.nodeNodeBetweenLayers": String(metrics.cables),
  "elk.layered.spacing.edgeEdgeBetweenLayers": "10",
  // Clear of the sockets at both ends.
  "elk.layered.spacing.edgeNodeBetweenLayers": "26",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
} as const;

function boxHeight(box: BoxContent): number {
  return box.head + rowsHeight(box) + metrics.foot;
}

function rowsHeight({ rows }: BoxContent): number {
  return Math.max(rows.length * metrics.row, 4);
}

function islandOf(plan: Plan, shape: ElkShape): Island {
  const { id, bars, boxes } = plan;
  const names = namesOf(plan);
  const shapes = new Map(shape.children?.map((one) => [names.whose(one.id), one]));
  const places = new Map<string, Rect>();
  const sockets = new Map<string, Ends>();
  const wires = new Map<string, readonly Point[]>();
  for (const bar of bars) {
    const { x = 0, y = 0, width = bar.width, height = bar.height, ports = [] } = shapes.get(bar.id) ?? {};
    places.set(bar.id, { x, y, width, height });
    for (const one of ports) sockets.set(names.whose(one.id.slice(4)), { bar: (one.y ?? 0) + metrics.row / 2, of: bar.id });
  }
  for (const box of boxes) {
    const { x = 0, y = 0, width = box.width, ports = [] } = shapes.get(box.id) ?? {};
    places.set(box.id, { x, y: y - box.head, width, height: boxHeight(box) });
    for (const one of ports) {
      const row = names.whose(one.id.slice(4));
      sockets.set(row, { ...sockets.get(row), box: (one.y ?? 0) + metrics.row / 2 + box.head });
    }
  }
  for (const edge of shape.edges ?? []) {
    const section = edge.sections?.[0];
    if (section && !edge.id.startsWith("near ")) wires.set(names.whose(edge.id), [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]);
  }
  return moved(id, bars, places, sockets, wires);
}

/** To its own origin. */
function moved(id: string, bars: readonly BarContent[], places: ReadonlyMap<string, Rect>, sockets: Island["sockets"], wires: ReadonlyMap<string, readonly Point[]>): Island {
  const all = [...places.values()];
  const left = Math.min(...all.map(({ x }) => x));
  const top = Math.min(...all.map(({ y }) => y));
  const shift = <T extends Point>(point: T): T => ({ ...point, x: point.x - left, y: point.y - top });
  const here = new Map([...places].map(([key, rect]) => [key, shift(rect)]));
  const rects = [...here.values()];
  return {
    id,
    width: Math.max(...rects.map(({ x, width }) => x + width)),
    height: Math.max(...rects.map(({ y, height }) => y + height)),
    inside: Math.max(0, ...bars.flatMap((bar) => here.get(bar.id) ?? []).map(({ x, width }) => x + width)),
    bars,
    places: here,
    sockets,
    wires: new Map([...wires].map(([key, points]) => [key, points.map(shift)])),
  };
}

/**
 * Distributes islands over as many columns as fill a view of this shape best, each into the column that is shortest so far.
 * What was in a column stays there while the number of columns does; that changes only for a much better fit.
 * @param aspect the view's width by its height
 */
export function columnsOf(islands: readonly Island[], aspect: number, before: readonly (readonly string[])[]): readonly (readonly Island[])[] {
  const most = Math.min(islands.length, 12);
  const tried = Array.from({ length: Math.max(most, 1) }, (_, index) => distribute(islands, index + 1, []));
  const fit = (columns: readonly (readonly Island[])[]): number => {
    const width = columns.reduce((sum, column) => sum + metrics.exits + Math.max(0, ...column.map((one) => one.width)) + metrics.columns, 0);
    const height = Math.max(...columns.map(heightOf)) + 150;
    return Math.min(aspect / Math.max(width, 640), 1 / height);
  };
  const best = tried.reduce((a, b) => (fit(b) > fit(a) * 1.02 ? b : a));
  if (before.length === 0) return best;
  const kept = distribute(islands, before.length, before);
  return fit(best) > fit(kept) * 1.25 ? best : kept;
}

function distribute(islands: readonly Island[], count: number, before: readonly (readonly string[])[]): Island[][] {
  const columns: Island[][] = Array.from({ length: count }, () => []);
  const known = new Map(before.flatMap((ids, index) => ids.map((id) => [id, index] as const)));
  const placed = islands.map((island) => ({ island, column: known.get(island.id) }));
  for (const { island, column } of placed) if (column !== undefined) columns[column]?.push(island);
  for (const { island, column } of placed) {
    if (column !== undefined) continue;
    const shortest = columns.reduce((a, b) => (heightOf(b) < heightOf(a) - 1 ? b : a));
    shortest.push(island);
  }
  // What hangs on no network stands below all that does.
  for (const column of columns) column.sort((a, b) => Number(b.inside > 0) - Number(a.inside > 0));
  return columns.filter((column, index) => column.length > 0 || index === 0);
}

/** Between islands of a column. */
export const islandGap = 24;

function heightOf(column: readonly Island[]): number {
  return column.reduce((sum, { height }) => sum + height + islandGap, 0);
}
