import { attachedTo, type Container, type Inventory, membersOf, type Network } from "./inventory";

export const groupings = ["none", "project", "driver", "scope"] as const;
export const sortings = ["name", "attached", "created"] as const;
export type GroupBy = (typeof groupings)[number];
export type SortBy = (typeof sortings)[number];

/** How the rows of the trees are arranged. */
export interface Arrangement {
  readonly groupBy: GroupBy;
  readonly sortBy: SortBy;
  /** Whether the engine's own networks are shown. */
  readonly builtIn: boolean;
  /** Words that all must be found; empty shows everything. */
  readonly filter: string;
}

export const plainArrangement: Arrangement = { groupBy: "none", sortBy: "name", builtIn: true, filter: "" };

/** What was remembered may be from another version, or damaged. */
export function decodeArrangement(value: unknown): Arrangement {
  const { groupBy, sortBy, builtIn, filter } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  return {
    groupBy: groupings.find((one) => one === groupBy) ?? plainArrangement.groupBy,
    sortBy: sortings.find((one) => one === sortBy) ?? plainArrangement.sortBy,
    builtIn: builtIn !== false,
    filter: typeof filter === "string" ? filter.slice(0, 200) : "",
  };
}

/** Rows under a heading; `name` is undefined for those that belong to none. */
export interface Group<T> {
  readonly name: string | undefined;
  readonly items: readonly T[];
}

/** The Compose project that a network or container belongs to. */
export function projectOf({ labels }: { readonly labels: Readonly<Record<string, string>> }): string | undefined {
  const project = labels["com.docker.compose.project"];
  return project === "" ? undefined : project;
}

/** The networks to show, in groups; one group without a name if they are not to be grouped. */
export function arrangeNetworks(inventory: Inventory, { groupBy, sortBy, builtIn, filter }: Arrangement): Group<Network>[] {
  const shown = inventory.networks.filter((network) => (builtIn || !network.builtIn) && fits(filter, networkWords(network, inventory)));
  const sorted = sort(shown, sortBy, ({ created }) => created, (network) => membersOf(inventory, network).length, ({ builtIn: own }) => own);
  return group(sorted, groupBy, (network) => (groupBy === "project" ? projectOf(network) : groupBy === "driver" ? network.driver : network.scope));
}

/** The same of containers; by driver or scope they stand with their first network. */
export function arrangeContainers(inventory: Inventory, { groupBy, sortBy, filter }: Arrangement): Group<Container>[] {
  const shown = inventory.containers.filter((container) => fits(filter, containerWords(container)));
  const sorted = sort(shown, sortBy, ({ created }) => created, ({ attachments }) => attachments.length, () => false);
  return group(sorted, groupBy, (container) => {
    if (groupBy === "project") return projectOf(container);
    const network = inventory.networks.find((one) => container.attachments.some((attachment) => attachedTo(attachment, one)));
    return groupBy === "driver" ? network?.driver : network?.scope;
  });
}

/** By name they come as they are; ties too. */
function sort<T>(items: readonly T[], by: SortBy, created: (item: T) => string | undefined, attached: (item: T) => number, last: (item: T) => boolean): T[] {
  if (by === "name") return [...items];
  // Of unknown age comes last.
  const age = (item: T): number => Date.parse(created(item) ?? "") || 0;
  const order = (a: T, b: T): number => (by === "attached" ? attached(b) - attached(a) : age(b) - age(a));
  return [...items].sort((a, b) => Number(last(a)) - Number(last(b)) || order(a, b));
}

const collator = new Intl.Collator("en", { numeric: true });

function group<T>(items: readonly T[], by: GroupBy, nameOf: (item: T) => string | undefined): Group<T>[] {
  if (by === "none") return [{ name: undefined, items }];
  const groups = new Map<string | undefined, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    const list = groups.get(name);
    if (list === undefined) groups.set(name, [item]);
    else list.push(item);
  }
  return [...groups]
    .map(([name, members]) => ({ name, items: members }))
    .sort((a, b) => Number(a.name === undefined) - Number(b.name === undefined) || collator.compare(a.name ?? "", b.name ?? ""));
}

/** Every word of the filter must be in one of the words of a row. */
function fits(filter: string, words: readonly (string | undefined)[]): boolean {
  const wanted = filter.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (wanted.length === 0) return true;
  const all = words.map((word) => (word ?? "").toLowerCase());
  return wanted.every((word) => all.some((text) => text.includes(word)));
}

function networkWords(network: Network, inventory: Inventory): (string | undefined)[] {
  const { name, driver, bridge, id, pools, labels } = network;
  return [name, driver, bridge, id.slice(0, 12), ...pools.map(({ subnet }) => subnet), ...labelWords(labels), ...membersOf(inventory, network).map(({ container }) => container.name)];
}

function containerWords({ name, image, state, id, attachments, labels }: Container): (string | undefined)[] {
  return [name, image, state, id.slice(0, 12), ...attachments.flatMap(({ networkName, ipv4, ipv6 }) => [networkName, ipv4, ipv6]), ...labelWords(labels)];
}

function labelWords(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}
