import { attachedTo, type Container, type Network } from "./inventory";

/** Why a container cannot be attached to a network, known before the engine is asked. */
export type AttachIssue =
  | { readonly kind: "already"; readonly network: string }
  /** the network is the host's own, which is chosen when a container is created */ | { readonly kind: "hostNetwork" }
  | { readonly kind: "noneNetwork" }
  | { readonly kind: "ingressNetwork" }
  | { readonly kind: "configOnly" }
  /** a swarm's network for services only */ | { readonly kind: "notAttachable" }
  | { readonly kind: "hostMode" }
  | { readonly kind: "noneMode" }
  | { readonly kind: "sharedMode"; readonly owner: string }
  /** dead or being removed */ | { readonly kind: "goingAway" };

/** Why this network takes no container by hand. */
export function networkIssue(network: Pick<Network, "driver" | "ingress" | "configOnly" | "scope" | "attachable">): AttachIssue | undefined {
  if (network.driver === "host") return { kind: "hostNetwork" };
  if (network.driver === "null") return { kind: "noneNetwork" };
  if (network.ingress) return { kind: "ingressNetwork" };
  if (network.configOnly) return { kind: "configOnly" };
  if (network.scope === "swarm" && !network.attachable) return { kind: "notAttachable" };
  return undefined;
}

/** Why this container can be attached to no network. */
export function containerIssue(container: Pick<Container, "state" | "mode" | "attachments">): AttachIssue | undefined {
  if (container.state === "removing" || container.state === "dead") return { kind: "goingAway" };
  switch (container.mode.kind) {
    case "host":
      return { kind: "hostMode" };
    case "container":
      return { kind: "sharedMode", owner: container.mode.container };
    case "none":
      // Taken off "none" by hand, it may be attached elsewhere (measured on 20.10 and 28).
      return container.attachments.some(({ networkName }) => networkName === "none") ? { kind: "noneMode" } : undefined;
    case "network":
      return undefined;
  }
}

export function isAttached(container: Container, network: Pick<Network, "id" | "name">): boolean {
  return container.attachments.some((attachment) => attachedTo(attachment, network));
}

/** Why this container cannot be attached to this network; undefined if only the engine can tell. */
export function attachIssue(container: Container, network: Network): AttachIssue | undefined {
  if (isAttached(container, network)) return { kind: "already", network: network.name };
  return networkIssue(network) ?? containerIssue(container);
}

/** Host and none are modes, not wires: a container is on them by how it was created. */
export function detachIssue(network: Pick<Network, "driver">): AttachIssue | undefined {
  return network.driver === "host" ? { kind: "hostNetwork" } : network.driver === "null" ? { kind: "noneNetwork" } : undefined;
}

/** Can a container have aliases and fixed addresses there? Not on the engine's own bridge: it has no DNS. */
export function takesEndpointSettings(network: Network): boolean {
  return !network.builtIn;
}
