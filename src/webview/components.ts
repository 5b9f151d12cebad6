import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeProgressRing,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";
import { attribute, h, icon } from "./dom";

/**
 * The controls, and the only file that knows whose they are: the toolkit is archived by its makers,
 * so swapping it costs this file. Everything goes out as plain elements and functions.
 */
provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodePanels(),
  vsCodePanelTab(),
  vsCodePanelView(),
  vsCodeProgressRing(),
  vsCodeTextField(),
);

interface ValueElement extends HTMLElement {
  value: string;
}

/** A button with words. */
export function button(label: string, onClick: () => void, appearance: "primary" | "secondary" = "secondary"): HTMLElement {
  const element = h("vscode-button", { appearance }, label);
  element.addEventListener("click", onClick);
  return element;
}

/** A button that is an icon; `label` is its name for screen readers and its tooltip. */
export function iconButton(codicon: string, label: string, onClick: () => void): HTMLElement {
  const element = h("vscode-button", { appearance: "icon", "aria-label": label, title: label }, icon(codicon));
  element.addEventListener("click", onClick);
  return element;
}

/** A quiet button: an icon and its words. */
export function toolButton(codicon: string, label: string, onClick: () => void): HTMLElement {
  // Without a label the toolkit calls every such button “Icon Button”.
  const element = h("vscode-button", { appearance: "icon", class: "tool", "aria-label": label }, icon(codicon), h("div", {}, label));
  element.addEventListener("click", onClick);
  return element;
}

export interface SearchField {
  readonly element: HTMLElement;
  value: string;
  focus(): void;
}

/** Tells every change while typing. */
export function searchField(label: string, placeholder: string, onInput: (value: string) => void): SearchField {
  const element = h("vscode-text-field", { placeholder, "aria-label": label, class: "search" }) as ValueElement;
  const start = icon("search");
  start.slot = "start";
  element.append(start);
  element.addEventListener("input", () => onInput(element.value));
  return {
    element,
    get value() {
      return element.value;
    },
    set value(value) {
      if (element.value !== value) element.value = value;
    },
    focus: () => {
      element.focus();
      element.shadowRoot?.querySelector("input")?.select();
    },
  };
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface Dropdown {
  readonly element: HTMLElement;
  /** The options and the chosen one; touches the page only if they changed, so that an open list stays open. */
  show(choices: readonly Choice[], chosen: string): void;
}

export function dropdown(label: string, onChange: (value: string) => void): Dropdown {
  const element = h("vscode-dropdown", { "aria-label": label, title: label, class: "networks" }) as ValueElement;
  element.addEventListener("change", () => onChange(element.value));
  let shown = "";
  return {
    element,
    show(choices, chosen) {
      const wanted = JSON.stringify([choices, chosen]);
      if (wanted === shown) return;
      shown = wanted;
      element.replaceChildren(
        ...choices.map(({ value, label: words }) =>
          h("vscode-option", { value, ...(value === chosen && { selected: "" }) }, words),
        ),
      );
      // The list takes its options over in a later task, and would choose the first.
      queueMicrotask(() => {
        element.value = chosen;
      });
    },
  };
}

interface TabsElement extends HTMLElement {
  readonly activeid: string;
}

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly view: HTMLElement;
}

export interface Tabs {
  readonly element: HTMLElement;
  /** Brings a tab to the front. */
  show(id: string): void;
}

/** Tabs over their views, `shown` in front; `end` stands at the right of the tabs. Tells when a person chose another. */
export function tabs(all: readonly Tab[], shown: string, end: HTMLElement, onChange: (id: string) => void): Tabs {
  end.slot = "end";
  const element = h(
    "vscode-panels",
    { activeid: `tab-${shown}` },
    end,
    ...all.map(({ id, label }) => h("vscode-panel-tab", { id: `tab-${id}` }, label)),
    ...all.map(({ id, view }) => h("vscode-panel-view", { id: `view-${id}` }, view)),
  );
  // The fields inside tell of their changes by the same name. The attribute follows the property later.
  element.addEventListener("change", ({ target }) => {
    const tab = all.find(({ id }) => target === element && (element as TabsElement).activeid === `tab-${id}`);
    if (tab) onChange(tab.id);
  });
  return { element, show: (id) => element.setAttribute("activeid", `tab-${id}`) };
}

