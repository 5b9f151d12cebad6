import type { FormChoice, FormField, FormRow, FormWords } from "../../protocol/form";
import { button, checkEntry, choiceEntry, iconButton, textEntry } from "../components";
import { focusInPage, h, icon } from "../dom";
import { reconcile } from "./reconcile";

/** Tells the host what a person does. */
export interface Tell {
  set(id: string, value: string | boolean): void;
  /** `rows`: how many there are. */
  add(id: string, rows: number): void;
  remove(id: string): void;
}

/** What is drawn for one field. */
interface FieldView {
  readonly element: HTMLElement;
  show(field: FormField, words: FormWords, settled: boolean, busy: boolean): void;
  has(id: string): boolean;
  focus(id: string): void;
}

/** Fields one below the other; each is made once and then only changed. */
export class FieldsView {
  readonly element = h("div", { class: "fields" });
  readonly #views = new Map<string, FieldView>();

  constructor(private readonly tell: Tell) {}

  show(fields: readonly FormField[], words: FormWords, settled: boolean, busy: boolean): void {
    const keys = fields.map(({ id, kind }) => `${kind} ${id}`);
    for (const known of this.#views.keys()) if (!keys.includes(known)) this.#views.delete(known);
    const elements = fields.map((field, index) => {
      const key = keys[index] ?? "";
      const view = this.#views.get(key) ?? makeField(field, this.tell);
      this.#views.set(key, view);
      view.show(field, words, settled, busy);
      return view.element;
    });
    reconcile(this.element, elements);
  }

  has(id: string): boolean {
    return [...this.#views.values()].some((view) => view.has(id));
  }

  focus(id: string): boolean {
    const view = [...this.#views.values()].find((one) => one.has(id));
    view?.focus(id);
    return view !== undefined;
  }
}

function makeField(field: FormField, tell: Tell): FieldView {
  return field.kind === "list" ? new ListView(field.id, tell) : new EntryView(field, tell);
}

/** Help, what is wrong and what should be known, below a control. */
class Remarks {
  readonly element: HTMLElement;
  readonly #help = h("div", { class: "help" });
  readonly #issue = h("div", { class: "issue" });
  readonly #warning = h("div", { class: "warning" });
  text = "";

  constructor(readonly id: string) {
    this.element = h("div", { class: "remarks", id }, this.#help, this.#issue, this.#warning);
  }

  show({ help, issue, warning, disabled }: Pick<FormField, "help" | "issue" | "warning" | "disabled">): void {
    this.#say(this.#help, undefined, disabled ?? help);
    this.#say(this.#issue, "error", issue);
    this.#say(this.#warning, "warning", warning);
    this.text = [issue, warning, disabled ?? help].filter((text) => text !== undefined).join(" ");
  }

  #say(element: HTMLElement, symbol: string | undefined, text: string | undefined): void {
    element.hidden = text === undefined;
    if (element.textContent !== (text ?? "")) element.replaceChildren(...(symbol === undefined || text === undefined ? [] : [icon(symbol)]), text ?? "");
  }
}

/** A label and its control. */
class EntryView implements FieldView {
  readonly element: HTMLElement;
  readonly #label = h("span", { class: "label" });
  readonly #mark = h("span", { class: "mark" });
  readonly #remarks: Remarks;
  readonly #suggestions = h("div", { class: "suggestions" });
  readonly #entry: ReturnType<typeof entryOf>;
  #shownSuggestions = "";

  constructor(private field: FormField, private readonly tell: Tell) {
    this.#remarks = new Remarks(`about-${field.id}`);
    this.#entry = entryOf(field, (value) => tell.set(this.field.id, value));
    const label = h("div", { class: "label-cell" }, this.#label, this.#mark);
    // The label's words are the control's name already.
    label.setAttribute("aria-hidden", "true");
    this.element = h("div", { class: `field is-${field.kind}`, "data-field": field.id }, label, h("div", { class: "control" }, this.#entry.element, this.#suggestions, this.#remarks.element));
  }

  show(field: FormField, words: FormWords, settled: boolean, busy: boolean): void {
    this.field = field;
    this.#label.textContent = field.kind === "check" ? "" : field.label;
    this.#mark.textContent = field.kind === "text" && field.required === true ? words.required : "";
    this.#entry.show(field, settled);
    this.#remarks.show(field);
    this.#entry.describe({
      describedBy: this.#remarks.id,
      description: this.#remarks.text,
      invalid: field.issue !== undefined,
      disabled: busy || field.disabled !== undefined,
    });
    this.element.classList.toggle("is-invalid", field.issue !== undefined);
    this.#suggest(field.kind === "text" ? (field.suggestions ?? []) : []);
  }

  has(id: string): boolean {
    return this.field.id === id;
  }

  focus(): void {
    this.#entry.focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  #suggest(suggestions: readonly FormChoice[]): void {
    const wanted = JSON.stringify(suggestions);
    if (wanted === this.#shownSuggestions) return;
    this.#shownSuggestions = wanted;
    this.#suggestions.hidden = suggestions.length === 0;
    this.#suggestions.replaceChildren(
      ...suggestions.map(({ value, label }) => {
        const take = h("button", { type: "button", class: "suggestion", title: value }, label);
        take.addEventListener("click", () => {
          this.#entry.set(value);
          this.tell.set(this.field.id, value);
          this.#entry.focus();
        });
        return take;
      }),
    );
  }
}

function entryOf(field: FormField, onChange: (value: string | boolean) => void) {
  switch (field.kind) {
    case "choice": {
      const entry = choiceEntry(field.label, onChange);
      return {
        ...parts(entry),
        set: (value: string) => (entry.value = value),
        show: (now: FormField, settled: boolean) => {
          if (now.kind === "choice") entry.show(now.choices, settled ? now.value : entry.value);
        },
      };
    }
    case "check": {
      const entry = checkEntry(field.label, onChange);
      return {
        ...parts(entry),
        set: () => undefined,
        show: (now: FormField, settled: boolean) => {
          if (now.kind === "check" && settled) entry.value = now.value;
        },
      };
    }
    case "text":
    case "list": {
      const entry = textEntry(field.label, onChange);
      return {
        ...parts(entry),
        set: (value: string) => (entry.value = value),
        show: (now: FormField, settled: boolean) => {
          if (now.kind !== "text") return;
          if (settled) entry.value = now.value;
          entry.placeholder = now.placeholder ?? "";
        },
      };
    }
  }
}

function parts(entry: Pick<ReturnType<typeof textEntry>, "element" | "focus" | "describe">) {
  return { element: entry.element, focus: () => entry.focus(), describe: (state: Parameters<typeof entry.describe>[0]) => entry.describe(state) };
}

/** Rows of fields, a button to take each away and one to add another. */
class ListView implements FieldView {
  readonly element: HTMLElement;
  readonly #label = h("span", { class: "label" });
  readonly #rows = h("div", { class: "rows" });
  readonly #foot = h("div", { class: "list-foot" });
  readonly #remarks: Remarks;
  readonly #views = new Map<string, RowView>();
  #count = 0;
  #shownAdd = "";
  #add: HTMLElement | undefined;

  constructor(private readonly id: string, private readonly tell: Tell) {
    this.#remarks = new Remarks(`about-${id}`);
    this.element = h("div", { class: "field is-list", "data-field": id }, h("div", { class: "label-cell" }, this.#label), h("div", { class: "control" }, this.#remarks.element, this.#rows, this.#foot));
  }

  show(field: FormField, words: FormWords, settled: boolean, busy: boolean): void {
    if (field.kind !== "list") return;
    this.#label.textContent = field.label;
    this.element.classList.toggle("is-inline", field.inline);
    this.element.classList.toggle("is-unlabelled", field.label === "");
    this.#remarks.show(field);
    this.#count = field.rows.length;
    for (const key of this.#views.keys()) if (!field.rows.some(({ id }) => id === key)) this.#views.delete(key);
    const elements = field.rows.map((row) => {
      const view = this.#views.get(row.id) ?? new RowView(row, this.tell, () => this.#removed(row.id));
      this.#views.set(row.id, view);
      view.show(row, words, settled, busy);
      return view.element;
    });
    reconcile(this.#rows, elements);
    const wanted = JSON.stringify([field.add, field.disabled, busy]);
    if (wanted === this.#shownAdd) return;
    this.#shownAdd = wanted;
    const add = button(field.add, () => this.tell.add(this.id, this.#count));
    if (busy || field.disabled !== undefined) add.setAttribute("disabled", "");
    const held = this.#add !== undefined && this.#add === document.activeElement;
    this.#add = add;
    this.#foot.replaceChildren(add);
    if (held) focusInPage(add);
  }

  #removed(row: string): void {
    this.tell.remove(row);
    // The button that was pressed goes with its row.
    this.#add?.focus();
  }

  has(id: string): boolean {
    return id === this.id || [...this.#views.values()].some((row) => row.has(id));
  }

  focus(id: string): void {
    const row = [...this.#views.values()].find((one) => one.has(id));
    if (row === undefined) this.#add?.focus();
    else row.focus(id);
  }
}

class RowView {
  readonly element: HTMLElement;
  readonly #fields: FieldsView;

  constructor(private row: FormRow, tell: Tell, remove: () => void) {
    this.#fields = new FieldsView(tell);
    const take = iconButton("trash", row.remove, remove);
    take.classList.add("remove");
    this.element = h("div", { class: "row", role: "group", "aria-label": row.label, "data-row": row.id }, this.#fields.element, take);
  }

  show(row: FormRow, words: FormWords, settled: boolean, busy: boolean): void {
    this.row = row;
    this.#fields.show(row.fields, words, settled, busy);
  }

  has(id: string): boolean {
    return id === this.row.id || this.#fields.has(id);
  }

  focus(id: string): void {
    const first = this.row.fields[0];
    this.#fields.focus(id === this.row.id && first !== undefined ? first.id : id);
  }
}
