import { attribute, h } from "./dom";
import { ListWindow, type Top } from "./links/window";

/** A line of a tree grid. */
export interface GridItem {
  /** Identity: the line of a key is kept while it is shown. */
  readonly key: string;
  /** From 1. */
  readonly level: number;
  /** Height in px. */
  readonly size: number;
  /** Absent: it cannot be unfolded. */
  readonly expanded?: boolean;
  /** What it is made of: the same again is left as it is. */
  readonly signature: string;
  /** What a screen reader says of it. */
  readonly spoken: string;
  readonly className: string;
  cells(): readonly HTMLElement[];
}

export interface GridEvents {
  toggle(key: string): void;
  select(key: string): void;
  copy(key: string): void;
  scrolled(top: Top | undefined): void;
}

/** Of the header and of a usual line, in px. */
const HEADER = 28;
const LINE = 26;

/**
 * A tree grid of native elements. Only what is on screen is in the page; lines are kept by key and touched only when they
 * changed. Focus stays on the grid (aria-activedescendant): a line may leave the page, the focus never does.
 */
export class TreeGrid {
  readonly element: HTMLElement;
  readonly #body = h("div", { class: "body", role: "rowgroup" });
  readonly #window: ListWindow;
  readonly #lines = new Map<string, { readonly element: HTMLElement; signature: string }>();
  #items: readonly GridItem[] = [];
  #active: string | undefined;
  #ids = 0;

  /** `id` sets its lines' ids apart from those of other grids. */
  constructor(
    private readonly id: string,
    label: string,
    headers: HTMLElement,
    private readonly events: GridEvents,
  ) {
    this.element = h("div", { class: `grid ${id}`, role: "treegrid", tabindex: "0", "aria-label": label }, h("div", { role: "rowgroup", class: "head" }, headers), this.#body);
    this.#window = new ListWindow(this.element, HEADER, () => this.#paint());
    this.#body.addEventListener("click", (event) => this.#onClick(event));
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    this.element.addEventListener("scroll", () => events.scrolled(this.#window.top()), { passive: true });
    this.element.addEventListener("focus", () => {
      const [first] = this.#items;
      if (this.#activeIndex < 0 && first) events.select(first.key);
    });
  }

  /** Shows lines; `top` is what to put at the top: by default what stands there now. */
  show(items: readonly GridItem[], active: string | undefined, top: Top | "start" | undefined = this.#window.top()): void {
    this.#items = items;
    this.#active = active;
    attribute(this.element, "aria-rowcount", String(items.length + 1));
    this.#window.show(items);
    this.#paint();
    if (top === "start") this.#window.toTop();
    else if (top) this.#window.restore(top);
    this.#paint();
  }

  reveal(key: string): void {
    const index = this.#items.findIndex((item) => item.key === key);
    if (index >= 0) this.#window.reveal(index);
  }

  get #activeIndex(): number {
    return this.#items.findIndex(({ key }) => key === this.#active);
  }

  #paint(): void {
    const visible = this.#window.visible().flatMap((position) => {
      const item = this.#items[position.index];
      return item ? [{ item, position }] : [];
    });
    this.#body.style.height = `${this.#window.height()}px`;
    const wanted = new Set(visible.map(({ item }) => item.key));
    for (const [key, { element }] of this.#lines) {
      if (wanted.has(key)) continue;
      element.remove();
      this.#lines.delete(key);
    }
    let next = this.#body.firstElementChild;
    for (const { item, position } of visible) {
      const element = this.#line(item, position.index);
      element.style.transform = `translateY(${this.#window.start(position)}px)`;
      element.classList.toggle("active", item.key === this.#active);
      attribute(element, "aria-selected", String(item.key === this.#active));
      if (element === next) next = next.nextElementSibling;
      else this.#body.insertBefore(element, next);
    }
    const active = this.#active === undefined ? undefined : this.#lines.get(this.#active);
    attribute(this.element, "aria-activedescendant", active?.element.id);
  }

  #line(item: GridItem, index: number): HTMLElement {
    let line = this.#lines.get(item.key);
    if (!line) {
      line = { element: h("div", { role: "row", id: `${this.id}-${this.#ids++}`, "data-key": item.key }), signature: "" };
      this.#lines.set(item.key, line);
    }
    const { element } = line;
    attribute(element, "data-index", String(index));
    attribute(element, "aria-rowindex", String(index + 2));
    if (line.signature === item.signature) return element;
    line.signature = item.signature;
    element.className = item.className;
    element.style.height = `${item.size}px`;
    attribute(element, "aria-level", String(item.level));
    attribute(element, "aria-expanded", item.expanded === undefined ? undefined : String(item.expanded));
    attribute(element, "aria-label", item.spoken);
    element.replaceChildren(...item.cells());
    return element;
  }

  #onClick(event: MouseEvent): void {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-key]") : null;
    const item = this.#items.find(({ key }) => key === line?.dataset["key"]);
    // Whoever marks text wants to read or copy it, not to fold it.
    if (!item || getSelection()?.isCollapsed === false) return;
    this.events.select(item.key);
    if (item.expanded !== undefined) this.events.toggle(item.key);
  }

  #onKey(event: KeyboardEvent): void {
    const item = this.#items[this.#activeIndex];
    if ((event.ctrlKey || event.metaKey) && event.key === "c" && item && getSelection()?.isCollapsed !== false) this.events.copy(item.key);
    else if (event.ctrlKey || event.metaKey || event.altKey || !this.#move(event.key, item)) return;
    event.preventDefault();
  }

  /** What a key does; false if it is none of ours. */
  #move(key: string, item: GridItem | undefined): boolean {
    const pageful = Math.max(1, Math.floor(this.#window.page / LINE) - 1);
    switch (key) {
      case "ArrowDown":
        return this.#step(1);
      case "ArrowUp":
        return this.#step(-1);
      case "PageDown":
        return this.#step(pageful);
      case "PageUp":
        return this.#step(-pageful);
      case "Home":
        return this.#step(-Infinity);
      case "End":
        return this.#step(Infinity);
      case "ArrowRight":
        if (item?.expanded === false) this.events.toggle(item.key);
        else if (item?.expanded) this.#step(1);
        return true;
      case "ArrowLeft":
        if (item?.expanded) this.events.toggle(item.key);
        else this.#toParent();
        return true;
      case "Enter":
      case " ":
        if (item?.expanded !== undefined) this.events.toggle(item.key);
        return true;
      default:
        return false;
    }
  }

  #step(by: number): true {
    this.#go(Math.min(this.#items.length - 1, Math.max(0, this.#activeIndex + by)));
    return true;
  }

  #toParent(): void {
    const at = this.#activeIndex;
    const level = this.#items[at]?.level ?? 1;
    for (let index = at - 1; index >= 0; index--) {
      if ((this.#items[index]?.level ?? level) >= level) continue;
      this.#go(index);
      return;
    }
  }

  #go(index: number): void {
    const item = this.#items[index];
    if (!item) return;
    this.events.select(item.key);
    this.#window.reveal(index);
  }
}
