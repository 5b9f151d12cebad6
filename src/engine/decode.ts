import type { Attachment, Container, ContainerId, ContainerState, EngineInfo, Network, NetworkId, NetworkMode, Pool, PublishedPort } from "../core/inventory";
import { isHelper } from "./helper";
import { asArray, asNumber, asRecord, asString, asText, asTextRecord, asTexts, optional, type Json } from "./json";
import { completeNetwork, type PodmanNetwork } from "./podmanNetwork";

/**
 * From the engine's JSON to the model. Everything here is tolerant: a field that is missing, or is not what the API says,
 * becomes its absence; a row without an id is left out. Nothing throws.
 */

/** Podman's constant id of its default network (the SHA-256 of its name), which its Docker API calls `bridge`. */
const podmanDefault = "2f259bab93aaaaa2542ba43ef33eb990d0999ee1b9924b557b7be53c0b7a1bb9";

/** `/version` and `/info` → who this engine is. `endpoint` and `apiVersion` are what the connection knows. */
export function decodeEngineInfo(version: unknown, info: unknown, endpoint: string, apiVersion: string): EngineInfo {
  const about = asRecord(version);
  const facts = asRecord(info);
  const components = asArray(about["Components"]).map((component) => asText(asRecord(component)["Name"]) ?? "");
  const operatingSystem = asText(facts["OperatingSystem"]) ?? asText(about["Os"]) ?? "";
  return {
    id: asText(facts["ID"]) ?? endpoint,
    name: asText(facts["Name"]) ?? "",
    product: components.some((name) => name.startsWith("Podman")) ? "podman" : "docker",
    version: asText(about["Version"]) ?? asText(facts["ServerVersion"]) ?? "",
    apiVersion,
    operatingSystem,
    rootless: facts["Rootless"] === true || asTexts(facts["SecurityOptions"]).some((option) => option.split(",").includes("name=rootless")),
    desktop: operatingSystem.startsWith("Docker Desktop"),
    swarm: asText(asRecord(facts["Swarm"])["LocalNodeState"]) === "active",
    networkDrivers: asTexts(asRecord(facts["Plugins"])["Network"]).sort(),
    endpoint,
  };
}

/**
 * `GET /networks` → sorted by name, built-in ones last.
 * `known`: what Podman's own API tells of them.
 */
export function decodeNetworks(json: unknown, product: EngineInfo["product"], known?: ReadonlyMap<string, PodmanNetwork>): Network[] {
  return asArray(json)
    .flatMap((item) => decodeNetwork(asRecord(item), product, known) ?? [])
    .sort((a, b) => Number(a.builtIn) - Number(b.builtIn) || compareText(a.name, b.name) || compareText(a.id, b.id));
}

function decodeNetwork(given: Json, product: EngineInfo["product"], known?: ReadonlyMap<string, PodmanNetwork>): Network | undefined {
  const id = asText(given["Id"]);
  if (id === undefined) return undefined;
  const own = known?.get(id);
  const json = product === "podman" ? completeNetwork(given, own) : given;
  const podmans = product === "podman" && id === podmanDefault;
  const name = podmans ? "podman" : (asText(json["Name"]) ?? id);
  const driver = asText(json["Driver"]) ?? "";
  const options = asTextRecord(json["Options"]);
  const configOnly = json["ConfigOnly"] === true;
  const builtIn = podmans || (product === "docker" && ["bridge", "host", "none"].includes(name));
  const bridge = driver !== "bridge" || configOnly ? undefined : product === "podman" ? own?.interface : bridgeOf(id, name, builtIn, options);
  return {
    id: id as NetworkId,
    name,
    driver,
    scope: asText(json["Scope"]) ?? "local",
    internal: json["Internal"] === true,
    attachable: json["Attachable"] === true,
    ingress: json["Ingress"] === true,
    ipv6: json["EnableIPv6"] === true,
    configOnly,
    builtIn,
    pools: asArray(asRecord(json["IPAM"])["Config"]).flatMap((pool) => decodePool(asRecord(pool)) ?? []),
    options,
    labels: asTextRecord(json["Labels"]),
    ...optional("created", isoTime(asText(json["Created"]))),
    ...optional("bridge", bridge),
  };
}

