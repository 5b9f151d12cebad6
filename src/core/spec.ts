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

/** What a command does to an engine, as data: the source of both the API call and the `docker` command shown. */
export type Operation =
  | { readonly kind: "createNetwork"; readonly spec: NetworkSpec }
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
