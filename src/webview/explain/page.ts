import type { ExplainedPart } from "../../core/explain";
import type { ShownFact } from "../../core/explainFacts";
import type { ExplainState, ExplainWords, FromExplain, ToExplain } from "../../protocol/explain";
import { focusInPage, h, icon } from "../dom";
import { drawingOf } from "./drawing";

/** How long “Copied” stands, in ms. */
const sayFor = 2000;

/** The page: its head, and each way of having a network as a part, which is drawn anew only when it changed. */
export class ExplainPage {
  readonly element = h("main", {});
  readonly #post: (message: FromExplain) => void;
  readonly #head = h("header", {});
  readonly #body = h("div", { class: "parts" });
  readonly #drawn = new Map<string, { readonly json: string; readonly element: HTMLElement }>();
  #headJson = "";
  #words: ExplainWords | undefined;

  constructor(post: (message: FromExplain) => void) {
    this.#post = post;
    this.element.append(this.#head, this.#body);
  }

  receive(message: ToExplain): void {
    if (message.type === "explanation") this.#show(message.state);
    else this.#say(message.text, message.ok);
  }

  #show(state: ExplainState): void {
    this.#words = state.words;
    this.#showHead(state);
    const focused = document.activeElement?.closest<HTMLElement>("[data-command]")?.dataset["command"];
    const elements = state.parts.map((part) => this.#partOf(part, state));
    for (const key of this.#drawn.keys()) if (!state.parts.some((part) => part.key === key)) this.#drawn.delete(key);
    // Those that stay are not touched: what is selected there and where it is scrolled to stays too.
    if (elements.length !== this.#body.children.length || elements.some((element, index) => this.#body.children[index] !== element)) {
      this.#body.replaceChildren(...elements);
      const again = focused === undefined ? undefined : this.#line(focused)?.querySelector("button");
      if (again) focusInPage(again);
    }
  }

  #showHead({ title, subtitle, problem, blank, words, parts }: ExplainState): void {
    const json = JSON.stringify([title, subtitle, problem, blank]);
    if (json === this.#headJson) return;
    this.#headJson = json;
    const links = h("button", { class: "tool", type: "button" }, icon("arrow-swap"), words.showLinks);
    links.addEventListener("click", () => this.#post({ type: "links" }));
    const actions = (problem?.actions ?? []).map(({ title: label, command }) => {
      const button = h("button", { class: "action", type: "button" }, label);
      button.addEventListener("click", () => this.#post({ type: "run", command }));
      return button;
    });
    this.#head.replaceChildren(
      h("div", { class: "titles" }, h("h1", {}, title), h("p", { class: "dim" }, subtitle), ...(parts.length > 0 ? [links] : [])),
      ...(problem === undefined ? [] : [h("div", { class: "note problem", role: "alert" }, icon("warning"), h("div", {}, h("b", {}, problem.title), h("p", {}, problem.detail), h("div", { class: "actions" }, ...actions)))]),
      ...(blank === undefined || blank === "" ? [] : [h("p", { class: "blank", role: "status" }, blank)]),
    );
  }

  #partOf(part: ExplainedPart, { words, parts }: ExplainState): HTMLElement {
    const json = JSON.stringify([part, parts.length]);
    const known = this.#drawn.get(part.key);
    if (known?.json === json) return known.element;
    const element = this.#draw(part, words, parts.length > 1);
    this.#drawn.set(part.key, { json, element });
    return element;
  }

  #draw({ key, heading, meaning, drawing, spoken, notes, facts }: ExplainedPart, words: ExplainWords, many: boolean): HTMLElement {
    const title = many ? [h("h2", {}, heading, h("span", { class: "mode" }, meaning.name))] : [];
    return h(
      "article",
      { "data-key": key },
      ...title,
      h("p", { class: "summary" }, meaning.summary),
      ...notes.map((note) => h("p", { class: "note" }, icon("info"), h("span", {}, note))),
      // Wider than a narrow editor: then it can be scrolled, by keyboard too.
      h("figure", { tabindex: "0", role: "group", "aria-label": words.picture }, drawingOf(drawing, spoken)),
      h("h3", {}, words.meaning),
      h(
        "dl",
        { class: "points" },
        h("dt", {}, words.configuration),
        h("dd", {}, this.#command(meaning.configuration, words)),
        ...meaning.points.flatMap(({ term, text }) => [h("dt", {}, term), h("dd", {}, text)]),
      ),
      ...(facts.length === 0 ? [] : [h("h3", {}, words.facts), h("p", { class: "dim hint" }, words.factsHint), h("ul", { class: "facts" }, ...facts.map((fact) => this.#fact(fact, words)))]),
    );
  }

  #fact(fact: ShownFact, words: ExplainWords): HTMLElement {
    const value = fact.value === undefined ? [] : [h("span", { class: "value" }, fact.value)];
    return h("li", {}, h("div", { class: "what" }, h("span", {}, fact.term), ...value), this.#command(fact.command, words, fact.where));
  }

  #command(command: string, words: ExplainWords, where?: ShownFact["where"]): HTMLElement {
    const place = where === "host" ? words.whereHost : words.whereDocker;
    const symbol = icon(where === "host" ? "server" : "terminal");
    symbol.removeAttribute("aria-hidden");
    for (const [name, value] of Object.entries({ role: "img", "aria-label": place, title: place })) symbol.setAttribute(name, value);
    const copy = h("button", { class: "copy", type: "button", "aria-label": `${words.copy}: ${command}`, title: words.copy }, icon("copy"));
    copy.addEventListener("click", () => this.#post({ type: "copy", text: command }));
    return h("div", { class: "command", "data-command": command }, symbol, h("code", {}, command), h("span", { class: "said", role: "status" }), copy);
  }

  #line(command: string): HTMLElement | undefined {
    return [...this.element.querySelectorAll<HTMLElement>("[data-command]")].find(({ dataset }) => dataset["command"] === command);
  }

  #say(command: string, ok: boolean): void {
    const said = this.#line(command)?.querySelector(".said");
    if (!said || !this.#words) return;
    said.textContent = ok ? this.#words.copied : this.#words.copyFailed;
    setTimeout(() => {
      said.textContent = "";
    }, sayFor);
  }
}
