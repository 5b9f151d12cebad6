import type { Canvas } from "./canvas";
import type { Scene } from "./scene";
import { s } from "./svg";

/** What of an element's looks a file needs: it has neither our stylesheet nor the editor's variables. */
const looks = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "font-family", "font-size", "font-weight", "text-anchor"] as const;
const margin = 24;

/** The whole picture as a file of its own: with its colours, its fonts and its paper, so that it looks the same on white and on dark. */
export function svgOf(canvas: Canvas, { bounds }: Scene): string {
  const [x, y] = [bounds.x - margin, bounds.y - margin];
  const [width, height] = [Math.ceil(bounds.width + 2 * margin), Math.ceil(bounds.height + 2 * margin)];
  const whole = canvas.whole();
  // Where our stylesheet applies, but nobody sees it.
  whole.style.cssText = "position:absolute;visibility:hidden;width:0;height:0";
  canvas.element.append(whole);
  try {
    for (const element of whole.querySelectorAll<SVGElement>("path, rect, circle, text")) {
      const style = getComputedStyle(element);
      if (style.display === "none" || element.matches(".hit, .flow")) continue;
      for (const name of looks) {
        const value = style.getPropertyValue(name);
        if (value !== "" && value !== "none" && value !== "normal") element.setAttribute(name, value.replaceAll('"', "'"));
      }
      if (style.fill === "none") element.setAttribute("fill", "none");
      element.removeAttribute("style");
    }
    for (const element of whole.querySelectorAll<SVGElement>("g[data-item]")) {
      const transform = element.style.transform.replace(/px/g, "");
      if (transform !== "") element.setAttribute("transform", transform);
    }
    const paper = getComputedStyle(document.body).getPropertyValue("--vscode-editor-background").trim() || "#ffffff";
    for (const element of whole.querySelectorAll(".hit, .flow")) element.remove();
    for (const element of whole.querySelectorAll("*")) for (const { name } of [...element.attributes]) if (/^(class|style|role|aria-|data-)/.test(name)) element.removeAttribute(name);
    const svg = s("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `${x} ${y} ${width} ${height}` }, s("rect", { x, y, width, height, fill: paper }), ...whole.childNodes);
    return new XMLSerializer().serializeToString(svg);
  } finally {
    whole.remove();
  }
}

/** The most pixels that a picture has, in each direction. */
const largest = 8000;

/** The same as PNG, twice as fine as on screen where that is not too large. Base64. */
export async function pngOf(svg: string): Promise<string> {
  const image = new Image();
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    await new Promise((resolve, reject) => {
      image.addEventListener("load", resolve);
      image.addEventListener("error", () => reject(new Error("The picture cannot be drawn")));
      image.src = address;
    });
    const scale = Math.min(2, largest / image.width, largest / image.height);
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(image.width * scale);
    canvas.height = Math.ceil(image.height * scale);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/png").replace(/^data:image\/png;base64,/, "");
  } finally {
    URL.revokeObjectURL(address);
  }
}
