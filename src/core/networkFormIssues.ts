import { contains, networkOfCidr, overlaps, parseAddress, parseCidr, type Family, formatCidr } from "./address";
import { choosesIpv6, driverOffers } from "./draft";
import { apiAtLeast, type DriverOption, optionsOf } from "./driverOptions";
import type { EngineInfo, Inventory } from "./inventory";
import { addressSpaceOf, checkGateway, checkSubnet, type IpamIssue } from "./ipam";
import { checkNetworkName, type NameIssue } from "./names";
import { applies, isEmptyPair, isEmptyPool, isIpv6, type NetworkForm, type Pair, parentOf, type PoolForm } from "./networkForm";
import { refusalOf, type RefusalKind } from "./refusal";

/** Why a field of the form will not do. */
export type FormIssue =
  | NameIssue
  | IpamIssue
  | { readonly kind: "ipv6Needed" }
  | { readonly kind: "overlapSelf"; readonly subnet: string }
  /** the bridge driver takes one pool of each family */ | { readonly kind: "onePool"; readonly family: Family }
  | { readonly kind: "subnetNeeded" }
  | { readonly kind: "noFamily" }
  | { readonly kind: "familyOff"; readonly family: Family }
  | { readonly kind: "isGateway" }
  | { readonly kind: "keyMissing" }
  | { readonly kind: "keyEquals" }
  /** the command line takes no label with a space in its name */ | { readonly kind: "keySpace" }
  /** Podman takes it without a word, and does something else */ | { readonly kind: "notPodman" }
  | { readonly kind: "keyTwice"; readonly key: string }
  | { readonly kind: "notNumber"; readonly least: number; readonly most: number }
  | { readonly kind: "notInterface"; readonly longest: number }
  | { readonly kind: "templateMissing" }
  | { readonly kind: "driverMissing"; readonly driver: string }
  | { readonly kind: "needsSwarm" }
  | { readonly kind: "needsApi"; readonly since: string }
  | { readonly kind: "needsInternal" }
  | { readonly kind: "bridgeInUse"; readonly network: string }
  /** a container was created on the network by its name, and starts only while there is one of that name */
  | { readonly kind: "nameNeeded"; readonly container: string };

/** The option that names a network's bridge, which is one host's alone. */
export const bridgeName = "com.docker.network.bridge.name";

/** Every field that will not do, by its id (`pools/0/subnet`), with the first reason. */
export function issuesOf(form: NetworkForm, inventory: Inventory): ReadonlyMap<string, FormIssue> {
  const { engine } = inventory;
  const on = applies(form);
  const found = new Map<string, FormIssue>();
  const say = (id: string, issue: FormIssue | undefined): void => {
    if (issue !== undefined && !found.has(id)) found.set(id, issue);
  };
  say("name", checkNetworkName(form.name, inventory.networks.map(({ name }) => name)));
  say("driver", checkDriver(form.driver, engine));
  if (form.template === "from" && form.configFrom === "") say("configFrom", { kind: "templateMissing" });
  if (on.parent) {
    say("parent", form.parent === "" ? undefined : checkInterface(form.parent, 64));
    say("vlan", form.vlan === "" ? undefined : checkNumber(form.vlan, 1, 4094));
  }
  if (on.flags) {
    if (form.ingress && form.driver !== "overlay") say("ingress", { kind: "needsSwarm" });
    if (form.scope === "swarm" && !engine.swarm) say("scope", { kind: "needsSwarm" });
  }
  if (on.addresses) checkAddresses(form, inventory, say);
  if (on.options) {
    const bridge = form.driver === "bridge" ? form.settings[bridgeName] : undefined;
    const owner = bridge === undefined || bridge === "" ? undefined : inventory.networks.find((network) => network.bridge === bridge);
    if (owner !== undefined) say(`settings/${bridgeName}`, { kind: "bridgeInUse", network: owner.name });
    for (const option of optionsOf(form.driver)) say(`settings/${option.key}`, checkSetting(option, form, engine));
    checkPairs("options", form.options, say, new Set(optionsOf(form.driver).flatMap(({ key }) => (form.settings[key] ? [key] : []))));
  }
  if (on.labels) checkLabels(form.labels, say);
  if (engine.product === "podman") checkPodman(form, say);
  if (on.addresses) checkPairs("ipamOptions", form.ipamOptions, say);
  return found;
}

function checkPodman({ template, attachable, ingress, scope }: NetworkForm, say: Say): void {
  if (template !== "") say("template", { kind: "notPodman" });
  if (attachable) say("attachable", { kind: "notPodman" });
  if (ingress) say("ingress", { kind: "notPodman" });
  if (scope !== "" && scope !== "local") say("scope", { kind: "notPodman" });
}

