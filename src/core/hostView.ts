import type { Container, ContainerId, Inventory, Network, NetworkId } from "./inventory";
import { GATEWAY_BRIDGE, isLive } from "./inventory";
import type { Link } from "./link";
import { bare, bridgeOf } from "./linkAttribute";
import type { HostLink, HostReading } from "./linkFacts";
import { mayBeVeth } from "./linkGuess";

/** The host's own interfaces: who is behind each, and what is odd about it. Or why they are not to be seen. */
export type HostSight = HostView | HostUnseen;

/** Every interface of the engine's host, each exactly once. */
export interface HostView {
  readonly visible: true;
  /**
   * It was read by a helper container, in this way: without netlink it is not known what a virtual interface is, nor where
   * its other end is, unless a pair is proven.
   */
  readonly helper?: { readonly method: HostReading["method"] };
  /** Those of networks first, by the network's name; one that is missing has no index. */
  readonly bridges: readonly HostBridge[];
  /** What is a port of nothing: hardware first, loopback last. */
  readonly others: readonly HostInterface[];
}

export interface HostUnseen {
  readonly visible: false;
  readonly code: HostUnseenCode;
  readonly params: Params;
}

type Params = Readonly<Record<string, string | number>>;

/** Why the host's side is not visible. Parameters in braces; words: `hostUnseenWords`. */
export type HostUnseenCode =
  /** {engine}: it is on another machine, or reached over the network */ | "remote"
  /** {engine}: its bridges are in RootlessKit's namespace */ | "rootless"
  /** {engine}: it runs in a virtual machine */ | "desktop"
  /** {engine}: its containers are here, its bridges in another network namespace */ | "foreign"
  /** only a running container can prove whose host this is */ | "noContainer"
  /** containers run, but none could prove it */ | "notProven"
  /** the addon does not load here */ | "noNetlink"
  /** rtnetlink did not answer */ | "unreadable";

export interface NetworkRef {
  readonly id: NetworkId;
  readonly name: string;
  readonly driver: string;
}

export interface HostInterface {
  readonly name: string;
  /** Absent: it is not there, though a network says that it uses it. */
  readonly ifindex?: number;
  /** The kernel's own word (`veth`, `vxlan`…); absent for hardware. */
  readonly kind?: string;
  /** False: it is no hardware, though its kind is not known. */
  readonly hardware?: false;
  readonly loopback?: boolean;
  readonly mac?: string;
  readonly mtu?: number;
  /** In sysfs's words; `disabled` where its administrator set it down. */
  readonly state?: string;
  readonly addresses: readonly string[];
  /** What it is a port of: a bridge, a bond, a VRF. */
  readonly master?: string;
  /** The interface that it stands on: a VLAN's or tunnel's. */
  readonly parent?: string;
  /** The networks that use it: as their bridge, or as the parent of a macvlan or ipvlan. */
  readonly networks: readonly NetworkRef[];
  /** A veth's other end; absent for all else. */
  readonly behind?: Behind;
  readonly findings: readonly HostFinding[];
}

export interface HostBridge extends HostInterface {
  /** In the order of their names. */
  readonly ports: readonly HostInterface[];
}

/** Where the other end of a veth is. */
export type Behind =
  /** Proven. Without `interface` only the container is. */
  | { readonly kind: "container"; readonly container: { readonly id: ContainerId; readonly name: string }; readonly interface?: string; readonly ifindex?: number }
  /** Both ends are on the host. */
  | { readonly kind: "host"; readonly interface: string; readonly ifindex: number }
  /** In a namespace that is none of a known container's, and all containers are known. */
  | { readonly kind: "elsewhere" }
  /** On the gateway bridge of a swarm, whose own sandboxes are no containers. */
  | { readonly kind: "swarm" }
  /** Perhaps in one of these containers, which could not be read. */
  | { readonly kind: "unknown"; readonly containers: readonly string[] };

export interface HostFinding {
  readonly code: HostFindingCode;
  readonly params: Params;
}

/** Parameters in braces; words: `hostFindingWords`. */
export type HostFindingCode =
  /** nobody claims its other end */ | "orphan"
  /** {other}: both ends are on the host */ | "bothEnds"
  /** a bridge named as the engine names them, which no network uses */ | "noNetwork"
  /** {network}: its bridge is not there */ | "missing"
  /** {expected} {network}: a port of another bridge than its container's network uses */ | "wrongBridge"
  /** {expected} {network}: a port of no bridge at all */ | "noBridge"
  /** set down: nothing passes */ | "disabled"
  /** its other end is down, or it has no carrier */ | "down";

export interface HostInput {
  readonly reading: HostReading;
  readonly links: readonly Link[];
  readonly inventory: Inventory;
  /** Names of the containers whose namespace could not be told, or may have come or gone while it was read. */
  readonly unread: readonly string[];
  /** Indices of those that have just appeared: the engine makes an interface before it tells whose it is. */
  readonly fresh?: ReadonlySet<number>;
}

