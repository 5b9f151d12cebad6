import type { ContainerId, NetworkId } from "./inventory";
import type { Link } from "./link";

/**
 * What a command acts on, as plain data: trees, webview and palette all give this.
 * Ids are identity only; the row's present state is looked up in the session's snapshot.
 * With `interface`, one link is meant; whoever wants only its endpoint or container may pass over that.
 */
export type Target =
  | { readonly type: "network"; readonly networkId: NetworkId }
  | { readonly type: "container"; readonly containerId: ContainerId; readonly interface?: string }
  /** A container's endpoint on a network. */
  | { readonly type: "endpoint"; readonly networkId: NetworkId; readonly containerId: ContainerId; readonly interface?: string };

/** Decodes a command's first argument, which may be anything; undefined means "ask". */
export function decodeTarget(value: unknown): Target | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, networkId, containerId, interface: name } = value as Record<string, unknown>;
  const network = typeof networkId === "string" ? (networkId as NetworkId) : undefined;
  const container = typeof containerId === "string" ? (containerId as ContainerId) : undefined;
  // Rows of Container Tools have no type of ours, but getters for the ids.
  if (type === undefined && container !== undefined) return { type: "container", containerId: container };
  if (type === undefined && network !== undefined) return { type: "network", networkId: network };
  if (type === "network" && network !== undefined) return { type, networkId: network };
  const one = typeof name === "string" ? { interface: name } : {};
  if (type === "container" && container !== undefined) return { type, containerId: container, ...one };
  if (type === "endpoint" && network !== undefined && container !== undefined) {
    return { type, networkId: network, containerId: container, ...one };
  }
  return undefined;
}

/** The target that means this link. */
export function targetOf({ container, network, interface: name }: Link): Target {
  const one = name === undefined ? {} : { interface: name };
  return network === null
    ? { type: "container", containerId: container.id, ...one }
    : { type: "endpoint", networkId: network.id, containerId: container.id, ...one };
}

/** Where a link is, as far as it is said. */
export interface LinkPlace {
  readonly containerId?: string | undefined;
  readonly networkId?: string | undefined;
  readonly interface?: string | undefined;
}

/** Is the link there? An interface's name is unique within its container, so a whole target fits one link only. */
export function isAt(link: Link, { containerId, networkId, interface: name }: LinkPlace): boolean {
  return (
    (containerId === undefined || link.container.id === containerId) &&
    (networkId === undefined || link.network?.id === networkId) &&
    (name === undefined || link.interface === name)
  );
}
