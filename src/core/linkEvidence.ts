import type { Network } from "./inventory";
import type { Evidence, Link, Peer } from "./link";
import { bare, bridgeOf } from "./linkAttribute";
import type { ContainerInterface, ContainerReading, HostLink, HostProof, HostReading } from "./linkFacts";

/** What is decided of an interface; the rest of its row is what was read of it. */
export type Decision = Pick<Link, "kind" | "verdict" | "method" | "evidence" | "peer" | "candidates" | "reason">;

export function peerOf({ name, ifindex, iflink, bridge }: HostLink): Peer {
  return { interface: name, ifindex, iflink, ...(bridge === undefined ? {} : { bridge }), namespace: "host" };
}

export function ambiguous(ends: readonly HostLink[]): Pick<Decision, "verdict" | "candidates" | "reason"> {
  const candidates = ends.map(({ name }) => name).join(", ");
  return { verdict: "ambiguous", candidates: ends.map(peerOf), reason: { code: "ambiguous", params: { candidates } } };
}

/**
 * Is the bridge of this network here, with that network's gateway address?
 * @param endpoints gateways that endpoints on it have: a network whose subnet was given without a gateway tells none itself
 */
export function bridgeHere(network: Network, host: HostReading, endpoints: readonly string[] = []): HostProof | undefined {
  const bridge = bridgeOf(network);
  const link = host.links.find(({ name, kind }) => name === bridge && (kind === undefined || kind === "bridge"));
  const gateway = [...network.pools.map((pool) => pool.gateway), ...endpoints].find((address) => address !== undefined && link?.addresses.some((own) => bare(own) === bare(address)));
  if (link === undefined || gateway === undefined) return undefined;
  return { bridge: link.name, ifindex: link.ifindex, gateway, source: host.method === "netlink" ? "rtnetlink RTM_GETADDR" : "/proc/self/net/fib_trie" };
}

/** What proves the host, told of the row's own network where its bridge shows the same. */
export function hostFact(reading: HostReading, proof: HostProof, network?: Network): Evidence {
  const { bridge, gateway, source } = (network === undefined ? undefined : bridgeHere(network, reading)) ?? proof;
  return { fact: "hostNamespace", params: { bridge, gateway }, source, holds: true };
}

export function endFact({ name, ifindex, iflink }: HostLink, source: string): Evidence {
  return { fact: "hostEnd", params: { interface: name, ifindex, iflink }, source, holds: true };
}

/** Is the host's end a port of the network's bridge? A difference is a finding, not a reason to hide the pair. */
export function bridgeFacts(end: HostLink, network: Network | undefined, source: string): Evidence[] {
  const expected = bridgeOf(network);
  const { name, bridge } = end;
  if (network === undefined || expected === undefined) return [];
  if (bridge === expected) return [{ fact: "bridgePort", params: { interface: name, bridge, network: network.name }, source, holds: true }];
  if (bridge === undefined) return [{ fact: "noBridge", params: { interface: name, expected, network: network.name }, source, holds: false }];
  return [{ fact: "wrongBridge", params: { interface: name, bridge, expected, network: network.name }, source, holds: false }];
}

/** What the container's side told of itself. */
export function ownFacts(own: ContainerInterface | undefined, reading: ContainerReading | undefined): Evidence[] {
  if (own?.ifindex === undefined || reading === undefined) return [];
  const { name, ifindex, iflink } = own;
  const source = reading.sources.index;
  if (iflink === undefined) return [{ fact: "containerIndex", params: { interface: name, ifindex }, source, holds: true }];
  return [{ fact: "containerEnd", params: { interface: name, ifindex, iflink }, source, holds: true }];
}
