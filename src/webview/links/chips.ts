import type { Verdict } from "../../core/link";
import type { WebviewWords } from "../../protocol/strings";
import { attribute, h } from "../dom";
import { verdictIcon } from "./verdict";

const order: readonly Verdict[] = ["verified", "inferred", "ambiguous", "unavailable", "notApplicable"];

/** One toggle per verdict, with its count: choosing some shows only those. */
export class Chips {
  readonly element: HTMLElement;
  readonly #chips: readonly { verdict: Verdict; element: HTMLElement; count: HTMLElement }[];

  constructor(words: WebviewWords, onToggle: (verdict: Verdict) => void) {
    this.#chips = order.map((verdict) => {
      const count = h("b");
      const word = verdict === "notApplicable" ? words.map.chipNotApplicable : words.verdicts[verdict];
      const element = h(
        "button",
        { class: `chip ${verdict}`, type: "button", "aria-pressed": "false", title: words.map.chipHint },
        verdictIcon(verdict),
        count,
        h("span", {}, word),
      );
      element.addEventListener("click", () => onToggle(verdict));
      return { verdict, element, count };
    });
    this.element = h("div", { class: "chips", role: "group", "aria-label": words.map.verdict }, ...this.#chips.map((chip) => chip.element));
  }

  /** Those without a row are left out, unless they are what is chosen. */
  show(counts: Readonly<Record<Verdict, number>>, chosen: readonly Verdict[]): void {
    for (const { verdict, element, count } of this.#chips) {
      count.textContent = String(counts[verdict]);
      element.hidden = counts[verdict] === 0 && !chosen.includes(verdict);
      attribute(element, "aria-pressed", String(chosen.includes(verdict)));
    }
  }
}
