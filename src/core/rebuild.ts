import { contains, networkOfCidr, parseAddress, parseCidr } from "./address";
import type { ContainerId, NetworkId } from "./inventory";
import { type AttachedMember, byAddress } from "./plan";
import type { EndpointSpec, NetworkSpec, Operation } from "./spec";

/**
 * A network that is made anew, because no engine changes one: what it is, what it becomes, and who is on it. Plain data that
 * is written to disk before the first step, so that whatever ends in the middle, it can be finished or taken back.
 */
export interface Rebuild {
  readonly old: { readonly id: NetworkId; readonly spec: NetworkSpec; readonly members: readonly AttachedMember[] };
  readonly new: { readonly spec: NetworkSpec; readonly members: readonly AttachedMember[] };
}

/** Where it is to end: with the new network, or with the old one as it was. */
export type Goal = "finish" | "restore";

/** What is known of its networks besides what the engine tells. */
export interface Trail {
  /** Ids of the networks that were made for either goal. */
  readonly made: { readonly [goal in Goal]?: NetworkId };
  /** What a network that is there and not noted must have been made for. */
  readonly doing: Goal;
}

/** A network of the engine as it is now. */
export interface FoundNetwork {
  readonly id: NetworkId;
  readonly name: string;
  /** Absent where it is none that could be made again. */
  readonly spec?: NetworkSpec;
  readonly attached: readonly ContainerId[];
}

export interface Found {
  /** The one with the old id, and those with either name. */
  readonly networks: readonly FoundNetwork[];
  /** Those that still exist. */
  readonly containers: ReadonlySet<ContainerId>;
}

/** Why there is no way on without a person. */
export type Block =
  /** a network that is nobody's here has the name */ | { readonly kind: "nameTaken"; readonly name: string }
  /** attached by somebody else since it was planned: nobody knows how to attach it again */
  | { readonly kind: "joined"; readonly container: ContainerId; readonly network: string };

export type Next = { readonly operation: Operation } | { readonly block: Block } | "reached";

/**
 * The next step from what is there to the goal. It looks only at what is there, not at what was done: so it is right after
 * any interruption, and when somebody else did a part of it.
 */
export function nextStep({ old, new: renewed }: Rebuild, goal: Goal, { made, doing }: Trail, found: Found): Next {
  const madeFor = (network: FoundNetwork): Goal | undefined => {
    if (network.id === old.id || network.id === made.restore) return "restore";
    if (network.id === made.finish) return "finish";
    const wanted = doing === "finish" ? renewed.spec : old.spec;
    return network.name === wanted.name && network.spec !== undefined && satisfies(network.spec, wanted) ? doing : undefined;
  };
  const target = goal === "finish" ? renewed : old;
  const leaving = found.networks.find((network) => madeFor(network) === (goal === "finish" ? "restore" : "finish"));
  if (leaving !== undefined) return away(leaving, [...old.members, ...renewed.members]);
  const there = found.networks.find((network) => madeFor(network) === goal);
  if (there === undefined) {
    const foreign = found.networks.find(({ name }) => name === target.spec.name);
    return foreign === undefined ? { operation: { kind: "createNetwork", spec: target.spec } } : { block: { kind: "nameTaken", name: foreign.name } };
  }
  const missing = byAddress(target.members).find(({ container }) => found.containers.has(container.id) && !there.attached.includes(container.id));
  if (missing === undefined) return "reached";
  return { operation: { kind: "connect", network: { id: there.id, name: there.name }, ...missing } };
}

/** Takes everybody off a network, and then it away. */
function away(network: FoundNetwork, known: readonly AttachedMember[]): Next {
  const named = { id: network.id, name: network.name };
  const [first] = network.attached;
  if (first === undefined) return { operation: { kind: "removeNetwork", network: named } };
  const stranger = network.attached.find((id) => !known.some(({ container }) => container.id === id));
  if (stranger !== undefined) return { block: { kind: "joined", container: stranger, network: network.name } };
  const container = known.find(({ container: { id } }) => id === first)?.container ?? { id: first, name: first };
  return { operation: { kind: "disconnect", network: named, container, force: false } };
}

/** Is this what was asked for? What was not asked for is the engine's choice. */
export function satisfies(is: NetworkSpec, wanted: NetworkSpec): boolean {
  const pool = ({ subnet, gateway, ipRange }: NetworkSpec["pools"][number]): boolean =>
    is.pools.some((other) => sameBlock(other.subnet, subnet) && (gateway === undefined || other.gateway === gateway) && (ipRange === undefined || sameBlock(other.ipRange ?? "", ipRange)));
  const within = (part: Readonly<Record<string, string>>, whole: Readonly<Record<string, string>>): boolean => Object.entries(part).every(([key, value]) => whole[key] === value);
  return (
    is.name === wanted.name &&
    is.driver === wanted.driver &&
    is.internal === wanted.internal &&
    is.ipv6 === wanted.ipv6 &&
    is.attachable === wanted.attachable &&
    within(wanted.options, is.options) &&
    within(wanted.labels, is.labels) &&
    within(is.labels, wanted.labels) &&
    wanted.pools.every(pool)
  );
}

function sameBlock(a: string, b: string): boolean {
  const [x, y] = [parseCidr(a), parseCidr(b)];
  return x === undefined || y === undefined ? a === b : x.family === y.family && x.prefix === y.prefix && networkOfCidr(x).address === networkOfCidr(y).address;
}

/** How its members are attached to a network that became another: an address goes along where the new network has it. */
export function membersAfter(members: readonly AttachedMember[], spec: NetworkSpec): AttachedMember[] {
  return members.map(({ endpoint: { ipv4, ipv6, ...rest }, ...member }) => ({
    ...member,
    endpoint: {
      ...rest,
      ...(ipv4 !== undefined && holds(spec, ipv4) ? { ipv4 } : {}),
      ...(ipv6 !== undefined && spec.ipv6 && holds(spec, ipv6) ? { ipv6 } : {}),
    } satisfies EndpointSpec,
  }));
}

function holds({ pools }: NetworkSpec, text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && pools.some(({ subnet, gateway }) => {
    const cidr = parseCidr(subnet);
    return cidr !== undefined && contains(cidr, address) && gateway !== text;
  });
}

/** All steps, if nothing comes in between: what is shown before. */
export function plannedSteps(rebuild: Rebuild): Operation[] {
  const attached = new Map<NetworkId, Set<ContainerId>>([[rebuild.old.id, new Set(byAddress(rebuild.old.members).map(({ container }) => container.id))]]);
  const specs = new Map<NetworkId, NetworkSpec>([[rebuild.old.id, rebuild.old.spec]]);
  const containers = new Set(rebuild.old.members.map(({ container }) => container.id));
  const newId = "new" as NetworkId;
  const steps: Operation[] = [];
  for (;;) {
    const networks = [...specs].map(([id, spec]) => ({ id, name: spec.name, spec, attached: [...(attached.get(id) ?? [])] }));
    const next = nextStep(rebuild, "finish", { made: { finish: newId }, doing: "finish" }, { networks, containers });
    if (next === "reached" || "block" in next) return steps;
    const { operation } = next;
    steps.push(operation);
    if (operation.kind === "disconnect") attached.get(operation.network.id)?.delete(operation.container.id);
    if (operation.kind === "connect") attached.get(operation.network.id)?.add(operation.container.id);
    if (operation.kind === "removeNetwork") specs.delete(operation.network.id);
    if (operation.kind === "createNetwork") {
      specs.set(newId, operation.spec);
      attached.set(newId, new Set());
    }
  }
}
