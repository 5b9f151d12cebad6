import type { Cable } from "../../core/topology";
import { format } from "../../core/words";
import type { WebviewWords } from "../../protocol/strings";
import { natLine, type ExitLine, type PlacedBar, type PlacedBox, type PlacedNic, type Scene, type Wire } from "./scene";
import { chipWidth, metrics, pathOf, rounded, type Measure, type Point, type Rect } from "./geometry";
import { fitted } from "./measure";
import type { Menus } from "./menus";
import { s, textAt } from "./svg";
import { Spoken } from "./spoken";

/** Above each other, the first at the bottom. */
export const layers = ["frame", "exits", "wires", "bars", "boxes"] as const;
export type Layer = (typeof layers)[number];

/** How much is said: 0 all; then the names alone, the larger the smaller the picture is. */
export type Level = 0 | 1 | 2;
const nameSizes = [13, 26, 48] as const;

/** One thing that is drawn: made when it comes into view, and again only if it looks different. */
export interface Item {
  readonly id: string;
  readonly layer: Layer;
  /** Where it is, for what is in view. */
  readonly rect: Rect;
  /** Moved there; absent for what has its places in its own path. */
  readonly at?: Point;
  readonly className: string;
  /** Changes when it is to be made anew. */
  readonly signature: string;
  /** What a screen reader says: only such things are stops for the keys. */
  readonly label?: string;
  /** `data-vscode-context` */
  readonly context?: string;
  /** Of a wire: what traffic passes over. */
  readonly cables?: readonly Cable[];
  /** Lit with these. */
  readonly of?: readonly string[];
  make(level: Level): Node[];
}

/** Everything of a scene as things to draw. */
export function itemsOf(scene: Scene, words: WebviewWords, measure: Measure, menus: Menus): readonly Item[] {
  const spoken = new Spoken(words, scene.shown.segments);
  const titles = new Map(scene.boxes.map((box) => [box.id, box.content.title]));
  const members = new Map<string, number>();
  for (const { segment } of scene.shown.topology.cables) if (segment !== undefined) members.set(segment, (members.get(segment) ?? 0) + 1);
  const nat = scene.nat;
  return [
    frameItem(scene, words),
    ...(nat ? [natItem(nat, natLine(scene.shown, words), words, measure)] : []),
    ...scene.exits.map(exitItem),
    ...scene.wires.map((wire) => wireItem(wire, spoken.wire(wire, titles.get(boxOf(wire)) ?? ""), menus)),
    ...scene.bars.map((bar) => barItem(bar, spoken.bar(bar, members.get(bar.id) ?? 0), measure, menus)),
    ...scene.nics.map((nic) => nicItem(nic, spoken.nic(nic), measure)),
    ...scene.boxes.flatMap((box) => [boxItem(box, spoken.box(box), measure, menus), ...loose(box, spoken, menus)]),
  ];
}

function boxOf({ cable, bundle, publications }: Wire): string {
  return cable?.sandbox ?? bundle?.group ?? publications?.[0]?.sandbox ?? "";
}

function frameItem({ frame, bounds, outside, shown, nics }: Scene, words: WebviewWords): Item {
  const { topology, hostUnseen } = words;
  const unseen = shown.topology.host.unseen;
  const why = unseen === undefined || nics.length > 0 ? "" : format(hostUnseen[unseen.code], unseen.params);
  const d = pathOf(frame, 12, true);
  const top = frame[0]?.y ?? 0;
  return {
    id: "host",
    layer: "frame",
    rect: bounds,
    className: "frame",
    signature: `${d} ${outside?.x ?? ""} ${why}`,
    make: () => [
      s("path", { d }),
      textAt(bounds.x + bounds.width - 22, top - 10, "frame-title end", topology.host),
      ...(why === "" ? [] : [textAt(16, top + 16, "dim fine", why)]),
      ...(outside ? [textAt(outside.x, outside.y, "outside", topology.outside)] : []),
    ],
  };
}

function natItem(rect: Rect, line: string, { topology }: WebviewWords, measure: Measure): Item {
  return {
    id: "nat",
    layer: "bars",
    rect,
    at: rect,
    className: "nat",
    signature: JSON.stringify([rect.width, line]),
    label: `${topology.nat}, ${line}`,
    make: (level) => [
      s("rect", { width: rect.width, height: rect.height, rx: metrics.radius }),
      nameAt(14, rect.width - 24, rect.height, topology.nat, level, measure),
      textAt(14, metrics.first, "dim fine", line, fitted(line, rect.width - 24, "text", measure)),
    ],
  };
}

function exitItem({ id, kind, segment, points }: ExitLine): Item {
  const d = pathOf(points);
  return {
    id,
    layer: "exits",
    rect: rectOf(points),
    className: `exit ${kind}`,
    signature: d,
    of: segment === undefined ? ["nat"] : [segment],
    make: () => [s("path", { d, ...(kind === "published" && { "marker-end": "url(#arrow)" }) }), ...(kind === "none" ? [cross(points[0])] : []), ...(kind === "vxlan" ? [s("circle", { cx: points[0]?.x ?? 0, cy: points[0]?.y ?? 0, r: 3.5 })] : [])],
  };
}

