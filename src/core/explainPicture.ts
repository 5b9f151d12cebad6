import { fit, type Drawing, type LineLook, type RectLook, type Shape, type TextLook, widthOf } from "./pictureShapes";

/** What is to be drawn: namespaces at the left, the host with its switches, and the way outside at the right. */
export interface Scene {
  readonly spaces: readonly Space[];
  readonly host: {
    readonly title: string;
    readonly note: string;
    /** The namespaces stand inside the host's: they are the host's. */
    readonly around: boolean;
    /** Said where there is nothing to draw. */
    readonly empty?: string;
  };
  /** In the order in which the ports name them. */
  readonly hubs: readonly Hub[];
  readonly outside: string;
  /** What the cables' looks mean; only those that are used are drawn. */
  readonly legend: Readonly<Partial<Record<LineLook, string>>>;
}

/** A network namespace. */
export interface Space {
  readonly look: Extract<RectLook, "space" | "subject" | "ghost">;
  readonly title: string;
  readonly notes: readonly string[];
  readonly ports: readonly Port[];
  /** Such as `lo 127.0.0.1`: it has no cable. */
  readonly loopback?: string;
}

/** An interface. */
export interface Port {
  /** Such as `eth0 39`. */
  readonly name: string;
  readonly details: readonly string[];
  /** Which hub its cable leads to; absent: none. */
  readonly hub?: number;
  readonly cable: LineLook;
  /** The other end, such as `40 veth0fbbd68`; absent: the cable leads to the hub itself. */
  readonly chip?: string;
  /** The cable in words. */
  readonly words?: string;
}

/** What cables meet at: a bridge, a parent interface, the host's own interfaces. */
export interface Hub {
  readonly title: string;
  readonly details: readonly string[];
  readonly ghost?: boolean;
  /** What it does not reach, though one might think so. */
  readonly cut?: string;
  readonly exit?: Exit;
}

export interface Exit {
  readonly title: string;
  readonly details: readonly string[];
  /** Nothing passes. */
  readonly closed: boolean;
}

const margin = 12;
const pad = 12;
const line = 15;
const space = { x: margin, width: 214 };
const frame = { x: 284, right: 856, head: 46 };
const chip = { x: 296, width: 136, height: 22 };
const hub = { x: 456, width: 164 };
const exit = { x: 644, width: 200 };
const outside = { x: 886, width: 84 };
/** From a hub's top to its first port: the cable, the hub and the way out are one straight line. */
const lead = 30;
const gap = 16;
const width = outside.x + outside.width + margin;

/** Draws a scene. Pure: the same scene gives the same drawing. */
export function draw(scene: Scene): Drawing {
  const sheet = new Sheet();
  const left = scene.host.around ? space.x + pad : space.x;
  const spaceWidth = scene.host.around ? space.width + 60 : space.width;
  const hubs = new Hubs(scene.hubs);
  // The first port stands as high as the first hub wants it.
  let bottom = margin + (scene.host.around ? frame.head : scene.hubs.length > 0 ? 18 : 0);
  for (const one of scene.spaces) {
    bottom = drawSpace(sheet, one, left, bottom, spaceWidth, hubs, scene.host.around) + 14;
  }
  hubs.rest();
  const frameBottom = Math.max(bottom - (scene.host.around ? 2 : 14), hubs.bottom + pad, margin + frame.head + (scene.host.empty === undefined ? 30 : 50));
  hubs.draw(sheet);
  const frameLeft = scene.host.around ? margin : frame.x;
  sheet.under({ kind: "rect", x: frameLeft, y: margin, width: frame.right - frameLeft, height: frameBottom - margin, look: "frame" });
  sheet.text(scene.host.title, frameLeft + pad, margin + 20, frame.right - frameLeft - 2 * pad, "title");
  sheet.text(scene.host.note, frameLeft + pad, margin + 35, frame.right - frameLeft - 2 * pad, "note");
  if (scene.host.empty !== undefined) sheet.text(scene.host.empty, frame.x + 60, margin + frame.head + 32, frame.right - frame.x - 60 - pad, "note");
  drawOutside(sheet, scene, hubs);
  return { width, height: drawLegend(sheet, scene, frameBottom), shapes: sheet.shapes };
}

