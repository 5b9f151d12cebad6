import { elementScroll, observeElementOffset, observeElementRect, Virtualizer, type VirtualItem } from "@tanstack/virtual-core";

/** An item that stands at the top of the window, and how many pixels of it were scrolled away. */
export interface Top {
  readonly key: string;
  readonly offset: number;
}

export interface Sized {
  readonly key: string;
  /** Its height in px, or a guess at it until it is measured. */
  readonly size: number;
}

/** Which part of a long list is on screen. Keeps what stands at the top where it is while the list changes above it. */
export class ListWindow {
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  #items: readonly Sized[] = [];

  /** `header` is what sticks above the items inside the scroller, in px. */
  constructor(
    private readonly scroller: HTMLElement,
    private readonly header: number,
    private readonly onChange: () => void,
  ) {
    this.#virtualizer = new Virtualizer(this.#options());
    this.#virtualizer._didMount();
  }

  /** To be called once the scroller is in the page, and whenever items change. */
  show(items: readonly Sized[]): void {
    this.#items = items;
    this.#virtualizer.setOptions(this.#options());
    this.#virtualizer._willUpdate();
  }

  /** The items to have in the page, from top to bottom. */
  visible(): readonly VirtualItem[] {
    return this.#virtualizer.getVirtualItems();
  }

  /** Height of all items together, in px. */
  height(): number {
    return this.#virtualizer.getTotalSize();
  }

  /** Where an item starts, below the header, in px. */
  start(item: VirtualItem): number {
    return item.start - this.header;
  }

  /** Follows the height of an element whose size was a guess; it must carry `data-index`. */
  measure(element: HTMLElement): void {
    this.#virtualizer.measureElement(element);
  }

  /** What stands at the top now; undefined at the very top, where nothing needs to be kept in place. */
  top(): Top | undefined {
    const position = this.scroller.scrollTop;
    if (position <= 0) return undefined;
    const item = this.#virtualizer.getVirtualItemForOffset(position + this.header);
    const key = item && this.#items[item.index]?.key;
    return item && key !== undefined ? { key, offset: position - this.start(item) } : undefined;
  }

  /** Puts an item back to the top; false if it is not there. */
  restore(top: Top): boolean {
    const index = this.#items.findIndex(({ key }) => key === top.key);
    const item = this.#virtualizer.measurementsCache[index];
    if (!item) return false;
    const position = Math.max(0, this.start(item) + top.offset);
    if (Math.abs(position - this.scroller.scrollTop) > 1) this.#virtualizer.scrollToOffset(position);
    return true;
  }

  toTop(): void {
    this.#virtualizer.scrollToOffset(0);
  }

  /** Scrolls no further than needed, or to the middle. */
  reveal(index: number, align: "auto" | "center" = "auto"): void {
    this.#virtualizer.scrollToIndex(index, { align });
  }

  /** How many px of items the window shows. */
  get page(): number {
    return this.scroller.clientHeight - this.header;
  }

  #options(): ConstructorParameters<typeof Virtualizer<HTMLElement, HTMLElement>>[0] {
    const items = this.#items;
    return {
      count: items.length,
      getScrollElement: () => this.scroller,
      estimateSize: (index) => items[index]?.size ?? 0,
      getItemKey: (index) => items[index]?.key ?? index,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.onChange(),
      overscan: 10,
      scrollMargin: this.header,
      scrollPaddingStart: this.header,
      paddingEnd: 16,
    };
  }
}
