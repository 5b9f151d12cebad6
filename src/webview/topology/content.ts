import { hasPair, tellingAddresses } from "../../core/link";
import type { Bundle, Group, Shown } from "../../core/topologyShown";
import type { Cable, HostNic, Publication, Sandbox, Segment } from "../../core/topology";
import { format } from "../../core/words";
import type { WebviewWords } from "../../protocol/strings";
import { besideChips, metrics, type Measure } from "./geometry";

/** One line of a box at whose left end something arrives. */
export interface BoxRow {
  /** Of the cable, bundle or published port that arrives. */
  readonly id: string;
  readonly segment?: string;
  readonly type: "cable" | "bundle" | "port";
  /** In the socket at the edge. */
  readonly chip: string;
  readonly label: string;
  readonly detail: string;
}

export interface BoxContent {
  readonly id: string;
  readonly title: string;
  /** Below the title, dim. */
  readonly lines: readonly string[];
  readonly rows: readonly BoxRow[];
  readonly width: number;
  /** Of title and lines. */
  readonly head: number;
  /** From the edge to the rows' labels. */
  readonly beside: number;
  readonly sandbox?: Sandbox;
  readonly group?: Group;
}

export interface BarContent {
  readonly id: string;
  readonly segment: Segment;
  /** From 2, where this is another part of a bar that is drawn in several. */
  readonly part?: number;
  readonly lines: readonly { readonly text: string; readonly mono: boolean }[];
  /** By the id of what ends there. */
  readonly ports: ReadonlyMap<string, { readonly chip: string; readonly label: string }>;
  /** From the edge to the ports' labels. */
  readonly beside: number;
  readonly width: number;
  readonly height: number;
}

/** The most lines that say who shares a box, and published ports that are drawn one by one. */
const most = { sharers: 3, ports: 6 };

export function contentsOf(shown: Shown, words: WebviewWords, measure: Measure): { boxes: readonly BoxContent[]; bars: readonly BarContent[]; host: readonly BoxContent[] } {
  const cables = byBox(shown.cables, ({ sandbox }) => sandbox);
  const bundles = byBox(shown.bundles, ({ group }) => group);
  const ports = byBox(shown.publications, ({ sandbox }) => sandbox);
  const names = new Map(shown.segments.map(({ id, name }) => [id, name]));
  const all = [
    ...shown.sandboxes.map((sandbox) => sandboxContent(sandbox, cables.get(sandbox.id) ?? [], ports.get(sandbox.id) ?? [], words)),
    ...shown.groups.map((group) => groupContent(group, bundles.get(group.id) ?? [], group.sandboxes.flatMap(({ id }) => ports.get(id) ?? []), names, words)),
  ].map((content) => {
    const beside = besideChips(content.rows.map(({ chip }) => chip));
    return { ...content, beside, width: boxWidth(content, beside, measure), head: metrics.header + content.lines.length * metrics.line };
  });
  const onHost = ({ sandbox, group }: BoxContent): boolean => (sandbox ?? group?.sandboxes[0])?.kind === "host";
  const ends = byBox([...shown.cables, ...shown.bundles], ({ segment }) => segment);
  return {
    boxes: alike(all.filter((content) => !onHost(content))),
    host: all.filter(onHost),
    bars: alike(shown.segments.map((segment) => barContent(segment, ends.get(segment.id) ?? [], words, measure))),
  };
}

/** All as wide as the widest: they stand in columns. In steps, so that a letter more does not move everything. */
function alike<T extends { readonly width: number }>(all: readonly T[]): readonly T[] {
  const width = Math.ceil(Math.max(0, ...all.map((one) => one.width)) / 20) * 20;
  return all.map((one) => ({ ...one, width }));
}

function byBox<T>(all: readonly T[], keyOf: (one: T) => string | undefined): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    if (key === undefined) continue;
    const known = found.get(key);
    if (known) known.push(one);
    else found.set(key, [one]);
  }
  return found;
}

type Unsized = Omit<BoxContent, "width" | "head" | "beside">;

