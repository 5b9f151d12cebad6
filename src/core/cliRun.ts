import { many, one, pairs } from "./cliFlags";
import type { ContainerNetworkSpec, ContainerSpec, EndpointSpec, PortSpec } from "./spec";

/** Arguments of `docker run`. With `oneByOne`, only the first network stands in them. */
export function runArguments(spec: ContainerSpec, oneByOne: boolean): string[] {
  return [
    "--detach",
    ...one("--name", spec.name),
    ...networkFlags(spec.network, oneByOne),
    ...spec.ports.flatMap((port) => ["--publish", portText(port)]),
    ...(spec.publishAll ? ["--publish-all"] : []),
    ...many("--expose", spec.expose),
    ...one("--hostname", spec.hostname),
    ...one("--domainname", spec.domainname),
    ...many("--dns", spec.dns),
    ...many("--dns-search", spec.dnsSearch),
    ...many("--dns-option", spec.dnsOptions),
    ...many("--add-host", spec.extraHosts),
    ...many("--env", spec.env),
    ...pairs("--label", spec.labels),
    ...one("--restart", spec.restart),
    ...(spec.image.startsWith("-") ? ["--"] : []),
    spec.image,
    ...spec.command,
  ];
}

/** `127.0.0.1:8080:80/tcp`, as `--publish` and Compose take it. */
export function portText({ hostIp, hostPort, containerPort, protocol }: PortSpec): string {
  const ip = hostIp === undefined ? "" : `${hostIp.includes(":") ? `[${hostIp}]` : hostIp}:`;
  const port = hostPort === undefined ? (ip === "" ? "" : ":") : `${hostPort}:`;
  return `${ip}${port}${containerPort}${protocol === "tcp" ? "" : `/${protocol}`}`;
}

function networkFlags(network: ContainerNetworkSpec, oneByOne: boolean): string[] {
  switch (network.kind) {
    case "host":
    case "none":
      return ["--network", network.kind];
    case "container":
      return ["--network", `container:${network.container}`];
    case "networks": {
      const [first, ...others] = network.networks;
      if (first === undefined) return [];
      const links = many("--link", first.endpoint.links);
      const alone = others.length === 0 || oneByOne;
      // Flags of their own for one network, as everybody writes them; some settings have only the long form.
      const long = first.endpoint.gatewayPriority !== undefined || Object.keys(first.endpoint.options ?? {}).length > 0;
      if (alone && !long) return ["--network", first.name, ...endpointFlags(first.endpoint), ...links];
      return [...(alone ? [first] : network.networks).flatMap(({ name, endpoint }) => ["--network", longForm(name, endpoint)]), ...links];
    }
  }
}

function endpointFlags(endpoint: EndpointSpec): string[] {
  return [
    ...many("--network-alias", endpoint.aliases),
    ...one("--ip", endpoint.ipv4),
    ...one("--ip6", endpoint.ipv6),
    ...one("--mac-address", endpoint.mac),
    ...many("--link-local-ip", endpoint.linkLocal),
  ];
}

/** `name=web,alias=a,ip=…`: comma-separated values, each quoted as CSV where it must be. */
function longForm(name: string, endpoint: EndpointSpec): string {
  const fields = [
    ...endpoint.aliases.map((alias) => ["alias", alias]),
    ...(endpoint.ipv4 === undefined ? [] : [["ip", endpoint.ipv4]]),
    ...(endpoint.ipv6 === undefined ? [] : [["ip6", endpoint.ipv6]]),
    ...(endpoint.mac === undefined ? [] : [["mac-address", endpoint.mac]]),
    ...(endpoint.linkLocal ?? []).map((address) => ["link-local-ip", address]),
    ...(endpoint.gatewayPriority === undefined ? [] : [["gw-priority", String(endpoint.gatewayPriority)]]),
    ...Object.entries(endpoint.options ?? {}).map(([key, value]) => ["driver-opt", `${key}=${value}`]),
  ];
  if (fields.length === 0) return name;
  const csv = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [["name", name], ...fields].map(([key = "", value = ""]) => csv(`${key}=${value}`)).join(",");
}
