import { decodePairs, type Pair, recordOf } from "./networkForm";
import { splitAliases } from "./names";
import type { ContainerNetworkSpec, ContainerSpec, EndpointSpec, PortSpec } from "./spec";

/** A network of a container to be run, as it was typed. */
export interface JoinForm {
  /** By name. */
  readonly network: string;
  readonly aliases: string;
  readonly ipv4: string;
  readonly ipv6: string;
  readonly mac: string;
  readonly linkLocal: string;
  readonly gatewayPriority: string;
  readonly options: readonly Pair[];
}

export interface PortForm {
  readonly hostIp: string;
  readonly hostPort: string;
  readonly containerPort: string;
  readonly protocol: string;
}

/** A container in the form, as it was typed. Empty texts are the image's or the engine's choice. Plain JSON. */
export interface ContainerForm {
  readonly image: string;
  readonly name: string;
  readonly command: string;
  readonly mode: "networks" | "host" | "none" | "container";
  /** By name, with the mode `container`. */
  readonly container: string;
  readonly networks: readonly JoinForm[];
  /** `container:alias`, to the first network. */
  readonly links: readonly Pair[];
  readonly ports: readonly PortForm[];
  readonly publishAll: boolean;
  readonly expose: string;
  readonly env: readonly Pair[];
  readonly labels: readonly Pair[];
  readonly restart: string;
  readonly retries: string;
  readonly hostname: string;
  readonly domainname: string;
  readonly dns: string;
  readonly dnsSearch: string;
  readonly dnsOptions: string;
  readonly extraHosts: readonly Pair[];
}

export const emptyJoin: JoinForm = { network: "bridge", aliases: "", ipv4: "", ipv6: "", mac: "", linkLocal: "", gatewayPriority: "", options: [] };
export const emptyPort: PortForm = { hostIp: "", hostPort: "", containerPort: "", protocol: "tcp" };
export const emptyContainerForm: ContainerForm = {
  image: "",
  name: "",
  command: "",
  mode: "networks",
  container: "",
  networks: [emptyJoin],
  links: [],
  ports: [],
  publishAll: false,
  expose: "",
  env: [],
  labels: [],
  restart: "",
  retries: "",
  hostname: "",
  domainname: "",
  dns: "",
  dnsSearch: "",
  dnsOptions: "",
  extraHosts: [],
};

/** What was kept, as far as it is understood: it may come from another version. */
export function decodeContainerForm(value: unknown): ContainerForm {
  const kept = record(value);
  const text = (key: keyof ContainerForm): string => (typeof kept[key] === "string" ? kept[key] : "");
  const mode = (["host", "none", "container"] as const).find((one) => one === kept["mode"]) ?? "networks";
  const networks = Array.isArray(kept["networks"]) ? kept["networks"].map(decodeJoin) : emptyContainerForm.networks;
  return {
    image: text("image"),
    name: text("name"),
    command: text("command"),
    mode,
    container: text("container"),
    networks,
    links: decodePairs(kept["links"]),
    ports: Array.isArray(kept["ports"]) ? kept["ports"].map((port) => texts(port, emptyPort)) : [],
    publishAll: kept["publishAll"] === true,
    expose: text("expose"),
    env: decodePairs(kept["env"]),
    labels: decodePairs(kept["labels"]),
    restart: text("restart"),
    retries: text("retries"),
    hostname: text("hostname"),
    domainname: text("domainname"),
    dns: text("dns"),
    dnsSearch: text("dnsSearch"),
    dnsOptions: text("dnsOptions"),
    extraHosts: decodePairs(kept["extraHosts"]),
  };
}

function decodeJoin(value: unknown): JoinForm {
  const { options, ...words } = emptyJoin;
  return { ...texts(value, words), options: "options" in record(value) ? decodePairs(record(value)["options"]) : options };
}

