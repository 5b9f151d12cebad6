import { rowText } from "../../core/linkTable";
import { format } from "../../core/words";
import type { MapNetwork } from "../../protocol/messages";
import type { WebviewWords } from "../../protocol/strings";
import { attribute, h } from "../dom";
import type { GroupItem, Item } from "../model/layout";
import type { Column, Sort } from "../model/sort";
import { spoken } from "../model/words";
import { clock } from "../time";
import { menuContext } from "../model/menu";
import { detailsCell, setTaken } from "./details";
import { Headers } from "./headers";
import { groupCell, groupWords, rowCells, type GroupWords } from "./row";
import { ListWindow, type Top } from "./window";

/** Heights in px. */
const heights = { header: 28, group: 32, row: 26 };

/** Where the editor looks for what a menu is about. */
const menuAttribute = "data-vscode-context";

export interface TableEvents {
  /** Fold or unfold a group or a row. */
  toggle(item: Item): void;
  select(key: string): void;
  sort(column: Column): void;
  copy(text: string): void;
  scrolled(top: Top | undefined): void;
}

export interface TablePicture {
  readonly items: readonly Item[];
  readonly networks: ReadonlyMap<string, MapNetwork>;
  readonly sort: Sort | undefined;
  readonly active: string | undefined;
  /** ISO time of the report. */
  readonly takenAt: string | undefined;
}

interface Line {
  readonly element: HTMLElement;
  /** What it was last made of: the same again is left as it is. */
  item?: Item;
  signature: string;
}

/**
 * The tree grid. Only what is on screen is in the page; lines are kept by key, and their content is touched only when it
 * changed, so that live updates neither flicker nor move what is being read. Focus stays on the grid (aria-activedescendant):
 * a line may leave the page, the focus never does.
 */
export class Table {
  readonly element: HTMLElement;
  readonly #headers: Headers;
  readonly #body = h("div", { class: "body", role: "rowgroup" });
  readonly #window: ListWindow;
  readonly #lines = new Map<string, Line>();
  readonly #ids = new Map<string, string>();
  #picture: TablePicture = { items: [], networks: new Map(), sort: undefined, active: undefined, takenAt: undefined };

