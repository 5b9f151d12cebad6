import type { ContainerId, NetworkId } from "./inventory";

/**
 * What a command acts on, as plain data: trees, webview and palette all give this.
 * Ids are identity only; the row's present state is looked up in the session's snapshot.
 */
export type Target =
  | { readonly type: "network"; readonly networkId: NetworkId }
  | { readonly type: "container"; readonly containerId: ContainerId }
  /** A container's endpoint on a network. */
  | { readonly type: "endpoint"; readonly networkId: NetworkId; readonly containerId: ContainerId };

/** Decodes a command's first argument, which may be anything; undefined means "ask". */
export function decodeTarget(value: unknown): Target | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, networkId, containerId } = value as Record<string, unknown>;
  const network = typeof networkId === "string" ? (networkId as NetworkId) : undefined;
  const container = typeof containerId === "string" ? (containerId as ContainerId) : undefined;
  if (type === "network" && network !== undefined) return { type, networkId: network };
  if (type === "container" && container !== undefined) return { type, containerId: container };
  if (type === "endpoint" && network !== undefined && container !== undefined) {
    return { type, networkId: network, containerId: container };
  }
  return undefined;
}
