import { formatAddress, parseAddress, parseCidr } from "./address";
import { hasParent, optionsOf } from "./driverOptions";
import type { NetworkSpec, PoolSpec } from "./spec";

/** A line of a list of names and values, as it was typed. */
export interface Pair {
  readonly key: string;
  readonly value: string;
}

export interface PoolForm {
  readonly subnet: string;
  readonly gateway: string;
  readonly ipRange: string;
  readonly aux: readonly Pair[];
}

/** A network in the full form, as it was typed. Empty texts are the engine's choice. Plain JSON: it is kept over reloads. */
export interface NetworkForm {
  readonly name: string;
  readonly driver: string;
  /** `is`: a template for other networks (config-only); `from`: made from such a one. */
  readonly template: "" | "is" | "from";
  readonly configFrom: string;
  readonly parent: string;
  /** Of the parent: makes `eth0.10` of eth0. */
  readonly vlan: string;
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  readonly pools: readonly PoolForm[];
  readonly ipamDriver: string;
  readonly ipamOptions: readonly Pair[];
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly ingress: boolean;
  readonly scope: string;
  /** The known options of every driver by their keys; empty is the driver's default. */
  readonly settings: Readonly<Record<string, string>>;
  readonly options: readonly Pair[];
  readonly labels: readonly Pair[];
}

const knownKeys = ["bridge", "macvlan", "ipvlan", "overlay"].flatMap((driver) => optionsOf(driver).map(({ key }) => key));

export const emptyPool: PoolForm = { subnet: "", gateway: "", ipRange: "", aux: [] };
export const emptyPair: Pair = { key: "", value: "" };
export const emptyNetworkForm: NetworkForm = {
  name: "",
  driver: "bridge",
  template: "",
  configFrom: "",
  parent: "",
  vlan: "",
  ipv4: true,
  ipv6: false,
  pools: [emptyPool],
  ipamDriver: "",
  ipamOptions: [],
  internal: false,
  attachable: false,
  ingress: false,
  scope: "",
  settings: Object.fromEntries(knownKeys.map((key) => [key, ""])),
  options: [],
  labels: [],
};

/** What was kept, as far as it is understood: it may come from another version. */
export function decodeNetworkForm(value: unknown): NetworkForm {
  const kept = record(value);
  const empty = emptyNetworkForm;
  const settings = record(kept["settings"]);
  const template = text(kept["template"], "");
  return {
    name: text(kept["name"], ""),
    driver: text(kept["driver"], empty.driver),
    template: template === "is" || template === "from" ? template : "",
    configFrom: text(kept["configFrom"], ""),
    parent: text(kept["parent"], ""),
    vlan: text(kept["vlan"], ""),
    ipv4: kept["ipv4"] !== false,
    ipv6: kept["ipv6"] === true,
    pools: list(kept["pools"])?.map(decodePool) ?? empty.pools,
    ipamDriver: text(kept["ipamDriver"], ""),
    ipamOptions: decodePairs(kept["ipamOptions"]),
    internal: kept["internal"] === true,
    attachable: kept["attachable"] === true,
    ingress: kept["ingress"] === true,
    scope: text(kept["scope"], ""),
    settings: Object.fromEntries(knownKeys.map((key) => [key, text(settings[key], "")])),
    options: decodePairs(kept["options"]),
    labels: decodePairs(kept["labels"]),
  };
}

function decodePool(value: unknown): PoolForm {
  const { subnet, gateway, ipRange, aux } = record(value);
  return { subnet: text(subnet, ""), gateway: text(gateway, ""), ipRange: text(ipRange, ""), aux: decodePairs(aux) };
}

