import type { Behind, HostBridge, HostInterface, HostSight, HostView } from "../../core/hostView";
import { isLinkLocal } from "../../core/link";
import { format } from "../../core/words";
import type { WebviewWords } from "../../protocol/strings";

/** One interface of the host as a line of the table; all words are localised. */
export interface HostRow {
  /** Stable while the interface exists; unique in a view. */
  readonly key: string;
  readonly interface: HostInterface;
  readonly kind: string;
  readonly state: string;
  /** Those that tell something: link-local ones only where there is nothing else, and never at a veth's end, for every one has one. */
  readonly addresses: readonly string[];
  /** Who or what it is connected to, in words; empty for what is connected to nothing that is known. */
  readonly connected: string;
  readonly findings: readonly string[];
}

/** A bridge with its ports, or what is a port of nothing. */
export interface HostGroup {
  readonly key: string;
  /** Absent: what is on no bridge. */
  readonly bridge?: HostRow;
  readonly rows: readonly HostRow[];
}

export type HostItem =
  | { readonly type: "group"; readonly key: string; readonly group: HostGroup; readonly expanded: boolean }
  | { readonly type: "interface"; readonly key: string; readonly row: HostRow };

export interface HostFilter {
  /** Words, all of which must occur. */
  readonly query: string;
  readonly findingsOnly: boolean;
}

export function hostGroups(view: HostView, words: WebviewWords): HostGroup[] {
  const ofBridge = (bridge: HostBridge): HostGroup => {
    const row = rowOf(bridge, words);
    return { key: row.key, bridge: row, rows: bridge.ports.map((port) => rowOf(port, words)) };
  };
  const others = view.others.map((other) => rowOf(other, words));
  return [...view.bridges.map(ofBridge), ...(others.length === 0 ? [] : [{ key: "others", rows: others }])];
}

function rowOf(one: HostInterface, words: WebviewWords): HostRow {
  const { map } = words;
  return {
    key: one.ifindex === undefined ? `missing/${one.name}` : `#${one.ifindex}`,
    interface: one,
    kind: one.loopback === true ? map.loopback : (one.kind ?? (one.hardware === false ? map.virtual : map.hardware)),
    state: one.ifindex === undefined ? "–" : one.state === "disabled" ? map.stateDisabled : (one.state ?? ""),
    addresses: telling(one),
    connected: connectedWords(one, words),
    findings: one.findings.map(({ code, params }) => format(words.hostFindings[code], params)),
  };
}

function telling({ addresses, behind }: HostInterface): readonly string[] {
  const telling = addresses.filter((address) => !isLinkLocal(address));
  return telling.length > 0 || behind !== undefined ? telling : addresses;
}

function connectedWords({ behind, networks, parent, kind }: HostInterface, { map }: WebviewWords): string {
  const parts = behind === undefined ? [] : [behindWords(behind, map)];
  const used = kind === "bridge" ? map.hostNetwork : map.hostParentOf;
  // The engine's network over docker0 is itself called “bridge”.
  parts.push(...networks.map(({ name, driver }) => format(driver === "macvlan" || driver === "ipvlan" ? map.hostParentOf : used, { name })));
  if (parent !== undefined) parts.push(format(map.hostOn, { parent }));
  return parts.join(" · ");
}

function behindWords(behind: Behind, map: WebviewWords["map"]): string {
  switch (behind.kind) {
    case "container":
      return [behind.container.name, behind.interface, behind.ifindex === undefined ? undefined : `#${behind.ifindex}`].filter((part) => part !== undefined).join(" ");
    case "host":
      return `${behind.interface} #${behind.ifindex}`;
    case "elsewhere":
      return map.hostElsewhere;
    case "swarm":
      return map.hostSwarm;
    case "unknown":
      return behind.containers.length === 0 ? map.hostUnknown : format(map.hostUnread, { containers: listed(behind.containers) });
  }
}

/** The interfaces through which nothing can pass, by their index, and why in a word. */
export function stoppedEnds(sight: HostSight | undefined, words: WebviewWords["map"]): Map<number, string> {
  const all = sight?.visible === true ? [...sight.bridges.flatMap(({ ports }) => ports), ...sight.others] : [];
  return new Map(all.flatMap((one) => {
    const word = stoppedWord(one, words);
    return one.ifindex === undefined || word === undefined ? [] : [[one.ifindex, word] as const];
  }));
}

