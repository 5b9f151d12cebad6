/** A drawing as plain data: what a page turns into SVG elements, and a test can measure. Units: pixels at a scale of 1. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** In the order in which they are painted. */
  readonly shapes: readonly Shape[];
}

export type Shape =
  | { readonly kind: "rect"; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly look: RectLook }
  | { readonly kind: "line"; readonly points: readonly (readonly [x: number, y: number])[]; readonly look: LineLook; readonly title?: string }
  /** Where a cable ends at an interface. */
  | { readonly kind: "plug"; readonly x: number; readonly y: number; readonly look: LineLook }
  /** Nothing passes here. */
  | { readonly kind: "cross"; readonly x: number; readonly y: number }
  /** The point of an arrow to the right. */
  | { readonly kind: "arrow"; readonly x: number; readonly y: number }
  | TextShape;

/** `y` is the baseline; `full` is the whole text where `text` was cut. */
export interface TextShape {
  readonly kind: "text";
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
  readonly text: string;
  readonly look: TextLook;
  readonly full?: string;
}

export type RectLook = "frame" | "space" | "subject" | "ghost" | "hub" | "chip" | "exit" | "outside";
/** `proven` to `planned` are cables; `wire` is inside the host. */
export type LineLook = "proven" | "probable" | "unknown" | "planned" | "hidden" | "direct" | "wire";
export type TextLook = "title" | "name" | "detail" | "note" | "label";

/** Font size, and how wide a character is at most in one em: of the widest fonts that editors come with. */
const metrics: Readonly<Record<TextLook, { readonly size: number; readonly em: number }>> = {
  title: { size: 12.5, em: 0.66 },
  name: { size: 12, em: 0.62 },
  detail: { size: 11, em: 0.62 },
  note: { size: 11, em: 0.6 },
  label: { size: 11, em: 0.6 },
};

export function sizeOf(look: TextLook): number {
  return metrics[look].size;
}

/** At most how wide a text is drawn. */
export function widthOf(text: string, look: TextLook): number {
  const { size, em } = metrics[look];
  let width = 0;
  // Ideographs and their punctuation are as wide as they are high.
  for (const character of text) width += (character.codePointAt(0) ?? 0) >= 0x2e80 ? size : size * em;
  return width;
}

/** The text, or as much of it as fits. */
export function fit(text: string, look: TextLook, width: number): { readonly text: string; readonly full?: string } {
  if (widthOf(text, look) <= width) return { text };
  let short = "";
  for (const character of text) {
    if (widthOf(`${short}${character}…`, look) > width) break;
    short += character;
  }
  return { text: `${short}…`, full: text };
}

/** The space that a text takes. */
export function boxOf({ x, y, anchor, text, look }: TextShape): { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number } {
  const width = widthOf(text, look);
  const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
  return { left, right: left + width, top: y - metrics[look].size * 0.8, bottom: y + metrics[look].size * 0.25 };
}
