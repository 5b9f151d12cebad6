import { h } from "../dom";
import type { Canvas } from "./canvas";
import type { Scene } from "./scene";

/** Size of the overview in px. */
const size = { width: 172, height: 112 } as const;

/** The whole picture in a corner, with what is on screen marked; only while not all is. For the mouse: keys and search lead everywhere. */
export class Minimap {
  readonly element: HTMLElement;
  readonly #map: HTMLCanvasElement;
  /** Drawn and not an element: a box that changes its size would have the whole picture's text laid out again with every frame. */
  readonly #view: HTMLCanvasElement;
  #scene: Scene | undefined;
  /** The colour of what is on screen. */
  #frame = "";

  constructor(
    private readonly canvas: Canvas,
    label: string,
    private readonly moved: () => void,
  ) {
    const ratio = Math.max(1, Math.ceil(devicePixelRatio));
    const sheet = (): HTMLCanvasElement => h("canvas", { width: String(size.width * ratio), height: String(size.height * ratio) });
    [this.#map, this.#view] = [sheet(), sheet()];
    this.element = h("div", { class: "minimap", title: label, "aria-hidden": "true" }, this.#map, this.#view);
    const go = (event: PointerEvent): void => this.#go(event);
    this.element.addEventListener("pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      go(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (event.buttons === 1) go(event);
    });
  }

  show(scene: Scene): void {
    this.#scene = scene;
    const style = getComputedStyle(this.element);
    this.#frame = style.getPropertyValue("--seen");
    const context = this.#map.getContext("2d");
    if (context) {
      const ratio = this.#map.width / size.width;
      const { zoom, left, top } = this.#place(scene);
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, this.#map.width, this.#map.height);
      context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * left, ratio * top);
      context.globalAlpha = 0.55;
      context.fillStyle = style.getPropertyValue("--bars");
      for (const bar of scene.bars) context.fillRect(bar.x, bar.y, bar.width, bar.height);
      context.fillStyle = style.getPropertyValue("--boxes");
      for (const box of [...scene.boxes, ...scene.nics]) context.fillRect(box.x, box.y, box.width, box.height);
    }
    this.follow();
  }

  /** Marks what is on screen by now. */
  follow(): void {
    if (!this.#scene) return;
    const { bounds } = this.#scene;
    const { x, y, scale } = this.canvas.camera;
    const [width, height] = [this.canvas.size.width / scale, this.canvas.size.height / scale];
    this.element.hidden = x <= bounds.x + 8 && y <= bounds.y + 8 && x + width >= bounds.x + bounds.width - 8 && y + height >= bounds.y + bounds.height - 8;
    const { zoom, left, top } = this.#place(this.#scene);
    const context = this.#view.getContext("2d");
    if (!context) return;
    const ratio = this.#view.width / size.width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    context.strokeStyle = this.#frame;
    context.lineWidth = 1.5;
    context.strokeRect(left + x * zoom, top + y * zoom, width * zoom, height * zoom);
  }

  #place({ bounds }: Scene): { readonly zoom: number; readonly left: number; readonly top: number } {
    const zoom = Math.min(size.width / bounds.width, size.height / bounds.height);
    return { zoom, left: (size.width - bounds.width * zoom) / 2 - bounds.x * zoom, top: (size.height - bounds.height * zoom) / 2 - bounds.y * zoom };
  }

  #at({ clientX, clientY }: PointerEvent): { readonly x: number; readonly y: number } {
    const { left, top } = this.#map.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  #go(event: PointerEvent): void {
    if (!this.#scene) return;
    const { zoom, left, top } = this.#place(this.#scene);
    const { scale } = this.canvas.camera;
    const { width, height } = this.canvas.size;
    this.canvas.look({ x: (this.#at(event).x - left) / zoom - width / scale / 2, y: (this.#at(event).y - top) / zoom - height / scale / 2, scale });
    this.moved();
  }
}
