const SVG = "http://www.w3.org/2000/svg";

/** Makes an SVG element as `h` makes an HTML one: texts become text nodes, nothing is parsed. */
export function s(tag: string, attributes: Readonly<Record<string, string | number>> = {}, ...children: (Node | string)[]): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** A line of text, cut to a width; the whole of it is in its tooltip then. */
export function textAt(x: number, y: number, name: string, text: string, shown = text): SVGElement {
  const element = s("text", { x, y, class: name }, shown);
  if (shown !== text) element.append(s("title", {}, text));
  return element;
}
