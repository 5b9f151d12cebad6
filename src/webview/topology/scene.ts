import type { Bundle, Shown } from "../../core/topologyShown";
import type { Cable, HostNic, Publication } from "../../core/topology";
import { format } from "../../core/words";
import type { WebviewWords } from "../../protocol/strings";
import { contentsOf, nicLines, type BarContent, type BoxContent } from "./content";
import { metrics, type Measure, type Point, type Rect } from "./geometry";
import { columnsOf, islandGap, type Island, type Islands } from "./layout";

/** Everything with its place, in the picture's own units. */
export interface Scene {
  readonly shown: Shown;
  readonly bounds: Rect;
  /** Outline of the host's namespace, clockwise. */
  readonly frame: readonly Point[];
  readonly bars: readonly PlacedBar[];
  readonly boxes: readonly PlacedBox[];
  readonly nics: readonly PlacedNic[];
  /** Routing and address translation; absent where nothing is routed. */
  readonly nat?: Rect;
  readonly wires: readonly Wire[];
  readonly exits: readonly ExitLine[];
  /** Where the words “outside” stand; absent where the host has none. */
  readonly outside?: Point;
  /** How many columns there are: islands by column, to be kept the next time. */
  readonly columns: readonly (readonly string[])[];
}

export interface PlacedBar extends Rect {
  readonly id: string;
  readonly content: BarContent;
  readonly sockets: readonly Socket[];
}

export interface PlacedBox extends Rect {
  readonly id: string;
  readonly content: BoxContent;
  readonly rows: readonly (Socket & { readonly row: BoxContent["rows"][number] })[];
}

export interface Socket {
  readonly id: string;
  /** Below the top of what it belongs to. */
  readonly y: number;
}

export interface PlacedNic extends Rect {
  readonly id: string;
  readonly name: string;
  readonly lines: readonly string[];
  readonly nic?: HostNic;
}

/** A cable, a bundle of them, or the way of a published port from a bridge to its container. */
export interface Wire {
  readonly id: string;
  readonly points: readonly Point[];
  readonly cable?: Cable;
  readonly bundle?: Bundle;
  readonly publications?: readonly Publication[];
}

/** What leads from the host's namespace to a bar. */
export interface ExitLine {
  readonly id: string;
  readonly kind: "uplink" | "bus" | "routed" | "published" | "parent" | "vxlan" | "none";
  readonly segment?: string;
  readonly points: readonly Point[];
}

const band = { out: 22, top: 44, title: 14, nic: 42, gap: 12, side: 16, channel: 40 } as const;
const mostNics = 8;
const minimum = 560;

export interface SceneOptions {
  readonly words: WebviewWords;
  readonly measure: Measure;
  /** The view's width by its height. */
  readonly aspect: number;
  /** The columns of the scene before. */
  readonly before: Scene["columns"];
}

/** Lays out what is shown. Rejects only if the layout library does. */
export async function sceneOf(shown: Shown, islands: Islands, { words, measure, aspect, before }: SceneOptions): Promise<Scene> {
  const contents = contentsOf(shown, words, measure);
  const laidOut = await islands.layOut(contents.bars, contents.boxes);
  const columns = columnsOf(laidOut, aspect, before);
  const fingers = fingersOf(columns);
  const width = Math.max(minimum, ...fingers.map(({ x, width: own }) => x + own));
  const top = bandOf(shown, contents.host, width, laidOut.some((island) => island.bars.some(({ part }) => part !== undefined)), words, measure);
  const start = top.bottom;

  const bars: PlacedBar[] = [];
  const boxes: PlacedBox[] = [...top.boxes];
  const wires: Wire[] = [];
  const byBar = new Map(laidOut.flatMap((island) => island.bars.map((bar) => [bar.id, bar])));
  const byBox = new Map(contents.boxes.map((box) => [box.id, box]));
  const wireOf = wiresOf(shown);
  const bottoms: number[] = [];
  for (const [index, column] of columns.entries()) {
    const finger = fingers[index];
    if (!finger) continue;
    let y = start + band.gap;
    let inside = start;
    for (const island of column) {
      const at = { x: finger.x + metrics.exits + (island.inside > 0 ? 0 : finger.bars + metrics.cables), y };
      place(island, at);
      if (island.inside > 0) inside = y + island.height;
      y += island.height + islandGap;
    }
    bottoms.push(inside === start ? start : inside + 22);
  }

  function place(island: Island, at: Point): void {
    for (const [id, rect] of island.places) {
      const here = { x: rect.x + at.x, y: rect.y + at.y, width: rect.width, height: rect.height };
      const bar = byBar.get(id);
      const box = byBox.get(id);
      if (bar) bars.push({ id, content: bar, ...here, sockets: [...island.sockets].flatMap(([end, { bar: at, of }]) => (at === undefined || of !== id ? [] : [{ id: end, y: at }])) });
      else if (box) boxes.push({ id, content: box, ...here, rows: box.rows.map((row, at) => ({ id: row.id, y: island.sockets.get(row.id)?.box ?? box.head + (at + 0.5) * metrics.row, row })) });
    }
    for (const [id, points] of island.wires) wires.push({ id, points: points.map((point) => ({ x: point.x + at.x, y: point.y + at.y })), ...wireOf(id) });
  }

  const frame = frameOf(width, start, fingers.map(({ x, bars: inner }, index) => ({ x, right: x + metrics.exits + inner + metrics.edge, bottom: bottoms[index] ?? start })));
  const exits = [...top.exits, ...exitsOf(bars, fingers, columns, top)];
  const all: Rect[] = [...bars, ...boxes, ...top.nics];
  const bottom = Math.max(start, ...all.map(({ y, height }) => y + height), ...bottoms);
  return {
    shown,
    bounds: { x: -14, y: 0, width: width + 28, height: bottom + 16 },
    frame,
    bars,
    boxes,
    nics: top.nics,
    ...(top.nat && { nat: top.nat }),
    wires,
    exits,
    ...(top.outside && { outside: top.outside }),
    columns: columns.map((column) => column.map(({ id }) => id)),
  };
}

