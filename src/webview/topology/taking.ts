import type { PictureFormat } from "../../protocol/messages";
import type { Canvas } from "./canvas";
import { pngOf, svgOf } from "./export";
import { mermaidOf } from "./mermaid";
import type { Scene } from "./scene";

/** The picture for a file: text, or base64 of a PNG. */
export async function pictureFor(format: PictureFormat, canvas: Canvas, scene: Scene): Promise<string> {
  if (format === "mermaid") return mermaidOf(scene.shown);
  const svg = svgOf(canvas, scene);
  return format === "svg" ? svg : await pngOf(svg);
}

/** Puts the picture on the clipboard as an image; the page may do that only right after a click. Gives whether it is there. */
export async function copyPicture(canvas: Canvas, scene: Scene): Promise<boolean> {
  try {
    const png = pngOf(svgOf(canvas, scene)).then((data) => new Blob([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], { type: "image/png" }));
    await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
    return true;
  } catch {
    return false;
  }
}
