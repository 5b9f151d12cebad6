import type { Link } from "./link";

/**
 * A host interface is the end of one wire. Where two containers' rows claim the same (a container that lies about its
 * indices, or a change in between), neither is certain; what the kernel itself paired stands.
 */
export function rejectDoubleClaims(links: readonly Link[]): readonly Link[] {
  const claims = new Map<number, Link[]>();
  for (const link of links) {
    const index = link.peer?.namespace === "host" ? link.peer.ifindex : undefined;
    if (index !== undefined) claims.set(index, [...(claims.get(index) ?? []), link]);
  }
  return links.map((link) => {
    const { peer, ...rest } = link;
    const rivals = peer?.ifindex === undefined || peer.namespace !== "host" ? [] : (claims.get(peer.ifindex) ?? []);
    if (peer === undefined || rivals.length < 2 || link.method === "netlink") return link;
    return { ...rest, verdict: "ambiguous", candidates: [peer], reason: { code: "ambiguous", params: { candidates: peer.interface ?? String(peer.ifindex) } } };
  });
}