export function progressRing(label: string): HTMLElement {
  return h("vscode-progress-ring", { "aria-label": label });
}

/** What all entry controls of a form have in common. */
export interface Entry<T> {
  readonly element: HTMLElement;
  value: T;
  focus(): void;
  /** Its state besides the value: what describes it (an element's id and its text), and whether it is wrong or off. */
  describe(state: { readonly describedBy: string; readonly description: string; readonly invalid: boolean; readonly disabled: boolean }): void;
}

/** A line of text. The label stands beside it, so it is given by name. */
export function textEntry(label: string, onInput: (value: string) => void): Entry<string> & { placeholder: string } {
  const element = h("vscode-text-field", { "aria-label": label, class: "entry" }) as ValueElement & { placeholder: string };
  element.addEventListener("input", () => onInput(element.value));
  return {
    element,
    ...entryOf(element, "input"),
    get value() {
      return element.value;
    },
    set value(value) {
      if (element.value !== value) element.value = value;
    },
    get placeholder() {
      return element.placeholder;
    },
    set placeholder(text) {
      if (element.getAttribute("placeholder") !== text) element.setAttribute("placeholder", text);
    },
  };
}

export interface OptionalChoice extends Choice {
  readonly disabled?: string;
}

export interface ChoiceEntry extends Entry<string> {
  /** Touches the page only if they changed, so that an open list stays open. */
  show(choices: readonly OptionalChoice[], chosen: string): void;
}

export function choiceEntry(label: string, onChange: (value: string) => void): ChoiceEntry {
  const element = h("vscode-dropdown", { "aria-label": label, class: "entry" }) as ValueElement;
  let shown = "";
  let chosenNow = "";
  element.addEventListener("change", () => {
    // It also tells when its options are replaced.
    if (element.value === chosenNow) return;
    chosenNow = element.value;
    onChange(element.value);
  });
  const choose = (value: string): void => {
    chosenNow = value;
    if (element.value !== value) element.value = value;
  };
  return {
    element,
    ...entryOf(element, undefined),
    get value() {
      return element.value;
    },
    set value(value) {
      choose(value);
    },
    show(choices, chosen) {
      const wanted = JSON.stringify(choices);
      if (wanted !== shown) {
        shown = wanted;
        element.replaceChildren(
          ...choices.map(({ value, label: words, disabled }) =>
            h("vscode-option", { value, ...(disabled === undefined ? {} : { disabled: "", title: disabled }), ...(value === chosen && { selected: "" }) }, words),
          ),
        );
      }
      choose(chosen);
      // The list takes its options over in a later task, and would choose the first.
      queueMicrotask(() => {
        if (chosenNow === chosen) choose(chosen);
      });
    },
  };
}

interface CheckElement extends HTMLElement {
  checked: boolean;
}

export function checkEntry(label: string, onChange: (value: boolean) => void): Entry<boolean> {
  const element = h("vscode-checkbox", { class: "entry" }, label) as CheckElement;
  let told = false;
  element.addEventListener("change", () => {
    if (element.checked === told) return;
    told = element.checked;
    onChange(told);
  });
  return {
    element,
    ...entryOf(element, undefined),
    get value() {
      return element.checked;
    },
    set value(value) {
      told = value;
      if (element.checked !== value) element.checked = value;
    },
  };
}

/** The focus and the descriptions go to what a screen reader meets: an element inside the control, or the control itself. */
function entryOf(element: HTMLElement, inside: string | undefined): Pick<Entry<never>, "focus" | "describe"> {
  const spoken = (): Element => (inside === undefined ? element : (element.shadowRoot?.querySelector(inside) ?? element));
  return {
    focus: () => element.focus(),
    describe({ describedBy, description, invalid, disabled }) {
      const apply = (): void => {
        const target = spoken();
        // An id does not reach into the control's own tree: the text goes along.
        for (const at of new Set([element, target])) {
          attribute(at, "aria-invalid", invalid ? "true" : undefined);
          attribute(at, "aria-description", description === "" ? undefined : description);
        }
        attribute(element, "aria-describedby", description === "" ? undefined : describedBy);
      };
      attribute(element, "disabled", disabled ? "" : undefined);
      apply();
      // What is inside is made when the control is put on the page.
      if (inside !== undefined && element.shadowRoot?.querySelector(inside) == null) requestAnimationFrame(apply);
    },
  };
}
