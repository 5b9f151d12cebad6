import type { WebviewWords } from "../../protocol/strings";
import { attribute, h, icon } from "../dom";
import { columns, type Column, type Sort } from "../model/sort";
import { trafficHeader } from "../trafficCell";

const classes: Readonly<Record<Column, string>> = {
  container: "container",
  network: "network",
  containerEnd: "container-end",
  hostEnd: "host-end",
  bridge: "bridge",
  addresses: "addresses",
  verdict: "verdict",
};

/** The column headers: a click sorts. */
export class Headers {
  readonly element: HTMLElement;
  readonly #headers: readonly { column: Column; element: HTMLElement; arrow: HTMLElement }[];

  constructor(words: WebviewWords["map"], onSort: (column: Column) => void) {
    this.#headers = columns.map((column) => {
      const arrow = icon("arrow-up");
      const control = h("button", { type: "button", title: words[column] }, h("span", { class: "clip" }, words[column]), arrow);
      control.addEventListener("click", () => onSort(column));
      const element = h("div", { class: `cell ${classes[column]}`, role: "columnheader", "aria-sort": "none" }, control);
      return { column, element, arrow };
    });
    const elements = this.#headers.map(({ element }) => element);
    // It never holds still long enough to sort by it.
    elements.splice(-1, 0, trafficHeader(words.trafficColumn, words.trafficOfLinks));
    this.element = h("div", { class: "line header", role: "row", "aria-rowindex": "1" }, ...elements);
  }

  show(sort: Sort | undefined): void {
    for (const { column, element, arrow } of this.#headers) {
      const direction = sort?.column === column ? (sort.descending ? "descending" : "ascending") : "none";
      attribute(element, "aria-sort", direction);
      arrow.className = `codicon codicon-${direction === "descending" ? "arrow-down" : "arrow-up"}`;
      // Without groups each row says its network itself.
      if (column === "network") element.hidden = sort === undefined;
    }
  }
}
