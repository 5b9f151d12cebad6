import { parseAddress, parseMac } from "./address";
import { type AttachIssue, networkIssue } from "./attach";
import { type ContainerForm, isPort, type JoinForm, portOf, splitCommand } from "./containerForm";
import { apiAtLeast } from "./driverOptions";
import { takes } from "./endpointField";
import { type Inventory, isLive, type Network } from "./inventory";
import { checkAddress, type IpamIssue } from "./ipam";
import { type AliasIssue, checkAliases, splitAliases } from "./names";
import { checkLabels, checkPairs, type FormIssue } from "./networkFormIssues";
import { refusalOf } from "./refusal";

/** Why a field of a container's form will not do. */
export type ContainerIssue =
  | FormIssue
  | AliasIssue
  | IpamIssue
  | { readonly kind: "imageMissing" }
  | { readonly kind: "containerName" }
  | { readonly kind: "containerNameInUse" }
  /** several networks take several commands here, which must say whose */ | { readonly kind: "containerNameNeeded" }
  | { readonly kind: "quoteOpen" }
  | { readonly kind: "networkGone"; readonly name: string }
  | { readonly kind: "networkTwice"; readonly name: string }
  | { readonly kind: "networkCannot"; readonly issue: AttachIssue }
  | { readonly kind: "ownerMissing" }
  | { readonly kind: "noNetwork" }
  | { readonly kind: "notMac" }
  | { readonly kind: "macOnlyFirst" }
  | { readonly kind: "notPort" }
  | { readonly kind: "portTaken"; readonly container: string }
  | { readonly kind: "portTwice" }
  | { readonly kind: "noDns" };

type Say = (id: string, issue: ContainerIssue | undefined) => void;

/** Every field that will not do, by its id (`networks/0/ipv4`), with the first reason. */
export function containerIssues(form: ContainerForm, inventory: Inventory): ReadonlyMap<string, ContainerIssue> {
  const found = new Map<string, ContainerIssue>();
  const say: Say = (id, issue) => {
    if (issue !== undefined && !found.has(id)) found.set(id, issue);
  };
  if (form.image === "") say("image", { kind: "imageMissing" });
  say("name", checkName(form, inventory));
  if (splitCommand(form.command) === undefined) say("command", { kind: "quoteOpen" });
  if (form.mode === "container" && form.container === "") say("container", { kind: "ownerMissing" });
  if (form.mode === "networks") {
    checkNetworks(form, inventory, say);
    checkPorts(form, inventory, say);
    checkPairs("links", form.links, say);
  }
  if (form.restart === "on-failure" && form.retries !== "" && !/^\d{1,6}$/.test(form.retries)) say("retries", { kind: "notNumber", least: 0, most: 999_999 });
  for (const address of splitAliases(form.dns)) if (parseAddress(address) === undefined) say("dns", { kind: "notAddress", text: address });
  for (const port of splitAliases(form.expose)) if (!/^\d{1,5}(-\d{1,5})?(\/(tcp|udp|sctp))?$/.test(port)) say("expose", { kind: "notPort" });
  checkPairs("env", form.env, say);
  checkLabels(form.labels, say);
  checkPairs("extraHosts", form.extraHosts, say);
  return found;
}

function checkName({ name, mode, networks }: ContainerForm, inventory: Inventory): ContainerIssue | undefined {
  const several = mode === "networks" && networks.length > 1;
  if (name === "") return several && !apiAtLeast(inventory.engine.apiVersion, "1.44") ? { kind: "containerNameNeeded" } : undefined;
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) return { kind: "containerName" };
  return inventory.containers.some((container) => container.name === name) ? { kind: "containerNameInUse" } : undefined;
}

function checkNetworks({ networks }: ContainerForm, inventory: Inventory, say: Say): void {
  if (networks.length === 0) say("networks", { kind: "noNetwork" });
  const seen = new Set<string>();
  networks.forEach((join, index) => {
    const at = `networks/${index}`;
    const network = inventory.networks.find(({ name }) => name === join.network);
    if (network === undefined) {
      say(`${at}/network`, { kind: "networkGone", name: join.network });
      return;
    }
    const issue = networkIssue(network);
    if (issue !== undefined) say(`${at}/network`, { kind: "networkCannot", issue });
    if (seen.has(join.network)) say(`${at}/network`, { kind: "networkTwice", name: join.network });
    seen.add(join.network);
    checkJoin(at, join, index, network, inventory, say);
  });
}

