import { networkOf } from "./inventory";
import type { Container, Inventory } from "./inventory";
import type { Evidence, Link, Method, Reason } from "./link";
import { attribute, bridgeOf } from "./linkAttribute";
import type { Attribution } from "./linkAttribute";
import { containerRef, driverEvidence, kindOfDriver, modeLink, networkRef, unseenLink, withoutPair } from "./linkClassify";
import { ambiguous, bridgeFacts, endFact, hostFact, ownFacts, peerOf } from "./linkEvidence";
import type { Decision } from "./linkEvidence";
import type { ContainerInterface, ContainerReading, HostLink, HostProof, HostReading } from "./linkFacts";
import { pairByIflink, pairByIndex } from "./linkGuess";

/** What is known of one container that has interfaces of its own. */
export interface PairInput {
  readonly container: Container;
  readonly inventory: Inventory;
  /** Its own side; absent where it cannot be read. */
  readonly reading?: ContainerReading;
  /** The engine's host, proven to be so. */
  readonly host?: { readonly reading: HostReading; readonly proof: HostProof };
  /** The kernel's id of the container's namespace, seen from the host: -1 when no link of the host leads there. */
  readonly namespace?: { readonly pid: number; readonly nsid: number };
  /** Why a side stays unknown, where it does. */
  readonly otherwise: Reason;
}

const DUMP = "rtnetlink RTM_GETLINK";

/** One row per interface of a container. Exact where the kernel named namespaces; else no more certain than its facts. */
export function pairLinks(input: PairInput): Link[] {
  const { container, inventory, reading, host, namespace } = input;
  const exact = host?.reading.method === "netlink" && namespace !== undefined;
  const wires = exact ? wiresOf(hostEnds(host.reading, namespace.nsid), reading?.interfaces) : (reading?.interfaces ?? []).map((own) => ({ own }));
  const candidates = wires.map(({ own, end }: Wire) => ({ interface: attributable(own, reading), bridge: end?.bridge }));
  const { attributions, missing } = attribute(container, inventory, candidates, reading?.sources.address ?? "");
  const rows = wires.map((wire: Wire, index): Link => {
    const attribution = attributions[index] ?? { evidence: [] };
    const decision = exact ? exactly(input, host, namespace, wire, attribution) : roughly(input, wire.own, attribution);
    return { ...ownSide(container, wire, attribution), ...decision, evidence: [...ownFacts(wire.own, reading), ...decision.evidence] };
  });
  const unexplained: Reason = reading === undefined ? input.otherwise : { code: "noInterface", params: {} };
  rows.push(...missing.map((attachment) => unseenLink(container, attachment, networkOf(inventory, attachment), unexplained)));
  if (rows.length > 0) return rows;
  const none = inventory.networks.find(({ driver }) => driver === "null");
  return [modeLink(container, "none", { code: "none", params: {} }, container.mode.kind === "none" ? networkRef(none) : null)];
}

/** What may say on which network an interface is: not a MAC address that only a program inside has told. */
function attributable(own: ContainerInterface | undefined, reading: ContainerReading | undefined): ContainerInterface {
  if (own === undefined || reading?.method !== "exec") return own ?? { name: "", addresses: [] };
  return { name: own.name, addresses: own.addresses };
}

/** A veth of the host whose peer is in a container, and the interface there; either may be unknown. */
interface Wire {
  readonly own?: ContainerInterface;
  readonly end?: HostLink;
  /** More than one interface without a known index, more than one end: which is which stays open. */
  readonly ends?: readonly HostLink[];
}

/** The host's veths whose peer is in that namespace. */
export function hostEnds(host: HostReading, nsid: number): HostLink[] {
  return nsid < 0 ? [] : host.links.filter((link) => link.kind === "veth" && link.nsid === nsid);
}

function wiresOf(ends: readonly HostLink[], interfaces: readonly ContainerInterface[] | undefined): Wire[] {
  if (interfaces === undefined) return ends.map((end) => ({ end }));
  const indices = new Set(interfaces.map(({ ifindex }) => ifindex));
  const unmatched = ends.filter(({ iflink }) => !indices.has(iflink));
  const unnumbered = interfaces.filter(({ ifindex }) => ifindex === undefined);
  const wires = interfaces.map((own): Wire => {
    if (own.ifindex !== undefined) {
      const end = ends.find(({ iflink }) => iflink === own.ifindex);
      return end === undefined ? { own } : { own, end };
    }
    // All interfaces are listed, so the only one left without an index is the only end left without an interface.
    const [end] = unmatched;
    if (end === undefined) return { own };
    return unmatched.length === 1 && unnumbered.length === 1 ? { own: { ...own, ifindex: end.iflink }, end } : { own, ends: unmatched };
  });
  // An end whose interface was not listed: it came while the container was read. What is proven is shown.
  return unnumbered.length > 0 ? wires : [...wires, ...unmatched.map((end) => ({ end }))];
}

