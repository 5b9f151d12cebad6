import type { ContainerId } from "./inventory";
import { peerName, type Evidence, type Link, type Peer } from "./link";
import { countersAgree, type Counters, type HostLink } from "./linkFacts";

/** An interface that has no other end on the host: it may have one in a container. */
export interface LooseEnd {
  readonly link: Link & { readonly interface: string; readonly ifindex: number };
  /** What the kernel told of it to who may ask in its namespace. */
  readonly told?: ToldEnd;
  /** Index of its other end, as a program inside the container said. */
  readonly said?: number;
  /** Read three times, so that of two ends one was read between two readings of the other. */
  readonly counters?: readonly [Counters, Counters, Counters];
}

export interface ToldEnd {
  readonly kind?: string;
  readonly iflink: number;
  /** Where its other end is; absent where that is the same namespace, or nobody's. */
  readonly leads?: {
    /** The namespace's id where it was asked. */
    readonly nsid: number;
    /** Whose namespace that is. */
    readonly container: ContainerId;
  };
  /** Where it was read what the link is, and whose namespace the other end is in. */
  readonly sources: { readonly link: string; readonly namespace: string };
}

/** A link as its own namespace's kernel tells it. */
type DumpedEnd = Pick<HostLink, "name" | "ifindex" | "iflink" | "kind" | "nsid">;

/**
 * What the kernel tells of an end, if it is still the one that was seen.
 * @param owners whose the namespaces are, by the ids that they have where `links` were asked for
 */
export function toldOf({ link }: LooseEnd, links: readonly DumpedEnd[], owners: ReadonlyMap<number, ContainerId>, sources: ToldEnd["sources"]): ToldEnd | undefined {
  const found = links.find(({ ifindex }) => ifindex === link.ifindex);
  if (found?.name !== link.interface) return undefined;
  const { kind, iflink, nsid } = found;
  const container = nsid === undefined ? undefined : owners.get(nsid);
  return { iflink, sources, ...(kind !== undefined && { kind }), ...(nsid !== undefined && container !== undefined && { leads: { nsid, container } }) };
}

/** Whose a namespace is, by its id. What two claim is nobody's; a negative id is none. */
export function ownersOf(ids: readonly (readonly [nsid: number, container: ContainerId])[]): ReadonlyMap<number, ContainerId> {
  const count = (nsid: number): number => ids.filter(([one]) => one === nsid).length;
  return new Map(ids.filter(([nsid]) => nsid >= 0 && count(nsid) === 1));
}

/** Its host's links are all known, and none of them is its other end. */
export function isLoose(link: Link): link is LooseEnd["link"] {
  const { verdict, reason, method, interface: name, ifindex } = link;
  return verdict === "unavailable" && method === "netlink" && name !== undefined && ifindex !== undefined && (reason?.code === "notDockers" || reason?.code === "elsewhere");
}

/**
 * Wires that lead from one container straight into another, past the host: made by hand, or by tools like containerlab.
 * What the kernel told is proof. What programs inside say picks one only where both ends say the same of each other and
 * their traffic mirrors, and proves nothing.
 * @returns the rows that change, by the row that was there
 */
export function joinWires(ends: readonly LooseEnd[]): ReadonlyMap<Link, Link> {
  const joined = new Map<Link, Link>();
  for (const end of ends) {
    const row = provenRow(end, ends);
    if (row !== undefined) joined.set(end.link, row);
  }
  const open = ends.filter(({ link, told }) => told === undefined && !joined.has(link));
  const rivals = new Map(open.map((end) => [end, open.filter((other) => mayPair(end, other))]));
  for (const [end, [first, ...more]] of rivals) {
    if (first === undefined) continue;
    if (more.length > 0) joined.set(end.link, openRow(end, [first, ...more]));
    else if (rivals.get(first)?.length === 1) joined.set(end.link, likelyRow(end, first));
  }
  return joined;
}

/** Do two ends say so of each other, and have they carried the same traffic? */
function mayPair(one: LooseEnd, other: LooseEnd): boolean {
  return one.link.container.id !== other.link.container.id && one.said === other.link.ifindex && other.said === one.link.ifindex && mirrors(one, other);
}

