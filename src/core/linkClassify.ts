import { networkOf } from "./inventory";
import type { Attachment, Container, ContainerId, Inventory, Network } from "./inventory";
import type { Evidence, Link, LinkKind, Reason } from "./link";

/** Strategy 0: what the inventory alone decides. */
export interface Classified {
  /** Rows that need no probing. */
  readonly settled: readonly Link[];
  /** Containers with a network namespace of their own now, to be looked into. */
  readonly own: readonly Container[];
  /** Running in the namespace that another, live container owns. */
  readonly sharers: readonly { readonly container: Container; readonly owner: Container; readonly link: Link }[];
}

export function classify(inventory: Inventory): Classified {
  const settled: Link[] = [];
  const own: Container[] = [];
  const sharers: { container: Container; owner: Container; link: Link }[] = [];
  const byId = new Map(inventory.containers.map((container) => [container.id, container]));
  for (const container of inventory.containers) {
    if (!mayHaveInterfaces(container)) settled.push(stoppedLink(inventory, container));
    else if (container.mode.kind === "host") settled.push(hostLink(inventory, container));
    else if (container.mode.kind === "container") {
      const owner = ownerOf(container, byId);
      const name = owner?.name ?? container.mode.container;
      if (owner === undefined) settled.push(modeLink(container, "shared", { code: "ownerGone", params: { owner: name } }));
      else if (!mayHaveInterfaces(owner)) settled.push(modeLink(container, "shared", { code: "ownerStopped", params: { owner: name } }));
      else sharers.push({ container, owner, link: modeLink(container, "shared", { code: "shared", params: { owner: name } }) });
    } else own.push(container);
  }
  return { settled, own, sharers };
}

/** Also where the engine's word for the state is not known: the answer to a look decides then. */
export function mayHaveInterfaces(container: Pick<Container, "state">): boolean {
  return container.state === "running" || container.state === "paused" || container.state === "unknown";
}

/** At the end of a chain of `container:X`; undefined when a link of it is missing, or it bites its own tail. */
export function ownerOf<C extends Pick<Container, "id" | "name" | "mode">>(container: C, byId: ReadonlyMap<ContainerId, C>): C | undefined {
  const seen = new Set<ContainerId>();
  let current: C | undefined = container;
  while (current?.mode.kind === "container") {
    if (seen.has(current.id)) return undefined;
    seen.add(current.id);
    const { id, container: written }: { id?: ContainerId; container: string } = current.mode;
    current = byId.get(id ?? (written as ContainerId)) ?? [...byId.values()].find(({ name }) => name === written);
  }
  return current;
}

/** What kind of link a network of this driver gives a container. */
export function kindOfDriver(driver: string): LinkKind {
  switch (driver) {
    case "bridge":
      return "veth";
    case "macvlan":
    case "ipvlan":
    case "overlay":
    case "host":
      return driver;
    case "null":
    case "none":
      return "none";
    default:
      return "other";
  }
}

export function networkRef(network: Network | undefined): Link["network"] {
  return network === undefined ? null : { id: network.id, name: network.name, driver: network.driver };
}

export function containerRef(container: Container): Link["container"] {
  return { id: container.id, name: container.name };
}

/** The interface of the host that a macvlan or ipvlan network sits on, and its mode. */
export function parentOf(network: Pick<Network, "id" | "driver" | "options">): { readonly parent: string; readonly mode: string } {
  const ipvlan = network.driver === "ipvlan";
  // Docker makes a dummy parent where none is given, named by the network's id.
  const parent = network.options["parent"] ?? `${ipvlan ? "di" : "dm"}-${network.id.slice(0, 12)}`;
  // Podman calls it `mode` for both.
  const mode = network.options[ipvlan ? "ipvlan_mode" : "macvlan_mode"] ?? network.options["mode"] ?? (ipvlan ? "l2" : "bridge");
  return { parent, mode };
}

/** The row of an attachment of which nothing could be seen: what the engine has on record, and why there is no more. */
export function unseenLink(container: Container, attachment: Attachment, network: Network | undefined, reason: Reason): Link {
  const kind = network === undefined ? "other" : kindOfDriver(network.driver);
  const base = {
    container: containerRef(container),
    network: networkRef(network),
    ...(attachment.mac === undefined ? {} : { mac: attachment.mac }),
    addresses: [attachment.ipv4, attachment.ipv6].filter((address) => address !== undefined),
    kind,
    method: "api",
    evidence: network === undefined ? [] : [driverEvidence(network)],
  } as const;
  return { ...base, ...withoutPair(network, reason) };
}

/** The verdict for an interface whose driver makes no veth to the host; any other gets `otherwise`. */
export function withoutPair(network: Network | undefined, otherwise: Reason): Pick<Link, "verdict" | "reason" | "peer"> {
  if (network?.driver === "macvlan" || network?.driver === "ipvlan") {
    return { verdict: "notApplicable", reason: { code: "parent", params: parentOf(network) } };
  }
  if (network?.driver === "overlay") return { verdict: "unavailable", reason: { code: "overlay", params: {} }, peer: { namespace: "overlay" } };
  return { verdict: "unavailable", reason: otherwise };
}

export function driverEvidence(network: Network): Evidence {
  return { fact: "driver", params: { network: network.name, driver: network.driver }, source: "engine API", holds: true };
}

/** The only row of a container in a mode without an attachment's interface. */
export function modeLink(container: Container, kind: LinkKind, reason: Reason, network: Link["network"] = null): Link {
  return {
    container: containerRef(container),
    network,
    addresses: [],
    kind,
    verdict: "notApplicable",
    method: "api",
    evidence: [{ fact: "networkMode", params: { mode: modeText(container) }, source: "engine API", holds: true }],
    reason,
  };
}

function hostLink(inventory: Inventory, container: Container): Link {
  const network = inventory.networks.find(({ driver }) => driver === "host");
  return modeLink(container, "host", { code: "host", params: {} }, networkRef(network));
}

function stoppedLink(inventory: Inventory, container: Container): Link {
  const only = container.attachments.length === 1 ? container.attachments[0] : undefined;
  const network = only && networkOf(inventory, only);
  const kind = container.mode.kind === "container" ? "shared" : network === undefined ? "other" : kindOfDriver(network.driver);
  // Its recorded addresses may be another container's by now, so none is given.
  return {
    container: containerRef(container),
    network: networkRef(network),
    addresses: [],
    kind,
    verdict: "notApplicable",
    method: "api",
    evidence: [],
    reason: { code: "stopped", params: {} },
  };
}

function modeText({ mode }: Container): string {
  switch (mode.kind) {
    case "container":
      return `container:${mode.container}`;
    case "network":
      return mode.network;
    case "host":
    case "none":
      return mode.kind;
  }
}