/** Builds the view from one reading. */
export function hostView(input: HostInput): HostView {
  const { links } = input.reading;
  const look = lookAt(input);
  const masters = new Set(links.flatMap(({ bridge }) => bridge ?? []));
  const heads = links.filter(({ name, kind }) => kind === "bridge" || masters.has(name));
  const isHead = new Set(heads);
  const ports = new Map<string, HostInterface[]>();
  const others: HostInterface[] = [];
  for (const link of links) {
    if (isHead.has(link)) continue;
    const place = link.bridge === undefined ? others : (ports.get(link.bridge) ?? []);
    if (link.bridge !== undefined) ports.set(link.bridge, place);
    place.push(look.interfaceOf(link));
  }
  const bridges = heads.map((link): HostBridge => ({ ...look.interfaceOf(link), ports: (ports.get(link.name) ?? []).sort(byName) }));
  return { visible: true, bridges: [...bridges, ...missingBridges(input)].sort(byNetwork), others: others.sort(byRank) };
}

/** All that is asked again for each interface. */
function lookAt({ reading, links, inventory, unread, fresh }: HostInput): { interfaceOf(link: HostLink): HostInterface } {
  const byIndex = new Map(reading.links.map((link) => [link.ifindex, link]));
  const claims = claimsOf(links, byIndex);
  // Whatever else leads into the namespace of a proven pair leads into the same container.
  const owners = new Map([...claims].flatMap(([{ nsid }, { container }]) => (nsid === undefined ? [] : [[nsid, container] as const])));
  const networks = new Map(inventory.networks.map((network) => [network.id, network]));
  const bridges = new Set(inventory.networks.flatMap((network) => bridgeOf(network) ?? []));
  const users = new Map<string | undefined, NetworkRef[]>();
  for (const network of inventory.networks) users.set(usedBy(network), [...(users.get(usedBy(network)) ?? []), refOf(network)]);

  const exact = reading.method === "netlink";
  // Rows that are not proven: the interfaces that they may be about are not nobody's.
  const possible = new Set(
    links.flatMap(({ verdict, peer, candidates = [], iflink }) => {
      const ends = [...(peer === undefined ? [] : [peer]), ...candidates];
      // Indices in a container are about nothing here.
      return verdict === "verified" || ends.some(({ namespace }) => namespace === "container") ? [] : [iflink, ...ends.map(({ ifindex }) => ifindex)];
    }),
  );

  const behind = (link: HostLink): Behind | undefined => {
    const claim = claims.get(link);
    if (exact ? link.kind !== "veth" : claim === undefined && !(mayBeVeth(link) && (link.bridge !== undefined || link.name.startsWith("veth")))) return undefined;
    if (claim !== undefined) {
      const { container, interface: name, ifindex } = claim;
      return { kind: "container", container, ...(name === undefined ? {} : { interface: name }), ...(ifindex === undefined ? {} : { ifindex }) };
    }
    if (!exact) {
      const other = byIndex.get(link.iflink);
      if (unread.length > 0 || possible.has(link.ifindex) || (other?.iflink === link.ifindex && other !== link)) return { kind: "unknown", containers: unread };
      return inventory.engine.swarm && link.bridge === GATEWAY_BRIDGE ? { kind: "swarm" } : { kind: "elsewhere" };
    }
    if (link.nsid === undefined) {
      const other = byIndex.get(link.iflink);
      if (other?.kind === "veth" && other !== link && other.nsid === undefined && other.iflink === link.ifindex) return { kind: "host", interface: other.name, ifindex: other.ifindex };
      return { kind: "unknown", containers: unread };
    }
    const owner = owners.get(link.nsid);
    if (owner !== undefined) return { kind: "container", container: owner, ifindex: link.iflink };
    if (unread.length > 0 || fresh?.has(link.ifindex) === true) return { kind: "unknown", containers: unread };
    return inventory.engine.swarm && link.bridge === GATEWAY_BRIDGE ? { kind: "swarm" } : { kind: "elsewhere" };
  };

  const findings = (link: HostLink, end: Behind | undefined): HostFinding[] => {
    const found: HostFinding[] = [];
    if (end?.kind === "host") found.push({ code: "bothEnds", params: { other: end.interface } });
    // Other programs have veths too: only those are called orphans that look like an engine's.
    const engines = link.bridge === undefined ? link.name.startsWith("veth") && !link.addresses.some(isGlobal) : bridges.has(link.bridge) || isEngineName(link.bridge, inventory.engine);
    if (end?.kind === "elsewhere" && engines) found.push({ code: "orphan", params: {} });
    if (link.kind === "bridge" && isEngineName(link.name, inventory.engine) && !bridges.has(link.name)) found.push({ code: "noNetwork", params: {} });
    const network = networks.get(claims.get(link)?.network?.id ?? ("" as NetworkId));
    const expected = bridgeOf(network);
    if (network !== undefined && expected !== undefined && expected !== link.bridge) {
      found.push({ code: link.bridge === undefined ? "noBridge" : "wrongBridge", params: { expected, network: network.name } });
    }
    const wired = link.bridge !== undefined || claims.has(link);
    if (link.enabled === false && (wired || bridges.has(link.name))) found.push({ code: "disabled", params: {} });
    else if (wired && (link.state === "down" || link.state === "lowerlayerdown")) found.push({ code: "down", params: {} });
    return found;
  };

  return {
    interfaceOf: (link) => {
      const end = behind(link);
      const { name, ifindex, loopback, mac, mtu, addresses, bridge } = link;
      const kind = link.kind ?? (claims.has(link) ? "veth" : undefined);
      const state = link.enabled === false ? "disabled" : link.state;
      const parent = kind === undefined || kind === "veth" || link.nsid !== undefined || link.iflink === ifindex ? undefined : byIndex.get(link.iflink)?.name;
      return {
        name,
        ifindex,
        ...(kind === undefined ? {} : { kind }),
        ...(kind === undefined && link.hardware === false && { hardware: false }),
        ...(loopback === true && { loopback }),
        ...(mac === undefined ? {} : { mac }),
        ...(mtu === undefined ? {} : { mtu }),
        ...(state === undefined ? {} : { state }),
        addresses: exact ? addresses : addresses.map(shortened),
        ...(bridge === undefined ? {} : { master: bridge }),
        ...(parent === undefined ? {} : { parent }),
        networks: users.get(name) ?? [],
        ...(end === undefined ? {} : { behind: end }),
        findings: findings(link, end),
      };
    },
  };
}

