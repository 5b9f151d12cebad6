import { stringify } from "yaml";
import { portText } from "./cliRun";
import type { ContainerSpec, EndpointSpec, NetworkSpec } from "./spec";

/** What Compose has no words for, in a network. */
export function beyondCompose(spec: NetworkSpec): string[] {
  return [
    ...(spec.configOnly ? ["--config-only"] : []),
    ...(spec.configFrom === undefined ? [] : ["--config-from"]),
    ...(spec.ingress ? ["--ingress"] : []),
    ...(spec.scope === undefined ? [] : ["--scope"]),
  ];
}

/** The network as a Compose file that makes it. What Compose cannot say is left out: `beyondCompose`. */
export function composeNetwork(spec: NetworkSpec): string {
  const { ipam } = spec;
  const config = spec.pools.map(({ subnet, gateway, ipRange, aux }) => ({
    subnet,
    ...(gateway === undefined ? {} : { gateway }),
    ...(ipRange === undefined ? {} : { ip_range: ipRange }),
    ...(aux === undefined ? {} : { aux_addresses: aux }),
  }));
  const pools = {
    ...(ipam === undefined ? {} : { driver: ipam.driver, ...filled("options", ipam.options) }),
    ...(config.length === 0 ? {} : { config }),
  };
  const network = {
    // Without it Compose would put the project's name before it.
    name: spec.name,
    driver: spec.driver,
    ...filled("driver_opts", spec.options),
    ...(spec.internal ? { internal: true } : {}),
    ...(spec.attachable ? { attachable: true } : {}),
    ...(spec.ipv4 === false ? { enable_ipv4: false } : {}),
    ...(spec.ipv6 ? { enable_ipv6: true } : {}),
    ...filled("labels", spec.labels),
    ...filled("ipam", pools),
  };
  return write({ networks: { [key(spec.name, "net")]: network } });
}

/** The container as a Compose file; its networks are there already. */
export function composeContainer(spec: ContainerSpec): string {
  const { network } = spec;
  const networks = network.kind === "networks" ? network.networks : [];
  const service = {
    image: spec.image,
    ...(spec.name === undefined ? {} : { container_name: spec.name }),
    ...list("command", spec.command),
    ...(network.kind === "networks" ? {} : { network_mode: network.kind === "container" ? `container:${network.container}` : network.kind }),
    ...(isDefault(networks) ? { network_mode: "bridge" } : filled("networks", Object.fromEntries(networks.map(({ name, endpoint }) => [key(name, "net"), composeEndpoint(endpoint)])))),
    ...list("links", networks[0]?.endpoint.links ?? []),
    ...list("ports", spec.ports.map(portText)),
    ...list("expose", spec.expose),
    ...(spec.hostname === undefined ? {} : { hostname: spec.hostname }),
    ...(spec.domainname === undefined ? {} : { domainname: spec.domainname }),
    ...list("dns", spec.dns),
    ...list("dns_search", spec.dnsSearch),
    ...list("dns_opt", spec.dnsOptions),
    ...list("extra_hosts", spec.extraHosts),
    ...list("environment", spec.env),
    ...filled("labels", spec.labels),
    ...(spec.restart === undefined ? {} : { restart: spec.restart }),
  };
  const external = Object.fromEntries(networks.map(({ name }) => [key(name, "net"), { name, external: true }]));
  return write({ services: { [key(spec.name ?? "", "app")]: service }, ...(isDefault(networks) ? {} : filled("networks", external)) });
}

/** The engine's own bridge is a mode for Compose, and no network. */
function isDefault(networks: readonly { readonly name: string }[]): boolean {
  return networks.length === 1 && networks[0]?.name === "bridge";
}

function composeEndpoint(endpoint: EndpointSpec): object | null {
  const settings = {
    ...list("aliases", endpoint.aliases),
    ...(endpoint.ipv4 === undefined ? {} : { ipv4_address: endpoint.ipv4 }),
    ...(endpoint.ipv6 === undefined ? {} : { ipv6_address: endpoint.ipv6 }),
    ...list("link_local_ips", endpoint.linkLocal ?? []),
    ...(endpoint.mac === undefined ? {} : { mac_address: endpoint.mac }),
    ...(endpoint.gatewayPriority === undefined ? {} : { gw_priority: endpoint.gatewayPriority }),
    ...filled("driver_opts", endpoint.options ?? {}),
  };
  return Object.keys(settings).length === 0 ? null : settings;
}

/** A key in the file: a name that Compose takes as one. */
function key(name: string, otherwise: string): string {
  return /^[a-zA-Z0-9._-]+$/.test(name) ? name : otherwise;
}

function filled(name: string, value: object): Record<string, object> {
  return Object.keys(value).length === 0 ? {} : { [name]: value };
}

function list(name: string, values: readonly string[]): Record<string, readonly string[]> {
  return values.length === 0 ? {} : { [name]: values };
}

function write(document: object): string {
  // Compose puts the value of $NAME in everywhere but in keys.
  const literal = (_key: unknown, value: unknown): unknown => (typeof value === "string" ? value.replaceAll("$", "$$$$") : value);
  // The 1.1 schema quotes what older readers of YAML would take for a number or a truth: `no`, `1_000`, `22:22`.
  return stringify(document, literal, { version: "1.1", lineWidth: 0, nullStr: "", aliasDuplicateObjects: false }).trimEnd();
}
