import { type Container, type Inventory, isLive, membersOf, type Network } from "./inventory";
import type { ContainerNetworkSpec, ContainerSpec, NetworkSpec } from "./spec";

/** The label of everything that the walkthrough makes; its value is the role. Nothing else is ever removed by it. */
export const WALKTHROUGH_LABEL = "docker-network-explorer.walkthrough";

/** The containers of the walkthrough, by what they show. */
export const roles = ["container1", "container2", "host", "none", "shared"] as const;
export type Role = (typeof roles)[number];

const words: Readonly<Record<Role | "network", string>> = { network: "my-net", container1: "container1", container2: "container2", host: "on-host", none: "alone", shared: "sidecar" };

/** What of the walkthrough is there now. */
export interface Made {
  readonly network?: Network;
  readonly containers: Readonly<Partial<Record<Role, Container>>>;
}

export function madeBy({ networks, containers }: Inventory): Made {
  const network = networks.find(({ labels }) => labels[WALKTHROUGH_LABEL] === "network");
  const found = roles.flatMap((role) => {
    const container = containers.find(({ labels }) => labels[WALKTHROUGH_LABEL] === role);
    return container === undefined ? [] : [[role, container] as const];
  });
  return { ...(network && { network }), containers: Object.fromEntries(found) };
}

/** What ticks the steps off that make something. */
export interface Progress {
  readonly network: boolean;
  readonly containers: boolean;
  readonly host: boolean;
  readonly none: boolean;
  readonly shared: boolean;
}

export function progressOf(inventory: Inventory): Progress {
  const { network, containers } = madeBy(inventory);
  const runs = (role: Role): boolean => containers[role] !== undefined && isLive(containers[role]);
  return { network: network !== undefined, containers: runs("container1") && runs("container2"), host: runs("host"), none: runs("none"), shared: runs("shared") };
}

/** The name that a role has; with a number where somebody else has it already. */
export function nameFor(role: Role | "network", { networks, containers }: Inventory): string {
  const taken = new Set((role === "network" ? networks : containers).map(({ name }) => name));
  const word = words[role];
  for (let number = 2; ; number++) {
    const name = number === 2 && !taken.has(word) ? word : `${word}-${number}`;
    if (!taken.has(name)) return name;
  }
}

export function networkOfWalkthrough(inventory: Inventory): NetworkSpec {
  const name = nameFor("network", inventory);
  return { name, driver: "bridge", pools: [], internal: false, ipv6: false, attachable: false, options: {}, labels: { [WALKTHROUGH_LABEL]: "network" } };
}

/** A container that sleeps. `made` has what it needs: the network, or the container whose network it shares. */
export function containerOfWalkthrough(role: Role, image: string, made: Made, inventory: Inventory): ContainerSpec {
  return {
    image,
    name: nameFor(role, inventory),
    command: ["sleep", "infinity"],
    network: networkOf(role, made),
    labels: { [WALKTHROUGH_LABEL]: role },
    ports: [],
    publishAll: false,
    expose: [],
    env: [],
    dns: [],
    dnsSearch: [],
    dnsOptions: [],
    extraHosts: [],
  };
}

function networkOf(role: Role, { network, containers }: Made): ContainerNetworkSpec {
  switch (role) {
    case "container1":
    case "container2":
      return { kind: "networks", networks: [{ name: network?.name ?? words.network, endpoint: { aliases: [] } }] };
    case "host":
    case "none":
      return { kind: role };
    case "shared":
      return { kind: "container", container: containers.container1?.name ?? words.container1 };
  }
}

/** Images that surely have sleep, and most of them nslookup and ping; the best first. */
const known = ["busybox", "alpine", "netshoot", "debian", "ubuntu", "fedora", "rockylinux", "almalinux"];

/** The image that the walkthrough uses without asking, of those that are on the engine. */
export function knownImage(images: readonly string[]): string | undefined {
  const repository = (image: string): string => image.replace(/[:@][^/]*$/, "").split("/").pop() ?? "";
  return known.flatMap((word) => images.find((image) => repository(image) === word) ?? [])[0];
}

/** What cleaning up removes; a network stays while somebody else's container is on it. */
export interface CleanUp {
  readonly containers: readonly Container[];
  readonly networks: readonly Network[];
  readonly staying: readonly { readonly network: Network; readonly because: readonly Container[] }[];
}

export function cleanUpOf(inventory: Inventory): CleanUp {
  const containers = inventory.containers.filter(({ labels }) => labels[WALKTHROUGH_LABEL] !== undefined);
  const labelled = inventory.networks.filter(({ labels }) => labels[WALKTHROUGH_LABEL] !== undefined);
  const foreign = (network: Network): Container[] => membersOf(inventory, network).flatMap(({ container }) => (containers.includes(container) ? [] : [container]));
  const staying = labelled.map((network) => ({ network, because: foreign(network) })).filter(({ because }) => because.length > 0);
  return { containers, networks: labelled.filter((network) => !staying.some((one) => one.network === network)), staying };
}