/** With the kernel's namespace ids: what it names is proven, what it does not name ends elsewhere. */
function exactly(
  { otherwise }: PairInput,
  host: NonNullable<PairInput["host"]>,
  namespace: NonNullable<PairInput["namespace"]>,
  { own, end, ends }: Wire,
  { network, evidence }: Attribution,
): Decision {
  if (end !== undefined) {
    const facts: Evidence[] = [
      hostFact(host.reading, host.proof, network),
      endFact(end, DUMP),
      { fact: "linkKind", params: { interface: end.name, kind: "veth" }, source: DUMP, holds: true },
      { fact: "peerNamespace", params: { interface: end.name, pid: namespace.pid, nsid: namespace.nsid }, source: "rtnetlink RTM_GETNSID", holds: true },
      ...bridgeFacts(end, network, DUMP),
    ];
    return { kind: "veth", peer: peerOf(end), verdict: "verified", method: "netlink", evidence: [...facts, ...evidence] };
  }
  const kind = network === undefined ? "other" : kindOfDriver(network.driver);
  const facts = [...(network === undefined ? [] : [driverEvidence(network)]), ...evidence];
  if (ends !== undefined && (kind === "veth" || network === undefined)) return { kind, ...ambiguous(ends), method: "netlink", evidence: facts };
  if (own?.ifindex === undefined) return { kind, ...withoutPair(network, otherwise), method: "netlink", evidence: facts };
  const elsewhere: Evidence = { fact: "noHostEnd", params: { interface: own.name, ifindex: own.ifindex }, source: DUMP, holds: true };
  const reason: Reason = network === undefined ? { code: "notDockers", params: {} } : kind === "veth" ? { code: "elsewhere", params: {} } : { code: "driver", params: { driver: network.driver } };
  return { kind, ...withoutPair(network, reason), method: "netlink", evidence: [hostFact(host.reading, host.proof, network), elsewhere, ...facts] };
}

/** Without namespace ids: by indices, the bridge, its forwarding table and traffic. */
function roughly({ reading, host, otherwise }: PairInput, own: ContainerInterface | undefined, { attachment, network, evidence }: Attribution): Decision {
  const method: Method = reading?.method ?? "api";
  const kind = network === undefined ? "other" : kindOfDriver(network.driver);
  const facts = [...(network === undefined ? [] : [driverEvidence(network)]), ...evidence];
  if (own === undefined || host === undefined) return { kind, ...withoutPair(network, otherwise), method, evidence: facts };
  if (network !== undefined && kind !== "veth") {
    return { kind, ...withoutPair(network, { code: "driver", params: { driver: network.driver } }), method, evidence: facts };
  }
  const mac = attachment?.mac?.toLowerCase();
  const expected = bridgeOf(network);
  const question = {
    own,
    ...(reading?.hearsay === true && { hearsay: true as const }),
    ...(reading?.entered === true && { entered: true as const }),
    ...(mac === undefined ? {} : { mac }),
    ...(network === undefined ? {} : { network }),
    ...(expected === undefined ? {} : { expected }),
    host: host.reading,
  };
  const guess = own.iflink === undefined ? pairByIndex(question) : pairByIflink(question);
  return { kind, method, ...guess, evidence: [hostFact(host.reading, host.proof, network), ...guess.evidence, ...facts] };
}

function ownSide(container: Container, { own, end }: Wire, { attachment, network }: Attribution): Omit<Link, keyof Decision> {
  // A proven end names the container's side too: a veth's two ends name each other.
  const ifindex = end?.iflink ?? own?.ifindex;
  const iflink = end?.ifindex ?? own?.iflink;
  const mac = own?.mac ?? attachment?.mac?.toLowerCase();
  return {
    container: containerRef(container),
    network: networkRef(network),
    ...(own === undefined ? {} : { interface: own.name }),
    ...(ifindex === undefined ? {} : { ifindex }),
    ...(iflink === undefined ? {} : { iflink }),
    ...(mac === undefined ? {} : { mac }),
    addresses: own?.addresses ?? [attachment?.ipv4, attachment?.ipv6].filter((address) => address !== undefined),
    ...(own?.mtu === undefined ? {} : { mtu: own.mtu }),
    ...(own?.state === undefined ? {} : { state: own.state }),
  };
}
