import type { HostBridge, HostInterface, HostSight, HostView } from "./hostView";
import { attachedTo, type Attachment, type ContainerId, type PublishedPort } from "./inventory";
import { hasPair, hostPeer, linkKey, peerName, type Link, type LinkReport, type Peer } from "./link";
import { mayHaveInterfaces, ownerOf, parentOf } from "./linkClassify";
import type { Cable, Exit, FactContainer, FactNetwork, HostNic, Publication, Sandbox, SandboxContainer, Segment, Topology, TopologyFacts, TopologyHost, TopologyInput } from "./topology";

const { compare } = new Intl.Collator("en", { numeric: true });
const byName = <T extends { readonly name: string }>(a: T, b: T): number => compare(a.name, b.name);

/** Builds the graph. A cable ends where its proven other end is, and not where the engine's record says that it should. */
export function topologyOf({ facts, report }: TopologyInput): Topology {
  const view = visible(report?.host);
  const segments = new Segments(facts, view, report?.nodes);
  const { sandboxes: homes, of } = sandboxesOf(facts, report?.links ?? []);
  const cables = cablesOf(facts, report?.links ?? [], of, segments, view);
  const all = segments.finish(new Set(cables.flatMap(({ link }) => (link?.peer?.namespace === "container" ? [] : (link?.peer?.ifindex ?? [])))));
  const reached = new Map<string, Set<string>>();
  for (const { sandbox, segment } of cables) if (segment !== undefined) put(reached, sandbox, segment);
  const recorded = (container: FactContainer): string[] => container.attachments.flatMap((attachment) => segments.attachment(attachment)?.id ?? []);
  const sandboxes = homes.map(({ owner, ...sandbox }): Sandbox => ({
    ...sandbox,
    segments: [...(sandbox.kind === "stopped" ? new Set(recorded(owner)) : (reached.get(sandbox.id) ?? []))],
    ...(owner.project !== undefined && { project: owner.project }),
  }));
  return { host: hostOf(report?.host, view, all, cables), segments: all, sandboxes, cables, publications: publicationsOf(facts, of, cables, all) };
}

function visible(sight: HostSight | undefined): HostView | undefined {
  return sight?.visible === true ? sight : undefined;
}

function put<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.add(value);
  else map.set(key, new Set([value]));
}

// ---- segments ----

/** The segments, by what names them: made from the networks, and from the ends of cables where no network explains them. */
class Segments {
  readonly #byId = new Map<string, Segment>();
  readonly #byBridge = new Map<string, Segment>();
  readonly #bridges: ReadonlyMap<string, HostBridge>;
  readonly #others: ReadonlyMap<string, HostInterface>;

  constructor(
    private readonly facts: TopologyFacts,
    view: HostView | undefined,
    nodes: LinkReport["nodes"],
  ) {
    this.#bridges = new Map(view?.bridges.map((bridge) => [bridge.name, bridge]));
    this.#others = new Map(view?.others.map((other) => [other.name, other]));
    for (const network of facts.networks) if (isDrawn(network)) this.#add(segmentOf(network, this.#bridges, nodes?.[network.id]));
  }

  #add(segment: Segment): Segment {
    this.#byId.set(segment.id, segment);
    if (segment.bridge !== undefined && !this.#byBridge.has(segment.bridge)) this.#byBridge.set(segment.bridge, segment);
    return segment;
  }

  network(id: string): Segment | undefined {
    return this.#byId.get(`network/${id}`);
  }

  attachment(attachment: Attachment): Segment | undefined {
    const network = this.facts.networks.find((one) => attachedTo(attachment, one));
    return network && this.network(network.id);
  }

  /** Where a host end is plugged in: its bridge, or nothing but itself. */
  end(bridge: string | undefined, name: string | undefined): Segment | undefined {
    if (bridge !== undefined) return this.#byBridge.get(bridge) ?? this.#add(foreign("bridge", bridge, this.#bridges.get(bridge)));
    if (name === undefined) return undefined;
    return this.#byId.get(`interface/${name}`) ?? this.#add(foreign("interface", name, this.#others.get(name)));
  }

