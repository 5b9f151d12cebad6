import type { FormNotice, FormOutput, FormView, FromForm, ToForm } from "../../protocol/form";
import { button, progressRing } from "../components";
import { breakable, focusInPage, h, icon } from "../dom";
import { reconcile } from "./reconcile";
import { SectionView } from "./section";

/** The page of a form: sections of fields at the left, what will be done at the right, the buttons below. */
export class FormPage {
  readonly element: HTMLElement;
  readonly #post: (message: FromForm) => void;
  readonly #heading = h("h1", {});
  readonly #intro = h("p", { class: "intro" });
  readonly #notice = h("div", { class: "notice-place", "aria-live": "assertive" });
  readonly #sections = h("div", { class: "sections" });
  readonly #outputs = h("div", { class: "outputs" });
  readonly #buttons = h("div", { class: "buttons" });
  readonly #views = new Map<string, SectionView>();
  #sent = 0;
  #view: FormView | undefined;
  #shownNotice = "";
  #shownButtons = "";
  /** The row that was just asked for, to put the caret into. */
  #wanted: string | undefined;

  constructor(post: (message: FromForm) => void) {
    this.#post = post;
    const left = h("div", { class: "left" }, this.#notice, this.#sections, this.#buttons);
    const right = h("aside", { class: "right" }, this.#outputs);
    this.element = h("div", { class: "form" }, h("header", {}, this.#heading, this.#intro), h("div", { class: "columns" }, left, right));
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      this.#submit();
    }, { capture: true });
  }

  receive(message: ToForm): void {
    switch (message.type) {
      case "form":
        this.#show(message.view);
        break;
      case "focusField":
        this.#focus(message.id);
        break;
      case "copied":
        this.#copied(message.text, message.ok);
        break;
    }
  }

  #submit(): void {
    if (this.#view?.busy === undefined && this.#view?.blocked === undefined) this.#post({ type: "submit" });
  }

  #show(view: FormView): void {
    this.#view = view;
    this.#heading.textContent = view.heading;
    this.#intro.textContent = view.intro;
    // What was typed since is newer than what the host knew: its next answer is on the way.
    const settled = view.seen >= this.#sent;
    const tell = {
      set: (id: string, value: string | boolean): void => this.#post({ type: "set", edit: ++this.#sent, id, value }),
      add: (id: string, rows: number): void => {
        this.#wanted = `${id}/${rows}`;
        this.#post({ type: "add", edit: ++this.#sent, id });
      },
      remove: (id: string): void => this.#post({ type: "remove", edit: ++this.#sent, id }),
    };
    for (const id of this.#views.keys()) if (!view.sections.some((section) => section.id === id)) this.#views.delete(id);
    const elements = view.sections.map((section) => {
      const known = this.#views.get(section.id) ?? new SectionView(section, tell);
      this.#views.set(section.id, known);
      known.show(section, view.words, settled, view.busy !== undefined);
      return known.element;
    });
    reconcile(this.#sections, elements);
    this.#showNotice(view.notice);
    this.#showOutputs(view);
    this.#showButtons(view);
    if (this.#wanted !== undefined && settled) {
      const wanted = this.#wanted;
      this.#wanted = undefined;
      this.#focus(wanted);
    }
  }

  #showNotice(notice: FormNotice | undefined): void {
    const wanted = JSON.stringify(notice);
    if (wanted === this.#shownNotice) return;
    this.#shownNotice = wanted;
    if (notice === undefined) {
      this.#notice.replaceChildren();
      return;
    }
    const { severity, title, detail, actions } = notice;
    const symbol = icon(severity);
    const links = actions.map(({ title: words, command }) => button(words, () => this.#post({ type: "run", command })));
    this.#notice.replaceChildren(
      h("div", { class: `notice is-${severity}` }, symbol, h("div", { class: "words" }, h("strong", {}, title), ...(detail === "" ? [] : [h("div", {}, detail)]), ...(links.length === 0 ? [] : [h("div", { class: "actions" }, ...links)]))),
    );
    if (severity === "error") this.#notice.scrollIntoView({ block: "nearest" });
  }

  #showOutputs({ outputs, words }: FormView): void {
    reconcile(this.#outputs, outputs.map((output) => this.#output(output, words)));
  }

  readonly #boxes = new Map<string, { readonly element: HTMLElement; readonly text: HTMLElement; readonly said: HTMLElement; shown: string }>();

  #output({ id, label, text }: FormOutput, { copy }: FormView["words"]): HTMLElement {
    let box = this.#boxes.get(id);
    if (box === undefined) {
      const pre = h("pre", { tabindex: "0", "aria-label": label });
      const said = h("span", { class: "said", role: "status" });
      const copyButton = button(copy, () => this.#post({ type: "copy", text: this.#boxes.get(id)?.shown ?? "" }));
      copyButton.setAttribute("aria-label", `${copy}: ${label}`);
      const element = h("section", { class: "output", "data-output": id }, h("div", { class: "output-head" }, h("h2", {}, label), said, copyButton), pre);
      box = { element, text: pre, said, shown: "" };
      this.#boxes.set(id, box);
    }
    if (box.shown !== text) {
      box.shown = text;
      // YAML keeps its lines. A command’s break before flags; where one and its value are longer than a line, between words; then within a name.
      box.text.replaceChildren(...(id === "compose" ? [text] : unbroken(text, /( +(?=--)|\n)/, (flag) => unbroken(flag, /( +)/, breakable))));
      box.said.textContent = "";
    }
    return box.element;
  }

  #copied(text: string, ok: boolean): void {
    const words = this.#view?.words;
    for (const box of this.#boxes.values()) box.said.textContent = box.shown !== text || words === undefined ? "" : ok ? words.copied : words.copyFailed;
  }

  #showButtons({ busy, blocked, words }: FormView): void {
    const wanted = JSON.stringify([busy, blocked, words]);
    if (wanted === this.#shownButtons) return;
    this.#shownButtons = wanted;
    const held = this.#buttons.contains(document.activeElement);
    const submit = button(words.submit, () => this.#submit(), "primary");
    submit.title = words.submitHint;
    // It stays where the keyboard finds it, and says why it does nothing.
    submit.classList.toggle("is-blocked", blocked !== undefined);
    submit.setAttribute("aria-disabled", String(blocked !== undefined));
    const why = blocked === undefined ? [] : [h("span", { class: "blocked", role: "status" }, blocked)];
    const cancel = button(words.cancel, () => this.#post({ type: "cancel" }));
    const reset = button(words.reset, () => this.#post({ type: "reset" }));
    this.#buttons.replaceChildren(
      ...(busy === undefined ? [submit, reset, ...why] : [progressRing(busy), h("span", { class: "busy", role: "status" }, busy), cancel]),
    );
    if (held) focusInPage(busy === undefined ? submit : cancel);
  }

  #focus(id: string): void {
    for (const view of this.#views.values()) if (view.focus(id)) return;
  }
}

/** A text’s parts, each kept on one line where it fits, with what is between them. */
function unbroken(text: string, between: RegExp, inside: (part: string) => (Node | string)[]): (Node | string)[] {
  return text.split(between).map((part) => (/\S/.test(part) ? h("span", { class: "unbroken" }, ...inside(part)) : part));
}
