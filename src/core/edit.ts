import { parseCidr } from "./address";
import { choosesIpv6, type DraftIssue } from "./draft";
import { addressSpaceOf, checkGateway, checkSubnet } from "./ipam";
import type { Inventory, Network } from "./inventory";
import { checkNetworkName } from "./names";
import type { NetworkSpec } from "./spec";

/** What of a network can be made different, as it is typed. Lists are `key=value`, separated by spaces, quoted where they hold some. */
export interface EditDraft {
  readonly name: string;
  readonly subnet: string;
  readonly gateway: string;
  readonly range: string;
  readonly ipv6: boolean;
  readonly subnet6: string;
  readonly gateway6: string;
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly options: string;
  readonly labels: string;
}

export type EditField = keyof EditDraft;
export type EditIssue =
  | DraftIssue
  | { readonly kind: "notOption"; readonly text: string }
  /** a container was created on the network by its name, and starts only while there is one of that name */
  | { readonly kind: "nameNeeded"; readonly container: string };

export function draftOfSpec(spec: NetworkSpec): EditDraft {
  const [four, six] = [poolOf(spec, "ipv4"), poolOf(spec, "ipv6")];
  return {
    name: spec.name,
    subnet: four?.subnet ?? "",
    gateway: four?.gateway ?? "",
    range: four?.ipRange ?? "",
    ipv6: spec.ipv6,
    subnet6: six?.subnet ?? "",
    gateway6: six?.gateway ?? "",
    internal: spec.internal,
    attachable: spec.attachable,
    options: listed(spec.options),
    labels: listed(spec.labels),
  };
}

/** The fields that a network has now. */
export function editFields(draft: EditDraft): EditField[] {
  return [
    "name",
    "subnet",
    ...(draft.subnet === "" ? [] : (["gateway", "range"] as const)),
    "ipv6",
    ...(draft.ipv6 ? (["subnet6"] as const) : []),
    ...(draft.ipv6 && draft.subnet6 !== "" ? (["gateway6"] as const) : []),
    "internal",
    "attachable",
    "options",
    "labels",
  ];
}

/** Checks one field against all that is there but the network itself. */
export function checkEdit(field: EditField, draft: EditDraft, network: Network, inventory: Inventory): EditIssue | undefined {
  const others = { ...inventory, networks: inventory.networks.filter(({ id }) => id !== network.id) };
  const space = addressSpaceOf(network.driver);
  switch (field) {
    case "name":
      return draft.name === network.name ? undefined : (checkNetworkName(draft.name, others.networks.map(({ name }) => name)) ?? checkRename(network, inventory));
    case "subnet":
      return draft.subnet === "" ? undefined : checkSubnet(draft.subnet, "ipv4", space, others);
    case "gateway":
      return draft.gateway === "" || draft.subnet === "" ? undefined : checkGateway(draft.gateway, draft.subnet);
    case "range":
      if (draft.range === "" || draft.subnet === "") return undefined;
      return parseCidr(draft.range) === undefined ? { kind: "notCidr", text: draft.range } : inside(draft.range, draft.subnet);
    case "subnet6":
      if (!draft.ipv6) return undefined;
      if (draft.subnet6 !== "") return checkSubnet(draft.subnet6, "ipv6", space, others);
      return choosesIpv6(inventory.engine) ? undefined : { kind: "ipv6Needed" };
    case "gateway6":
      return draft.gateway6 === "" || draft.subnet6 === "" ? undefined : checkGateway(draft.gateway6, draft.subnet6);
    case "options":
    case "labels": {
      const bad = words(draft[field]).find((word) => !/^[^=]+=/s.test(word) && field === "options");
      return bad === undefined ? undefined : { kind: "notOption", text: bad };
    }
    case "ipv6":
    case "internal":
    case "attachable":
      return undefined;
  }
}

function inside(range: string, subnet: string): EditIssue | undefined {
  const [inner, outer] = [parseCidr(range), parseCidr(subnet)];
  if (inner === undefined || outer === undefined || inner.family !== outer.family || inner.prefix < outer.prefix) return { kind: "outside", subnet };
  const bits = BigInt((outer.family === "ipv4" ? 32 : 128) - outer.prefix);
  return inner.address >> bits === outer.address >> bits ? undefined : { kind: "outside", subnet };
}

/** The engine looks a container's network mode up by name whenever it starts or attaches it (measured on 28). */
function checkRename({ name }: Network, { containers }: Inventory): EditIssue | undefined {
  const created = containers.find(({ mode }) => mode.kind === "network" && mode.network === name);
  return created && { kind: "nameNeeded", container: created.name };
}

/** The first field that will not do: one may spoil another. */
export function firstEditIssue(draft: EditDraft, network: Network, inventory: Inventory): EditField | undefined {
  return editFields(draft).find((field) => checkEdit(field, draft, network, inventory) !== undefined);
}

/** The network with what was made different; all else of it stays, also what no field here shows. */
export function editedSpec(spec: NetworkSpec, draft: EditDraft): NetworkSpec {
  const four = poolOf(spec, "ipv4");
  const six = poolOf(spec, "ipv6");
  const others = spec.pools.filter((pool) => pool !== four && pool !== six && (draft.ipv6 || !pool.subnet.includes(":")));
  const aux = (pool: NetworkSpec["pools"][number] | undefined, subnet: string): object => (pool?.aux !== undefined && pool.subnet === subnet ? { aux: pool.aux } : {});
  return {
    ...spec,
    name: draft.name,
    internal: draft.internal,
    ipv6: draft.ipv6,
    attachable: draft.attachable,
    options: record(draft.options),
    labels: record(draft.labels),
    pools: [
      ...(draft.subnet === "" ? [] : [{ subnet: draft.subnet, ...(draft.gateway === "" ? {} : { gateway: draft.gateway }), ...(draft.range === "" ? {} : { ipRange: draft.range }), ...aux(four, draft.subnet) }]),
      ...(draft.ipv6 && draft.subnet6 !== "" ? [{ subnet: draft.subnet6, ...(draft.gateway6 === "" ? {} : { gateway: draft.gateway6 }), ...(six?.ipRange !== undefined && six.subnet === draft.subnet6 ? { ipRange: six.ipRange } : {}), ...aux(six, draft.subnet6) }] : []),
      ...others,
    ],
  };
}

function poolOf({ pools }: NetworkSpec, family: "ipv4" | "ipv6"): NetworkSpec["pools"][number] | undefined {
  return pools.find(({ subnet }) => subnet.includes(":") === (family === "ipv6"));
}

function listed(values: Readonly<Record<string, string>>): string {
  return Object.entries(values).map(([key, value]) => (/[\s"]/.test(key + value) ? JSON.stringify(`${key}=${value}`) : `${key}=${value}`)).join(" ");
}

function record(text: string): Record<string, string> {
  return Object.fromEntries(
    words(text).map((word) => {
      const at = word.indexOf("=");
      return at < 0 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
    }),
  );
}

function words(text: string): string[] {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"|\S+/g)].map(([word]) => {
    if (!word.startsWith('"')) return word;
    try {
      return JSON.parse(word) as string;
    } catch {
      return word;
    }
  });
}
