import type { ContainerId, NetworkId } from "./inventory";

/** One block of addresses of a network to be made. */
export interface PoolSpec {
  /** CIDR. */
  readonly subnet: string;
  readonly gateway?: string;
  /** CIDR inside the subnet: addresses for containers come from it only. */
  readonly ipRange?: string;
  /** Addresses that the engine must not give, by a name for each. */
  readonly aux?: Readonly<Record<string, string>>;
}

/** What `docker network create` is asked for. Absent fields are the engine's choice. */
export interface NetworkSpec {
  readonly name: string;
  readonly driver: string;
  readonly pools: readonly PoolSpec[];
  readonly internal: boolean;
  readonly ipv6: boolean;
  readonly attachable: boolean;
  /** Only ever false: without IPv4 (API 1.48). */
  readonly ipv4?: false;
  readonly scope?: "local" | "swarm" | "global";
  /** The swarm's routing mesh. */
  readonly ingress?: true;
  /** A template for other networks, and no network itself. */
  readonly configOnly?: true;
  /** The template's name; it gives pools and options. */
  readonly configFrom?: string;
  readonly ipam?: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** How a container is attached to a network. */
export interface EndpointSpec {
  readonly aliases: readonly string[];
  /** Without prefix length. */
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly mac?: string;
  /** Addresses of the link, such as `169.254.1.2` or `fe80::2`. */
  readonly linkLocal?: readonly string[];
  /** The network with the highest gives the default gateway (API 1.48). */
  readonly gatewayPriority?: number;
  /** `container:alias`: names of other containers, known to this one only. */
  readonly links?: readonly string[];
  /** Driver options of the endpoint. */
  readonly options?: Readonly<Record<string, string>>;
}

/** What `docker run --detach` is asked for. */
export interface ContainerSpec {
  readonly image: string;
  /** Absent: the engine makes one up. */
  readonly name?: string;
  /** Absent items are the image's own. */
  readonly command: readonly string[];
  readonly network: ContainerNetworkSpec;
  readonly ports: readonly PortSpec[];
  readonly publishAll: boolean;
  /** `80/tcp`: told, not published. */
  readonly expose: readonly string[];
  readonly env: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** `always`, `unless-stopped`, `on-failure`, `on-failure:3`. */
  readonly restart?: string;
  readonly hostname?: string;
  readonly domainname?: string;
  readonly dns: readonly string[];
  readonly dnsSearch: readonly string[];
  readonly dnsOptions: readonly string[];
  /** `name:address`. */
  readonly extraHosts: readonly string[];
}

export type ContainerNetworkSpec =
  | { readonly kind: "host" }
  | { readonly kind: "none" }
  /** Shares that container's network. */
  | { readonly kind: "container"; readonly container: string }
  /** By name, in this order; at least one. */
  | { readonly kind: "networks"; readonly networks: readonly { readonly name: string; readonly endpoint: EndpointSpec }[] };

export interface PortSpec {
  readonly hostIp?: string;
  /** Absent: a free one. */
  readonly hostPort?: number;
  readonly containerPort: number;
  readonly protocol: string;
}

/** What a command does to an engine, as data: the source of both the API call and the `docker` command shown. */
export type Operation =
  | { readonly kind: "createNetwork"; readonly spec: NetworkSpec }
  /** Creates, connects and starts; whatever of it fails, nothing is left. */
  | {
      readonly kind: "runContainer";
      readonly spec: ContainerSpec;
      /** Set where the engine takes one network at creation only (before API 1.44): the others are connected after. */
      readonly oneByOne?: true;
    }
  | { readonly kind: "removeNetwork"; readonly network: { readonly id: NetworkId; readonly name: string } }
  | {
      readonly kind: "connect";
      readonly network: { readonly id: NetworkId; readonly name: string };
      readonly container: { readonly id: ContainerId; readonly name: string };
      readonly endpoint: EndpointSpec;
    }
  | {
      readonly kind: "disconnect";
      readonly network: { readonly id: NetworkId; readonly name: string };
      readonly container: { readonly id: ContainerId; readonly name: string };
      readonly force: boolean;
    }
  | {
      readonly kind: "removeContainer";
      readonly container: { readonly id: ContainerId; readonly name: string };
      /** Also when it runs. */
      readonly force: boolean;
      /** Its anonymous volumes too. */
      readonly volumes: boolean;
    }
  | { readonly kind: "lifecycle"; readonly verb: LifecycleVerb; readonly container: { readonly id: ContainerId; readonly name: string } };

/** The API's and the CLI's own words. */
export type LifecycleVerb = "start" | "stop" | "restart" | "pause" | "unpause";
