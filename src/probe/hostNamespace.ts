import { attachedTo, GATEWAY_BRIDGE } from "../core/inventory";
import type { Container, EngineInfo, Inventory } from "../core/inventory";
import { bare } from "../core/linkAttribute";
import type { HostLink, HostProof, HostReading } from "../core/linkFacts";
import { bridgeHere } from "../core/linkEvidence";
import { hostEnds } from "../core/linkPair";
import { runtimeNamespace, type NamespaceId, type SeenContainer, type SeenProcess } from "./procfs";

/** A container that was seen through our own /proc, so it runs under our kernel and in sight of our process ids. */
export interface Witness {
  readonly container: Container;
  readonly seen: SeenContainer;
  /** Kernel's id of its namespace, where netlink told it. */
  readonly nsid?: number;
}

/** Can the engine be on our machine at all? If not, nothing here needs to be read. */
export function mayBeLocal(info: EngineInfo, socketPath: string | undefined): boolean {
  return process.platform === "linux" && socketPath !== undefined && !info.rootless && !info.desktop;
}

/**
 * Is the network namespace that we read the one where the engine has its bridges? Only if a container of its own says so:
 * its process is seen here, the runtime that started it is in our namespace, the bridge of one of its networks is here
 * with that network's gateway address, and an interface of ours leads into the container and is a port of that bridge.
 * Same names and addresses alone prove nothing: two engines on one machine often have the same.
 * @param runtimeOf the namespace of a process's runtime, if it can be seen
 * @returns `foreign` if a container's runtime is seen in another namespace; undefined if nothing proves it either way
 */
export function proveHost(
  inventory: Inventory,
  host: HostReading,
  witnesses: readonly Witness[],
  ours: NamespaceId | undefined,
  runtimeOf: (process: SeenProcess) => NamespaceId | undefined = runtimeNamespace,
): HostProof | "foreign" | undefined {
  if (ours === undefined) return undefined;
  const runtimes = witnesses.map(({ seen }) => runtimeOf(seen.process)).filter((namespace) => namespace !== undefined);
  if (runtimes.some((namespace) => namespace !== ours)) return "foreign";
  // Indices alone are alike in many namespaces: where the kernel names no namespaces, the runtime must be seen in ours.
  if (runtimes.length === 0 && host.method !== "netlink") return undefined;
  for (const witness of witnesses) {
    const attached = inventory.networks.filter((network) => network.name === GATEWAY_BRIDGE || witness.container.attachments.some((attachment) => attachedTo(attachment, network)));
    for (const network of attached) {
      const gateways = witness.container.attachments.filter((attachment) => attachedTo(attachment, network)).flatMap(({ gateway }) => gateway ?? []);
      const proof = bridgeHere(network, host, gateways);
      if (proof !== undefined && leadsInto(witness, proof.bridge, host)) return proof;
    }
  }
  return undefined;
}

/**
 * Does what was proven once still hold, as far as it can be told without a container? A bridge may have been renamed since.
 * @returns the proof as of now; undefined if nothing is left of it
 */
export function stillHolds(proof: HostProof, host: HostReading): HostProof | undefined {
  const held = host.links.find(({ name, ifindex, addresses }) => (name === proof.bridge || ifindex === proof.ifindex) && addresses.some((address) => bare(address) === bare(proof.gateway)));
  return held && { ...proof, bridge: held.name, ifindex: held.ifindex };
}

function leadsInto({ seen, nsid }: Witness, bridge: string, host: HostReading): boolean {
  const indices = new Set(seen.reading.interfaces.map(({ ifindex }) => ifindex));
  const ends: readonly HostLink[] = host.method === "netlink" ? hostEnds(host, nsid ?? -1) : host.links.filter(({ iflink }) => indices.has(iflink));
  return ends.some((end) => end.bridge === bridge);
}
