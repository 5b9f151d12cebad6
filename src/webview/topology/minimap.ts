import { h } from "../dom";
import type { Canvas } from "./canvas";
import type { Scene } from "./scene";

/** Size of the overview in px. */
const size = { width: 172, height: 112 } as const;

/** The whole picture in a corner, with what is on screen marked; only while not all is. For the mouse: keys and search lead everywhere. */
export class Minimap {
  readonly element: HTMLCanvasElement;
  #scene: Scene | undefined;

  constructor(
    private readonly canvas: Canvas,
    label: string,
    private readonly moved: () => void,
  ) {
    const ratio = Math.max(1, Math.ceil(devicePixelRatio));
    this.element = h("canvas", { class: "minimap", width: String(size.width * ratio), height: String(size.height * ratio), title: label, "aria-hidden": "true" });
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
    this.follow();
  }

  /** Draws what is on screen by now. */
  follow(): void {
    const scene = this.#scene;
    const context = this.element.getContext("2d");
    if (!scene || !context) return;
    const { bounds } = scene;
    const { x, y, scale } = this.canvas.camera;
    const view = { x, y, width: this.canvas.size.width / scale, height: this.canvas.size.height / scale };
    const whole = view.x <= bounds.x + 8 && view.y <= bounds.y + 8 && view.x + view.width >= bounds.x + bounds.width - 8 && view.y + view.height >= bounds.y + bounds.height - 8;
    this.element.hidden = whole;
    if (whole) return;
    const style = getComputedStyle(this.element);
    const ratio = this.element.width / size.width;
    const { zoom, left, top } = this.#place(scene);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * left, ratio * top);
    context.globalAlpha = 0.55;
    context.fillStyle = style.getPropertyValue("--bars");
    for (const bar of scene.bars) context.fillRect(bar.x, bar.y, bar.width, bar.height);
    context.fillStyle = style.getPropertyValue("--boxes");
    for (const box of [...scene.boxes, ...scene.nics]) context.fillRect(box.x, box.y, box.width, box.height);
    context.globalAlpha = 1;
    context.strokeStyle = style.color;
    context.lineWidth = 1.5 / zoom;
    context.strokeRect(view.x, view.y, view.width, view.height);
  }

  #place({ bounds }: Scene): { readonly zoom: number; readonly left: number; readonly top: number } {
    const zoom = Math.min(size.width / bounds.width, size.height / bounds.height);
    return { zoom, left: (size.width - bounds.width * zoom) / 2 - bounds.x * zoom, top: (size.height - bounds.height * zoom) / 2 - bounds.y * zoom };
  }

  #go(event: PointerEvent): void {
    if (!this.#scene) return;
    const { zoom, left, top } = this.#place(this.#scene);
    const { scale } = this.canvas.camera;
    const { width, height } = this.canvas.size;
    this.canvas.look({ x: (event.offsetX - left) / zoom - width / scale / 2, y: (event.offsetY - top) / zoom - height / scale / 2, scale });
    this.moved();
  }
}