function cross(at: Point | undefined): SVGElement {
  const { x = 0, y = 0 } = at ?? {};
  return s("path", { class: "cross", d: `M${x - 4} ${y - 5}l8 10m0 -10l-8 10` });
}

function wireItem(wire: Wire, label: string, menus: Menus): Item {
  const { id, points, cable, bundle, publications } = wire;
  const d = pathOf(points, 7);
  const verdict = cable?.verdict ?? worst(bundle?.cables ?? []);
  const kinds = publications ? ["published", ...(publications.every(({ sure }) => sure) ? [] : ["unsure"])] : [verdict, ...(bundle ? ["bundle"] : []), ...(cable?.down === true ? ["down"] : [])];
  const middle = points.length < 2 ? { x: 0, y: 0 } : between(points);
  return {
    id,
    layer: "wires",
    rect: rectOf(points),
    className: `wire ${kinds.join(" ")}`,
    signature: `${d} ${kinds.join()}`,
    label,
    ...(!publications && { cables: cable ? [cable] : (bundle?.cables ?? []) }),
    ...menus.wire(wire),
    make: () => [
      s("path", { class: "hit", d }),
      s("path", { class: "line", d, ...(publications && { "marker-end": "url(#arrow)" }) }),
      ...(publications ? [] : [s("path", { class: "flow", d })]),
      ...(cable?.down === true ? [s("rect", { class: "gap", x: middle.x - 8, y: middle.y - 8, width: 16, height: 16 }), cross(middle)] : []),
    ],
  };
}

/** Of many cables what can be said of all. */
function worst(cables: readonly Cable[]): Cable["verdict"] {
  const order: readonly Cable["verdict"][] = ["unavailable", "ambiguous", "inferred", "notApplicable", "verified"];
  return order.find((verdict) => cables.some((cable) => cable.verdict === verdict)) ?? "unavailable";
}

function between(points: readonly Point[]): Point {
  const [a, b] = [points[Math.ceil(points.length / 2) - 1], points[Math.ceil(points.length / 2)]];
  return { x: ((a?.x ?? 0) + (b?.x ?? 0)) / 2, y: ((a?.y ?? 0) + (b?.y ?? 0)) / 2 };
}

function chip(x: number, y: number, text: string, name = ""): SVGElement[] {
  const width = chipWidth(text);
  return [
    s("rect", { class: `plate ${name}`.trim(), x: rounded(x - width / 2), y: y - metrics.chip / 2, width: rounded(width), height: metrics.chip, rx: 4 }),
    textAt(x, y + 4, "chip-text fine", text),
  ];
}

/** A name, as large as the level of detail wants it and the room allows. `short`: what stands there, as far as it fits, instead of the name's beginning. */
function nameAt(x: number, width: number, height: number, text: string, level: Level, measure: Measure, short?: string): SVGElement {
  const size = Math.min(nameSizes[level], height * 0.62);
  const grown = size / nameSizes[0];
  const fit = (words: string): string => fitted(words, width / grown, "name", measure);
  const shown = fit(text) === text ? text : fit(short ?? text);
  const element = textAt(x, level === 0 ? metrics.name : Math.min(height / 2 + size * 0.36, metrics.name + size), "name", text, shown);
  if (level > 0) element.style.fontSize = `${rounded(size)}px`;
  return element;
}

function barItem(bar: PlacedBar, label: string, measure: Measure, menus: Menus): Item {
  const { id, x, y, width, height, content, sockets } = bar;
  const { segment, lines, ports, beside } = content;
  const room = Math.max(0, ...[...ports.values()].map((port) => measure(port.label, "mono"))) + beside + 10;
  const kind = [segment.kind, ...(segment.internal ? ["internal"] : []), ...(segment.missing ? ["missing"] : [])].join(" ");
  return {
    id,
    of: [segment.id],
    layer: "bars",
    rect: bar,
    at: { x, y },
    className: `bar ${kind}`,
    signature: JSON.stringify([width, height, segment.name, lines, [...ports], sockets, kind]),
    label,
    ...menus.bar(segment),
    make: (level) => [
      s("rect", { class: "body", width, height, rx: metrics.radius }),
      nameAt(metrics.pad, width - metrics.pad - (ports.size === 0 || level > 0 ? metrics.pad : room), height, segment.name, level, measure),
      ...lines.map(({ text, mono }, index) => textAt(metrics.pad, metrics.first + index * metrics.line, `${mono ? "mono" : "dim"} fine`, text, fitted(text, width - metrics.pad - (ports.size === 0 ? metrics.pad : room), mono ? "mono" : "text", measure))),
      ...sockets.flatMap((socket) => {
        const port = ports.get(socket.id);
        if (port === undefined) return [];
        return [textAt(width - beside, socket.y + 4, "mono end fine", port.label), ...(port.chip === "" ? [s("circle", { class: "plug", cx: width, cy: socket.y, r: 3.5 })] : chip(width, socket.y, port.chip))];
      }),
    ],
  };
}