function sandboxContent(sandbox: Sandbox, cables: readonly Cable[], ports: readonly Publication[], words: WebviewWords): Unsized {
  const { topology, map } = words;
  const [owner, ...sharers] = sandbox.containers;
  const state = owner === undefined || owner.state === "running" ? [] : [owner.state === "paused" ? map.paused : owner.left === true ? "" : sandbox.kind === "stopped" ? map.stopped : owner.state];
  const left = owner?.left === true ? [topology.left] : [];
  const shared = sharers.slice(0, most.sharers).map(({ name }) => format(topology.sharer, { name }));
  const more = sharers.length > most.sharers ? [format(topology.more, { count: sharers.length - most.sharers })] : [];
  const modes = sandbox.kind === "none" ? [topology.loopbackOnly] : sandbox.kind === "host" ? [topology.hostMode] : [];
  return {
    id: sandbox.id,
    title: owner?.name ?? "",
    lines: [...state, ...left, ...modes, ...shared, ...more].filter((line) => line !== ""),
    rows: [...cables.map((cable) => cableRow(cable, words)), ...portRows(sandbox.id, ports, words)],
    sandbox,
  };
}

function cableRow(cable: Cable, words: WebviewWords): BoxRow {
  const { link } = cable;
  const [address = ""] = tellingAddresses(link?.addresses ?? []);
  return {
    id: cable.id,
    ...(cable.segment !== undefined && { segment: cable.segment }),
    type: "cable",
    chip: link?.ifindex === undefined ? "–" : String(link.ifindex),
    label: link?.interface ?? words.topology.interfaceUnknown,
    detail: address.replace(/\/\d+$/, ""),
  };
}

function portRows(box: string, ports: readonly Publication[], words: WebviewWords): BoxRow[] {
  if (ports.length <= most.ports) {
    return ports.map((port) => ({ id: port.id, ...(port.segment !== undefined && { segment: port.segment }), type: "port", chip: "", label: publicationWords(port), detail: "" }));
  }
  return groupPorts(box, ports, words);
}

/** `:8080 → 80/tcp`, with the address where it listens on one only. */
export function publicationWords({ hostIps, hostPort, containerPort, protocol }: Publication): string {
  const [ip = "", ...others] = hostIps;
  return `${ip.includes(":") ? `[${ip}]` : ip}${others.length > 0 ? "…" : ""}:${hostPort} → ${containerPort}/${protocol}`;
}

function groupContent(group: Group, bundles: readonly Bundle[], ports: readonly Publication[], names: ReadonlyMap<string, string>, words: WebviewWords): Unsized {
  const { topology } = words;
  const count = group.sandboxes.length;
  return {
    id: group.id,
    title: format(group.more ? topology.more : topology.containers, { count }),
    lines: [group.sandboxes.slice(0, 4).map(({ containers }) => containers[0]?.name ?? "").join(", ") + (count > 4 ? "…" : "")],
    rows: [
      ...bundles.map((bundle): BoxRow => ({ id: bundle.id, segment: bundle.segment, type: "bundle", chip: `×${bundle.cables.length}`, label: names.get(bundle.segment) ?? "", detail: "" })),
      ...groupPorts(group.id, ports, words),
    ],
    group,
  };
}

/** Through each of the segments one arrow for all. */
function groupPorts(box: string, ports: readonly Publication[], words: WebviewWords): BoxRow[] {
  return [...byBox(ports, ({ segment }) => segment ?? "")].map(([segment, some]) => ({
    id: `ports/${box}/${segment}`,
    ...(segment !== "" && { segment }),
    type: "port",
    chip: "",
    label: format(words.topology.ports, { count: some.length }),
    detail: "",
  }));
}

function boxWidth({ title, lines, rows }: Unsized, beside: number, measure: Measure): number {
  const heads = [measure(title, "name") + 22, ...lines.map((line) => measure(line, "text"))];
  const wide = rows.map(({ label, detail, type }) => measure(label, type === "bundle" ? "text" : "mono") + (detail === "" ? 0 : measure(detail, "mono") + 18) + beside - 4);
  return clamp(Math.max(...heads, ...wide) + metrics.pad * 2, 140, 290);
}