export function stoppedWord({ findings }: HostInterface, words: WebviewWords["map"]): string | undefined {
  if (findings.some(({ code }) => code === "disabled")) return words.stateDisabled;
  return findings.some(({ code }) => code === "down") ? words.stateDown : undefined;
}

/** A few of the names. */
function listed(names: readonly string[]): string {
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 2).join(", ")}, +${names.length - 2}`;
}

/** What passes the filter. A bridge stays above a port that does; one that passes itself keeps all its ports. */
export function filterHost(groups: readonly HostGroup[], { query, findingsOnly }: HostFilter): HostGroup[] {
  const terms = query.toLowerCase().split(/\s+/).filter((term) => term !== "");
  const passes = (row: HostRow, context: string): boolean => (!findingsOnly || row.findings.length > 0) && terms.every((term) => context.includes(term) || haystackOf(row).includes(term));
  return groups.flatMap((group) => {
    const { bridge } = group;
    if (bridge !== undefined && !findingsOnly && passes(bridge, "")) return [group];
    // Words may name the bridge and the port: “my-net container1”.
    const context = bridge === undefined ? "" : haystackOf(bridge);
    const rows = group.rows.filter((row) => passes(row, context));
    return rows.length > 0 || (bridge !== undefined && passes(bridge, "")) ? [{ ...group, rows }] : [];
  });
}

/** The lines from top to bottom; `folded` has the keys of the groups that are closed. */
export function layOutHost(groups: readonly HostGroup[], folded: ReadonlySet<string>): HostItem[] {
  return groups.flatMap((group): HostItem[] => {
    const expanded = !folded.has(group.key);
    const rows = expanded ? group.rows.map((row): HostItem => ({ type: "interface", key: row.key, row })) : [];
    return [{ type: "group", key: group.key, group, expanded }, ...rows];
  });
}

export function countFindings(groups: readonly HostGroup[]): number {
  return groups.reduce((count, { bridge, rows }) => count + [...(bridge ? [bridge] : []), ...rows].filter(({ findings }) => findings.length > 0).length, 0);
}

const haystacks = new WeakMap<HostRow, string>();

function haystackOf(row: HostRow): string {
  const known = haystacks.get(row);
  if (known !== undefined) return known;
  const { name, ifindex, mac, behind, addresses } = row.interface;
  const id = behind?.kind === "container" ? behind.container.id.slice(0, 12) : undefined;
  // An index also closed, as `ip` and the other table's search know it, so that 3 does not find 39.
  const parts = [name, ifindex === undefined ? undefined : `#${ifindex} [${ifindex}]`, mac, id, row.kind, row.state, ...addresses, row.connected, ...row.findings];
  const made = parts.filter((part) => part !== undefined).join("\n").toLowerCase();
  haystacks.set(row, made);
  return made;
}

/** What a screen reader says of a line. */
export function spokenHost(row: HostRow, words: WebviewWords["map"]): string {
  const { name, ifindex } = row.interface;
  const own = ifindex === undefined ? name : format(words.ariaIndex, { interface: name, ifindex });
  const connected = row.interface.behind === undefined ? row.connected : format(words.ariaPeer, { peer: row.connected });
  const findings = row.findings.map((text) => `${words.finding}: ${text}`);
  return [own, row.kind, row.state, connected, row.addresses[0], ...findings].filter((part) => part !== undefined && part !== "").join(", ");
}

/** One line of plain text, for the clipboard. */
export function plainHostLine(row: HostRow): string {
  const { name, ifindex, mtu, mac } = row.interface;
  const parts = [name, ifindex === undefined ? "" : `#${ifindex}`, row.kind, row.state, mtu === undefined ? "" : `mtu ${mtu}`, mac ?? "", row.addresses.join(" "), row.connected === "" ? "" : `⇄ ${row.connected}`];
  return [...parts, ...row.findings.map((text) => `(${text})`)].filter((part) => part !== "").join(" ");
}
