import { parse, parseCIDR } from "ipaddr.js";
import { GATEWAY_BRIDGE, networkOf } from "./inventory";
import type { Attachment, Container, Inventory, Network } from "./inventory";
import type { Evidence } from "./link";
import type { ContainerInterface } from "./linkFacts";

/** On which network an interface is. Without `network` the engine did not make it, or names a network that is gone. */
export interface Attribution {
  readonly attachment?: Attachment;
  readonly network?: Network;
  readonly evidence: readonly Evidence[];
}

/** An interface with what its host end tells, if that is known. */
export interface Candidate {
  readonly interface: ContainerInterface;
  readonly bridge?: string | undefined;
}

/**
 * Says which attachment each interface is, never by its name nor by an order: by MAC address, then by IP address, then by
 * the bridge its other end is on, then, where the engine gave no address to compare, by being the only one left.
 * @param addressSource where the addresses were read, for the evidence
 * @returns in the order of `candidates`, and the attachments that no interface explains
 */
export function attribute(
  container: Container,
  inventory: Inventory,
  candidates: readonly Candidate[],
  addressSource: string,
): { readonly attributions: readonly Attribution[]; readonly missing: readonly Attachment[] } {
  const open = new Set(container.attachments.filter((attachment) => hasInterface(networkOf(inventory, attachment))));
  const found = new Map<Candidate, Attribution>();

  const claim = (matches: (candidate: Candidate, attachment: Attachment, network: Network | undefined) => readonly Evidence[] | undefined): void => {
    for (const candidate of candidates) {
      if (found.has(candidate)) continue;
      for (const attachment of open) {
        const network = networkOf(inventory, attachment);
        const evidence = matches(candidate, attachment, network);
        if (evidence === undefined) continue;
        found.set(candidate, { attachment, ...(network === undefined ? {} : { network }), evidence });
        open.delete(attachment);
        break;
      }
    }
  };
  const byAddress = ({ interface: { name, addresses } }: Candidate, attachment: Attachment): Evidence[] => {
    const recorded = [attachment.ipv4, attachment.ipv6].filter((address) => address !== undefined).map(bare);
    const shared = addresses.filter((address) => recorded.includes(bare(address)));
    return shared.map((address) => ({ fact: "address", params: { interface: name, address }, source: addressSource, holds: true }));
  };

  claim((candidate, attachment) => {
    const { mac, name } = candidate.interface;
    if (mac === undefined || mac !== attachment.mac?.toLowerCase()) return undefined;
    return [{ fact: "mac", params: { interface: name, mac }, source: `/sys/class/net/${name}/address`, holds: true }, ...byAddress(candidate, attachment)];
  });
  claim((candidate, attachment) => {
    const evidence = byAddress(candidate, attachment);
    return evidence.length > 0 ? evidence : undefined;
  });
  claim(({ bridge }, _, network) => (bridge !== undefined && network !== undefined && bridge === bridgeOf(network) ? [] : undefined));
  for (const candidate of candidates) {
    if (found.has(candidate)) continue;
    const network = inventory.networks.find(({ name }) => name === GATEWAY_BRIDGE);
    if (network !== undefined && (candidate.bridge === bridgeOf(network) || inPoolOf(candidate.interface, network))) {
      found.set(candidate, { network, evidence: [] });
      break;
    }
  }
  const left = candidates.filter((candidate) => !found.has(candidate));
  const unnumbered = [...open].filter(({ ipv4, ipv6 }) => ipv4 === undefined && ipv6 === undefined);
  if (left.length === 1 && open.size === 1 && unnumbered.length === 1) claim((candidate) => (candidate === left[0] ? [] : undefined));

  return { attributions: candidates.map((candidate) => found.get(candidate) ?? { evidence: [] }), missing: [...open] };
}

/** Does this network give a container an interface of its own? */
function hasInterface(network: Network | undefined): boolean {
  return network?.driver !== "null" && network?.driver !== "none" && network?.driver !== "host";
}

/** The Linux bridge that an attachment's host end should be a port of. */
export function bridgeOf(network: Network | undefined): string | undefined {
  if (network?.bridge !== undefined) return network.bridge;
  return network?.driver === "bridge" ? network.options["com.docker.network.bridge.name"] : undefined;
}

/** Those of all attachments of these containers. */
export function bridgesOf(containers: readonly Container[], inventory: Inventory): string[] {
  return containers.flatMap(({ attachments }) => attachments.flatMap((attachment) => bridgeOf(networkOf(inventory, attachment)) ?? []));
}

/** IPv4 as engines and kernels write it: there is no other way to write that. */
const plain4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** An address without prefix length, in the one way of writing it. Anything else is returned as it came. */
export function bare(address: string): string {
  const text = address.split("/", 1)[0] ?? "";
  if (plain4.test(text)) return text;
  try {
    return parse(text).toString();
  } catch {
    return text;
  }
}

function inPoolOf({ addresses }: ContainerInterface, network: Network): boolean {
  return network.pools.some(({ subnet }) => addresses.some((address) => contains(subnet, bare(address))));
}

function contains(subnet: string, address: string): boolean {
  try {
    const ip = parse(address);
    const [base, bits] = parseCIDR(subnet);
    return ip.kind() === base.kind() && ip.match(base, bits);
  } catch {
    return false;
  }
}
