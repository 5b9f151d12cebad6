import { hostPeer, type Link } from "../../core/link";
import { rowText } from "../../core/linkTable";
import { format } from "../../core/words";
import type { MapNetwork } from "../../protocol/messages";
import type { WebviewWords } from "../../protocol/strings";
import type { GroupItem, Item } from "../model/layout";
import { menuContext } from "../model/menu";
import type { Column, Sort } from "../model/sort";
import { spoken } from "../model/words";
import type { TrafficHistory } from "../model/traffic";
import { clock } from "../time";
import { showTraffic, showTrafficDetails } from "../trafficCell";
import { TreeGrid, type GridItem } from "../treeGrid";
import { detailsCell, setTaken } from "./details";
import { Headers } from "./headers";
import { groupCell, groupWords, rowCells, type GroupWords } from "./row";
import type { Top } from "./window";

/** Heights in px. */
const heights = { group: 32, row: 26 };

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
  /** Why nothing can pass, in a word, by the index of the host's end. */
  readonly stopped: ReadonlyMap<number, string>;
}

/** The links as lines of a tree grid: groups, their rows, and what rows unfold. */
export class Table {
  readonly #headers: Headers;
  readonly #grid: TreeGrid;
  #items: readonly Item[] = [];

  constructor(
    private readonly words: WebviewWords,
    private readonly events: TableEvents,
    private readonly traffic: TrafficHistory,
  ) {
    this.#headers = new Headers(words.map, (column) => events.sort(column));
    this.#grid = new TreeGrid("lines", words.map.table, this.#headers.element, {
      ...events,
      toggle: (key) => {
        const item = this.#items.find((one) => one.key === key);
        if (item) events.toggle(item);
      },
    });
  }

  get element(): HTMLElement {
    return this.#grid.element;
  }

  /** Shows a picture; `top` is what to put at the top: by default what stands there now. */
  show(picture: TablePicture, top?: Top | "start"): void {
    this.#items = picture.items;
    this.element.classList.toggle("flat", picture.sort !== undefined);
    this.#headers.show(picture.sort);
    this.#grid.show(
      picture.items.map((item) => this.#gridItem(item, picture)),
      picture.active,
      top,
    );
  }

  /** Scrolls to an item, if it is there. */
  reveal(key: string, align?: "auto" | "center"): void {
    this.#grid.reveal(key, align);
  }

  /** There is news of the traffic, or none any more. */
  showTraffic(shown: boolean): void {
    this.element.classList.toggle("with-traffic", shown);
    if (shown) this.#grid.refresh();
  }

  get #showsTraffic(): boolean {
    return this.element.classList.contains("with-traffic");
  }

  #gridItem(item: Item, { sort, networks, takenAt, stopped }: TablePicture): GridItem {
    const flat = sort !== undefined;
    const level = flat ? 1 : 2;
    switch (item.type) {
      case "group": {
        const words = this.#groupWords(item, networks);
        return {
          key: item.key,
          level: 1,
          size: heights.group,
          expanded: item.expanded,
          spoken: () => Object.values(words).join(", "),
          className: "line group",
          signature: () => JSON.stringify([words, item.expanded]),
          cells: () => [groupCell(words, item.expanded)],
        };
      }
      case "row": {
        const { row } = item;
        return {
          key: item.key,
          level,
          size: heights.row,
          expanded: item.unfolded,
          className: `line row ${row.link.verdict}`,
          spoken: () => spoken(row, this.words),
          menu: () => menuContext(row.link),
          signature: () => JSON.stringify([item, flat]),
          cells: () => rowCells(row, flat, item.unfolded, this.words),
          text: () => rowText(row.link, row),
          refresh: (line) => {
            const end = hostEnd(row.link);
            if (this.#showsTraffic && end !== undefined) showTraffic(line, this.traffic.ofContainer(end), this.words.map, stopped.get(end));
          },
        };
      }
      case "details": {
        const { row } = item;
        return {
          key: item.key,
          level: level + 1,
          size: 96 + 20 * Math.max(3, row.link.evidence.length),
          detail: true,
          className: "line unfolded",
          signature: () => JSON.stringify([row.link, flat]),
          cells: () => [detailsCell(row, this.words, (text) => this.events.copy(text))],
          refresh: (line) => {
            showTrafficDetails(line, this.#showsTraffic ? this.traffic.ofContainer(hostEnd(row.link)) : undefined, this.words.map);
            if (takenAt !== undefined) setTaken(line, ` · ${format(this.words.map.readAt, { time: clock(Date.parse(takenAt), true) })}`);
          },
        };
      }
    }
  }

  #groupWords(item: GroupItem, networks: TablePicture["networks"]): GroupWords {
    const id = item.rows[0]?.link.network?.id;
    return groupWords(item, id === undefined ? undefined : networks.get(id), this.words.map);
  }
}

/** Index of the host's interface at the other end, whose counters are known. */
function hostEnd(link: Link): number | undefined {
  return hostPeer(link)?.ifindex;
}
