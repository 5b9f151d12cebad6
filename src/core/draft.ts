import { addressSpaceOf, checkGateway, checkSubnet, type IpamIssue } from "./ipam";
import type { EngineInfo, Inventory } from "./inventory";
import { checkNetworkName, type NameIssue } from "./names";
import { type RefusalKind, refusalOf } from "./refusal";
import { hasParent } from "./driverOptions";
import { emptyNetworkForm, emptyPool, type NetworkForm, specOfForm } from "./networkForm";
import type { NetworkSpec } from "./spec";

/** A network while it is being described, as it was typed. Empty texts are the engine's choice. */
export interface NetworkDraft {
  readonly name: string;
  readonly driver: string;
  /** Of macvlan and ipvlan: the host's interface that carries it. */
  readonly parent: string;
  readonly subnet: string;
  readonly gateway: string;
  readonly flags: readonly NetworkFlag[];
  readonly subnet6: string;
}

export type NetworkFlag = "internal" | "ipv6" | "attachable";
/** A step of the form; each asks for one thing. */
export type DraftStep = "name" | "driver" | "parent" | "subnet" | "gateway" | "flags" | "subnet6" | "review";

export const emptyDraft: NetworkDraft = { name: "", driver: "bridge", parent: "", subnet: "", gateway: "", flags: [], subnet6: "" };

/** The steps that a draft needs, in order: what does not apply is not asked. */
export function stepsOf(draft: NetworkDraft): DraftStep[] {
  return [
    "name",
    "driver",
    ...(hasParent(draft.driver) ? (["parent"] as const) : []),
    "subnet",
    ...(draft.subnet === "" ? [] : (["gateway"] as const)),
    "flags",
    ...(draft.flags.includes("ipv6") ? (["subnet6"] as const) : []),
    "review",
  ];
}

/** Flags that a driver understands: only an overlay is not attachable by itself. */
export function flagsOf(driver: string): NetworkFlag[] {
  return driver === "overlay" ? ["internal", "ipv6", "attachable"] : ["internal", "ipv6"];
}

export type DriverOffer =
  | { readonly driver: string; readonly offered: true }
  | { readonly driver: string; readonly offered: false; readonly why: "onlyOne" | "needsSwarm" };

/** The engine's drivers, usual ones first, and why some are not offered. */
export function driverOffers(engine: EngineInfo): DriverOffer[] {
  const order = ["bridge", "macvlan", "ipvlan", "overlay"];
  const rank = (driver: string): number => (order.indexOf(driver) + order.length + 1) % (order.length + 1);
  const usual = [...new Set(engine.networkDrivers)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const offers = (usual.length === 0 ? ["bridge"] : usual).map((driver): DriverOffer => {
    if (driver === "host" || driver === "null") return { driver, offered: false, why: "onlyOne" };
    if (driver === "overlay" && !engine.swarm) return { driver, offered: false, why: "needsSwarm" };
    return { driver, offered: true };
  });
  return [...offers.filter(({ offered }) => offered), ...offers.filter(({ offered }) => !offered)];
}

/** Docker chooses IPv6 subnets by itself from 27.0 on; before, one must be given. Podman always did. */
export function choosesIpv6(engine: EngineInfo): boolean {
  return engine.product === "podman" || Number.parseInt(engine.version, 10) >= 27;
}

export type DraftIssue = NameIssue | IpamIssue | { readonly kind: "ipv6Needed" };

/** Checks one step of a draft against what is there. */
export function checkStep(step: DraftStep, draft: NetworkDraft, inventory: Inventory): DraftIssue | undefined {
  const space = addressSpaceOf(draft.driver);
  switch (step) {
    case "name":
      return checkNetworkName(draft.name, inventory.networks.map(({ name }) => name));
    case "subnet":
      return draft.subnet === "" ? undefined : checkSubnet(draft.subnet, "ipv4", space, inventory);
    case "gateway":
      return draft.gateway === "" || draft.subnet === "" ? undefined : checkGateway(draft.gateway, draft.subnet);
    case "subnet6":
      if (draft.subnet6 !== "") return checkSubnet(draft.subnet6, "ipv6", space, inventory);
      return choosesIpv6(inventory.engine) ? undefined : { kind: "ipv6Needed" };
    case "driver":
    case "parent":
    case "flags":
    case "review":
      return undefined;
  }
}

/** The first step that will not do: an answer may spoil an earlier one (another driver, another address space). */
export function firstIssue(draft: NetworkDraft, inventory: Inventory): DraftStep | undefined {
  return stepsOf(draft).find((step) => checkStep(step, draft, inventory) !== undefined);
}

/** What is asked of the engine. What belongs to a step that does not apply is left out. */
export function specOf(draft: NetworkDraft): NetworkSpec {
  return specOfForm(formOfDraft(draft));
}

/** The full form with what was answered so far. */
export function formOfDraft(draft: NetworkDraft): NetworkForm {
  const flags = draft.flags.filter((flag) => flagsOf(draft.driver).includes(flag));
  const ipv6 = flags.includes("ipv6");
  return {
    ...emptyNetworkForm,
    name: draft.name,
    driver: draft.driver,
    parent: draft.parent,
    ipv6,
    pools: [
      { ...emptyPool, subnet: draft.subnet, gateway: draft.subnet === "" ? "" : draft.gateway },
      ...(ipv6 && draft.subnet6 !== "" ? [{ ...emptyPool, subnet: draft.subnet6 }] : []),
    ],
    internal: flags.includes("internal"),
    attachable: flags.includes("attachable"),
  };
}

const refusedAt: Partial<Record<RefusalKind, DraftStep>> = {
  nameInUse: "name",
  nameReserved: "name",
  poolOverlap: "subnet",
  bridgeOverlap: "subnet",
  poolsExhausted: "subnet",
  noFreeAddress: "subnet",
  ipv6PoolNeeded: "subnet6",
  gatewayOutside: "gateway",
  gatewayInUse: "gateway",
  onlyOne: "driver",
  notSwarmManager: "driver",
  driverUnsupported: "driver",
  driverUnknown: "driver",
  parentInUse: "parent",
  parentMissing: "parent",
};

/** The step that an engine's refusal is about; `review` when it cannot be known. */
export function stepOfRefusal(message: string, draft: NetworkDraft): DraftStep {
  const kind = refusalOf(message);
  const step = kind === undefined ? "review" : (refusedAt[kind] ?? "review");
  // Only one family can be blamed for an overlap if only one was given.
  if (step === "subnet" && draft.subnet === "" && draft.subnet6 !== "") return "subnet6";
  return stepsOf(draft).includes(step) ? step : "review";
}
