declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Full id of a network, as the engine gives it (64 hex digits on Docker). */
export type NetworkId = Branded<"NetworkId">;
/** Full id of a container (64 hex digits). */
export type ContainerId = Branded<"ContainerId">;

/** Everything a tree needs, as one engine told it at one moment. Two API calls, no inspect per row. */
export interface Inventory {
  readonly engine: EngineInfo;
  /** ISO 8601, when the answers were complete. */
  readonly takenAt: string;
  /** Sorted by name; built-in networks last. */
  readonly networks: readonly Network[];
  /** Sorted by name. */
  readonly containers: readonly Container[];
}

/** Which engine this is; read once per connection from `/version` and `/info`. */
export interface EngineInfo {
  /** The engine's own id, or its endpoint where it tells none. */
  readonly id: string;
  /** Its host's name. */
  readonly name: string;
  readonly product: "docker" | "podman";
  /** For example `28.5.2`. */
  readonly version: string;
  /** The negotiated API version, for example `1.51`. */
  readonly apiVersion: string;
  readonly operatingSystem: string;
  readonly rootless: boolean;
  /** Docker Desktop and its like: the engine runs in a virtual machine. */
  readonly desktop: boolean;
  readonly swarm: boolean;
  /** Network drivers that it has, such as `bridge` or `macvlan`. */
  readonly networkDrivers: readonly string[];
  /** Where it was reached, as a `DOCKER_HOST` would say it. */
  readonly endpoint: string;
}

export interface Network {
  readonly id: NetworkId;
  readonly name: string;
  readonly driver: string;
  /** `local`, `swarm` or `global`. */
  readonly scope: string;
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly ingress: boolean;
  readonly ipv6: boolean;
  readonly configOnly: boolean;
  /** Made by the engine, cannot be removed: bridge, host, none (podman on Podman). */
  readonly builtIn: boolean;
  readonly pools: readonly Pool[];
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** ISO 8601, absent if the engine tells none. */
  readonly created?: string;
  /** The Linux bridge that a bridge network uses; absent for other drivers. */
  readonly bridge?: string;
}

/** One IPAM pool of a network. */
export interface Pool {
  /** CIDR, for example `172.18.0.0/16`. */
  readonly subnet: string;
  readonly gateway?: string;
  readonly ipRange?: string;
}

export type ContainerState =
  | "running"
  | "paused"
  | "restarting"
  | "exited"
  | "created"
  /** Never came up: its start was refused or died before its process ran. */
  | "failed"
  | "dead"
  | "removing"
  | "unknown";

export interface Container {
  readonly id: ContainerId;
  readonly name: string;
  readonly image: string;
  readonly state: ContainerState;
  /** The engine's own words, for example `Up 3 minutes` or `Exited (137) 2 days ago`. */
  readonly status: string;
  readonly mode: NetworkMode;
  readonly attachments: readonly Attachment[];
  readonly ports: readonly PublishedPort[];
  readonly labels: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly created?: string;
}

/** HostConfig.NetworkMode, taken apart. */
export type NetworkMode =
  | { readonly kind: "host" }
  | { readonly kind: "none" }
  /** Shares the network of another container; `container` is what was written, `id` the resolved one if it is there. */
  | { readonly kind: "container"; readonly container: string; readonly id?: ContainerId }
  | { readonly kind: "network"; readonly network: string };

/** A container's endpoint on one network. Addresses are what the engine has on record: live only while it runs. */
export interface Attachment {
  /** Absent where the engine gives none (created, never started). Join by name then. */
  readonly networkId?: NetworkId;
  readonly networkName: string;
  readonly endpointId?: string;
  /** With prefix length, for example `172.18.0.2/16`. */
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly gateway?: string;
  readonly mac?: string;
  readonly aliases: readonly string[];
}

export interface PublishedPort {
  readonly hostIp?: string;
  readonly hostPort?: number;
  readonly containerPort: number;
  readonly protocol: string;
}

/** Has interfaces of its own now: a process, and with it a network namespace. */
export function isLive(container: Pick<Container, "state">): boolean {
  return container.state === "running" || container.state === "paused";
}

/** Leads every container of a swarm's overlay to the outside; its endpoints are not among a container's attachments. */
export const GATEWAY_BRIDGE = "docker_gwbridge";

/** A container of one network, with its endpoint there. */
export interface Member {
  readonly container: Container;
  readonly attachment: Attachment;
}

/** Does this attachment belong to that network? By id, else by name: a created container has no NetworkID. */
export function attachedTo(attachment: Attachment, network: Pick<Network, "id" | "name">): boolean {
  return attachment.networkId === undefined
    ? attachment.networkName === network.name
    : attachment.networkId === network.id;
}

/** The containers on a network, in the inventory's order. */
export function membersOf(inventory: Inventory, network: Network): Member[] {
  return inventory.containers.flatMap((container) =>
    container.attachments
      .filter((attachment) => attachedTo(attachment, network))
      .map((attachment) => ({ container, attachment })),
  );
}

/** The network of an attachment; undefined if it is gone. */
export function networkOf(inventory: Inventory, attachment: Attachment): Network | undefined {
  return inventory.networks.find((network) => attachedTo(attachment, network));
}
