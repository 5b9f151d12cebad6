import { takes } from "./endpointField";
import type { ContainerId, EngineInfo } from "./inventory";
import type { EndpointSpec, NetworkSpec, PoolSpec } from "./spec";

const { compare } = new Intl.Collator("en", { numeric: true });

type Json = Readonly<Record<string, unknown>>;

/**
 * What would create this network again, from `GET /networks/{id}`. Undefined if that would not be the same network: it
 * belongs to a swarm, or is none that can be read.
 */
export function specOfInspected(json: unknown): NetworkSpec | undefined {
  const { Scope: scope, Ingress: ingress } = object(json);
  return scope === "local" && ingress !== true ? describedNetwork(json) : undefined;
}

/** The same for a copy: what a network is, whatever it belongs to. Undefined if it cannot be read. */
export function describedNetwork(json: unknown): NetworkSpec | undefined {
  const network = object(json);
  const ipam = object(network["IPAM"]);
  const name = text(network["Name"]);
  const driver = text(network["Driver"]);
  if (name === undefined || driver === undefined) return undefined;
  const configs = Array.isArray(ipam["Config"]) ? ipam["Config"].map(object) : [];
  const configFrom = text(object(network["ConfigFrom"])["Network"]);
  const configOnly = network["ConfigOnly"] === true;
  // What a template gave stands in the network made from it, and must not be asked for again.
  const own = configFrom === undefined;
  const ipamDriver = text(ipam["Driver"]) ?? "default";
  const ipamOptions = strings(ipam["Options"]);
  const scope = network["Scope"];
  return {
    name,
    driver,
    pools: own ? configs.flatMap((config) => poolOf(config) ?? []) : [],
    internal: network["Internal"] === true,
    ipv6: own && network["EnableIPv6"] === true,
    attachable: network["Attachable"] === true,
    options: own ? strings(network["Options"]) : {},
    labels: own ? strings(network["Labels"]) : {},
    ...(own && network["EnableIPv4"] === false ? { ipv4: false as const } : {}),
    // Only where it is not the driver's own.
    ...(scope === "swarm" && driver !== "overlay" ? { scope } : {}),
    ...(network["Ingress"] === true ? { ingress: true as const } : {}),
    ...(configOnly ? { configOnly: true as const } : {}),
    ...(configFrom === undefined ? {} : { configFrom }),
    ...(own && (ipamDriver !== "default" || Object.keys(ipamOptions).length > 0) ? { ipam: { driver: ipamDriver, options: ipamOptions } } : {}),
  };
}

function poolOf(config: Json): PoolSpec | undefined {
  const subnet = text(config["Subnet"]);
  if (subnet === undefined) return undefined;
  // Some engines give the gateway with a prefix length, which they do not take back.
  // And Podman writes `<nil>` for none.
  const gateway = /^[\da-f.:]+/i.exec(text(config["Gateway"]) ?? "")?.[0];
  const ipRange = text(config["IPRange"]);
  const aux = strings(config["AuxiliaryAddresses"]);
  return {
    subnet,
    ...(gateway === undefined ? {} : { gateway }),
    ...(ipRange === undefined ? {} : { ipRange }),
    ...(Object.keys(aux).length === 0 ? {} : { aux }),
  };
}

/**
 * A container's endpoint on a network, from `GET /containers/{id}/json`: what would attach it again. Addresses are those
 * that it asked for, else those that it has while it runs; a MAC address only where attaching gives it back. Undefined if it
 * is not attached.
 */
export function endpointOfInspected(json: unknown, id: ContainerId, networkName: string, engine: Pick<EngineInfo, "apiVersion" | "product">): EndpointSpec | undefined {
  const settings = settingsOf(json, networkName);
  if (settings === undefined) return undefined;
  const asked = object(settings["IPAMConfig"]);
  const running = object(object(json)["State"])["Running"] === true;
  const ipv4 = text(asked["IPv4Address"]) ?? (running ? text(settings["IPAddress"]) : undefined);
  const ipv6 = text(asked["IPv6Address"]) ?? (running ? text(settings["GlobalIPv6Address"]) : undefined);
  // Docker keeps one that was asked for with a container that does not run, and ignores one for a container that does (measured
  // on 28); Podman tells and takes that of one that runs only (measured on 4.3).
  const mac = takes(engine, "mac") && running === (engine.product === "podman") ? text(settings["MacAddress"]) : undefined;
  const linkLocal = texts(asked["LinkLocalIPs"]);
  const links = texts(settings["Links"]);
  const options = strings(settings["DriverOpts"]);
  const priority = settings["GwPriority"];
  return {
    aliases: aliasesOf(settings, id),
    ...(ipv4 === undefined ? {} : { ipv4 }),
    ...(ipv6 === undefined ? {} : { ipv6 }),
    ...(mac === undefined ? {} : { mac }),
    ...(linkLocal.length === 0 ? {} : { linkLocal }),
    ...(links.length === 0 ? {} : { links }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
    ...(typeof priority === "number" && priority !== 0 ? { gatewayPriority: priority } : {}),
  };
}

/** The MAC address that it has there, asked for or not. */
export function macOfInspected(json: unknown, networkName: string): string | undefined {
  return text(settingsOf(json, networkName)?.["MacAddress"])?.toLowerCase();
}

/** The aliases alone. */
export function aliasesOfInspected(json: unknown, id: ContainerId, networkName: string): string[] | undefined {
  const settings = settingsOf(json, networkName);
  return settings === undefined ? undefined : aliasesOf(settings, id);
}

function settingsOf(json: unknown, networkName: string): Json | undefined {
  const networks = object(object(object(json)["NetworkSettings"])["Networks"]);
  return Object.hasOwn(networks, networkName) ? object(networks[networkName]) : undefined;
}

/** Engines before 25 add the short id as an alias by themselves. */
function aliasesOf(settings: Json, id: ContainerId): string[] {
  return texts(settings["Aliases"]).filter((alias) => alias !== id.slice(0, 12));
}

/** Of a container that the list calls created: was its start refused? */
export function startFailedOfInspected(json: unknown): boolean {
  const state = object(object(json)["State"]);
  const code = state["ExitCode"];
  return state["Status"] === "created" && ((typeof code === "number" && code !== 0) || text(state["Error"]) !== undefined);
}

/** HostConfig.NetworkMode as it was written; empty if it is not told. */
export function modeOfInspected(json: unknown): string {
  return text(object(object(json)["HostConfig"])["NetworkMode"]) ?? "";
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

/**
 * The addresses of the nodes that an overlay spans, this one too, from `GET /networks/{id}`: sorted, each once. The engine tells them while
 * a container here is on it, and of no other kind of network.
 */
export function peersOfInspected(json: unknown): readonly string[] {
  const peers = object(json)["Peers"];
  const addresses = Array.isArray(peers) ? peers.flatMap((peer) => text(object(peer)["IP"]) ?? []) : [];
  return [...new Set(addresses)].sort(compare);
}
