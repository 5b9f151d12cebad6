import type { Cable } from "../../core/topology";
import { attribute, h } from "../dom";
import { rounded, type Camera, type Point, type Rect } from "./geometry";
import { layers, type Item, type Layer, type Level } from "./items";
import { s } from "./svg";

/** How far beyond the screen things are in the page, in px: so far it is moved without looking for what has come into view. */
const beyond = 320;
/** While it is zoomed the picture is only stretched; it is drawn in its new size this long after, ms, or when it is stretched this much. */
const settling = { after: 140, stretch: 1.8 } as const;

export const scales = { least: 0.04, most: 3, first: 1.15 } as const;

interface Mounted {
  readonly element: SVGElement;
  signature: string;
}

/**
 * The drawing: things by their id, of which only those in view are in the page, so that a thousand containers cost as much
 * as what is to be seen of them.
 */
export class Canvas {
  readonly element: HTMLElement;
  readonly svg: SVGElement;
  /** What is moved: a transform of the SVG itself would have all of its text laid out again. */
  readonly #sheet: HTMLElement;
  readonly #world: SVGElement;
  readonly #layers: Readonly<Record<Layer, SVGElement>>;
  readonly #mounted = new Map<string, Mounted>();
  #items: ReadonlyMap<string, Item> = new Map();
  #camera: Camera = { x: 0, y: 0, scale: 1 };
  /** Where the camera was when the picture got its size: from there it is moved and stretched as a whole. */
  #origin: Camera | undefined;
  /** Where it was when what is in view was last looked for. */
  #looked: Camera | undefined;
  #settle: ReturnType<typeof setTimeout> | undefined;
  #active: string | undefined;
  #lit: ReadonlySet<string> | undefined;
  #marked: ReadonlySet<string> = new Set();
  #frame = 0;
  #size: Rect | undefined;
  #level: Level = 0;
  #flow: Parameters<Canvas["flow"]>[0] | undefined;

