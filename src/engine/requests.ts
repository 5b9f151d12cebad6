import type { ContainerNetworkSpec, ContainerSpec, EndpointSpec, NetworkSpec } from "../core/spec";

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

/** The body of `POST /networks/{id}/connect`. */
export function connectBody(container: string, spec: EndpointSpec): Record<string, unknown> {
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

/** The body of `POST /containers/create`. `several`: the engine takes all networks at once (API 1.44), else the first only. */
export function containerBody(spec: ContainerSpec, several: boolean): Record<string, unknown> {
  const { network } = spec;
  const published = spec.ports.map((port) => ({ key: `${port.containerPort}/${port.protocol}`, port }));
  const ports = new Map<string, { HostIp: string; HostPort: string }[]>();
  for (const { key, port } of published) {
    ports.set(key, [...(ports.get(key) ?? []), { HostIp: port.hostIp ?? "", HostPort: port.hostPort === undefined ? "" : String(port.hostPort) }]);
  }
  const exposed = [...ports.keys(), ...spec.expose.map((port) => (port.includes("/") ? port : `${port}/tcp`))];
  const [first] = network.kind === "networks" ? network.networks : [];
  const endpoints = network.kind === "networks" ? (several ? network.networks : network.networks.slice(0, 1)) : [];
  const [onExit = "", count] = (spec.restart ?? "no").split(":");
  return {
    Image: spec.image,
    ...(spec.command.length === 0 ? {} : { Cmd: [...spec.command] }),
    Env: [...spec.env],
    Labels: { ...spec.labels },
    ...(spec.hostname === undefined ? {} : { Hostname: spec.hostname }),
    ...(spec.domainname === undefined ? {} : { Domainname: spec.domainname }),
    // Before API 1.44 the container has the MAC address of its first network; the endpoint's own would be ignored.
    ...(several || first?.endpoint.mac === undefined ? {} : { MacAddress: first.endpoint.mac }),
    ExposedPorts: Object.fromEntries(exposed.map((port) => [port, {}])),
    HostConfig: {
      NetworkMode: modeOf(network),
      PortBindings: Object.fromEntries(ports),
      PublishAllPorts: spec.publishAll,
      RestartPolicy: { Name: onExit, ...(count === undefined ? {} : { MaximumRetryCount: Number(count) }) },
      Dns: [...spec.dns],
      DnsSearch: [...spec.dnsSearch],
      DnsOptions: [...spec.dnsOptions],
      ExtraHosts: [...spec.extraHosts],
      ...(first?.endpoint.links === undefined ? {} : { Links: [...first.endpoint.links] }),
    },
    NetworkingConfig: { EndpointsConfig: Object.fromEntries(endpoints.map(({ name, endpoint }) => [name, endpointConfig(endpoint)])) },
  };
}

function modeOf(network: ContainerNetworkSpec): string {
  switch (network.kind) {
    case "host":
    case "none":
      return network.kind;
    case "container":
      return `container:${network.container}`;
    case "networks":
      return network.networks[0]?.name ?? "default";
  }
}