/** LINKS: the driver's option, else `br-` and 12 digits of the id. */
function bridgeOf(id: string, name: string, builtIn: boolean, options: Readonly<Record<string, string>>): string {
  return asText(options["com.docker.network.bridge.name"]) ?? (builtIn && name === "bridge" ? "docker0" : `br-${id.slice(0, 12)}`);
}

function decodePool(json: Json): Pool | undefined {
  const subnet = asText(json["Subnet"]);
  if (subnet === undefined) return undefined;
  return { subnet, ...optional("gateway", asText(json["Gateway"])), ...optional("ipRange", asText(json["IPRange"])) };
}

/**
 * `GET /containers/json?all=1` → sorted by name. `networks` are those of the same moment: a mode or an attachment may
 * name one by id, short id or name. `modes`: the HostConfig.NetworkMode by container id where the list has none (Podman).
 */
export function decodeContainers(
  json: unknown,
  networks: readonly Network[],
  product: EngineInfo["product"],
  modes?: ReadonlyMap<string, string>,
): Container[] {
  const rows = asArray(json).flatMap((item) => {
    const row = asRecord(item);
    const id = asText(row["Id"]);
    return id === undefined || isHelper(row) ? [] : [{ row, id: id as ContainerId, name: nameOf(row, id) }];
  });
  return rows
    .map(({ row, id, name }): Container => {
      const endpoints = Object.entries(asRecord(asRecord(row["NetworkSettings"])["Networks"]));
      const told = asText(asRecord(row["HostConfig"])["NetworkMode"]) ?? modes?.get(id);
      // For Podman every network that is a bridge is `bridge`.
      const written = product === "podman" && told === "bridge" ? undefined : told;
      const mode = decodeMode(written ?? endpoints[0]?.[0] ?? told ?? "", networks, rows, product);
      // Podman lists the owner's endpoints under every container that shares them: they are the owner's.
      const attachments = mode.kind === "container" ? [] : endpoints.map(([key, value]) => decodeAttachment(key, asRecord(value), networks));
      return {
        id,
        name,
        image: asText(row["Image"]) ?? "",
        state: decodeState(asString(row["State"]), endpoints, product),
        status: asText(row["Status"]) ?? "",
        mode,
        attachments: attachments.sort((a, b) => compareText(a.networkName, b.networkName)),
        ports: asArray(row["Ports"])
          .flatMap((port) => decodePort(asRecord(port)) ?? [])
          .sort(comparePorts),
        labels: asTextRecord(row["Labels"]),
        ...optional("created", isoTime(row["Created"])),
      };
    })
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.id, b.id));
}