/** Labels as the command line takes them too. */
export function checkLabels(labels: readonly Pair[], say: (id: string, issue: FormIssue) => void): void {
  checkPairs("labels", labels, say);
  labels.forEach(({ key }, index) => {
    if (/\s/.test(key)) say(`labels/${index}/key`, { kind: "keySpace" });
  });
}

type Say = (id: string, issue: FormIssue | undefined) => void;

function checkDriver(driver: string, engine: EngineInfo): FormIssue | undefined {
  const offer = driverOffers(engine).find((one) => one.driver === driver);
  if (offer === undefined) return { kind: "driverMissing", driver };
  return offer.offered || offer.why !== "needsSwarm" ? undefined : { kind: "needsSwarm" };
}

function checkAddresses(form: NetworkForm, inventory: Inventory, say: Say): void {
  const { engine } = inventory;
  if (!form.ipv4 && !apiAtLeast(engine.apiVersion, "1.48")) say("ipv4", { kind: "needsApi", since: "1.48" });
  if (!form.ipv4 && !form.ipv6) say("ipv6", { kind: "noFamily" });
  const seen: { readonly subnet: string; readonly family: Family }[] = [];
  // The command line holds all reserved addresses in one map: a name that is there twice would lose one.
  const reserved = new Set<string>();
  form.pools.forEach((pool, index) => {
    const at = `pools/${index}`;
    if (isEmptyPool(pool)) return;
    const family = isIpv6(pool.subnet) ? "ipv6" : "ipv4";
    say(`${at}/subnet`, checkPoolSubnet(pool.subnet, family, form, inventory, seen));
    if (pool.subnet !== "") seen.push({ subnet: pool.subnet, family });
    checkInside(at, pool, say, reserved);
  });
  if (form.ipv6 && !choosesIpv6(engine) && !seen.some(({ family }) => family === "ipv6")) {
    const empty = form.pools.findIndex(isEmptyPool);
    say(empty === -1 ? "ipv6" : `pools/${empty}/subnet`, { kind: "ipv6Needed" });
  }
}

function checkPoolSubnet(
  subnet: string,
  family: Family,
  form: NetworkForm,
  inventory: Inventory,
  before: readonly { readonly subnet: string; readonly family: Family }[],
): FormIssue | undefined {
  if (subnet === "") return { kind: "subnetNeeded" };
  const issue = checkSubnet(subnet, family, addressSpaceOf(form.driver), inventory);
  // A template reserves nothing: networks are made from it later.
  if (issue !== undefined && !(issue.kind === "overlap" && form.template === "is")) return issue;
  if (!(family === "ipv6" ? form.ipv6 : form.ipv4)) return { kind: "familyOff", family };
  const twin = before.find((other) => overlapping(other.subnet, subnet));
  if (twin !== undefined) return { kind: "overlapSelf", subnet: twin.subnet };
  return form.driver === "bridge" && before.some((other) => other.family === family) ? { kind: "onePool", family } : undefined;
}

function overlapping(a: string, b: string): boolean {
  const [x, y] = [parseCidr(a), parseCidr(b)];
  return x !== undefined && y !== undefined && overlaps(x, y);
}

/** Gateway, range and reserved addresses: all inside the subnet, and none twice. */
function checkInside(at: string, { subnet, gateway, ipRange, aux }: PoolForm, say: Say, reserved: Set<string>): void {
  if (parseCidr(subnet) === undefined) return;
  if (gateway !== "") say(`${at}/gateway`, checkGateway(gateway, subnet));
  if (ipRange !== "") say(`${at}/ipRange`, checkRange(ipRange, subnet));
  checkPairs(`${at}/aux`, aux, say, reserved);
  for (const { key } of aux) reserved.add(key);
  aux.forEach((pair, index) => {
    if (isEmptyPair(pair)) return;
    say(`${at}/aux/${index}/value`, checkGateway(pair.value, subnet) ?? (pair.value === gateway ? { kind: "isGateway" } : undefined));
  });
}

/** Checks the block that containers get their addresses from. */
export function checkRange(text: string, subnet: string): IpamIssue | undefined {
  const [range, whole] = [parseCidr(text), parseCidr(subnet)];
  if (range === undefined || whole === undefined) return { kind: "notCidr", text };
  if (range.family !== whole.family) return { kind: "wrongFamily", expected: whole.family };
  const clean = networkOfCidr(range);
  if (clean.address !== range.address) return { kind: "hostBits", suggestion: formatCidr(clean) };
  const inside = range.prefix >= whole.prefix && contains(whole, { family: range.family, value: range.address });
  return inside ? undefined : { kind: "outside", subnet };
}

