import type { ContainerId, NetworkId } from "./inventory";

/** What `docker network create` is asked for. Absent fields are the engine's choice. */
export interface NetworkSpec {
  readonly name: string;
  readonly driver: string;
  readonly pools: readonly { readonly subnet: string; readonly gateway?: string }[];
  readonly internal: boolean;
  readonly ipv6: boolean;
  readonly attachable: boolean;
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
    };
