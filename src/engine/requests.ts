import type { EndpointSpec, NetworkSpec } from "../core/spec";
import { compareApi } from "./apiVersion";

/** The body of `POST /networks/create`. */
export function createBody(spec: NetworkSpec): {
  Name: string;
  Driver: string;
  CheckDuplicate: boolean;
  Internal: boolean;
  EnableIPv6: boolean;
  Attachable: boolean;
  Options: Record<string, string>;
  Labels: Record<string, string>;
  IPAM: { Driver: string; Options: Record<string, string>; Config: Record<string, string>[] };
} {
  return {
    Name: spec.name,
    Driver: spec.driver,
    // Engines before API 1.44 make a second network of the same name without it; later ones always check.
    CheckDuplicate: true,
    Internal: spec.internal,
    EnableIPv6: spec.ipv6,
    Attachable: spec.attachable,
    Options: { ...spec.options },
    Labels: { ...spec.labels },
    IPAM: {
      Driver: "default",
      // As the CLI sends it: without it inspect says null where a network made by the CLI says {}.
      Options: {},
      Config: spec.pools.map(({ subnet, gateway }) => ({ Subnet: subnet, ...(gateway === undefined ? {} : { Gateway: gateway }) })),
    },
  };
}

/**
 * The body of `POST /networks/{id}/connect`. A MAC address per endpoint is new in API 1.44: before, the engine would ignore it
 * in silence, so asking for one is refused with `undefined`.
 */
export function connectBody(container: string, spec: EndpointSpec, apiVersion: string): Record<string, unknown> | undefined {
  if (spec.mac !== undefined && compareApi(apiVersion, "1.44") < 0) return undefined;
  const ipam = {
    ...(spec.ipv4 === undefined ? {} : { IPv4Address: spec.ipv4 }),
    ...(spec.ipv6 === undefined ? {} : { IPv6Address: spec.ipv6 }),
  };
  const endpoint = {
    ...(Object.keys(ipam).length === 0 ? {} : { IPAMConfig: ipam }),
    ...(spec.aliases.length === 0 ? {} : { Aliases: [...spec.aliases] }),
    ...(spec.mac === undefined ? {} : { MacAddress: spec.mac }),
  };
  return { Container: container, EndpointConfig: endpoint };
}
