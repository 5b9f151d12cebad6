import type { ContainerId } from "./inventory";
import type { EndpointSpec, NetworkSpec } from "./spec";

type Json = Readonly<Record<string, unknown>>;

/**
 * What would create this network again, from `GET /networks/{id}`. Undefined if that would not be the same network: a
 * part of it is nothing that a `NetworkSpec` can say, or belongs to a swarm.
 */
export function specOfInspected(json: unknown): NetworkSpec | undefined {
  const network = object(json);
  const ipam = object(network["IPAM"]);
  const name = text(network["Name"]);
  const driver = text(network["Driver"]);
  const configs = Array.isArray(ipam["Config"]) ? ipam["Config"].map(object) : [];
  const beyond =
    network["Scope"] !== "local" ||
    network["Ingress"] === true ||
    network["ConfigOnly"] === true ||
    network["EnableIPv4"] === false ||
    text(object(network["ConfigFrom"])["Network"]) !== undefined ||
    (text(ipam["Driver"]) ?? "default") !== "default" ||
    Object.keys(object(ipam["Options"])).length > 0 ||
    configs.some((config) => text(config["IPRange"]) !== undefined || Object.keys(object(config["AuxiliaryAddresses"])).length > 0);
  if (beyond || name === undefined || driver === undefined) return undefined;
  return {
    name,
    driver,
    pools: configs.flatMap((config) => {
      const subnet = text(config["Subnet"]);
      // Some engines give the gateway with a prefix length, which they do not take back.
      const gateway = text(config["Gateway"])?.replace(/\/\d+$/, "");
      return subnet === undefined ? [] : [{ subnet, ...(gateway === undefined ? {} : { gateway }) }];
    }),
    internal: network["Internal"] === true,
    ipv6: network["EnableIPv6"] === true,
    attachable: network["Attachable"] === true,
    options: strings(network["Options"]),
    labels: strings(network["Labels"]),
  };
}

/** An endpoint as it is, and whether it had settings that an `EndpointSpec` cannot say (links, driver options). */
export interface InspectedEndpoint {
  readonly endpoint: EndpointSpec;
  readonly complete: boolean;
}

/**
 * A container's endpoint on a network, from `GET /containers/{id}/json`: what would attach it again. Addresses are those
 * that it asked for, else those that it has while it runs. Undefined if it is not attached.
 */
export function endpointOfInspected(json: unknown, id: ContainerId, networkName: string): InspectedEndpoint | undefined {
  const container = object(json);
  const networks = object(object(container["NetworkSettings"])["Networks"]);
  if (!Object.hasOwn(networks, networkName)) return undefined;
  const settings = object(networks[networkName]);
  const asked = object(settings["IPAMConfig"]);
  const running = object(container["State"])["Running"] === true;
  const ipv4 = text(asked["IPv4Address"]) ?? (running ? text(settings["IPAddress"]) : undefined);
  const ipv6 = text(asked["IPv6Address"]) ?? (running ? text(settings["GlobalIPv6Address"]) : undefined);
  // Engines before 25 add the short id as an alias by themselves.
  const aliases = texts(settings["Aliases"]).filter((alias) => alias !== id.slice(0, 12));
  return {
    endpoint: { aliases, ...(ipv4 === undefined ? {} : { ipv4 }), ...(ipv6 === undefined ? {} : { ipv6 }) },
    complete:
      texts(settings["Links"]).length === 0 &&
      texts(asked["LinkLocalIPs"]).length === 0 &&
      Object.keys(object(settings["DriverOpts"])).length === 0,
  };
}

function object(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((item) => text(item) ?? []) : [];
}

function strings(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(object(value)).flatMap(([key, item]) => (typeof item === "string" ? [[key, item]] : [])));
}