/** Did what one sent arrive at the other, and the other way round? Two that were never used say nothing. */
export function mirrors({ counters: own }: Pick<LooseEnd, "counters">, { counters: others }: Pick<LooseEnd, "counters">): boolean {
  if (own === undefined || others === undefined) return false;
  const [before, between, after] = own;
  return countersAgree(between, [others[0], others[2]]) === "mirror" && countersAgree(others[1], [before, after]) === "mirror";
}

/** With the end that the kernel names: by its index in the namespace that it is in. A pair within one namespace leads nowhere. */
function provenRow(end: LooseEnd, ends: readonly LooseEnd[]): Link | undefined {
  const { link, told } = end;
  if (told?.kind !== "veth" || told.leads === undefined) return undefined;
  const { leads, sources } = told;
  const other = ends.find((one) => one.link.container.id === leads.container && one.link.ifindex === told.iflink);
  // Should both be told of, they name each other; if not, one was read before a change and one after.
  const back = other?.told;
  if (other === undefined || (back !== undefined && (back.kind !== "veth" || back.iflink !== link.ifindex || back.leads?.container !== link.container.id))) return undefined;
  const facts: Evidence[] = [
    { fact: "linkKind", params: { interface: link.interface, kind: "veth" }, source: sources.link, holds: true },
    farEnd(other, back?.sources.link ?? sources.link, link.ifindex),
    { fact: "peerContainer", params: { interface: link.interface, nsid: leads.nsid, container: other.link.container.name }, source: sources.namespace, holds: true },
  ];
  return { ...withEnd(end, other), verdict: "verified", evidence: [...facts, ...link.evidence], method: "netlink" };
}

function likelyRow(end: LooseEnd, other: LooseEnd): Link {
  const { link } = end;
  const { interface: name, ifindex } = link;
  const far = peerOf(end, other);
  const facts: Evidence[] = [
    { fact: "containerEnd", params: { interface: name, ifindex, iflink: other.link.ifindex }, source: saidSource(name), holds: true },
    farEnd(other, saidSource(other.link.interface), ifindex),
    { fact: "counters", params: { interface: name, other: peerName(far) ?? "" }, source: "/proc/PID/net/dev", holds: true },
  ];
  return { ...withEnd(end, other), verdict: "inferred", reason: { code: "unconfirmed", params: { interface: peerName(far) ?? "" } }, evidence: [...facts, ...link.evidence], method: "exec" };
}

function openRow(end: LooseEnd, others: readonly LooseEnd[]): Link {
  const candidates = others.map((other) => peerOf(end, other));
  const names = candidates.flatMap((one) => peerName(one) ?? []).join(", ");
  return { ...end.link, kind: "veth", verdict: "ambiguous", candidates, reason: { code: "wires", params: { candidates: names } }, method: "exec" };
}

function withEnd(end: LooseEnd, other: LooseEnd): Omit<Link, "verdict" | "reason" | "evidence" | "method"> {
  const { container, network, interface: name, ifindex, mac, addresses, mtu, state, via } = end.link;
  return {
    container,
    network,
    interface: name,
    ifindex,
    iflink: other.link.ifindex,
    ...(mac !== undefined && { mac }),
    addresses,
    ...(mtu !== undefined && { mtu }),
    ...(state !== undefined && { state }),
    kind: "veth",
    peer: peerOf(end, other),
    ...(via !== undefined && { via }),
  };
}

function peerOf({ link }: LooseEnd, { link: other }: LooseEnd): Peer {
  return { interface: other.interface, ifindex: other.ifindex, iflink: link.ifindex, namespace: "container", container: other.container };
}

function farEnd({ link: { container, interface: name, ifindex } }: LooseEnd, source: string, iflink: number): Evidence {
  return { fact: "farEnd", params: { container: container.name, interface: name, ifindex, iflink }, source, holds: true };
}

const saidSource = (name: string): string => `exec cat /sys/class/net/${name}/{ifindex,iflink}`;
