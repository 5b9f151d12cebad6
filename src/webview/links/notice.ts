import type { MapAction, MapProblem } from "../../protocol/messages";
import { button, iconButton, progressRing } from "../components";
import { h, icon } from "../dom";

/** What is said instead of the table, or above it. */
export type Notice =
  | { readonly type: "loading"; readonly title: string }
  | { readonly type: "empty"; readonly title: string; readonly detail?: string; readonly action?: { readonly title: string; run(): void } }
  | { readonly type: "problem"; readonly problem: MapProblem; readonly more?: string }
  /** What a person may do, and need not: it can be closed where `close` says so, in words. */
  | { readonly type: "offer"; readonly problem: MapProblem; readonly more?: string; readonly close?: string };

/** A place for a notice; it is rebuilt only when what it says changes, so that its buttons keep the focus. */
export class NoticePlace {
  readonly element: HTMLElement;
  #shown = "";

  constructor(
    name: "banner" | "blank",
    private readonly run: (action: MapAction) => void,
    private readonly close?: () => void,
  ) {
    this.element = h("div", { class: name });
    this.element.hidden = true;
  }

  show(notice: Notice | undefined): void {
    this.element.hidden = notice === undefined;
    const wanted = JSON.stringify(notice);
    if (wanted === this.#shown) return;
    this.#shown = wanted;
    this.element.replaceChildren(...(notice ? this.#parts(notice) : []));
  }

  #parts(notice: Notice): HTMLElement[] {
    switch (notice.type) {
      case "loading":
        // Shown by CSS after a moment: what is quick needs no ring.
        return [h("div", { class: "notice late" }, progressRing(notice.title), h("p", {}, notice.title))];
      case "empty": {
        const { title, detail, action } = notice;
        return [
          h(
            "div",
            { class: "notice", role: "status" },
            h("p", { class: "title" }, title),
            ...(detail === undefined ? [] : [h("p", { class: "dim" }, detail)]),
            ...(action ? [h("div", { class: "actions" }, button(action.title, () => action.run()))] : []),
          ),
        ];
      }
      case "offer":
      case "problem": {
        const { title, detail, actions } = notice.problem;
        const offer = notice.type === "offer";
        return [
          h(
            "div",
            offer ? { class: "notice problem offer", role: "status" } : { class: "notice problem", role: "alert" },
            icon(offer ? "info" : "warning"),
            h(
              "div",
              { class: "says" },
              h("p", { class: "title" }, title),
              ...[detail, notice.more ?? ""].filter((part) => part !== "").map((part) => h("p", { class: "dim" }, part)),
            ),
            h(
              "div",
              { class: "actions" },
              ...actions.map((action, index) => button(action.title, () => this.run(action), index === 0 ? "primary" : "secondary")),
              ...(offer && notice.close !== undefined ? [iconButton("close", notice.close, () => this.close?.())] : []),
            ),
          ),
        ];
      }
    }
  }
}
