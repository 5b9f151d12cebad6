import type { Link } from "./link";
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
    if (was !== undefined && isSame(was, link)) continue;
    changed.push(...(was === undefined ? [] : [was]), link);
  }
  return [...changed, ...old.values()];
}

function isSame(a: HostLink, b: HostLink): boolean {
  const same = a.name === b.name && a.iflink === b.iflink && a.kind === b.kind && a.nsid === b.nsid && a.bridge === b.bridge;
  return same && (b.kind !== "bridge" || a.addresses.join() === b.addresses.join());
}

/**
 * Does one of these changes concern a container with these links?
 * @param nsid the kernel's id of its namespace; undefined or negative where it had none, and may have one by now
 */
export function isTouched(links: readonly Link[], nsid: number | undefined, changed: readonly HostLink[]): boolean {
  const ends = links.flatMap(({ peer, candidates = [] }) => [...(peer === undefined ? [] : [peer]), ...candidates]).filter(({ namespace }) => namespace === "host");
  const unplaced = nsid === undefined || nsid < 0;
  return changed.some((link) => (link.nsid !== undefined && (unplaced || link.nsid === nsid)) || ends.some(({ ifindex, bridge }) => ifindex === link.ifindex || (bridge !== undefined && bridge === link.name)));
}