function checkJoin(at: string, join: JoinForm, index: number, network: Network, inventory: Inventory, say: Say): void {
  const api = inventory.engine.apiVersion;
  const aliases = splitAliases(join.aliases);
  say(`${at}/aliases`, checkAliases(aliases) ?? (aliases.length > 0 && network.builtIn ? { kind: "noDns" } : undefined));
  if (join.ipv4 !== "") say(`${at}/ipv4`, checkAddress(join.ipv4, "ipv4", network, inventory));
  if (join.ipv6 !== "") say(`${at}/ipv6`, checkAddress(join.ipv6, "ipv6", network, inventory));
  if (join.mac !== "") say(`${at}/mac`, parseMac(join.mac) === undefined ? { kind: "notMac" } : index > 0 && !takes(inventory.engine, "mac") ? { kind: "macOnlyFirst" } : undefined);
  for (const address of splitAliases(join.linkLocal)) if (parseAddress(address) === undefined) say(`${at}/linkLocal`, { kind: "notAddress", text: address });
  if (join.gatewayPriority !== "") {
    const least = -2_147_483_648;
    const most = 2_147_483_647;
    const good = /^-?\d{1,10}$/.test(join.gatewayPriority) && Number(join.gatewayPriority) >= least && Number(join.gatewayPriority) <= most;
    say(`${at}/gatewayPriority`, !good ? { kind: "notNumber", least, most } : apiAtLeast(api, "1.48") ? undefined : { kind: "needsApi", since: "1.48" });
  }
  checkPairs(`${at}/options`, join.options, say);
}

function checkPorts({ ports }: ContainerForm, inventory: Inventory, say: Say): void {
  const seen = new Set<string>();
  ports.forEach((port, index) => {
    const at = `ports/${index}`;
    if (port.containerPort === "" && port.hostPort === "" && port.hostIp === "") return;
    if (!isPort(port.containerPort)) say(`${at}/containerPort`, { kind: "notPort" });
    if (port.hostPort !== "" && !isPort(port.hostPort)) say(`${at}/hostPort`, { kind: "notPort" });
    if (port.hostIp !== "" && parseAddress(port.hostIp) === undefined) say(`${at}/hostIp`, { kind: "notAddress", text: port.hostIp });
    if (port.hostPort === "" || portOf(port) === undefined) return;
    const key = `${port.hostIp}:${port.hostPort}/${port.protocol}`;
    if (seen.has(key)) say(`${at}/hostPort`, { kind: "portTwice" });
    seen.add(key);
    const holder = inventory.containers.find(
      (container) => isLive(container) && container.ports.some(({ hostPort, hostIp, protocol }) => hostPort === Number(port.hostPort) && protocol === port.protocol && meets(hostIp ?? "", port.hostIp)),
    );
    if (holder !== undefined) say(`${at}/hostPort`, { kind: "portTaken", container: holder.name });
  });
}

/** Do two listening addresses get in each other's way? One for all addresses meets every other. */
function meets(a: string, b: string): boolean {
  const all = new Set(["", "0.0.0.0", "::"]);
  return a === b || all.has(a) || all.has(b);
}

/** The field that an engine's refusal is about; undefined when it cannot be known. */
export function containerFieldOfRefusal(message: string, form: ContainerForm): string | undefined {
  const networks = form.mode === "networks" ? form.networks : [];
  const named = (field: "ipv4" | "ipv6" | "network" | "aliases"): string | undefined => {
    const filled = networks.flatMap((join, index) => (join[field] === "" ? [] : [{ join, index }]));
    const said = filled.find(({ join }) => message.includes(join[field]) || message.includes(join.network));
    const one = said ?? (filled.length === 1 ? filled[0] : undefined);
    return one === undefined ? undefined : `networks/${one.index}/${field}`;
  };
  const kind = refusalOf(message);
  if (kind === "containerNameInUse") return "name";
  if (kind === "noSuchImage") return "image";
  if (kind === "noSuchContainer") return form.mode === "container" ? "container" : undefined;
  if (kind === "aliasNotHere") return named("aliases");
  if (kind === "noSuchNetwork" || kind === "notAttachable") return named("network");
  if (kind === "addressInUse" || kind === "addressOutside" || kind === "addressNeedsSubnet" || kind === "noFreeAddress") return named("ipv4") ?? named("ipv6");
  if (kind !== "portInUse") return undefined;
  const index = form.ports.findIndex(({ hostPort }) => hostPort !== "" && new RegExp(`\\b${hostPort}\\b`).test(message));
  return index === -1 ? undefined : `ports/${index}/hostPort`;
}
