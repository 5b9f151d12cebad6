import type { EndpointSpec, NetworkSpec } from "../core/spec";
import { compareApi } from "./apiVersion";

/** The body of `POST /networks/create`. */
export function createBody(spec: NetworkSpec) {
  return {
    Name: spec.name,
    Driver: spec.driver,
    // Engines before API 1.44 make a second network of the same name without it; later ones always check.
    CheckDuplicate: true,
    Internal: spec.internal,
    EnableIPv6: spec.ipv6,
    ...(spec.ipv4 === false ? { EnableIPv4: false } : {}),
    Attachable: spec.attachable,
    ...(spec.ingress ? { Ingress: true } : {}),
    ...(spec.scope === undefined ? {} : { Scope: spec.scope }),
    ...(spec.configOnly ? { ConfigOnly: true } : {}),
    ...(spec.configFrom === undefined ? {} : { ConfigFrom: { Network: spec.configFrom } }),
    Options: { ...spec.options },
    Labels: { ...spec.labels },
    IPAM: {
      Driver: spec.ipam?.driver ?? "default",
      // As the CLI sends it: without it inspect says null where a network made by the CLI says {}.
      Options: { ...spec.ipam?.options },
      Config: spec.pools.map(({ subnet, gateway, ipRange, aux }) => ({
        Subnet: subnet,
        ...(gateway === undefined ? {} : { Gateway: gateway }),
        ...(ipRange === undefined ? {} : { IPRange: ipRange }),
        ...(aux === undefined ? {} : { AuxiliaryAddresses: { ...aux } }),
      })),
    },
  };
}

/**
 * The body of `POST /networks/{id}/connect`. A MAC address per endpoint is new in API 1.44: before, the engine would ignore it
 * in silence, so asking for one is refused with `undefined`.
 */
export function connectBody(container: string, spec: EndpointSpec, apiVersion: string): Record<string, unknown> | undefined {
  if (spec.mac !== undefined && compareApi(apiVersion, "1.44") < 0) return undefined;
  return { Container: container, EndpointConfig: endpointConfig(spec) };
}

function endpointConfig(spec: EndpointSpec): Record<string, unknown> {
  const ipam = {
    ...(spec.ipv4 === undefined ? {} : { IPv4Address: spec.ipv4 }),
    ...(spec.ipv6 === undefined ? {} : { IPv6Address: spec.ipv6 }),
    ...(spec.linkLocal === undefined ? {} : { LinkLocalIPs: [...spec.linkLocal] }),
  };
  return {
    ...(Object.keys(ipam).length === 0 ? {} : { IPAMConfig: ipam }),
    ...(spec.aliases.length === 0 ? {} : { Aliases: [...spec.aliases] }),
    ...(spec.mac === undefined ? {} : { MacAddress: spec.mac }),
    ...(spec.links === undefined ? {} : { Links: [...spec.links] }),
    ...(spec.gatewayPriority === undefined ? {} : { GwPriority: spec.gatewayPriority }),
    ...(spec.options === undefined ? {} : { DriverOpts: { ...spec.options } }),
  };
}