/** The texts of a record, by the keys of another. */
function texts<T extends Readonly<Record<keyof T, string>>>(value: unknown, empty: T): T {
  const given = record(value);
  return Object.fromEntries(Object.entries(empty).map(([key, otherwise]) => [key, typeof given[key] === "string" ? given[key] : otherwise])) as T;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** What is asked of the engine. The form has no issue: what cannot be read is left out. */
export function specOfContainer(form: ContainerForm): ContainerSpec {
  const shared = form.mode === "container";
  const ports = form.mode === "networks" ? form.ports.flatMap((port) => portOf(port) ?? []) : [];
  return {
    image: form.image,
    ...(form.name === "" ? {} : { name: form.name }),
    command: splitCommand(form.command) ?? [],
    network: networkOf(form),
    ports,
    publishAll: form.mode === "networks" && form.publishAll,
    expose: shared ? [] : splitAliases(form.expose),
    env: form.env.filter(({ key }) => key !== "").map(({ key, value }) => `${key}=${value}`),
    labels: recordOf(form.labels),
    ...(form.restart === "" ? {} : { restart: form.restart === "on-failure" && form.retries !== "" ? `on-failure:${form.retries}` : form.restart }),
    ...(shared || form.hostname === "" ? {} : { hostname: form.hostname }),
    ...(shared || form.domainname === "" ? {} : { domainname: form.domainname }),
    dns: shared ? [] : splitAliases(form.dns),
    dnsSearch: shared ? [] : splitAliases(form.dnsSearch),
    dnsOptions: shared ? [] : splitAliases(form.dnsOptions),
    extraHosts: shared ? [] : form.extraHosts.filter(({ key }) => key !== "").map(({ key, value }) => `${key}:${value}`),
  };
}

function networkOf(form: ContainerForm): ContainerNetworkSpec {
  switch (form.mode) {
    case "host":
    case "none":
      return { kind: form.mode };
    case "container":
      return { kind: "container", container: form.container };
    case "networks":
      return { kind: "networks", networks: form.networks.map((join, index) => ({ name: join.network, endpoint: endpointOf(join, index === 0 ? form.links : []) })) };
  }
}

function endpointOf(join: JoinForm, links: readonly Pair[]): EndpointSpec {
  const linkLocal = splitAliases(join.linkLocal);
  const options = recordOf(join.options);
  const named = links.filter(({ key }) => key !== "").map(({ key, value }) => (value === "" ? key : `${key}:${value}`));
  return {
    aliases: splitAliases(join.aliases),
    ...(join.ipv4 === "" ? {} : { ipv4: join.ipv4 }),
    ...(join.ipv6 === "" ? {} : { ipv6: join.ipv6 }),
    ...(join.mac === "" ? {} : { mac: join.mac }),
    ...(linkLocal.length === 0 ? {} : { linkLocal }),
    ...(join.gatewayPriority === "" ? {} : { gatewayPriority: Number(join.gatewayPriority) }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
    ...(named.length === 0 ? {} : { links: named }),
  };
}

/** A port as it was typed; undefined if it is none, or nothing. */
export function portOf({ hostIp, hostPort, containerPort, protocol }: PortForm): PortSpec | undefined {
  if (!isPort(containerPort) || (hostPort !== "" && !isPort(hostPort))) return undefined;
  return {
    ...(hostIp === "" ? {} : { hostIp }),
    ...(hostPort === "" ? {} : { hostPort: Number(hostPort) }),
    containerPort: Number(containerPort),
    protocol,
  };
}

export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

/** A command line taken apart at spaces; quotes and backslashes keep them together, nothing is expanded. Undefined where a quote is not closed. */
export function splitCommand(text: string): string[] | undefined {
  const words: string[] = [];
  const pattern = /\s*((?:[^\s'"\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*")+)/y;
  const whole = text.trim();
  while (pattern.lastIndex < whole.length) {
    const word = pattern.exec(whole)?.[1];
    if (word === undefined) return undefined;
    words.push(
      word.replace(/'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g, (_all, single?: string, double?: string, escaped?: string) =>
        single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? ""),
    );
  }
  return words;
}
