import { bridgeOf } from "./linkAttribute";
import { ownerOf, parentOf } from "./linkClassify";
import { GATEWAY_BRIDGE, isLive, membersOf, networkOf, type Attachment, type Container, type EngineInfo, type Inventory, type Network } from "./inventory";
import type { Link, LinkReport } from "./link";
import type { HostSight } from "./hostView";
import type { Target } from "./target";

/** What is explained: how a container has its network, or what kind of network it is. */
export type ExplainMode = "defaultBridge" | "bridge" | "overlay" | "macvlan" | "ipvlan" | "host" | "none" | "detached" | "shared" | "other";

/** A container and, where they were read, its interfaces that matter here. */
export interface Standing {
  readonly container: Container;
  /** Its endpoint on the section's network. */
  readonly attachment?: Attachment;
  readonly links: readonly Link[];
}

/** One way of having a network, with all that is known of it. */
export interface Section {
  /** Stable while the subject is there. */
  readonly key: string;
  readonly mode: ExplainMode;
  readonly engine: EngineInfo;
  /** Whose page it is; absent on a network's own page. */
  readonly subject?: Standing;
  readonly network?: Network;
  /** The network's name where only that is known. */
  readonly networkName?: string;
  /** The others on the network, in the inventory's order; on a network's page all of them. */
  readonly others: readonly Standing[];
  /** With `shared`: from the subject to the namespace's owner. One that is gone is missing at the end. */
  readonly chain: readonly Container[];
  /** With `shared`: whose namespace it is, with the owner's interfaces. */
  readonly owner?: Standing;
  /** With `shared`: what was written, though it may be gone. */
  readonly ownerName?: string;
  /** The subject's interface on the swarm's gateway bridge, where an overlay has its way out. */
  readonly gatewayLegs: readonly Link[];
  /** The host's side, as far as it was read. */
  readonly host?: HostSight;
  /** With `overlay`: addresses of the nodes that it spans, this one too; empty where they are not known. */
  readonly nodes: readonly string[];
  /** The links were not read yet, or the last reading failed: interfaces are not known. */
  readonly unread: boolean;
}

/** The sections of a container or network; undefined if it is not there (any more). An endpoint gives that section alone. */
export function sectionsOf(target: Target, inventory: Inventory, report: LinkReport | undefined): readonly Section[] | undefined {
  if (target.type === "network") {
    const network = inventory.networks.find(({ id }) => id === target.networkId);
    return network && [networkSection(network, inventory, report)];
  }
  const container = inventory.containers.find(({ id }) => id === target.containerId);
  if (container === undefined) return undefined;
  const sections = containerSections(container, inventory, report);
  if (target.type === "container") return sections;
  const one = sections.filter(({ network }) => network?.id === target.networkId);
  return one.length > 0 ? one : sections;
}

export function modeOf(network: Network): ExplainMode {
  switch (network.driver) {
    case "bridge":
      return network.builtIn ? "defaultBridge" : "bridge";
    case "null":
    case "none":
      return "none";
    case "host":
    case "overlay":
    case "macvlan":
    case "ipvlan":
      return network.driver;
    default:
      return "other";
  }
}

function containerSections(container: Container, inventory: Inventory, report: LinkReport | undefined): readonly Section[] {
  const own = ownLinks(report, container);
  const base = { ...common(inventory, report), others: [], chain: [], gatewayLegs: [] };
  switch (container.mode.kind) {
    case "host":
      return [{ ...base, key: "host", mode: "host", subject: { container, links: own }, ...named(inventory, "host") }];
    case "container":
      return [sharedSection(container, inventory, report)];
    case "none":
    case "network":
      break;
  }
  const wired = container.attachments.filter((attachment) => networkOf(inventory, attachment)?.driver !== "null");
  if (wired.length === 0) {
    const mode = container.attachments.length > 0 || container.mode.kind === "none" ? "none" : "detached";
    return [{ ...base, key: mode, mode, subject: { container, links: own }, ...(mode === "none" ? named(inventory, "null") : {}) }];
  }
  return wired.map((attachment): Section => {
    const network = networkOf(inventory, attachment);
    if (network === undefined) {
      return { ...base, key: attachment.networkName, mode: "other", networkName: attachment.networkName, subject: { container, attachment, links: [] } };
    }
    return {
      ...base,
      ...common(inventory, report, network),
      key: network.id,
      mode: modeOf(network),
      network,
      subject: { container, attachment, links: linksOn(report, container, network) },
      others: standings(network, inventory, report).filter((other) => other.container.id !== container.id),
      gatewayLegs: network.driver === "overlay" ? own.filter((link) => link.network?.name === GATEWAY_BRIDGE) : [],
    };
  });
}

