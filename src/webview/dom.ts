/**
 * Makes an element. Attributes are set one by one and text becomes text nodes: nothing is ever parsed as HTML,
 * for names and labels come from an engine and are hostile.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes?: Readonly<Record<string, string>>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K];
export function h(tag: string, attributes?: Readonly<Record<string, string>>, ...children: (Node | string)[]): HTMLElement;
export function h(tag: string, attributes: Readonly<Record<string, string>> = {}, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A codicon; decoration only: words stand beside it. */
export function icon(name: string): HTMLElement {
  return h("span", { class: `codicon codicon-${name}`, "aria-hidden": "true" });
}

/** Text that may be cut off: the whole of it is in the tooltip. */
export function clipped(text: string, name = ""): HTMLElement {
  return h("span", { class: `clip ${name}`.trim(), title: text }, text);
}

/** A path, a list or an option’s name in pieces, to be broken behind its slashes, commas and dots where it does not fit in a line. */
export function breakable(text: string): (Node | string)[] {
  return text.split(/(?<=[/,])|(?<=\.)(?=[a-z])/).flatMap((piece, index) => (index === 0 ? [piece] : [h("wbr"), piece]));
}

/** Sets an attribute, or takes it away; touches the page only on a change. */
export function attribute(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * Puts the page's focus where it is to be. While the keyboard is elsewhere in the editor, in the palette say, that waits until it
 * comes back: a page that focuses something takes the keyboard away from there.
 */
export function focusInPage(element: HTMLElement): void {
  const focus = (): void => element.focus({ preventScroll: true });
  if (document.hasFocus()) focus();
  else window.addEventListener("focus", focus, { once: true });
}