  constructor(
    private readonly words: WebviewWords,
    private readonly events: TableEvents,
  ) {
    this.#headers = new Headers(words.map, (column) => events.sort(column));
    this.element = h(
      "div",
      { class: "grid", role: "treegrid", tabindex: "0", "aria-label": words.map.table },
      h("div", { role: "rowgroup", class: "head" }, this.#headers.element),
      this.#body,
    );
    this.#window = new ListWindow(this.element, heights.header, () => this.#paint());
    this.#body.addEventListener("click", (event) => this.#onClick(event));
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    this.element.addEventListener("contextmenu", (event) => this.#onMenu(event));
    this.element.addEventListener("scroll", () => events.scrolled(this.#window.top()), { passive: true });
    this.element.addEventListener("focus", () => this.#selectFirst());
  }

  /** Shows a picture; `top` is what to put at the top: by default what stands there now. */
  show(picture: TablePicture, top: Top | "start" | undefined = this.#window.top()): void {
    this.#picture = picture;
    this.element.classList.toggle("flat", picture.sort !== undefined);
    this.#headers.show(picture.sort);
    attribute(this.element, "aria-rowcount", String(picture.items.length + 1));
    this.#window.show(picture.items.map((item) => ({ key: item.key, size: sizeOf(item) })));
    this.#paint();
    if (top === "start") this.#window.toTop();
    else if (top) this.#window.restore(top);
    this.#paint();
  }

  /** Scrolls to an item; false if it is not there. */
  reveal(key: string, align: "auto" | "center" = "auto"): boolean {
    const index = this.#picture.items.findIndex((item) => item.key === key);
    if (index < 0) return false;
    this.#window.reveal(index, align);
    return true;
  }

  get #activeIndex(): number {
    return this.#picture.items.findIndex((item) => item.key === this.#picture.active);
  }

  #paint(): void {
    const { items, active } = this.#picture;
    const visible = this.#window.visible().flatMap((position) => {
      const item = items[position.index];
      return item ? [{ item, position }] : [];
    });
    this.#body.style.height = `${this.#window.height()}px`;
    const wanted = new Set(visible.map(({ item }) => item.key));
    for (const [key, { element }] of this.#lines) {
      if (wanted.has(key)) continue;
      if (element.contains(document.activeElement)) this.element.focus({ preventScroll: true });
      element.remove();
      this.#lines.delete(key);
    }
    let next = this.#body.firstElementChild;
    for (const { item, position } of visible) {
      const { element } = this.#line(item, position.index);
      element.style.transform = `translateY(${this.#window.start(position)}px)`;
      element.classList.toggle("active", item.key === active);
      if (item.type !== "details") attribute(element, "aria-selected", String(item.key === active));
      if (element === next) next = next.nextElementSibling;
      else this.#body.insertBefore(element, next);
      if (item.type === "details") this.#window.measure(element);
    }
    attribute(this.element, "aria-activedescendant", active !== undefined && wanted.has(active) ? this.#id(active) : undefined);
  }

  /** The line of an item, made or brought up to date. */
  #line(item: Item, index: number): Line {
    let line = this.#lines.get(item.key);
    if (!line) {
      const element = h("div", { role: "row", id: this.#id(item.key), "data-key": item.key });
      line = { element, signature: "" };
      this.#lines.set(item.key, line);
    }
    const { element } = line;
    attribute(element, "data-index", String(index));
    attribute(element, "aria-rowindex", String(index + 2));
    if (item !== line.item) {
      line.item = item;
      const signature = this.#signature(item);
      if (signature !== line.signature) {
        line.signature = signature;
        this.#fill(element, item);
      }
    }
    if (item.type === "details") this.#showTaken(element);
    return line;
  }

  #signature(item: Item): string {
    const flat = this.#picture.sort !== undefined;
    switch (item.type) {
      case "group":
        return JSON.stringify([this.#groupWords(item), item.expanded]);
      case "row":
        return JSON.stringify([item, flat]);
      case "details":
        return JSON.stringify([item.row.link, flat]);
    }
  }

  #fill(element: HTMLElement, item: Item): void {
    const flat = this.#picture.sort !== undefined;
    const level = flat ? 0 : 1;
    attribute(element, "aria-level", String(item.type === "group" ? 1 : item.type === "row" ? level + 1 : level + 2));
    switch (item.type) {
      case "group":
        element.className = "line group";
        element.style.height = `${heights.group}px`;
        attribute(element, "aria-expanded", String(item.expanded));
        attribute(element, "aria-label", Object.values(this.#groupWords(item)).join(", "));
        element.replaceChildren(groupCell(this.#groupWords(item), item.expanded));
        break;
      case "row":
        element.className = `line row ${item.row.link.verdict}`;
        element.style.height = `${heights.row}px`;
        attribute(element, "aria-expanded", String(item.unfolded));
        attribute(element, "aria-label", spoken(item.row, this.words));
        element.replaceChildren(...rowCells(item.row, flat, item.unfolded, this.words));
        attribute(element, menuAttribute, menuContext(item.row.link));
        break;
      case "details": {
        const held = element.contains(document.activeElement);
        element.className = "line unfolded";
        element.replaceChildren(detailsCell(item.row, this.words, (text) => this.events.copy(text)));
        if (held) this.element.focus({ preventScroll: true });
        break;
      }
    }
  }

  #showTaken(element: HTMLElement): void {
    const { takenAt } = this.#picture;
    if (takenAt === undefined) return;
    setTaken(element, ` · ${format(this.words.map.readAt, { time: clock(Date.parse(takenAt), true) })}`);
  }

  #groupWords(item: GroupItem): GroupWords {
    const id = item.rows[0]?.link.network?.id;
    return groupWords(item, id === undefined ? undefined : this.#picture.networks.get(id), this.words.map);
  }

  /** Stable for as long as the page lives: keys may hold what an id must not. */
  #id(key: string): string {
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = `line-${this.#ids.size}`;
      this.#ids.set(key, id);
    }
    return id;
  }

  #onClick(event: MouseEvent): void {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-key]") : null;
    const item = this.#picture.items.find(({ key }) => key === line?.dataset["key"]);
    // Whoever marks text wants to read or copy it, not to fold it.
    if (!item || item.type === "details" || getSelection()?.isCollapsed === false) return;
    this.events.select(item.key);
    this.events.toggle(item);
  }

  /** The editor makes the menu from what the elements under the pointer say. By keyboard that is the grid, for the focus is on it. */
  #onMenu(event: MouseEvent): void {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-key]") : null;
    const item = this.#picture.items.find(({ key }) => key === line?.dataset["key"]);
    if (item?.type === "row") this.events.select(item.key);
    const marked = this.#picture.items[this.#activeIndex];
    const byKey = event.target === this.element && event.button !== 2 && marked?.type === "row";
    attribute(this.element, menuAttribute, byKey ? menuContext(marked.row.link) : undefined);
  }

  #selectFirst(): void {
    if (this.#activeIndex >= 0) return;
    const first = this.#picture.items[0];
    if (first) this.events.select(first.key);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target !== this.element) {
      if (event.key === "Escape") this.element.focus();
      return;
    }
    const item = this.#picture.items[this.#activeIndex];
    if ((event.ctrlKey || event.metaKey) && event.key === "c" && item?.type === "row" && getSelection()?.isCollapsed !== false) {
      this.events.copy(rowText(item.row.link, item.row));
    } else if (event.ctrlKey || event.metaKey || event.altKey || !this.#move(event.key, item)) return;
    event.preventDefault();
  }

  /** What a key does; false if it is none of ours. */
  #move(key: string, item: Item | undefined): boolean {
    const open = item?.type === "group" ? item.expanded : item?.type === "row" && item.unfolded;
    const pageful = Math.max(1, Math.floor(this.#window.page / heights.row) - 1);
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
        if (item && !open) this.events.toggle(item);
        else if (item?.type === "group") this.#step(1);
        return true;
      case "ArrowLeft":
        if (item && open) this.events.toggle(item);
        else this.#toGroup();
        return true;
      case "Enter":
      case " ":
        if (item) this.events.toggle(item);
        return true;
      default:
        return false;
    }
  }

  /** Moves by so many groups and rows; details are passed over. */
  #step(by: number): true {
    const { items } = this.#picture;
    const stops = items.flatMap((item, index) => (item.type === "details" ? [] : [index]));
    const at = stops.indexOf(this.#activeIndex);
    const to = stops[Math.min(stops.length - 1, Math.max(0, at + by))];
    const item = to === undefined ? undefined : items[to];
    if (to !== undefined && item) {
      this.events.select(item.key);
      this.#window.reveal(to);
    }
    return true;
  }

  #toGroup(): void {
    const { items } = this.#picture;
    for (let index = this.#activeIndex - 1; index >= 0; index--) {
      const item = items[index];
      if (item?.type !== "group") continue;
      this.events.select(item.key);
      this.#window.reveal(index);
      return;
    }
  }
}

function sizeOf(item: Item): number {
  switch (item.type) {
    case "group":
      return heights.group;
    case "row":
      return heights.row;
    case "details":
      return 96 + 20 * Math.max(3, item.row.link.evidence.length);
  }
}