function networkSection(network: Network, inventory: Inventory, report: LinkReport | undefined): Section {
  const others =
    network.driver === "host"
      ? inventory.containers.filter(({ mode }) => mode.kind === "host").map((container) => ({ container, links: ownLinks(report, container) }))
      : standings(network, inventory, report);
  return { ...common(inventory, report, network), key: network.id, mode: modeOf(network), network, others, chain: [], gatewayLegs: [] };
}

function sharedSection(container: Container, inventory: Inventory, report: LinkReport | undefined): Section {
  const byId = new Map(inventory.containers.map((one) => [one.id, one]));
  const chain: Container[] = [container];
  for (let current = container; current.mode.kind === "container"; ) {
    const { id, container: written } = current.mode;
    const next = inventory.containers.find((one) => (id === undefined ? one.name === written || one.id.startsWith(written) : one.id === id));
    if (next === undefined || chain.includes(next)) break;
    chain.push(next);
    current = next;
  }
  const owner = ownerOf(container, byId);
  const last = chain[chain.length - 1] ?? container;
  const written = last.mode.kind === "container" ? last.mode.container : last.name;
  return {
    ...common(inventory, report),
    key: "shared",
    mode: "shared",
    subject: { container, links: ownLinks(report, container) },
    ...(owner && { owner: { container: owner, links: ownLinks(report, owner) } }),
    ownerName: owner?.name ?? written,
    chain,
    // Others in the same namespace.
    others: inventory.containers
      .filter((one) => !chain.includes(one) && one.mode.kind === "container" && owner !== undefined && ownerOf(one, byId) === owner)
      .map((one) => ({ container: one, links: [] })),
    gatewayLegs: [],
  };
}

function common(inventory: Inventory, report: LinkReport | undefined, network?: Network): Pick<Section, "engine" | "unread" | "nodes"> & { readonly host?: HostSight } {
  const nodes = (network && report?.nodes?.[network.id]) ?? [];
  return { engine: inventory.engine, unread: report === undefined, nodes, ...(report?.host && { host: report.host }) };
}

function named(inventory: Inventory, driver: string): { readonly network?: Network } {
  const network = inventory.networks.find((one) => one.driver === driver);
  return network === undefined ? {} : { network };
}

function standings(network: Network, inventory: Inventory, report: LinkReport | undefined): Standing[] {
  return membersOf(inventory, network).map(({ container, attachment }) => ({ container, attachment, links: linksOn(report, container, network) }));
}

function ownLinks(report: LinkReport | undefined, container: Container): readonly Link[] {
  return report?.links.filter((link) => link.container.id === container.id) ?? [];
}

function linksOn(report: LinkReport | undefined, container: Container, network: Network): readonly Link[] {
  return ownLinks(report, container).filter((link) => link.network?.id === network.id);
}

/* ---- what pictures, words and commands ask of a section ---- */

/** Does the subject run? A network's page has none: then there is nothing that does not run. */
export function runs({ subject }: Section): boolean {
  return subject === undefined || isLive(subject.container);
}

/** How packets leave a network of a bridge, as it is configured. */
export type WayOut = "nat" | "routed" | "isolated" | "internal";

export function wayOut(network: Network): WayOut {
  const option = (name: string): string | undefined => network.options[`com.docker.network.bridge.${name}`];
  const gatewayMode = option("gateway_mode_ipv4");
  // An isolated network is an internal one, too.
  if (gatewayMode === "isolated") return "isolated";
  if (network.internal) return "internal";
  return gatewayMode === "routed" || option("enable_ip_masquerade") === "false" ? "routed" : "nat";
}

/** Whether containers on a bridge may talk to each other; the engine's default is yes. */
export function icc(network: Network | undefined): boolean {
  return network?.options["com.docker.network.bridge.enable_icc"] !== "false";
}

/** Parent interface and mode of a macvlan or ipvlan. */
export const parent = parentOf;

/** The Linux bridge of a network, by what the engine says. */
export function bridgeName(network: Network | undefined): string | undefined {
  return bridgeOf(network);
}

/** The identifiers that an overlay's networks have on the wire. */
export function vxlanId(network: Network): string | undefined {
  return network.options["com.docker.network.driver.overlay.vxlanid_list"];
}

/** Each published port once: an engine lists one for IPv4 and one for IPv6. */
export function publishedPorts(container: Container): readonly { readonly at: string; readonly hostPort: number; readonly containerPort: number; readonly protocol: string }[] {
  const seen = new Map<string, { at: string; hostPort: number; containerPort: number; protocol: string }>();
  for (const { hostIp = "", hostPort, containerPort, protocol } of container.ports) {
    if (hostPort === undefined || hostPort === 0) continue;
    const everywhere = ["", "0.0.0.0", "::"].includes(hostIp);
    const at = everywhere ? "*" : hostIp.includes(":") ? `[${hostIp}]` : hostIp;
    seen.set(`${at}:${hostPort}/${protocol}`, { at, hostPort, containerPort, protocol });
  }
  return [...seen.values()];
}
