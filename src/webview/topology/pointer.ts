import type { Canvas } from "./canvas";
import { s } from "./svg";

export interface PointerActions {
  /** The picture was moved or zoomed by hand. */
  moved(): void;
  hover(id: string | undefined): void;
  click(id: string | undefined): void;
  open(id: string): void;
  /** A container's box was dropped on a network's bar. */
  drop(box: string, bar: string): void;
  canDrop(box: string, bar: string): boolean;
}

/** A press that moves no further than this, in px, is a click. */
const still = 5;

/** Mouse, pen and finger: drag and scroll move the picture, with Ctrl (and so by pinching) they zoom; a box is dragged onto a bar. */
export function followPointer(canvas: Canvas, actions: PointerActions): void {
  const { element } = canvas;
  let drag: { readonly id: string | undefined; readonly x: number; readonly y: number; lastX: number; lastY: number; moving: boolean; ghost?: SVGElement; over?: string | undefined } | undefined;
  const idAt = (target: EventTarget | null): string | undefined => {
    const found = target instanceof Element ? target.closest<SVGElement>("[data-item]") : null;
    const id = found?.dataset["item"];
    return id === "host" || found?.getAttribute("role") !== "img" ? undefined : id;
  };

  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? 400 : 1;
    if (event.ctrlKey || event.metaKey) {
      const { x: left, y: top } = canvas.size;
      // A notch of a wheel is about a quarter larger or smaller; a pinch comes in small steps.
      canvas.zoom(Math.exp(-Math.max(-120, Math.min(120, event.deltaY * unit)) / 450), { x: event.clientX - left, y: event.clientY - top });
    } else if (event.shiftKey && event.deltaX === 0) canvas.pan(event.deltaY * unit, 0);
    else canvas.pan(event.deltaX * unit, event.deltaY * unit);
    actions.moved();
  }, { passive: false });

  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 && event.button !== 1) return;
    element.focus({ preventScroll: true });
    drag = { id: event.button === 0 ? idAt(event.target) : undefined, x: event.clientX, y: event.clientY, lastX: event.clientX, lastY: event.clientY, moving: false };
    if (event.button === 1) event.preventDefault();
  });

  element.addEventListener("pointermove", (event) => {
    if (!drag) {
      actions.hover(idAt(event.target));
      return;
    }
    if (!drag.moving) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < still) return;
      drag.moving = true;
      element.setPointerCapture(event.pointerId);
      element.classList.add("dragging");
      if (isBox(drag.id)) drag.ghost = ghostOf(canvas, drag.id);
      actions.hover(undefined);
    }
    const [dx, dy] = [event.clientX - drag.lastX, event.clientY - drag.lastY];
    drag.lastX = event.clientX;
    drag.lastY = event.clientY;
    if (!drag.ghost || !isBox(drag.id)) {
      canvas.pan(-dx, -dy);
      return;
    }
    const at = canvas.pointAt(event.clientX, event.clientY);
    drag.ghost.style.transform = `translate(${at.x + 8}px, ${at.y + 8}px)`;
    const over = barAt(canvas, at.x, at.y);
    if (over !== drag.over) {
      mark(canvas, drag.over, undefined);
      mark(canvas, over, over !== undefined && actions.canDrop(drag.id, over));
      drag.over = over;
    }
  });

  const end = (event: PointerEvent, cancelled: boolean): void => {
    const ended = drag;
    drag = undefined;
    element.classList.remove("dragging");
    if (!ended) return;
    mark(canvas, ended.over, undefined);
    ended.ghost?.remove();
    if (cancelled) return;
    if (!ended.moving) actions.click(event.button === 0 ? ended.id : undefined);
    else if (isBox(ended.id)) {
      if (ended.over !== undefined && actions.canDrop(ended.id, ended.over)) actions.drop(ended.id, ended.over);
    } else actions.moved();
  };
  element.addEventListener("pointerup", (event) => end(event, false));
  element.addEventListener("pointercancel", (event) => end(event, true));
  element.addEventListener("pointerleave", () => {
    if (!drag) actions.hover(undefined);
  });
  element.addEventListener("dblclick", (event) => {
    const id = idAt(event.target);
    if (id !== undefined) actions.open(id);
  });
  // The menu is that of what is under the pointer, so that is what is chosen.
  element.addEventListener("contextmenu", (event) => {
    const id = idAt(event.target);
    if (id !== undefined) actions.click(id);
  });
}

function isBox(id: string | undefined): id is string {
  return id !== undefined && (id.startsWith("sandbox/") || id.startsWith("group/"));
}

function barAt(canvas: Canvas, x: number, y: number): string | undefined {
  for (const { id, layer, rect, label } of canvas.items) {
    if (layer === "bars" && id !== "nat" && label !== undefined && x >= rect.x && x <= rect.x + rect.width && y >= rect.y && y <= rect.y + rect.height) return id;
  }
  return undefined;
}

function mark(canvas: Canvas, bar: string | undefined, can: boolean | undefined): void {
  if (bar === undefined) return;
  const element = canvas.svg.querySelector(`[data-item="${CSS.escape(bar)}"]`);
  element?.classList.toggle("drop", can === true);
  element?.classList.toggle("no-drop", can === false);
}

/** What goes along with the pointer: the box's outline and name. */
function ghostOf(canvas: Canvas, id: string): SVGElement {
  const from = canvas.svg.querySelector(`[data-item="${CSS.escape(id)}"]`);
  const name = from?.querySelector(".name")?.textContent ?? "";
  const ghost = s("g", { class: "ghost", "aria-hidden": "true" }, s("rect", { class: "body", width: Math.max(90, name.length * 8 + 24), height: 32, rx: 8 }), s("text", { class: "name", x: 12, y: 21 }, name));
  canvas.svg.querySelector(".world")?.append(ghost);
  return ghost;
}
