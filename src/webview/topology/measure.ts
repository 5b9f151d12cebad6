import type { Font, Measure } from "./geometry";

/** Measures with the page's own fonts; a width is asked of them once. */
export function pageMeasure(): Measure {
  const context = document.createElement("canvas").getContext("2d");
  const style = getComputedStyle(document.body);
  const family = style.fontFamily;
  const mono = style.getPropertyValue("--vscode-editor-font-family") || "monospace";
  const fonts: Readonly<Record<Font, string>> = { name: `600 13px ${family}`, text: `12px ${family}`, mono: `12px ${mono}` };
  const known = new Map<string, number>();
  return (text, font) => {
    const key = `${font} ${text}`;
    const width = known.get(key);
    if (width !== undefined) return width;
    if (context === null) return text.length * 7;
    context.font = fonts[font];
    const measured = context.measureText(text).width;
    known.set(key, measured);
    return measured;
  };
}

/** As much of a text as fits, with an ellipsis where that is not all. */
export function fitted(text: string, width: number, font: Font, measure: Measure): string {
  if (measure(text, font) <= width) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${text.slice(0, middle)}…`, font) <= width) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low)}…`;
}
