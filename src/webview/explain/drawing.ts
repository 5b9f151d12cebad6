import { type Drawing, type Shape, sizeOf } from "../../core/pictureShapes";

const namespace = "http://www.w3.org/2000/svg";

/** An element of SVG; text becomes text nodes, for it comes from an engine. */
function svg(tag: string, attributes: Readonly<Record<string, string | number>>, ...children: (Node | string)[]): SVGElement {
  const element = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** A drawing as SVG. What it shows is said in `label`; colours are the style sheet's. */
export function drawingOf({ width, height, shapes }: Drawing, label: string): SVGElement {
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label, class: "drawing" }, ...shapes.map(shapeOf));
}

function shapeOf(shape: Shape): SVGElement {
  switch (shape.kind) {
    case "rect": {
      const { x, y, width, height, look } = shape;
      // On whole pixels, so that borders are crisp.
      return svg("rect", { x: x + 0.5, y: Math.round(y) + 0.5, width: width - 1, height: Math.round(height) - 1, rx: look === "chip" ? 3 : 6, class: `box ${look}` });
    }
    case "line":
      return svg(
        "polyline",
        { points: shape.points.map((point) => point.join(",")).join(" "), class: `line ${shape.look}` },
        ...(shape.title === undefined ? [] : [svg("title", {}, shape.title)]),
      );
    case "plug":
      return svg("rect", { x: shape.x - 4, y: shape.y - 4, width: 8, height: 8, rx: 1.5, class: `plug ${shape.look}` });
    case "cross": {
      const { x, y } = shape;
      return svg("path", { d: `M${x - 5} ${y - 5}l10 10M${x + 5} ${y - 5}l-10 10`, class: "cross" });
    }
    case "arrow":
      return svg("path", { d: `M${shape.x} ${shape.y}l-7 -4.5v9z`, class: "arrow" });
    case "text": {
      const { x, y, anchor, look, text, full } = shape;
      const title = full === undefined ? [] : [svg("title", {}, full)];
      return svg("text", { x, y, "text-anchor": anchor, "font-size": sizeOf(look), class: `text-${look}` }, text, ...title);
    }
  }
}
