import { attribute, focusInPage, h } from "./dom";
import { ListWindow, type Top } from "./links/window";

/** A line of a tree grid. */
export interface GridItem {
  /** Identity: the line of a key is kept while it is shown. */
  readonly key: string;
  /** From 1. */
  readonly level: number;
  /** Height in px; of a detail a guess until it is measured. */
  readonly size: number;
  /** Absent: it cannot be unfolded. */
  readonly expanded?: boolean;
  /** Belongs to the line above it: as high as its content, never marked, and no stop for the keys. */
  readonly detail?: true;
  readonly className: string;
  /** What it is made of: the same again is left as it is. Asked only of what is on screen. */
  signature(): string;
  cells(): readonly HTMLElement[];
  /** What a screen reader says of it; a detail speaks for itself. */
  spoken?(): string;
  /** For the editor's menu, as `data-vscode-context`. */
  menu?(): string;
  /** Brings up to date what changes without the rest; for each look at it. */
  refresh?(line: HTMLElement): void;
  /** What Ctrl+C copies. */
  text?(): string;
}

export interface GridEvents {
  toggle(key: string): void;
  select(key: string): void;
  copy(text: string): void;
  scrolled(top: Top | undefined): void;
}

interface Line {
  readonly element: HTMLElement;
  item?: GridItem;
  signature?: string;
}

/** Of the header and of a usual line, in px. */
const HEADER = 28;
const LINE = 26;

/** Where the editor looks for what a menu is about. */
const MENU = "data-vscode-context";

/**
 * A tree grid of native elements. Only what is on screen is in the page; lines are kept by key and touched only when they
 * changed, so that live updates neither flicker nor move what is being read. Focus stays on the grid (aria-activedescendant):
 * a line may leave the page, the focus never does.
 */
export class TreeGrid {
  readonly element: HTMLElement;
  readonly #body = h("div", { class: "body", role: "rowgroup" });
  readonly #window: ListWindow;
  readonly #lines = new Map<string, Line>();
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
    this.element.addEventListener("contextmenu", (event) => this.#onMenu(event));
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

  /** Scrolls to a line, if it is there. */
  reveal(key: string, align: "auto" | "center" = "auto"): void {
    const index = this.#items.findIndex((item) => item.key === key);
    if (index >= 0) this.#window.reveal(index, align);
  }

  /** Brings what changes without the rest up to date, in the lines on screen; nothing moves. */
  refresh(): void {
    for (const { element, item } of this.#lines.values()) item?.refresh?.(element);
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
      if (element.contains(document.activeElement)) focusInPage(this.element);
      element.remove();
      this.#lines.delete(key);
    }
    let next = this.#body.firstElementChild;
    for (const { item, position } of visible) {
      const element = this.#line(item, position.index);
      element.style.transform = `translateY(${this.#window.start(position)}px)`;
      element.classList.toggle("active", item.key === this.#active);
      if (!item.detail) attribute(element, "aria-selected", String(item.key === this.#active));
      if (element === next) next = next.nextElementSibling;
      else this.#body.insertBefore(element, next);
      if (item.detail) this.#window.measure(element);
    }
    const active = this.#active === undefined ? undefined : this.#lines.get(this.#active);
    attribute(this.element, "aria-activedescendant", active?.element.id);
  }

  /** The line of an item, made or brought up to date. */
  #line(item: GridItem, index: number): HTMLElement {
    let line = this.#lines.get(item.key);
    if (!line) {
      line = { element: h("div", { role: "row", id: `${this.id}-${this.#ids++}`, "data-key": item.key }) };
      this.#lines.set(item.key, line);
    }
    const { element } = line;
    attribute(element, "data-index", String(index));
    attribute(element, "aria-rowindex", String(index + 2));
    if (line.item !== item) {
      line.item = item;
      const signature = item.signature();
      if (line.signature !== signature) {
        line.signature = signature;
        this.#fill(element, item);
      }
    }
    item.refresh?.(element);
    return element;
  }

  #fill(element: HTMLElement, item: GridItem): void {
    const held = element.contains(document.activeElement);
    element.className = item.className;
    if (!item.detail) element.style.height = `${item.size}px`;
    attribute(element, "aria-level", String(item.level));
    attribute(element, "aria-expanded", item.expanded === undefined ? undefined : String(item.expanded));
    attribute(element, "aria-label", item.spoken?.());
    attribute(element, MENU, item.menu?.());
    element.replaceChildren(...item.cells());
    if (held) focusInPage(this.element);
  }

  #itemAt(event: Event): GridItem | undefined {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-key]") : null;
    return line === null ? undefined : this.#items.find(({ key }) => key === line.dataset["key"]);
  }

  #onClick(event: MouseEvent): void {
    const item = this.#itemAt(event);
    // Whoever marks text wants to read or copy it, not to fold it.
    if (!item || item.detail || getSelection()?.isCollapsed === false) return;
    this.events.select(item.key);
    if (item.expanded !== undefined) this.events.toggle(item.key);
  }

  /** The editor makes the menu from what the elements under the pointer say. By keyboard that is the grid, for the focus is on it. */
  #onMenu(event: MouseEvent): void {
    const item = this.#itemAt(event);
    if (item?.menu) this.events.select(item.key);
    const byKey = event.target === this.element && event.button !== 2;
    attribute(this.element, MENU, byKey ? this.#items[this.#activeIndex]?.menu?.() : undefined);
  }

  #onKey(event: KeyboardEvent): void {
    // From a button in a detail.
    if (event.target !== this.element) {
      if (event.key === "Escape") this.element.focus();
      return;
    }
    const item = this.#items[this.#activeIndex];
    if ((event.ctrlKey || event.metaKey) && event.key === "c" && item?.text && getSelection()?.isCollapsed !== false) this.events.copy(item.text());
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
        else if (item?.expanded) this.#toChild(item);
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

  /** Moves by so many lines; details are passed over. */
  #step(by: number): true {
    const stops = this.#items.flatMap((item, index) => (item.detail ? [] : [index]));
    const to = stops[Math.min(stops.length - 1, Math.max(0, stops.indexOf(this.#activeIndex) + by))];
    if (to !== undefined) this.#go(to);
    return true;
  }

  #toChild(item: GridItem): void {
    const index = this.#activeIndex + 1;
    const next = this.#items[index];
    if (next && !next.detail && next.level > item.level) this.#go(index);
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