/** The name of its own. The list adds one `/other/alias` for every legacy link to it. */
function nameOf(row: Json, id: string): string {
  const names = asTexts(row["Names"]).map((name) => name.replace(/^\//, ""));
  return names.find((name) => name !== "" && !name.includes("/")) ?? id.slice(0, 12);
}

const states: Readonly<Record<string, ContainerState>> = {
  running: "running",
  paused: "paused",
  restarting: "restarting",
  exited: "exited",
  created: "created",
  dead: "dead",
  removing: "removing",
  // Podman's
  stopped: "exited",
  stopping: "running",
  configured: "created",
  initialized: "created",
};

function decodeState(text: string | undefined, endpoints: readonly (readonly [string, unknown])[], product: EngineInfo["product"]): ContainerState {
  const state = text !== undefined && Object.hasOwn(states, text) ? (states[text] ?? "unknown") : "unknown";
  if (state !== "created" || product === "podman") return state;
  // Docker 20.10 calls a container whose start was refused "created", as one that was never started; but the endpoint
  // that it had been given before the refusal stays on record, while the other has an empty NetworkID. (From about 27 on
  // the record is wiped, and only inspect's ExitCode tells: `startFailedOfInspected`.) Podman's NetworkID is always filled.
  const touched = endpoints.some(([, value]) => {
    const endpoint = asRecord(value);
    return asText(endpoint["NetworkID"]) !== undefined || asText(endpoint["EndpointID"]) !== undefined;
  });
  return touched ? "failed" : "created";
}

/** HostConfig.NetworkMode of an inspect. */
export function decodeInspectedMode(inspect: unknown): string | undefined {
  return asText(asRecord(asRecord(inspect)["HostConfig"])["NetworkMode"]);
}

/** Pid, start and pause of an inspect. */
export function decodeProcess(inspect: unknown): { pid: number; startedAt: string; paused: boolean } {
  const state = asRecord(asRecord(inspect)["State"]);
  return { pid: asNumber(state["Pid"]) ?? 0, startedAt: asText(state["StartedAt"]) ?? "", paused: state["Paused"] === true };
}

interface Row {
  readonly id: ContainerId;
  readonly name: string;
}

function decodeMode(written: string, networks: readonly Network[], containers: readonly Row[], product: EngineInfo["product"]): NetworkMode {
  if (written === "host" || written === "none") return { kind: written };
  if (written.startsWith("container:")) {
    const container = written.slice("container:".length);
    return { kind: "container", container, ...optional("id", findContainer(container, containers)?.id) };
  }
  // Docker 20.10 leaves `default` unresolved; for Podman `bridge` is its own default network.
  const fallback = product === "podman" ? "podman" : "bridge";
  const named = written === "default" || (product === "podman" && written === "bridge") ? fallback : written;
  return { kind: "network", network: findNetwork(named, networks)?.name ?? named };
}

/** As the engine resolves a reference: full id, name, unambiguous beginning of an id. */
function findContainer(reference: string, containers: readonly Row[]): Row | undefined {
  const exact = containers.find(({ id }) => id === reference) ?? containers.find(({ name }) => name === reference.replace(/^\//, ""));
  if (exact !== undefined || reference === "") return exact;
  const beginning = containers.filter(({ id }) => id.startsWith(reference));
  return beginning.length === 1 ? beginning[0] : undefined;
}

function findNetwork(reference: string, networks: readonly Network[]): Network | undefined {
  const exact = networks.find(({ id }) => id === reference) ?? networks.find(({ name }) => name === reference);
  if (exact !== undefined || reference === "") return exact;
  const beginning = networks.filter(({ id }) => id.startsWith(reference));
  return beginning.length === 1 ? beginning[0] : undefined;
}

function decodeAttachment(key: string, json: Json, networks: readonly Network[]): Attachment {
  const reference = asText(json["NetworkID"]);
  // On Podman it is a name. An id that is not in the list stays: the network may be gone, which is worth seeing.
  const network = reference === undefined ? undefined : findNetwork(reference, networks);
  return {
    ...optional("networkId", network?.id ?? (reference as NetworkId | undefined)),
    networkName: network?.name ?? key,
    ...optional("endpointId", asText(json["EndpointID"])),
    ...optional("ipv4", address(json["IPAddress"], json["IPPrefixLen"])),
    ...optional("ipv6", address(json["GlobalIPv6Address"], json["GlobalIPv6PrefixLen"])),
    ...optional("gateway", asText(json["Gateway"]) ?? asText(json["IPv6Gateway"])),
    ...optional("mac", asText(json["MacAddress"])),
    aliases: asTexts(json["Aliases"]),
  };
}

function address(ip: unknown, prefix: unknown): string | undefined {
  const text = asText(ip);
  const length = asNumber(prefix);
  return text === undefined || length === undefined || length <= 0 ? text : `${text}/${length}`;
}

function decodePort(json: Json): PublishedPort | undefined {
  const containerPort = asNumber(json["PrivatePort"]);
  if (containerPort === undefined) return undefined;
  return {
    containerPort,
    protocol: asText(json["Type"]) ?? "tcp",
    ...optional("hostIp", asText(json["IP"])),
    ...optional("hostPort", asNumber(json["PublicPort"])),
  };
}

function comparePorts(a: PublishedPort, b: PublishedPort): number {
  return (
    a.containerPort - b.containerPort ||
    compareText(a.protocol, b.protocol) ||
    compareText(a.hostIp ?? "", b.hostIp ?? "") ||
    (a.hostPort ?? 0) - (b.hostPort ?? 0)
  );
}

const collator = new Intl.Collator("en", { numeric: true });

/** web2 before web10; the same in every language, so that the export does not depend on it. */
function compareText(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** ISO 8601 of an ISO text or of seconds since the epoch; undefined for anything else and for Go's zero time. */
function isoTime(value: unknown): string | undefined {
  const time = typeof value === "number" ? value * 1000 : typeof value === "string" ? Date.parse(value) : NaN;
  if (!Number.isFinite(time) || time <= 0 || time > 8.64e15) return undefined;
  return new Date(time).toISOString();
}
