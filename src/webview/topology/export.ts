import { hasPair } from "../../core/link";
import type { Shown } from "../../core/topologyShown";
import type { Canvas } from "./canvas";
import { publicationWords } from "./content";
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
      if (style.display === "none" || element.classList.contains("hit")) continue;
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
    for (const element of whole.querySelectorAll(".hit")) element.remove();
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

/** The same as a Mermaid flowchart: a dashed line is not proven. */
export function mermaidOf(shown: Shown): string {
  const ids = new Map<string, string>();
  const idOf = (id: string): string => {
    const known = ids.get(id) ?? `n${ids.size}`;
    ids.set(id, known);
    return known;
  };
  const lines = ["flowchart LR"];
  lines.push('  subgraph host["host"]');
  for (const { id, name, bridge, pools } of shown.segments) lines.push(`    ${idOf(id)}["${escaped([name, bridge, ...pools.map(({ subnet }) => subnet)].filter((part) => part !== undefined).join("\n"))}"]`);
  for (const { id, kind, containers } of shown.sandboxes) if (kind === "host") lines.push(`    ${idOf(id)}(["${escaped(containers.map(({ name }) => name).join("\n"))}"])`);
  lines.push("  end");
  for (const { id, kind, containers } of shown.sandboxes) if (kind !== "host") lines.push(`  ${idOf(id)}(["${escaped(containers.map(({ name }) => name).join("\n"))}"])`);
  for (const { id, sandboxes } of shown.groups) lines.push(`  ${idOf(id)}(["${escaped(`${sandboxes.length} ×`)}"])`);
  for (const { sandbox, segment, link, verdict } of shown.cables) {
    if (segment === undefined) continue;
    const own = [link?.interface, link?.ifindex].filter((part) => part !== undefined).join(" ");
    const peer = link !== undefined && hasPair(link) ? [link.peer.ifindex, link.peer.interface].filter((part) => part !== undefined).join(" ") : "";
    const label = [peer, own].filter((part) => part !== "").join(verdict === "verified" ? " ⇄ " : " ≈ ");
    lines.push(`  ${idOf(segment)} ${verdict === "verified" || verdict === "notApplicable" ? "---" : "-.-"}${label === "" ? "" : `|"${escaped(label)}"|`} ${idOf(sandbox)}`);
  }
  for (const { group, segment, cables } of shown.bundles) lines.push(`  ${idOf(segment)} ===|"${cables.length} ×"| ${idOf(group)}`);
  const groupOf = new Map(shown.groups.flatMap((group) => group.sandboxes.map(({ id }) => [id, group.id] as const)));
  const ports = shown.publications.filter(({ segment }) => segment !== undefined);
  if (ports.length > 0) lines.push('  outside(("outside"))');
  for (const port of ports) lines.push(`  outside ${port.sure ? "-->" : "-.->"}|"${escaped(publicationWords(port))}"| ${idOf(groupOf.get(port.sandbox) ?? port.sandbox)}`);
  return `${lines.join("\n")}\n`;
}

/** Text from an engine within quotes: nothing of it is Mermaid's or HTML's. */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} \n._:/×⇄≈→,+()-]/gu, (letter) => `#${letter.codePointAt(0) ?? 0};`).replaceAll("\n", "<br>");
}
