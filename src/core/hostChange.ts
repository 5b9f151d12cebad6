import type { Link, Peer } from "./link";
import type { HostLink, HostReading } from "./linkFacts";

/**
 * The host's links that are not what they were, as far as a pair depends on it; each as it was and as it is. Whether one
 * is up, and the addresses of those that are no bridge, decide about no pair.
 */
export function hostChanges(before: HostReading, after: HostReading): HostLink[] {
  const old = new Map(before.links.map((link) => [link.ifindex, link]));
  const changed: HostLink[] = [];
  for (const link of after.links) {
    const was = old.get(link.ifindex);
    old.delete(link.ifindex);
    if (was === link || (was !== undefined && isSame(was, link))) continue;
    changed.push(...(was === undefined ? [] : [was]), link);
  }
  return [...changed, ...old.values()];
}

function isSame(a: HostLink, b: HostLink): boolean {
  const same = a.name === b.name && a.iflink === b.iflink && a.kind === b.kind && a.nsid === b.nsid && a.bridge === b.bridge;
  return same && (b.kind !== "bridge" || a.addresses.join() === b.addresses.join());
}

/** Indices of the host's links that rows are about, and of the bridges that those are ports of. */
export function endsOf(rows: readonly Link[], { links }: HostReading): ReadonlySet<number> {
  const ends = new Set(rows.flatMap(hostEnds).flatMap(({ ifindex }) => ifindex ?? []));
  const bridges = new Set(links.flatMap(({ ifindex, bridge }) => (ends.has(ifindex) && bridge !== undefined ? [bridge] : [])));
  return new Set([...ends, ...links.flatMap(({ ifindex, name }) => (bridges.has(name) ? [ifindex] : []))]);
}

function hostEnds({ peer, candidates = [] }: Link): Peer[] {
  return [...(peer === undefined ? [] : [peer]), ...candidates].filter(({ namespace }) => namespace === "host");
}

/**
 * Does one of these changes concern a container with these links?
 * @param nsid the kernel's id of its namespace; undefined or negative where it had none, and may have one by now
 */
export function isTouched(links: readonly Link[], nsid: number | undefined, changed: readonly HostLink[]): boolean {
  const ends = links.flatMap(hostEnds);
  const unplaced = nsid === undefined || nsid < 0;
  return changed.some((link) => (link.nsid !== undefined && (unplaced || link.nsid === nsid)) || ends.some(({ ifindex, bridge }) => ifindex === link.ifindex || (bridge !== undefined && bridge === link.name)));
}