function boxItem(box: PlacedBox, label: string, measure: Measure, menus: Menus): Item {
  const { id, x, y, width, height, content, rows } = box;
  const { title, lines, sandbox, group, beside } = content;
  const kind = group ? "group" : (sandbox?.kind ?? "own");
  const state = sandbox?.containers[0]?.state ?? "";
  return {
    id,
    layer: "boxes",
    rect: box,
    at: { x, y },
    className: `box ${kind}`,
    signature: JSON.stringify([width, height, title, lines, rows, kind, state]),
    label,
    ...menus.box(content),
    make: (level) => [
      ...(group ? [s("rect", { class: "body behind", x: 6, y: 6, width, height, rx: metrics.radius }), s("rect", { class: "body behind", x: 3, y: 3, width, height, rx: metrics.radius })] : []),
      s("rect", { class: "body", width, height, rx: metrics.radius }),
      ...(group ? [] : [s("circle", { class: `state ${state}`, cx: width - 14, cy: metrics.name - 4, r: 3.5 })]),
      nameAt(level === 0 ? metrics.pad : 18, width - metrics.pad * 2 - 14, height, title, level, measure, shortTitle(content)),
      ...lines.map((line, index) => textAt(metrics.pad, metrics.first + index * metrics.line, "dim fine", line, fitted(line, width - metrics.pad * 2, "text", measure))),
      ...rows.flatMap(({ row, y: at }) => {
        const wide = measure(row.label, "mono");
        const left = row.type === "port" ? metrics.pad : beside;
        const detail = row.detail === "" ? [] : [textAt(width - metrics.pad, at + 4, "dim mono end fine", row.detail, fitted(row.detail, width - left - wide - 18 - metrics.pad, "mono", measure))];
        return [
          textAt(left, at + 4, `${row.type === "port" ? "port" : row.type === "bundle" ? "dim" : "mono"} fine`, row.label, fitted(row.label, width - left - metrics.pad, "mono", measure)),
          ...detail,
          ...(row.chip === "" ? [] : chip(0, at, row.chip)),
        ];
      }),
    ],
  };
}

/** Of a group how many they are; of a project's container what tells it from the project's others, whose names all begin alike. */
function shortTitle({ title, sandbox, group }: PlacedBox["content"]): string | undefined {
  if (group) return `${group.more ? "+" : "×"}${group.sandboxes.length}`;
  const rest = sandbox?.project !== undefined && title.startsWith(sandbox.project) ? title.slice(sandbox.project.length) : "";
  return /^[-_]./.test(rest) ? `…${rest.slice(1)}` : undefined;
}

/** What a box has that leads to nothing in the picture: the cable ends in the air. */
function loose({ x, y, content, rows }: PlacedBox, spoken: Spoken, menus: Menus): Item[] {
  return rows.flatMap(({ row, y: at }): Item[] => {
    if (row.segment !== undefined || row.type !== "cable") return [];
    const cable = menus.cable(row.id);
    if (cable === undefined) return [];
    const points = [{ x: x - 34, y: y + at }, { x: x - 13, y: y + at }];
    return [{
      id: row.id,
      layer: "wires",
      rect: rectOf(points),
      className: `wire loose ${cable.verdict}`,
      signature: pathOf(points),
      label: spoken.cable(cable, content.title),
      ...menus.wire({ id: row.id, points, cable }),
      make: () => [s("path", { class: "hit", d: pathOf(points) }), s("path", { class: "line", d: pathOf(points) }), s("circle", { class: "air", cx: x - 37, cy: y + at, r: 3 })],
    }];
  });
}

function nicItem(nic: PlacedNic, label: string, measure: Measure): Item {
  const { id, x, y, width, height, name, lines } = nic;
  const down = nic.nic?.state === "down" || nic.nic?.state === "disabled";
  return {
    id,
    layer: "boxes",
    rect: nic,
    at: { x, y },
    className: `nic ${nic.nic?.role ?? "more"}${down ? " down" : ""}`,
    signature: JSON.stringify([width, height, name, lines, down]),
    label,
    make: () => [
      s("rect", { class: "body", width, height, rx: 6 }),
      textAt(metrics.pad, lines.length === 0 ? height / 2 + 4 : metrics.name, "mono strong", name, fitted(name, width - metrics.pad * 2, "mono", measure)),
      ...lines.slice(0, 1).map((line) => textAt(metrics.pad, metrics.first, "dim fine", line, fitted(line, width - metrics.pad * 2, "text", measure))),
    ],
  };
}

function rectOf(points: readonly Point[]): Rect {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