  /** A wire from one container to another: both of its ends are plugged into it. */
  patch({ container, interface: name, ifindex, peer }: Link & { readonly peer: Peer }): Segment {
    const ends = [`${container.id}/${ifindex ?? ""}`, `${peer.container?.id ?? ""}/${peer.ifindex ?? ""}`].sort().join("-");
    const label = [peerName({ container, ...(name !== undefined && { interface: name }) }), peerName(peer)].map((one) => one ?? "?").sort(compare).join(" ⇄ ");
    return this.#byId.get(`patch/${ends}`) ?? this.#add({ id: `patch/${ends}`, kind: "patch", name: label, pools: [], internal: false, builtIn: false, exit: { kind: "unknown" }, missing: false, strays: [] });
  }

  finish(used: ReadonlySet<number>): readonly Segment[] {
    return [...this.#byId.values()]
      .map((segment) => {
        const ports = segment.bridge === undefined ? [] : (this.#bridges.get(segment.bridge)?.ports ?? []);
        const strays = ports.filter(({ ifindex }) => ifindex === undefined || !used.has(ifindex));
        return strays.length === 0 ? segment : { ...segment, strays };
      })
      .sort(byName);
  }
}

/** The modes `host` and `none` are networks only to the engine. */
function isDrawn({ driver, configOnly }: FactNetwork): boolean {
  return !configOnly && driver !== "host" && driver !== "null" && driver !== "none";
}

function segmentOf(network: FactNetwork, bridges: ReadonlyMap<string, HostBridge>, nodes: readonly string[] | undefined): Segment {
  const { id, name, driver, internal, builtIn, pools, project } = network;
  const bridge = network.bridge ?? (driver === "bridge" ? network.options["com.docker.network.bridge.name"] : undefined);
  const host = bridge === undefined ? undefined : bridges.get(bridge);
  return {
    id: `network/${id}`,
    kind: driver === "bridge" || driver === "macvlan" || driver === "ipvlan" || driver === "overlay" ? driver : "other",
    name,
    networkId: id,
    driver,
    ...(bridge !== undefined && { bridge }),
    ...(host?.ifindex !== undefined && { ifindex: host.ifindex }),
    pools,
    internal,
    builtIn,
    ...(project !== undefined && { project }),
    exit: exitOf(network, nodes),
    missing: host?.findings.some(({ code }) => code === "missing") ?? false,
    strays: [],
  };
}

function foreign(kind: "bridge" | "interface", name: string, seen: HostInterface | undefined): Segment {
  return {
    id: `${kind}/${name}`,
    kind,
    name,
    ...(kind === "bridge" && { bridge: name }),
    ...(seen?.ifindex !== undefined && { ifindex: seen.ifindex }),
    pools: [],
    internal: false,
    builtIn: false,
    exit: { kind: "unknown" },
    missing: false,
    strays: [],
  };
}

function exitOf(network: FactNetwork, nodes: readonly string[] = []): Exit {
  const { driver, internal, options } = network;
  switch (driver) {
    case "macvlan":
    case "ipvlan":
      return internal ? { kind: "none" } : { kind: "parent", parent: parentOf(network).parent };
    case "overlay": {
      const id = options["com.docker.network.driver.overlay.vxlanid_list"];
      return { kind: "vxlan", ...(id !== undefined && id !== "" && { id }), nodes };
    }
    case "bridge": {
      const mode = options["com.docker.network.bridge.gateway_mode_ipv4"];
      if (internal || mode === "isolated") return { kind: "none" };
      return { kind: mode === "routed" || options["com.docker.network.bridge.enable_ip_masquerade"] === "false" ? "routed" : "nat" };
    }
    default:
      return internal ? { kind: "none" } : { kind: "unknown" };
  }
}

// ---- sandboxes ----

type Home = Omit<Sandbox, "segments" | "project"> & { readonly owner: FactContainer };

/** Every container in exactly one sandbox; `of` says in which. */
function sandboxesOf({ containers }: TopologyFacts, links: readonly Link[]): { sandboxes: readonly Home[]; of: ReadonlyMap<ContainerId, string> } {
  const byId = new Map(containers.map((container) => [container.id, container]));
  const leftBehind = new Set(links.filter(({ reason }) => reason?.code === "ownerRestarted").map(({ container }) => container.id));
  const members = new Map<ContainerId, SandboxContainer[]>();
  const owners: FactContainer[] = [];
  const sharers: { readonly container: FactContainer; readonly owner: FactContainer }[] = [];
  for (const container of containers) {
    const owner = container.mode.kind === "container" ? ownerOf(container, byId) : container;
    if (owner !== undefined && owner !== container && mayHaveInterfaces(container) === mayHaveInterfaces(owner) && !leftBehind.has(container.id)) sharers.push({ container, owner });
    else owners.push(container);
  }
  for (const owner of owners) members.set(owner.id, [memberOf(owner, leftBehind)]);
  for (const { container, owner } of sharers) {
    const home = members.get(owner.id);
    // An owner that itself is left behind, or not drawn with its own owner: then there is nobody to stand with.
    if (home) home.push(memberOf(container, leftBehind));
    else {
      owners.push(container);
      members.set(container.id, [memberOf(container, leftBehind)]);
    }
  }
  const sandboxes = owners.sort(byName).map((owner): Home => {
    const [first, ...rest] = members.get(owner.id) ?? [memberOf(owner, leftBehind)];
    return { id: `sandbox/${owner.id}`, kind: kindOf(owner), containers: [...(first ? [first] : []), ...rest.sort(byName)], owner };
  });
  return { sandboxes, of: new Map(sandboxes.flatMap(({ id, containers: inside }) => inside.map((one) => [one.id, id] as const))) };
}

function memberOf({ id, name, state }: FactContainer, leftBehind: ReadonlySet<ContainerId>): SandboxContainer {
  return { id, name, state, ...(leftBehind.has(id) && { left: true }) };
}

function kindOf(container: FactContainer): Sandbox["kind"] {
  if (!mayHaveInterfaces(container)) return "stopped";
  return container.mode.kind === "host" ? "host" : container.mode.kind === "none" && container.attachments.every(({ networkName }) => networkName === "none") ? "none" : "own";
}

// ---- cables ----

function cablesOf(facts: TopologyFacts, links: readonly Link[], of: ReadonlyMap<ContainerId, string>, segments: Segments, view: HostView | undefined): readonly Cable[] {
  const states = new Map<number, string | undefined>();
  for (const one of view === undefined ? [] : [...view.others, ...view.bridges.flatMap(({ ports }) => ports)]) if (one.ifindex !== undefined) states.set(one.ifindex, one.state);
  const cables = new Map<string, Cable>();
  const told = new Set<string>();
  const add = (cable: Omit<Cable, "id">): void => {
    // An id is stable while the interface exists; two that are called the same are told apart by their order.
    let id = `cable/${cable.key}`;
    for (let copy = 2; cables.has(id); copy++) id = `cable/${cable.key}#${copy}`;
    cables.set(id, { id, ...cable });
  };
  for (const link of links) {
    const sandbox = of.get(link.container.id);
    if (sandbox === undefined || link.kind === "host" || link.kind === "none" || link.kind === "shared" || link.reason?.code === "stopped") continue;
    if (link.interface === undefined && link.network === null) continue;
    const segment = segmentFor(link, segments);
    if (link.network !== null) told.add(`${link.container.id} ${link.network.id}`);
    add({ key: linkKey(link), sandbox, ...(segment !== undefined && { segment: segment.id }), verdict: link.verdict, down: isDown(link, states), link });
  }
  // What runs and has no row yet: the engine's record is all there is.
  for (const container of facts.containers) {
    const sandbox = of.get(container.id);
    if (sandbox === undefined || !mayHaveInterfaces(container) || container.mode.kind === "host" || container.mode.kind === "container") continue;
    for (const attachment of container.attachments) {
      const segment = segments.attachment(attachment);
      if (segment?.networkId === undefined || told.has(`${container.id} ${segment.networkId}`)) continue;
      add({ key: `${container.id}/${segment.networkId}/`, sandbox, segment: segment.id, verdict: "unavailable", down: false });
    }
  }
  return [...cables.values()].sort((a, b) => compare(nameOf(a), nameOf(b)) || compare(a.id, b.id));
}

function nameOf({ link, id }: Cable): string {
  return link === undefined ? id : `${link.container.name} ${link.interface ?? ""}`;
}

function segmentFor(link: Link, segments: Segments): Segment | undefined {
  if (hasPair(link) && link.peer.namespace === "container") return segments.patch(link);
  const host = hostPeer(link);
  if (host !== undefined) {
    const end = segments.end(host.bridge, link.verdict === "verified" ? host.interface : undefined);
    if (end !== undefined) return end;
  }
  return link.network === null ? undefined : segments.network(link.network.id);
}

function isDown(link: Link, states: ReadonlyMap<number, string | undefined>): boolean {
  const cut = (state: string | undefined): boolean => state === "down" || state === "lowerlayerdown" || state === "disabled";
  const peer = hostPeer(link)?.ifindex;
  return cut(link.state) || (peer !== undefined && cut(states.get(peer)));
}

// ---- the host, and what it publishes ----

function hostOf(sight: HostSight | undefined, view: HostView | undefined, segments: readonly Segment[], cables: readonly Cable[]): TopologyHost {
  const drawn = new Set(segments.flatMap(({ kind, name, bridge }) => (kind === "interface" ? name : (bridge ?? []))));
  const ends = new Set(cables.flatMap(({ link }) => (link?.verdict === "verified" && link.peer?.namespace === "host" ? (link.peer.ifindex ?? []) : [])));
  const seen = view === undefined ? [] : [...view.others, ...view.bridges.filter(({ networks }) => networks.length === 0)];
  const nics = seen.filter(({ name, ifindex }) => !drawn.has(name) && (ifindex === undefined || !ends.has(ifindex))).map(nicOf);
  const known = new Set(nics.map(({ name }) => name));
  // Parents that nobody has seen are known by what the engine was told.
  const told = new Set(segments.flatMap(({ exit }) => (exit.kind === "parent" && !known.has(exit.parent) ? [exit.parent] : [])));
  const parents = [...told].map((name): HostNic => ({ id: `nic/${name}`, name, addresses: [], role: "other" }));
  const rank = ({ role }: HostNic): number => ["uplink", "other", "loopback"].indexOf(role);
  return {
    ...(sight?.visible === false && { unseen: sight }),
    interfaces: [...nics, ...parents].sort((a, b) => rank(a) - rank(b) || byName(a, b)),
  };
}

function nicOf({ name, ifindex, addresses, state, kind, loopback, behind }: HostInterface): HostNic {
  const own = behind?.kind !== "container" && state !== "disabled" && (kind === undefined || addresses.some((address) => !/^fe[89ab]/i.test(address)));
  return {
    id: `nic/${name}`,
    name,
    ...(ifindex !== undefined && { ifindex }),
    addresses,
    ...(state !== undefined && { state }),
    ...(kind !== undefined && { kind }),
    role: loopback === true ? "loopback" : own ? "uplink" : "other",
  };
}

function publicationsOf(facts: TopologyFacts, of: ReadonlyMap<ContainerId, string>, cables: readonly Cable[], segments: readonly Segment[]): readonly Publication[] {
  const order = new Map(segments.map((segment, index) => [segment.id, { segment, index }]));
  const ways = new Map<string, Segment[]>();
  for (const { sandbox, segment: id } of cables) {
    const found = id === undefined ? undefined : order.get(id)?.segment;
    if (found === undefined || (found.exit.kind !== "nat" && found.exit.kind !== "routed")) continue;
    const known = ways.get(sandbox) ?? [];
    if (!known.includes(found)) ways.set(sandbox, [...known, found]);
  }
  return facts.containers.flatMap((container) => {
    const sandbox = of.get(container.id);
    if (sandbox === undefined || !mayHaveInterfaces(container) || container.mode.kind === "host") return [];
    const out = [...(ways.get(sandbox) ?? [])].sort(byName);
    return merged(container.ports).map(({ hostIps, ...port }): Publication => ({
      id: `port/${container.id}/${port.hostPort}/${port.containerPort}/${port.protocol}/${hostIps.join()}`,
      sandbox,
      container: { id: container.id, name: container.name },
      hostIps,
      ...port,
      ...(out[0] !== undefined && { segment: out[0].id }),
      sure: out.length === 1,
    }));
  });
}

interface MergedPort {
  readonly hostIps: readonly string[];
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: string;
}

/** One for each pair of ports: the engine tells IPv4 and IPv6 apart. All addresses of a family are no address. */
function merged(ports: readonly PublishedPort[]): MergedPort[] {
  const found = new Map<string, MergedPort>();
  for (const { hostIp, hostPort, containerPort, protocol } of ports) {
    if (hostPort === undefined) continue;
    const all = hostIp === undefined || hostIp === "" || hostIp === "0.0.0.0" || hostIp === "::";
    const key = `${hostPort}/${containerPort}/${protocol}/${all ? "" : "one"}`;
    const known = found.get(key);
    const ips = all ? [] : [hostIp];
    found.set(key, { hostIps: [...new Set([...(known?.hostIps ?? []), ...ips])].sort(), hostPort, containerPort, protocol });
  }
  return [...found.values()].sort((a, b) => a.hostPort - b.hostPort || a.containerPort - b.containerPort);
}