function barContent(segment: Segment, ends: readonly (Cable | Bundle)[], words: WebviewWords, measure: Measure): BarContent {
  const lines = barLines(segment, words);
  const ports = new Map(ends.map((end) => [end.id, "cables" in end ? bundlePort(end, words) : cablePort(end)]));
  const left = Math.max(measure(segment.name, "name") + 24, ...lines.map(({ text, mono }) => measure(text, mono ? "mono" : "text")));
  const right = Math.max(0, ...[...ports.values()].map(({ label }) => measure(label, "mono")));
  const beside = besideChips([...ports.values()].map(({ chip }) => chip));
  return {
    id: segment.id,
    segment,
    lines,
    ports,
    beside,
    width: clamp(left, 130, 250) + (right === 0 ? 0 : right + beside + 4) + metrics.pad * 2 + 8,
    height: metrics.header + lines.length * metrics.line + 8,
  };
}

function bundlePort({ cables }: Bundle, words: WebviewWords): { chip: string; label: string } {
  return { chip: `×${cables.length}`, label: cables.every(({ link }) => link !== undefined && hasPair(link)) ? "veth" : words.topology.ends };
}

function cablePort({ link, verdict }: Cable): { chip: string; label: string } {
  // The bar is the wire itself, and is called by both of its ends.
  if (link?.peer?.namespace === "container") return { chip: "", label: "" };
  if (link !== undefined && hasPair(link)) return { chip: link.peer.ifindex === undefined ? "–" : String(link.peer.ifindex), label: link.peer.interface ?? "" };
  if (verdict === "ambiguous") return { chip: "?", label: (link?.candidates ?? []).length === 0 ? "" : `1/${(link?.candidates ?? []).length}` };
  return { chip: verdict === "notApplicable" ? "" : "?", label: "" };
}

function barLines(segment: Segment, words: WebviewWords): BarContent["lines"] {
  const { topology, map } = words;
  const { bridge, ifindex, pools, driver, kind, exit, missing, internal } = segment;
  const own = bridge ?? (kind === "interface" ? segment.name : undefined);
  const named = own === undefined || (own === segment.name && ifindex === undefined) ? undefined : [own === segment.name ? "" : own, ifindex === undefined ? "" : `#${ifindex}`].filter((part) => part !== "").join(" ");
  const subnets = pools.map(({ subnet, gateway }) => (gateway === undefined ? subnet : `${subnet} · ${format(map.gateway, { address: gateway })}`));
  const outside = exitLine(exit, topology);
  return [
    ...(named === undefined ? [] : [{ text: named, mono: true }]),
    ...(kind === "bridge" && driver !== undefined ? [] : [{ text: kind === "interface" ? topology.noBridge : kind === "patch" ? topology.patch : driver === undefined ? topology.noNetwork : driver, mono: false }]),
    ...(missing ? [{ text: topology.missing, mono: false }] : []),
    ...subnets.slice(0, 2).map((text) => ({ text, mono: false })),
    ...(internal || outside === undefined ? [] : [{ text: outside, mono: false }]),
    ...(exit.kind === "vxlan" && exit.nodes.length > 0 ? [{ text: nodesLine(exit.nodes, topology), mono: false }] : []),
    ...(internal ? [{ text: topology.internal, mono: false }] : []),
  ];
}

function exitLine(exit: Segment["exit"], topology: WebviewWords["topology"]): string | undefined {
  switch (exit.kind) {
    case "none":
      return topology.noExit;
    case "routed":
      return topology.routed;
    case "parent":
      return format(topology.onParent, { parent: exit.parent });
    case "vxlan":
      return exit.id === undefined ? topology.vxlan : format(topology.vxlanId, { id: exit.id });
    case "nat":
    case "unknown":
      return undefined;
  }
}

/** As many as a bar is wide. */
function nodesLine(nodes: readonly string[], { nodes: few, nodesMore }: WebviewWords["topology"]): string {
  const more = nodes.length - 2;
  return more <= 0 ? format(few, { nodes: nodes.join(", ") }) : format(nodesMore, { nodes: nodes.slice(0, 2).join(", "), count: more });
}

export function nicLines({ addresses, state, kind }: HostNic, words: WebviewWords): string[] {
  const [address] = tellingAddresses(addresses);
  return [[address, kind, state === "up" || state === undefined || state === "unknown" ? undefined : state === "disabled" ? words.map.stateDisabled : state].filter((part) => part !== undefined).join(" · ")].filter((line) => line !== "");
}

function clamp(value: number, low: number, high: number): number {
  return Math.round(Math.min(high, Math.max(low, value)));
}