/** The proven pairs, by their host end. A pair may be from an earlier reading: its end was renamed since, or is another interface by now. */
function claimsOf(links: readonly Link[], byIndex: ReadonlyMap<number, HostLink>): Map<HostLink, Link> {
  const claims = new Map<HostLink, Link>();
  for (const link of links) {
    if (link.verdict !== "verified" || link.peer?.namespace !== "host" || link.peer.ifindex === undefined) continue;
    const end = byIndex.get(link.peer.ifindex);
    if (end !== undefined && (end.name === link.peer.interface || (end.kind === "veth" && end.iflink === link.ifindex))) claims.set(end, link);
  }
  return claims;
}

/** Podman makes a network's bridge with its first container and removes it with the last. */
function missingBridges({ reading, inventory }: HostInput): HostBridge[] {
  const present = new Set(reading.links.map(({ name }) => name));
  return inventory.networks.flatMap((network) => {
    const name = bridgeOf(network);
    if (name === undefined || network.driver !== "bridge" || network.configOnly || present.has(name)) return [];
    const needed = inventory.engine.product === "docker" || inventory.containers.some((container) => isLive(container) && isOn(container, network));
    if (!needed) return [];
    return [{ name, kind: "bridge", addresses: [], networks: [refOf(network)], findings: [{ code: "missing", params: { network: network.name } }], ports: [] }];
  });
}

function isOn({ attachments }: Container, network: Network): boolean {
  return attachments.some(({ networkId }) => networkId === network.id);
}

/** The host's interface that a network uses. */
function usedBy(network: Network): string | undefined {
  return network.driver === "macvlan" || network.driver === "ipvlan" ? network.options["parent"] : bridgeOf(network);
}

/** As this engine names the bridge of a network that does not name its own: another's may be on the same host. */
function isEngineName(bridge: string, { product }: Inventory["engine"]): boolean {
  return (product === "podman" ? /^podman\d+$/ : /^br-[0-9a-f]{12}$/).test(bridge);
}

/** An address of /proc in the usual writing: `fd00::1/64`. */
function shortened(address: string): string {
  const [, prefix] = address.split("/", 2);
  return prefix === undefined ? bare(address) : `${bare(address)}/${prefix}`;
}

function isGlobal(address: string): boolean {
  return !/^fe[89ab]/i.test(address);
}

function refOf({ id, name, driver }: Network): NetworkRef {
  return { id, name, driver };
}

const { compare } = new Intl.Collator("en", { numeric: true });

function byName(a: HostInterface, b: HostInterface): number {
  return compare(a.name, b.name);
}

function byNetwork(a: HostInterface, b: HostInterface): number {
  const [first, second] = [a.networks[0]?.name, b.networks[0]?.name];
  return Number(first === undefined) - Number(second === undefined) || compare(first ?? "", second ?? "") || byName(a, b);
}

function byRank(a: HostInterface, b: HostInterface): number {
  return rank(a) - rank(b) || byName(a, b);
}

function rank({ kind, hardware, loopback, behind }: HostInterface): number {
  if (loopback === true) return 3;
  if (behind !== undefined) return 1;
  return kind === undefined && hardware !== false ? 0 : 2;
}
