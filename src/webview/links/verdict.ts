import type { Verdict } from "../../core/link";
import { h, icon } from "../dom";

const icons: Readonly<Record<Exclude<Verdict, "inferred">, string>> = {
  verified: "check",
  ambiguous: "question",
  unavailable: "circle-slash",
  notApplicable: "dash",
};

/** Decoration: the word stands beside it. */
export function verdictIcon(verdict: Verdict): HTMLElement {
  // No codicon says “about”.
  if (verdict === "inferred") return h("span", { class: "icon glyph", "aria-hidden": "true" }, "≈");
  const element = icon(icons[verdict]);
  element.classList.add("icon");
  return element;
}