function wiresOf(shown: Shown): (id: string) => Omit<Wire, "id" | "points"> {
  const cables = new Map(shown.cables.map((cable) => [cable.id, cable]));
  const bundles = new Map(shown.bundles.map((bundle) => [bundle.id, bundle]));
  const ports = new Map(shown.publications.map((one) => [one.id, one]));
  const groups = new Map(shown.groups.map((group) => [group.id, new Set(group.sandboxes.map(({ id }) => id))]));
  return (id) => {
    const cable = cables.get(id);
    if (cable) return { cable };
    const bundle = bundles.get(id);
    if (bundle) return { bundle };
    const one = ports.get(id);
    if (one) return { publications: [one] };
    return { publications: shown.publications.filter(({ sandbox, segment }) => id === `ports/${sandbox}/${segment ?? ""}` || [...groups].some(([group, inside]) => id === `ports/${group}/${segment ?? ""}` && inside.has(sandbox))) };
  };
}

interface Finger {
  readonly x: number;
  /** The widest bar's. */
  readonly bars: number;
  readonly width: number;
}

function fingersOf(columns: readonly (readonly Island[])[]): Finger[] {
  let x = 0;
  return columns.map((column) => {
    const bars = Math.max(0, ...column.map(({ inside }) => inside));
    // The host's frame reaches beyond its bars, also where nobody is plugged in.
    const outside = Math.max(bars > 0 ? metrics.edge : 0, ...column.map((island) => island.width - island.inside + (island.inside > 0 ? 0 : metrics.cables)));
    const finger = { x, bars, width: metrics.exits + bars + outside };
    x += finger.width + metrics.columns;
    return finger;
  });
}

/** The host's interfaces, its routing, and who stands in its namespace. */
interface Band {
  readonly nics: readonly PlacedNic[];
  readonly nat?: Rect;
  readonly boxes: readonly PlacedBox[];
  readonly exits: readonly ExitLine[];
  readonly outside?: Point;
  /** Height of the lanes that lead to the bars, and of the frame's upper part. */
  readonly lanes: { readonly routed: number; readonly published: number; readonly direct: number };
  readonly bottom: number;
  /** Of parents: where their line comes down. */
  readonly parents: ReadonlyMap<string, Point>;
}

