import type { Topology } from "../../core/topology";
import { format } from "../../core/words";
import type { WebviewWords } from "../../protocol/strings";
import { attribute, h } from "../dom";
import type { Choice, Controls } from "./controls";
import type { TopologyState } from "./state";

export interface BarActions {
  search(text: string): void;
  /** Empty for everything. */
  focus(id: string): void;
  toggle(which: "builtIn" | "stopped"): void;
  zoom(factor: number): void;
  fit(): void;
  copy(): void;
  focusActive(): void;
}

/** What stands above the picture: search, what is shown, and how large. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly search;
  readonly #focus;
  readonly #chips: Readonly<Record<"builtIn" | "stopped", HTMLElement>>;
  readonly #percent = h("span", { class: "percent" });
  readonly #said = h("span", { class: "said", role: "status" });

  constructor(
    private readonly words: WebviewWords["topology"],
    controls: Controls,
    actions: BarActions,
  ) {
    this.search = controls.searchField(words.searchLabel, words.search, (text) => actions.search(text));
    this.#focus = controls.dropdown(words.focusLabel, (id) => actions.focus(id));
    const chip = (which: "builtIn" | "stopped", label: string, title: string): HTMLElement => {
      const element = h("button", { class: "chip", type: "button", "aria-pressed": "false", title }, h("span", {}, label));
      element.addEventListener("click", () => actions.toggle(which));
      return element;
    };
    this.#chips = { builtIn: chip("builtIn", words.builtIn, words.builtInHint), stopped: chip("stopped", words.stopped, words.stoppedHint) };
    const zoom = h(
      "div",
      { class: "zoom" },
      controls.iconButton("target", words.focusActive, () => actions.focusActive()),
      controls.iconButton("zoom-out", words.zoomOut, () => actions.zoom(1 / 1.25)),
      this.#percent,
      controls.iconButton("zoom-in", words.zoomIn, () => actions.zoom(1.25)),
      controls.iconButton("screen-full", words.fit, () => actions.fit()),
      controls.iconButton("copy", words.copy, () => actions.copy()),
      this.#said,
    );
    this.element = h("div", { class: "bar" }, this.search.element, this.#focus.element, h("div", { class: "chips" }, this.#chips.builtIn, this.#chips.stopped, zoom));
  }

  show(topology: Topology, { builtIn, stopped, focus = "" }: TopologyState): void {
    attribute(this.#chips.builtIn, "aria-pressed", String(builtIn));
    attribute(this.#chips.stopped, "aria-pressed", String(stopped));
    this.#focus.show(this.#choices(topology, focus), focus);
  }

  /** Beside the buttons, for a moment. */
  say(words: string): void {
    this.#said.textContent = words;
    setTimeout(() => {
      this.#said.textContent = "";
    }, 2000);
  }

  scale(scale: number): void {
    this.#percent.textContent = format(this.words.zoom, { percent: Math.round(scale * 100) });
  }

  #choices({ segments, sandboxes }: Topology, focus: string): Choice[] {
    const { words } = this;
    const projects = [...new Set([...segments, ...sandboxes].flatMap(({ project }) => project ?? []))].sort();
    const focused = sandboxes.find(({ id }) => id === focus);
    return [
      { value: "", label: words.focusAll },
      ...(focused ? [{ value: focus, label: format(words.focusContainer, { name: focused.containers[0]?.name ?? "" }) }] : []),
      ...projects.map((name) => ({ value: `project/${name}`, label: format(words.focusProject, { name }) })),
      ...segments.filter(({ networkId }) => networkId !== undefined).map(({ id, name }) => ({ value: id, label: format(words.focusNetwork, { name }) })),
    ];
  }
}