/** Names that are there once, and can be written as `name=value`. */
export function checkPairs(at: string, pairs: readonly Pair[], say: (id: string, issue: FormIssue) => void, taken: ReadonlySet<string> = new Set()): void {
  const seen = new Set(taken);
  pairs.forEach((pair, index) => {
    if (isEmptyPair(pair)) return;
    if (pair.key === "") say(`${at}/${index}/key`, { kind: "keyMissing" });
    else if (pair.key.includes("=")) say(`${at}/${index}/key`, { kind: "keyEquals" });
    else if (seen.has(pair.key)) say(`${at}/${index}/key`, { kind: "keyTwice", key: pair.key });
    seen.add(pair.key);
  });
}

function checkSetting({ key, entry, since }: DriverOption, form: NetworkForm, engine: EngineInfo): FormIssue | undefined {
  const value = form.settings[key] ?? "";
  if (value === "") return undefined;
  if (since !== undefined && !apiAtLeast(engine.apiVersion, since)) return { kind: "needsApi", since };
  switch (entry.kind) {
    case "number":
      return checkNumber(value, entry.least, entry.most);
    case "address":
      return parseAddress(value) === undefined ? { kind: "notAddress", text: value } : undefined;
    case "interface":
      return checkInterface(value, entry.longest);
    case "choice": {
      const choice = entry.choices.find((one) => one.value === value);
      if (choice?.since !== undefined && !apiAtLeast(engine.apiVersion, choice.since)) return { kind: "needsApi", since: choice.since };
      return choice?.internal === true && !form.internal ? { kind: "needsInternal" } : undefined;
    }
    case "switch":
    case "flag":
    case "text":
      return undefined;
  }
}

function checkNumber(text: string, least: number, most: number): FormIssue | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? undefined : { kind: "notNumber", least, most };
}

function checkInterface(text: string, longest: number): FormIssue | undefined {
  return text.length <= longest && /^[^\s/:]+$/.test(text) && text !== "." && text !== ".." ? undefined : { kind: "notInterface", longest };
}

const refusedAt: Partial<Record<RefusalKind, string>> = {
  nameInUse: "name",
  nameReserved: "name",
  onlyOne: "driver",
  notSwarmManager: "driver",
  driverUnsupported: "driver",
  driverUnknown: "driver",
  parentInUse: "parent",
  parentMissing: "parent",
  bridgeInUse: `settings/${bridgeName}`,
  ipv6PoolNeeded: "ipv6",
};

/** The field that an engine's refusal is about; undefined when it cannot be known. */
export function fieldOfRefusal(message: string, form: NetworkForm): string | undefined {
  const kind = refusalOf(message);
  if (kind === undefined) return fieldNamed(message, form);
  if (kind === "poolOverlap" || kind === "bridgeOverlap" || kind === "noFreeAddress" || kind === "poolsExhausted") return poolNamed(message, form, "subnet");
  if (kind === "gatewayInUse" || kind === "gatewayOutside") return poolNamed(message, form, "gateway");
  if (kind === "driverUnsupported" && applies(form).parent) return lacking(message, form);
  const field = refusedAt[kind];
  return field === "parent" && !applies(form).parent ? undefined : field;
}

/** What of a macvlan or ipvlan the kernel lacks: the tagged interface, the dummy that the engine makes where no parent is named, or the driver. */
function lacking(message: string, { parent, vlan }: NetworkForm): string {
  if (parent === "") return "parent";
  return / vlan link\b/.test(message) ? (vlan === "" ? "parent" : "vlan") : "driver";
}

/** The pool whose subnet or gateway stands in the message; the only one there is; undefined if it could be any. */
function poolNamed(message: string, { pools }: NetworkForm, field: "subnet" | "gateway"): string | undefined {
  const filled = pools.flatMap((pool, index) => (pool[field] === "" ? [] : [index]));
  const named = filled.find((index) => message.includes(pools[index]?.[field] ?? ""));
  const only = filled.length === 1 ? filled[0] : filled.length === 0 && pools.length === 1 ? 0 : undefined;
  const index = named ?? only;
  return index === undefined ? undefined : `pools/${index}/${field}`;
}

/** An option whose key or unmistakable value the engine repeats in its words. */
function fieldNamed(message: string, form: NetworkForm): string | undefined {
  const known = optionsOf(form.driver).find(({ key }) => form.settings[key] !== "" && form.settings[key] !== undefined && message.includes(key));
  if (known !== undefined) return `settings/${known.key}`;
  const free = form.options.findIndex(({ key }) => key !== "" && message.includes(key));
  if (free !== -1) return `options/${free}/value`;
  const parent = parentOf(form);
  return applies(form).parent && parent.length > 2 && message.includes(parent) ? "parent" : undefined;
}