function bandOf(shown: Shown, host: readonly BoxContent[], width: number, split: boolean, words: WebviewWords, measure: Measure): Band {
  const { interfaces } = shown.topology.host;
  const y = band.top + band.title;
  const right = width - band.side;
  let x: number = band.side;
  const routes = shown.segments.some(({ exit }) => exit.kind === "nat" || exit.kind === "routed");
  const natWidth = Math.round(Math.min(420, Math.max(measure(words.topology.nat, "name"), measure(natLine(shown, words), "text")) + 30));
  const nat = routes ? { x, y, width: natWidth, height: band.nic } : undefined;
  if (nat) x += nat.width + (interfaces[0]?.role === "uplink" ? band.channel : band.gap);
  const nics: PlacedNic[] = [];
  for (const [index, nic] of interfaces.entries()) {
    const lines = nicLines(nic, words);
    const name = nic.ifindex === undefined ? nic.name : `${nic.name} #${nic.ifindex}`;
    const own = Math.round(Math.max(76, measure(name, "mono") + 2 * metrics.pad, ...lines.map((line) => measure(line, "text") + 2 * metrics.pad)));
    const rest = interfaces.length - index;
    if (index >= mostNics || (index > 0 && x + own > right - (rest > 1 ? 90 : 0))) {
      nics.push({ id: "nic/…", name: format(words.topology.more, { count: rest }), lines: [], x, y, width: 80, height: band.nic });
      x += 80 + band.gap;
      break;
    }
    nics.push({ id: nic.id, name, lines, nic, x, y, width: own, height: band.nic });
    x += own + band.gap;
  }
  // Beside what comes down from the routing.
  const below = band.side + (nat ? 52 : 0);
  let rowY = y;
  let deepest = y + (nat || nics.length > 0 ? band.nic : 0);
  const boxes = host.map((content): PlacedBox => {
    const height = Math.max(band.nic, content.head + content.rows.length * metrics.row + metrics.foot);
    if (x + content.width > right && x > below) {
      x = below;
      rowY = deepest + band.gap;
    }
    const box = { id: content.id, content, x, y: rowY, width: content.width, height, rows: content.rows.map((row, index) => ({ id: row.id, y: content.head + (index + 0.5) * metrics.row, row })) };
    x += content.width + band.gap;
    deepest = Math.max(deepest, rowY + height);
    return box;
  });

  const exits: ExitLine[] = [];
  const uplinks = nics.filter(({ nic }) => nic?.role === "uplink");
  const published = shown.publications.some(({ segment }) => segment !== undefined);
  // A host whose interfaces are known, and none of which leads anywhere, has no outside.
  const closed = uplinks.length === 0 && interfaces.some(({ ifindex }) => ifindex !== undefined);
  const outsideX = uplinks[0] ? uplinks[0].x + uplinks[0].width / 2 : band.side + 60;
  const half = band.nic / 2;
  const lane = deepest + 8;
  for (const [index, nic] of uplinks.entries()) {
    const middle = nic.x + nic.width / 2;
    exits.push({ id: `uplink/${nic.id}`, kind: "uplink", points: [{ x: middle, y: band.out }, { x: middle, y }] });
    if (!nat) continue;
    const into = nat.x + nat.width;
    const beside = index === 0 && nics[0] === nic;
    exits.push({
      id: `route/${nic.id}`,
      kind: "uplink",
      points: beside ? [{ x: nic.x, y: y + half - 6 }, { x: into, y: y + half - 6 }] : [{ x: middle, y: y + band.nic }, { x: middle, y: lane }, { x: into - 14, y: lane }, { x: into - 14, y: y + band.nic }],
    });
  }
  if (nat && uplinks.length === 0 && !closed) exits.push({ id: "uplink/", kind: "uplink", points: [{ x: outsideX, y: band.out }, { x: outsideX, y }] });
  if (nat && published && !closed) {
    const into = nat.x + nat.width;
    const from = outsideX + 12;
    const [first] = uplinks;
    exits.push({ id: "published/outside", kind: "published", points: [{ x: from, y: band.out }, { x: from, y }] });
    if (first && nics[0] === first) exits.push({ id: "published/nat", kind: "published", points: [{ x: first.x, y: y + half + 6 }, { x: into, y: y + half + 6 }] });
  }
  const parents = new Map<string, Point>();
  for (const { nic, x: left, width: own } of nics) {
    if (nic !== undefined && shown.segments.some(({ exit }) => exit.kind === "parent" && exit.parent === nic.name)) parents.set(nic.name, { x: left + own * 0.7, y: y + band.nic });
  }
  const lanes = deepest + 16;
  const used = split ? 40 : parents.size > 0 ? 30 : published ? 21 : nat ? 12 : 0;
  return { nics, ...(nat && { nat }), boxes, exits, ...(!closed && { outside: { x: outsideX, y: band.out - 8 } }), lanes: { routed: lanes, published: lanes + 9, direct: lanes + 18 }, bottom: lanes + used, parents };
}

export function natLine(shown: Shown, words: WebviewWords): string {
  const masked = shown.segments.filter(({ exit }) => exit.kind === "nat").flatMap(({ pools }) => pools.map(({ subnet }) => subnet));
  const [first, second] = masked;
  const list = masked.length > 2 ? `${first ?? ""}, ${second ?? ""} …` : masked.join(", ");
  return masked.length === 0 ? words.topology.routedOnly : format(words.topology.masquerade, { subnets: list });
}

