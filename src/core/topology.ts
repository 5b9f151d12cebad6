import type { HostInterface, HostUnseen } from "./hostView";
import type { Container, ContainerId, ContainerState, Inventory, Network, NetworkId, Pool } from "./inventory";
import type { Link, LinkReport, Verdict } from "./link";

/** What of the inventory is drawn. */
export interface TopologyFacts {
  readonly networks: readonly FactNetwork[];
  readonly containers: readonly FactContainer[];
}
export type FactNetwork = Pick<Network, "id" | "name" | "driver" | "scope" | "internal" | "attachable" | "ingress" | "builtIn" | "configOnly" | "pools" | "options" | "bridge"> & { readonly project?: string };
export type FactContainer = Pick<Container, "id" | "name" | "state" | "mode" | "attachments" | "ports"> & { readonly project?: string };

/** The picture as a graph: no places, no colours, no words. Every array is sorted by name, so the same facts give the same graph. */
export interface Topology {
  readonly host: TopologyHost;
  readonly segments: readonly Segment[];
  readonly sandboxes: readonly Sandbox[];
  readonly cables: readonly Cable[];
  readonly publications: readonly Publication[];
}

/** The network namespace of the engine's host. */
export interface TopologyHost {
  /** Why its interfaces are not known; absent when they are, or while nothing was read. */
  readonly unseen?: HostUnseen;
  /** What is neither a network's bridge nor one end of a cable. */
  readonly interfaces: readonly HostNic[];
}

export interface HostNic {
  readonly id: string;
  readonly name: string;
  /** Absent where only a network's options name it. */
  readonly ifindex?: number;
  readonly addresses: readonly string[];
  readonly state?: string;
  readonly kind?: string;
  /** `uplink`: hardware, or what has an address of its own: traffic may leave by it. */
  readonly role: "uplink" | "loopback" | "other";
}

/** What containers are plugged into: a network; or an interface of the host that no network uses, at which a cable ends. */
export interface Segment {
  /** `network/<id>`, `bridge/<name>` for a bridge without a network, `interface/<name>` for an end on no bridge, `patch/<ends>`. */
  readonly id: string;
  /** `patch`: a wire from one container straight into another, past the host. */
  readonly kind: "bridge" | "macvlan" | "ipvlan" | "overlay" | "interface" | "patch" | "other";
  readonly name: string;
  readonly networkId?: NetworkId;
  readonly driver?: string;
  /** Its interface on the host: a bridge. */
  readonly bridge?: string;
  readonly ifindex?: number;
  readonly pools: readonly Pool[];
  readonly internal: boolean;
  readonly builtIn: boolean;
  readonly project?: string;
  readonly exit: Exit;
  /** The engine says that it is there, the host has no such interface. */
  readonly missing: boolean;
  /** Ports of the bridge at which no container's cable ends. */
  readonly strays: readonly HostInterface[];
}

/** How traffic leaves a segment, by what the engine was told to configure. */
export type Exit =
  /** routed, with the host's address put in place of the container's */ | { readonly kind: "nat" }
  /** routed with its own addresses */ | { readonly kind: "routed" }
  /** nothing leaves */ | { readonly kind: "none" }
  /** straight to the network of the host's interface */ | { readonly kind: "parent"; readonly parent: string }
  /** in VXLAN to the other of these nodes, addresses; empty where they are not known */ | { readonly kind: "vxlan"; readonly id?: string; readonly nodes: readonly string[] }
  | { readonly kind: "unknown" };

/** A network namespace with all containers that live in it. */
export interface Sandbox {
  /** `sandbox/<owner's container id>` */
  readonly id: string;
  /** `host`: no namespace of its own, it uses the host's. `stopped`: there is none now. */
  readonly kind: "own" | "host" | "none" | "stopped";
  /** The owner first, then those that share it. */
  readonly containers: readonly SandboxContainer[];
  /** Ids of the segments that it is plugged into, or would be if it ran; each once. */
  readonly segments: readonly string[];
  readonly project?: string;
}

export interface SandboxContainer {
  readonly id: ContainerId;
  readonly name: string;
  readonly state: ContainerState;
  /** With a sharer that is left in a namespace which its owner no longer has. */
  readonly left?: boolean;
}

/** One interface of a sandbox, and where it leads. */
export interface Cable {
  readonly id: string;
  /** As `linkKey` gives it. */
  readonly key: string;
  readonly sandbox: string;
  /** Absent where the other end is not known at all. */
  readonly segment?: string;
  readonly verdict: Verdict;
  /** Nothing passes: one of the ends is down. */
  readonly down: boolean;
  /** Absent where only the engine's record tells of this attachment. */
  readonly link?: Link;
}

/** A port of the host that leads to a port of a container. */
export interface Publication {
  readonly id: string;
  readonly sandbox: string;
  readonly container: { readonly id: ContainerId; readonly name: string };
  /** Addresses of the host that it listens on; empty for all of them. */
  readonly hostIps: readonly string[];
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: string;
  /** The segment that it goes through; absent where none of them leads out. */
  readonly segment?: string;
  /** False: the container has several ways, and the engine does not say which of them it uses. */
  readonly sure: boolean;
}

export interface TopologyInput {
  readonly facts: TopologyFacts;
  readonly report?: Pick<LinkReport, "links" | "host" | "nodes"> | undefined;
}

const PROJECT = "com.docker.compose.project";

/** What of an inventory the picture is drawn from. */
export function factsOf({ networks, containers }: Pick<Inventory, "networks" | "containers">): TopologyFacts {
  return {
    networks: networks.map(({ id, name, driver, scope, internal, attachable, ingress, builtIn, configOnly, pools, options, bridge, labels }) => ({
      id, name, driver, scope, internal, attachable, ingress, builtIn, configOnly, pools, options,
      ...(bridge !== undefined && { bridge }),
      ...projectOf(labels),
    })),
    containers: containers.map(({ id, name, state, mode, attachments, ports, labels }) => ({ id, name, state, mode, attachments, ports, ...projectOf(labels) })),
  };
}

function projectOf(labels: Readonly<Record<string, string>>): { readonly project?: string } {
  const project = labels[PROJECT];
  return project === undefined ? {} : { project };
}