  constructor(
    label: string,
    private readonly moved: (camera: Camera) => void,
  ) {
    const arrow = s("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, markerUnits: "userSpaceOnUse", orient: "auto" }, s("path", { class: "arrow", d: "M0 0.5L8 4L0 7.5Z" }));
    this.#layers = Object.fromEntries(layers.map((layer) => [layer, s("g", { class: `layer ${layer}` })])) as Record<Layer, SVGElement>;
    this.#world = s("g", { class: "world" }, ...layers.map((layer) => this.#layers[layer]));
    this.svg = s("svg", { class: "picture", role: "presentation" }, s("defs", {}, arrow), this.#world);
    this.#sheet = h("div", { class: "sheet" }, this.svg);
    this.element = h("div", { class: "canvas", role: "application", tabindex: "0", "aria-label": label }, this.#sheet);
    new ResizeObserver(() => (this.#size = undefined)).observe(this.element);
  }

  get camera(): Camera {
    return this.#camera;
  }

  /** Where it is on the screen, px. Asking the page would have it laid out, so it is asked once: what moves it changes its size too. */
  get size(): Rect {
    if (this.#size !== undefined) return this.#size;
    const { left: x, top: y } = this.element.getBoundingClientRect();
    const { clientWidth: width, clientHeight: height } = this.element;
    const size = { x, y, width, height };
    // Nothing has one while it is not shown.
    if (width > 0) this.#size = size;
    return size;
  }

  item(id: string): Item | undefined {
    return this.#items.get(id);
  }

  get items(): Iterable<Item> {
    return this.#items.values();
  }

  show(items: readonly Item[]): void {
    this.#items = new Map(items.map((item) => [item.id, item]));
    for (const [id, { element }] of this.#mounted) {
      if (this.#items.has(id)) continue;
      element.remove();
      this.#mounted.delete(id);
    }
    this.#mount();
    // What is said of a thing may change though it looks the same.
    for (const [id, { element }] of this.#mounted) {
      const item = this.#items.get(id);
      if (item) this.#describe(element, item);
    }
  }

  /** Brings part of the picture on screen; drawn with the next frame. */
  look(camera: Camera): void {
    const scale = Math.min(scales.most, Math.max(scales.least, camera.scale));
    this.#camera = { x: camera.x, y: camera.y, scale };
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#move();
      this.moved(this.#camera);
    });
  }

  /** Draws again: what is in view is another part by now. */
  redraw(): void {
    this.#mount();
  }

  /** Moves and stretches what is drawn, as far as that goes. */
  #move(): void {
    const { scale } = this.#camera;
    if (this.#origin === undefined || Math.abs(Math.log(scale / this.#origin.scale)) > Math.log(settling.stretch)) this.#mount();
    else {
      if (this.#hasNews()) this.#cull();
      this.#place();
    }
  }

  /** Has something come into view that may not be in the page? */
  #hasNews(): boolean {
    const [{ x, y, scale }, before] = [this.#camera, this.#looked];
    if (before === undefined) return true;
    const { width, height } = this.size;
    const sides = [before.x - x, before.y - y, x + width / scale - before.x - width / before.scale, y + height / scale - before.y - height / before.scale];
    return Math.max(...sides) > beyond / before.scale;
  }

  /** Puts the sheet where the camera looks at it. */
  #place(): void {
    const { x, y, scale } = this.#camera;
    const { x: fromX, y: fromY, scale: drawn } = this.#origin ?? this.#camera;
    const stretch = scale / drawn;
    const along = (from: number, to: number): number => (from - to) * scale - beyond * (stretch - 1);
    clearTimeout(this.#settle);
    if (stretch === 1) {
      // On whole pixels text stays sharp.
      this.#sheet.style.transform = `translate(${Math.round(along(fromX, x))}px, ${Math.round(along(fromY, y))}px)`;
      return;
    }
    this.#sheet.style.transform = `translate(${along(fromX, x)}px, ${along(fromY, y)}px) scale(${stretch})`;
    this.#settle = setTimeout(() => this.#mount(), settling.after);
  }

  /** Changes the size of the picture, while this point of the screen stays where it is. */
  zoom(factor: number, at: Point = { x: this.size.width / 2, y: this.size.height / 2 }): void {
    const { x, y, scale } = this.#camera;
    const next = Math.min(scales.most, Math.max(scales.least, scale * factor));
    this.look({ x: x + at.x / scale - at.x / next, y: y + at.y / scale - at.y / next, scale: next });
  }

  pan(dx: number, dy: number): void {
    const { x, y, scale } = this.#camera;
    this.look({ x: x + dx / scale, y: y + dy / scale, scale });
  }

  /** All of this in the middle of the screen. */
  fit(rect: Rect, most: number = scales.first): void {
    const { width, height } = this.size;
    if (width === 0 || height === 0 || rect.width === 0) return;
    const scale = Math.max(scales.least, Math.min(most, (width - 24) / rect.width, (height - 24) / rect.height));
    this.look({ x: rect.x + rect.width / 2 - width / 2 / scale, y: Math.min(rect.y - 12 / scale, rect.y + rect.height / 2 - height / 2 / scale), scale });
  }

  /** Moves no more than is needed for this to be seen; what is larger than the screen is centred. */
  reveal(rect: Rect): void {
    const { x, y, scale } = this.#camera;
    const margin = 30 / scale;
    const along = (from: number, view: number, start: number, length: number): number => {
      if (length + 2 * margin > view) return start + length / 2 - view / 2;
      return start - margin < from ? start - margin : start + length + margin > from + view ? start + length + margin - view : from;
    };
    const next = { x: along(x, this.size.width / scale, rect.x, rect.width), y: along(y, this.size.height / scale, rect.y, rect.height), scale };
    if (next.x !== x || next.y !== y) this.look(next);
  }

  /** Where a point of the screen is in the picture. */
  pointAt(clientX: number, clientY: number): Point {
    const { x: left, y: top } = this.size;
    const { x, y, scale } = this.#camera;
    return { x: x + (clientX - left) / scale, y: y + (clientY - top) / scale };
  }

  /** Marks what is chosen; it is always in the page, for a screen reader is led to it. */
  activate(id: string | undefined): void {
    this.#active = id !== undefined && this.#items.has(id) ? id : undefined;
    this.#mount();
    const mounted = this.#active === undefined ? undefined : this.#mounted.get(this.#active)?.element;
    attribute(this.element, "aria-activedescendant", mounted?.id);
    const context = this.#active === undefined ? undefined : this.#items.get(this.#active)?.context;
    attribute(this.element, "data-vscode-context", context ?? JSON.stringify({ webviewSection: "none", preventDefaultContextMenuItems: true }));
  }

  /** Lights these up and dims all else; undefined: all are as bright. */
  light(ids: ReadonlySet<string> | undefined): void {
    if (ids === this.#lit) return;
    this.#lit = ids;
    this.svg.classList.toggle("lit", ids !== undefined);
    for (const [id, { element }] of this.#mounted) this.#dress(id, element);
  }

  /** Marks what was found. */
  mark(ids: ReadonlySet<string>): void {
    this.#marked = ids;
    for (const [id, { element }] of this.#mounted) this.#dress(id, element);
  }

  /**
   * Shows on each wire in view how much passes: its width by the sum, and dots that run the way that more of it goes.
   * @param of bytes per second into and out of the container; undefined where that is not known
   */
  flow(of: (wire: { readonly cables: readonly Cable[] }) => { readonly in: number; readonly out: number } | undefined): void {
    this.#flow = of;
    for (const [id, { element }] of this.#mounted) this.#dressFlow(this.#items.get(id), element);
  }

  #dressFlow(item: Item | undefined, element: SVGElement): void {
    if (item?.cables === undefined) return;
    const flow = this.#flow?.({ cables: item.cables });
    const load = flow === undefined ? 0 : loadOf(flow.in + flow.out);
    element.style.setProperty("--load", String(rounded(load * 10) / 10));
    element.classList.toggle("flowing", load > 0);
    element.classList.toggle("outward", flow !== undefined && flow.out > flow.in);
  }

  /** The whole picture as a standalone element, for a file. */
  whole(): SVGElement {
    const groups = layers.map((layer) => s("g", { class: `layer ${layer}` }, ...[...this.#items.values()].filter((item) => item.layer === layer).map((item) => this.#make(item, ""))));
    return s("svg", { class: "picture" }, ...[...this.svg.querySelectorAll("defs")].map((defs) => defs.cloneNode(true)), s("g", { class: "world" }, ...groups));
  }

  /** Draws it in its size, with all that is in view. */
  #mount(): void {
    const { x, y, scale } = this.#camera;
    if (this.#origin?.scale !== scale) {
      // All of its text is laid out again.
      this.#origin = this.#camera;
      this.#world.setAttribute("transform", `translate(${beyond} ${beyond}) scale(${scale}) translate(${rounded(-x)} ${rounded(-y)})`);
      this.#level = scale >= 0.5 ? 0 : scale >= 0.22 ? 1 : 2;
      this.svg.classList.toggle("far", this.#level > 0);
      this.svg.classList.toggle("farther", this.#level > 1);
    }
    this.#cull();
    this.#place();
  }

  /** Puts what is in view and near into the page, and takes away what is not. */
  #cull(): void {
    const { x, y, scale } = this.#camera;
    const { width, height } = this.size;
    this.#looked = this.#camera;
    const margin = beyond / scale;
    const view = { x: x - margin, y: y - margin, width: width / scale + 2 * margin, height: height / scale + 2 * margin };
    const few = this.#items.size < 500;
    for (const item of this.#items.values()) {
      const mounted = this.#mounted.get(item.id);
      if (!few && item.id !== this.#active && !touches(item.rect, view)) {
        if (!mounted) continue;
        mounted.element.remove();
        this.#mounted.delete(item.id);
      } else if (!mounted) {
        const element = this.#make(item, idOf(item.id));
        this.#layers[item.layer].append(element);
        this.#mounted.set(item.id, { element, signature: this.#signature(item) });
        this.#dress(item.id, element);
        this.#dressFlow(item, element);
      } else if (mounted.signature !== this.#signature(item) || mounted.element.dataset["at"] !== placeOf(item)) {
        this.#update(mounted, item);
      }
    }
  }

  #make(item: Item, id: string): SVGElement {
    const element = s("g", { class: item.className, ...(id !== "" && { id }) }, ...item.make(id === "" ? 0 : this.#level));
    this.#describe(element, item);
    return element;
  }

  #signature(item: Item): string {
    // Only what has a name looks different from afar.
    return item.layer === "bars" || item.layer === "boxes" ? `${this.#level}${item.signature}` : item.signature;
  }

  #update(mounted: Mounted, item: Item): void {
    const { element } = mounted;
    const signature = this.#signature(item);
    if (mounted.signature !== signature) {
      element.replaceChildren(...item.make(this.#level));
      element.setAttribute("class", item.className);
      mounted.signature = signature;
    }
    this.#describe(element, item);
    this.#dress(item.id, element);
    this.#dressFlow(item, element);
  }

  #describe(element: SVGElement, item: Item): void {
    element.dataset["item"] = item.id;
    element.dataset["at"] = placeOf(item);
    if (item.at) element.style.transform = `translate(${rounded(item.at.x)}px, ${rounded(item.at.y)}px)`;
    if (item.label !== undefined) {
      attribute(element, "role", "img");
      attribute(element, "aria-label", item.label);
    } else attribute(element, "aria-hidden", "true");
    attribute(element, "data-vscode-context", item.context);
    if (item.id.startsWith("cable/")) element.dataset["key"] = item.id.slice("cable/".length);
  }

  #dress(id: string, element: SVGElement): void {
    const item = this.#items.get(id);
    const on = this.#lit === undefined || this.#lit.has(id) || (item?.of?.some((other) => this.#lit?.has(other)) ?? false);
    element.classList.toggle("on", on);
    element.classList.toggle("active", id === this.#active);
    element.classList.toggle("marked", this.#marked.has(id));
  }
}

/** 0 to 1 for so many bytes per second: nothing below 100, all at a gigabit. */
function loadOf(bytes: number): number {
  return bytes < 100 ? 0 : Math.min(1, Math.max(0.05, Math.log10(bytes / 100) / 6));
}

function placeOf({ at }: Item): string {
  return at === undefined ? "" : `${rounded(at.x)} ${rounded(at.y)}`;
}

function touches(a: Rect, b: Rect): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}

function idOf(id: string): string {
  return `t-${id.replace(/[^\w-]/g, "_")}`;
}
