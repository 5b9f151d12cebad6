import { hasPair, peerName } from "../../core/link";
import type { Segment } from "../../core/topology";
import type { Shown } from "../../core/topologyShown";
import { publicationWords } from "./content";

/** The picture as a Mermaid flowchart: a dashed line is not proven. */
export function mermaidOf(shown: Shown): string {
  const ids = new Map<string, string>();
  const idOf = (id: string): string => {
    const known = ids.get(id) ?? `n${ids.size}`;
    ids.set(id, known);
    return known;
  };
  const lines = ["flowchart LR"];
  lines.push('  subgraph host["host"]');
  const bar = ({ id, name, bridge, pools }: Segment): string => `${idOf(id)}["${escaped([name, bridge, ...pools.map(({ subnet }) => subnet)].filter((part) => part !== undefined).join("\n"))}"]`;
  for (const segment of shown.segments) if (segment.kind !== "patch") lines.push(`    ${bar(segment)}`);
  for (const { id, kind, containers } of shown.sandboxes) if (kind === "host") lines.push(`    ${idOf(id)}(["${escaped(containers.map(({ name }) => name).join("\n"))}"])`);
  lines.push("  end");
  for (const segment of shown.segments) if (segment.kind === "patch") lines.push(`  ${bar(segment)}`);
  for (const { id, kind, containers } of shown.sandboxes) if (kind !== "host") lines.push(`  ${idOf(id)}(["${escaped(containers.map(({ name }) => name).join("\n"))}"])`);
  for (const { id, sandboxes } of shown.groups) lines.push(`  ${idOf(id)}(["${escaped(`${sandboxes.length} ×`)}"])`);
  for (const { sandbox, segment, link, verdict } of shown.cables) {
    if (segment === undefined) continue;
    const own = [link?.interface, link?.ifindex].filter((part) => part !== undefined).join(" ");
    const peer = link !== undefined && hasPair(link) ? [link.peer.ifindex, peerName(link.peer)].filter((part) => part !== undefined).join(" ") : "";
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
