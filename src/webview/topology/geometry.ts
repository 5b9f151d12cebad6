/** Places and sizes in the picture's own units: px at 100 %. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** What part of the picture is on screen: `screen = (picture - origin) * scale`. */
export interface Camera {
  /** Of the picture, at the upper left corner of the screen. */
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export type Font = "name" | "text" | "mono";
/** Width of a text; the page asks its fonts, tests count letters. */
export type Measure = (text: string, font: Font) => number;

export const metrics = {
  /** Height of one interface's line in a box. */
  row: 20,
  /** Below each other. */
  between: 12,
  /** Between a bridge and its containers: the room of the cables. */
  cables: 84,
  /** At the left of a bridge: the room of what leads out. */
  exits: 64,
  /** Beside a bridge's end, to the frame. */
  edge: 16,
  columns: 56,
  pad: 12,
  chip: 16,
  header: 28,
  /** Baselines below the top: of a name, and of the first line below it. */
  name: 19,
  first: 34,
  /** Below the last row of a box. */
  foot: 6,
  line: 15,
  radius: 8,
} as const;

/** Of the chip that stands on an edge with an index in it, which may have many digits on a host that runs for long. */
export function chipWidth(text: string): number {
  return Math.max(26, text.length * 7.3 + 12);
}

/** From an edge to what is written beside its chips. */
export function besideChips(chips: readonly string[]): number {
  return Math.ceil(Math.max(20, ...chips.map((chip) => chipWidth(chip) / 2 + 4)));
}

/** A line through points, its corners rounded. */
export function pathOf(points: readonly Point[], radius: number = metrics.radius, closed = false): string {
  const all = straightened(points, closed);
  const [first] = all;
  if (first === undefined) return "";
  const corner = (before: Point, at: Point, after: Point): string => {
    const r = Math.min(radius, distance(before, at) / 2, distance(at, after) / 2);
    return `L${text(toward(at, before, r))}Q${text(at)} ${text(toward(at, after, r))}`;
  };
  const last = all.length - 1;
  const at = (index: number): Point => all[(index + all.length) % all.length] ?? first;
  if (closed) {
    const start = toward(first, at(-1), Math.min(radius, distance(first, at(-1)) / 2));
    return `M${text(start)}${all.map((point, index) => corner(at(index - 1), point, at(index + 1))).join("")}Z`;
  }
  const inner = all.slice(1, last).map((point, index) => corner(at(index), point, at(index + 2)));
  return `M${text(first)}${inner.join("")}${last > 0 ? `L${text(at(last))}` : ""}`;
}

/** Without points that lie on the line between their neighbours. */
function straightened(points: readonly Point[], closed: boolean): Point[] {
  return points.filter((point, index) => {
    const before = points[index - 1] ?? (closed ? points.at(-1) : undefined);
    const after = points[index + 1] ?? (closed ? points[0] : undefined);
    if (!before || !after) return true;
    const flat = (Math.abs(before.x - point.x) < 0.1 && Math.abs(point.x - after.x) < 0.1) || (Math.abs(before.y - point.y) < 0.1 && Math.abs(point.y - after.y) < 0.1);
    return !flat;
  });
}

function toward(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * by) / length, y: from.y + ((to.y - from.y) * by) / length };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function text({ x, y }: Point): string {
  return `${rounded(x)} ${rounded(y)}`;
}

export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Do they share more than their edges? */
export function overlaps(a: Rect, b: Rect): boolean {
  const slack = 0.5;
  return a.x + a.width > b.x + slack && b.x + b.width > a.x + slack && a.y + a.height > b.y + slack && b.y + b.height > a.y + slack;
}