export function decodePairs(value: unknown): Pair[] {
  return (list(value) ?? []).map((item) => ({ key: text(record(item)["key"], ""), value: text(record(item)["value"], "") }));
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

function list(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** Which parts of the form have a meaning with what was chosen; the others are not asked and not sent. */
export interface Applies {
  readonly addresses: boolean;
  readonly options: boolean;
  readonly labels: boolean;
  readonly flags: boolean;
  readonly parent: boolean;
}

/** A template has no flags of a network; a network made from one gets addresses, options and labels from it (libnetwork). */
export function applies({ template, driver }: NetworkForm): Applies {
  const own = template !== "from";
  return { addresses: own, options: own, labels: own, flags: template !== "is", parent: own && hasParent(driver) };
}

/** Is there anything in a row? An empty one is as if it were not there. */
export function isEmptyPool({ subnet, gateway, ipRange, aux }: PoolForm): boolean {
  return subnet === "" && gateway === "" && ipRange === "" && aux.every(isEmptyPair);
}

export function isEmptyPair({ key, value }: Pair): boolean {
  return key === "" && value === "";
}

/** What is asked of the engine: the inverse of `networkFormOf`, up to what does not apply. */
export function specOfForm(form: NetworkForm): NetworkSpec {
  const on = applies(form);
  const ipv4 = form.ipv4 || !on.addresses;
  const ipv6 = form.ipv6 && on.addresses;
  const kept = form.pools.filter(({ subnet }) => subnet !== "" && (isIpv6(subnet) ? ipv6 : ipv4));
  return {
    name: form.name,
    driver: form.driver,
    pools: on.addresses ? kept.map(poolSpec) : [],
    internal: on.flags && form.internal,
    ipv6,
    attachable: on.flags && form.attachable,
    options: on.options ? optionsOfForm(form) : {},
    labels: on.labels ? recordOf(form.labels) : {},
    ...(ipv4 ? {} : { ipv4: false as const }),
    ...(on.flags && (form.scope === "local" || form.scope === "swarm" || form.scope === "global") ? { scope: form.scope } : {}),
    ...(on.flags && form.ingress ? { ingress: true as const } : {}),
    ...(form.template === "is" ? { configOnly: true as const } : {}),
    ...(form.template === "from" && form.configFrom !== "" ? { configFrom: form.configFrom } : {}),
    ...ipamOf(form, on.addresses),
  };
}

function poolSpec({ subnet, gateway, ipRange, aux }: PoolForm): PoolSpec {
  const reserved = recordOf(aux);
  return {
    subnet,
    ...(gateway === "" ? {} : { gateway }),
    ...(ipRange === "" ? {} : { ipRange }),
    ...(Object.keys(reserved).length === 0 ? {} : { aux: reserved }),
  };
}

function ipamOf({ ipamDriver, ipamOptions }: NetworkForm, asked: boolean): Pick<NetworkSpec, "ipam"> {
  const options = recordOf(ipamOptions);
  if (!asked || (ipamDriver === "" && Object.keys(options).length === 0)) return {};
  return { ipam: { driver: ipamDriver === "" ? "default" : ipamDriver, options } };
}

function optionsOfForm(form: NetworkForm): Record<string, string> {
  const known = optionsOf(form.driver).flatMap(({ key, entry }): [string, string][] => {
    const value = form.settings[key] ?? "";
    if (value === "") return [];
    return [[key, entry.kind === "flag" ? "" : value]];
  });
  const parent = parentOf(form);
  return { ...(applies(form).parent && parent !== "" ? { parent } : {}), ...Object.fromEntries(known), ...recordOf(form.options) };
}

/** The parent's name, with its VLAN. */
export function parentOf({ parent, vlan }: Pick<NetworkForm, "parent" | "vlan">): string {
  return parent === "" || vlan === "" ? parent : `${parent}.${vlan}`;
}

export function recordOf(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(pairs.filter(({ key }) => key !== "").map(({ key, value }) => [key, value]));
}

/** IPv6 by its writing, whether it is a good one or not. */
export function isIpv6(subnet: string): boolean {
  return subnet.includes(":");
}

/** The form that gives this spec. */
export function networkFormOf(spec: NetworkSpec): NetworkForm {
  const known = optionsOf(spec.driver);
  const { parent = "", ...options } = spec.options;
  const [, trunk = parent, vlan = ""] = hasParent(spec.driver) ? (/^([^.]+)\.(\d{1,4})$/.exec(parent) ?? []) : [];
  const rest = hasParent(spec.driver) ? options : spec.options;
  const isKnown = (key: string): boolean => known.some((option) => option.key === key);
  return {
    ...emptyNetworkForm,
    name: spec.name,
    driver: spec.driver,
    template: spec.configOnly ? "is" : spec.configFrom === undefined ? "" : "from",
    configFrom: spec.configFrom ?? "",
    parent: hasParent(spec.driver) ? trunk : "",
    vlan: hasParent(spec.driver) ? vlan : "",
    ipv4: spec.ipv4 !== false,
    ipv6: spec.ipv6,
    pools: spec.pools.length === 0 ? [emptyPool] : spec.pools.map(({ subnet, gateway = "", ipRange = "", aux = {} }) => ({ subnet, gateway, ipRange, aux: pairsOf(aux) })),
    ipamDriver: spec.ipam === undefined || spec.ipam.driver === "default" ? "" : spec.ipam.driver,
    ipamOptions: pairsOf(spec.ipam?.options ?? {}),
    internal: spec.internal,
    attachable: spec.attachable,
    ingress: spec.ingress === true,
    scope: spec.scope ?? "",
    settings: {
      ...emptyNetworkForm.settings,
      ...Object.fromEntries(known.flatMap(({ key, entry }) => (Object.hasOwn(rest, key) ? [[key, entry.kind === "flag" ? "true" : (rest[key] ?? "")]] : []))),
    },
    options: pairsOf(Object.fromEntries(Object.entries(rest).filter(([key]) => !isKnown(key)))),
    labels: pairsOf(spec.labels),
  };
}

export function pairsOf(record: Readonly<Record<string, string>>): Pair[] {
  return Object.entries(record).map(([key, value]) => ({ key, value }));
}

/** The same pool at another subnet of the same size: every address keeps its place in it. */
export function movePool(pool: PoolForm, subnet: string): PoolForm {
  const [from, to] = [parseCidr(pool.subnet), parseCidr(subnet)];
  if (from?.family !== to?.family || from === undefined || to === undefined) return { ...emptyPool, subnet };
  const shift = (address: string): string => {
    const old = parseAddress(address);
    return old === undefined ? "" : formatAddress({ family: old.family, value: old.value - from.address + to.address });
  };
  const [range = "", prefix = ""] = pool.ipRange.split("/");
  return {
    subnet,
    gateway: pool.gateway === "" ? "" : shift(pool.gateway),
    ipRange: pool.ipRange === "" ? "" : `${shift(range)}/${prefix}`,
    aux: pool.aux.map(({ key, value }) => ({ key, value: shift(value) })),
  };
}
