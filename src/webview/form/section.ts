import type { FormSection, FormWords } from "../../protocol/form";
import { h, icon } from "../dom";
import { FieldsView, type Tell } from "./field";

/** A group of fields under a title; one that can be folded keeps as it was folded. */
export class SectionView {
  readonly element: HTMLElement;
  readonly #fields: FieldsView;
  readonly #title = h("span", { class: "title" });
  readonly #summary = h("span", { class: "summary" });
  readonly #help = h("p", { class: "help" });
  readonly #details: HTMLDetailsElement | undefined;

  constructor(section: FormSection, tell: Tell) {
    this.#fields = new FieldsView(tell);
    const body = [this.#help, this.#fields.element];
    if (section.fold === undefined) {
      this.element = h("section", { class: "section", "data-section": section.id }, h("h2", {}, this.#title), ...body);
      return;
    }
    const details = h("details", { class: "section", "data-section": section.id }, h("summary", {}, icon("chevron-right"), h("h2", {}, this.#title), this.#summary), ...body);
    details.open = section.fold.open;
    this.#details = details;
    this.element = details;
  }

  show(section: FormSection, words: FormWords, settled: boolean, busy: boolean): void {
    this.#title.textContent = section.title;
    this.#summary.textContent = section.fold?.summary ?? "";
    this.#help.textContent = section.help ?? "";
    this.#help.hidden = section.help === undefined;
    this.#fields.show(section.fields, words, settled, busy);
  }

  /** Puts the caret into a field, if it is here. */
  focus(id: string): boolean {
    if (!this.#fields.has(id)) return false;
    if (this.#details !== undefined) this.#details.open = true;
    return this.#fields.focus(id);
  }
}
