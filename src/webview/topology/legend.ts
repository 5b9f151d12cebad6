import type { WebviewWords } from "../../protocol/strings";
import { h } from "../dom";
import type { Scene } from "./scene";
import { s } from "./svg";

/** Says what the lines mean: only those that are in the picture. */
export class Legend {
  readonly element: HTMLElement;
  #shown = "";

  constructor(private readonly words: WebviewWords["topology"]) {
    this.element = h("ul", { class: "legend", "aria-label": words.legend });
  }

  show(scene: Scene): void {
    const { words } = this;
    const cables = [...scene.shown.cables, ...scene.shown.bundles.flatMap((bundle) => bundle.cables)];
    const has = (verdict: string): boolean => cables.some((cable) => cable.verdict === verdict);
    const kinds = [
      ...(has("verified") ? [["wire verified on", words.legendVerified]] : []),
      ...(has("inferred") ? [["wire inferred on", words.legendInferred]] : []),
      ...(has("ambiguous") ? [["wire ambiguous on", words.legendAmbiguous]] : []),
      ...(has("unavailable") ? [["wire unavailable on", words.legendUnavailable]] : []),
      ...(has("notApplicable") ? [["wire notApplicable on", words.legendDirect]] : []),
      ...(cables.some(({ down }) => down) ? [["wire down on", words.legendDown]] : []),
      ...(scene.shown.publications.length > 0 ? [["wire published on", words.legendPublished]] : []),
      ...(scene.exits.some(({ kind }) => kind === "routed") ? [["exit routed on", words.legendRouted]] : []),
    ];
    const shown = kinds.map(([name]) => name).join();
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.element.hidden = kinds.length === 0;
    this.element.replaceChildren(...kinds.map(([name = "", word = ""]) => h("li", {}, sample(name), h("span", {}, word))));
  }
}

function sample(name: string): SVGElement {
  const line = s("path", { class: "line", d: "M1 6H35", ...(name.includes("published") && { "marker-end": "url(#arrow)" }) });
  return s("svg", { class: "picture", width: 36, height: 12, "aria-hidden": "true" }, s("g", { class: name }, line));
}