class Sheet {
  readonly shapes: Shape[] = [];

  add(...shapes: Shape[]): void {
    this.shapes.push(...shapes);
  }

  /** Behind everything so far. */
  under(shape: Shape): void {
    this.shapes.unshift(shape);
  }

  text(text: string, x: number, y: number, room: number, look: TextLook, anchor: "start" | "middle" | "end" = "start"): void {
    if (text !== "") this.shapes.push({ kind: "text", x, y, anchor, look, ...fit(text, look, room) });
  }

  lines(texts: readonly string[], x: number, y: number, room: number, look: TextLook): void {
    texts.forEach((text, index) => this.text(text, x, y + index * line, room, look));
  }
}

/** Where the hubs are, as the ports claim them from top to bottom. */
class Hubs {
  readonly #tops: (number | undefined)[];
  readonly #ends: number[];
  /** The lowest line of those that have a place. */
  bottom = margin + frame.head - gap;

  constructor(readonly all: readonly Hub[]) {
    this.#tops = all.map(() => undefined);
    this.#ends = all.map(() => 0);
  }

  /** Where a port of this hub is, not above `y`. */
  place(index: number, y: number): number {
    const top = this.#tops[index];
    const at = top === undefined ? Math.max(y, this.bottom + gap + lead) : y;
    this.#tops[index] ??= at - lead;
    this.#ends[index] = at + lead;
    this.bottom = Math.max(this.bottom, this.#bottomOf(index));
    return at;
  }

  /** Places those that no port names. */
  rest(): void {
    this.all.forEach((_, index) => {
      if (this.#tops[index] === undefined) this.place(index, 0);
    });
  }

  /** Heights of the lines to the outside. */
  get ways(): readonly number[] {
    return this.all.flatMap(({ exit: way }, index) => (way === undefined || way.closed ? [] : [(this.#tops[index] ?? 0) + lead]));
  }

  #heightOf(index: number): number {
    const { details = [], exit: way } = this.all[index] ?? {};
    const needed = 34 + Math.max(details.length, way?.details.length ?? 0) * line;
    return Math.max(needed, (this.#ends[index] ?? 0) - (this.#tops[index] ?? 0));
  }

  #bottomOf(index: number): number {
    const cut = this.all[index]?.cut === undefined ? 0 : 24 + 30;
    return (this.#tops[index] ?? 0) + this.#heightOf(index) + cut;
  }

  draw(sheet: Sheet): void {
    this.all.forEach((one, index) => {
      const y = this.#tops[index] ?? 0;
      const height = this.#heightOf(index);
      sheet.add({ kind: "rect", x: hub.x, y, width: hub.width, height, look: one.ghost === true ? "ghost" : "hub" });
      sheet.text(one.title, hub.x + 10, y + 20, hub.width - 20, "title");
      sheet.lines(one.details, hub.x + 10, y + 38, hub.width - 20, "detail");
      if (one.exit !== undefined) drawExit(sheet, one.exit, y);
      if (one.cut !== undefined) drawCut(sheet, one.cut, y + height);
    });
  }
}

function drawExit(sheet: Sheet, { title, details, closed }: Exit, y: number): void {
  sheet.add({ kind: "rect", x: exit.x, y, width: exit.width, height: Math.max(2 * lead, 34 + details.length * line), look: closed ? "ghost" : "exit" });
  sheet.text(title, exit.x + 10, y + 20, exit.width - 20, "title");
  sheet.lines(details, exit.x + 10, y + 38, exit.width - 20, "detail");
  const from = hub.x + hub.width;
  sheet.add({ kind: "line", points: [[from, y + lead], [exit.x, y + lead]], look: closed ? "unknown" : "wire" });
  if (closed) sheet.add({ kind: "cross", x: (from + exit.x) / 2, y: y + lead });
}

function drawCut(sheet: Sheet, text: string, y: number): void {
  const x = hub.x + hub.width / 2;
  sheet.add({ kind: "line", points: [[x, y], [x, y + 24]], look: "unknown" }, { kind: "cross", x, y: y + 12 });
  sheet.add({ kind: "rect", x: hub.x, y: y + 24, width: hub.width, height: 26, look: "ghost" });
  sheet.text(text, x, y + 41, hub.width - 12, "label", "middle");
}

/** Draws a namespace with its ports; gives where it ends. */
function drawSpace(sheet: Sheet, one: Space, x: number, top: number, boxWidth: number, hubs: Hubs, around: boolean): number {
  const right = x + boxWidth;
  const room = boxWidth - 2 * pad;
  let y = top + 20 + one.notes.length * line;
  const inner: Shape[] = [];
  const marks = new Sheet();
  marks.text(one.title, x + pad, top + 20, room, "title");
  marks.lines(one.notes, x + pad, top + 35, room, "note");
  for (const port of one.ports) {
    const at = port.hub === undefined ? y + 22 : hubs.place(port.hub, y + 22);
    marks.text(port.name, x + pad, at + 4, room - 8, "name");
    marks.lines(port.details, x + pad, at + 4 + line, room, "detail");
    y = at + 4 + port.details.length * line;
    if (port.hub !== undefined) drawCable(marks, port, right, at, around);
    else marks.add({ kind: "plug", x: right, y: at, look: port.cable });
  }
  if (one.loopback !== undefined) {
    y += line + 4;
    marks.text(one.loopback, x + pad, y, room, "detail");
  }
  const bottom = y + pad;
  inner.push({ kind: "rect", x, y: top, width: boxWidth, height: bottom - top, look: one.look }, ...marks.shapes);
  sheet.add(...inner);
  return bottom;
}

function drawCable(sheet: Sheet, { cable, chip: end, words }: Port, from: number, y: number, around: boolean): void {
  const to = end === undefined || around ? hub.x : chip.x;
  sheet.add({ kind: "line", points: [[from, y], [to, y]], look: cable, ...(words === undefined ? {} : { title: words }) });
  sheet.add({ kind: "plug", x: from, y, look: cable });
  if (end !== undefined && !around) {
    sheet.add({ kind: "rect", x: chip.x, y: y - chip.height / 2, width: chip.width, height: chip.height, look: "chip" });
    sheet.add({ kind: "line", points: [[chip.x + chip.width, y], [hub.x, y]], look: "wire" });
    sheet.text(end, chip.x + 9, y + 4, chip.width - 14, "name");
    sheet.add({ kind: "plug", x: chip.x, y, look: cable });
  }
}

function drawOutside(sheet: Sheet, scene: Scene, hubs: Hubs): void {
  const ways = hubs.ways;
  if (ways.length === 0) return;
  const top = Math.min(...ways) - 24;
  sheet.add({ kind: "rect", x: outside.x, y: top, width: outside.width, height: Math.max(...ways) + 24 - top, look: "outside" });
  sheet.text(scene.outside, outside.x + outside.width / 2, (top + Math.max(...ways) + 24) / 2 + 4, outside.width - 12, "label", "middle");
  for (const y of ways) sheet.add({ kind: "line", points: [[exit.x + exit.width, y], [outside.x - 7, y]], look: "wire" }, { kind: "arrow", x: outside.x - 1, y });
}

/** Under the picture; gives the drawing's height. */
function drawLegend(sheet: Sheet, { legend }: Scene, bottom: number): number {
  const used = new Set(sheet.shapes.flatMap((shape) => (shape.kind === "line" ? [shape.look] : [])));
  const entries = Object.entries(legend).filter(([look]) => used.has(look as LineLook)) as [LineLook, string][];
  if (entries.length === 0) return bottom + margin;
  let x = margin;
  const y = bottom + 24;
  for (const [look, words] of entries) {
    sheet.add({ kind: "line", points: [[x, y - 4], [x + 26, y - 4]], look });
    sheet.text(words, x + 34, y, width - x - 34 - margin, "label");
    x += 34 + widthOf(words, "label") + 24;
  }
  return y + margin;
}