function frameOf(width: number, start: number, fingers: readonly { readonly x: number; readonly right: number; readonly bottom: number }[]): Point[] {
  const points: Point[] = [{ x: 0, y: band.top }, { x: width, y: band.top }, { x: width, y: start }];
  for (const { x, right, bottom } of [...fingers].reverse()) {
    if (bottom <= start) continue;
    points.push({ x: Math.min(right, width), y: start }, { x: Math.min(right, width), y: bottom }, { x, y: bottom });
    if (x > 0) points.push({ x, y: start });
  }
  if ((fingers[0]?.bottom ?? start) <= start) points.push({ x: 0, y: start });
  return points;
}

/** From the lanes below the routing down each finger to its bars. */
function exitsOf(bars: readonly PlacedBar[], fingers: readonly Finger[], columns: readonly (readonly Island[])[], { nat, lanes, parents }: Band): ExitLine[] {
  const fingerOf = new Map(columns.flatMap((column, index) => column.flatMap((island) => [...island.places.keys()].map((id) => [id, fingers[index]] as const))));
  const first = new Map(bars.flatMap((bar) => (bar.content.part === undefined ? [[bar.content.segment.id, bar] as const] : [])));
  const split = [...new Set(bars.flatMap(({ content }) => (content.part === undefined ? [] : [content.segment.id])))];
  // The bus between the parts of a bar that is drawn in several.
  const busOf = (bar: PlacedBar, finger: Finger): ExitLine => {
    const segment = bar.content.segment.id;
    const from = first.get(segment);
    const beside = metrics.exits - 6 - (split.indexOf(segment) % 4) * 4;
    const home = from && fingerOf.get(from.id);
    const lane = lanes.direct + 6 + (split.indexOf(segment) % 4) * 4;
    const to = { x: bar.x, y: bar.y + 32 };
    if (!from || !home) return { id: `bus/${bar.id}`, kind: "bus", segment, points: [{ x: to.x - 22, y: to.y }, to] };
    const start = { x: from.x, y: from.y + 32 };
    const points = home === finger ? [] : [{ x: home.x + beside, y: lane }, { x: finger.x + beside, y: lane }];
    return { id: `bus/${bar.id}`, kind: "bus", segment, points: [start, { x: home.x + beside, y: start.y }, ...points, { x: finger.x + beside, y: to.y }, to] };
  };
  return bars.flatMap((bar): ExitLine[] => {
    const { id, x, y, content } = bar;
    const finger = fingerOf.get(id);
    if (!finger) return [];
    const { exit } = content.segment;
    const into = y + 20;
    if (content.part !== undefined) return [busOf(bar, finger)];
    // It ends before the lines that pass the bar on their way to others: it is none of theirs.
    const stub = (kind: ExitLine["kind"]): ExitLine => ({ id: `exit/${id}`, kind, segment: id, points: [{ x: x - 12, y: into }, { x, y: into }] });
    const lines: ExitLine[] = [];
    if (nat && (exit.kind === "nat" || exit.kind === "routed")) {
      const trunk = finger.x + band.side + 10;
      const from = nat.x + 10;
      lines.push({ id: `exit/${id}`, kind: "routed", segment: id, points: [{ x: from, y: nat.y + nat.height }, { x: from, y: lanes.routed }, { x: trunk, y: lanes.routed }, { x: trunk, y: into }, { x, y: into }] });
      if (bar.sockets.some((socket) => socket.id.startsWith("port"))) {
        const blue = finger.x + band.side + 19;
        const start = nat.x + 22;
        lines.push({ id: `published/${id}`, kind: "published", segment: id, points: [{ x: start, y: nat.y + nat.height }, { x: start, y: lanes.published }, { x: blue, y: lanes.published }, { x: blue, y: into + 12 }, { x, y: into + 12 }] });
      }
    }
    if (exit.kind === "parent") {
      const parent = parents.get(exit.parent);
      const trunk = finger.x + band.side + 28;
      lines.push(parent === undefined ? stub("parent") : { id: `exit/${id}`, kind: "parent", segment: id, points: [parent, { x: parent.x, y: lanes.direct }, { x: trunk, y: lanes.direct }, { x: trunk, y: into }, { x, y: into }] });
    }
    if (exit.kind === "vxlan" || exit.kind === "none") lines.push(stub(exit.kind));
    return lines;
  });
}
