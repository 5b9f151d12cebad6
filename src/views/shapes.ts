import { isLive, type Attachment, type Container } from "../core/inventory";
import { isMode } from "./flags";
import { linkName } from "./interfaceRow";
import {
  containerNode, endpointNode, engineNode, goneNode, interfaceNode, modeNode, networkNode, noteNode, sharerNode,
  type ContainerNode, type EndpointNode, type Node,
} from "./nodes";
import { linksOf, memberOf, type Picture } from "./picture";

/** Which rows a tree has, from a picture. */
export interface Shape {
  roots(picture: Picture): Node[];
  children(node: Node, picture: Picture): Node[];
  /** Must the links be read before its children can be told? */
  needsLinks(node: Node, picture: Picture): boolean;
}

/** Network → the containers on it → their interfaces, and who shares them. */
export const networksShape: Shape = {
  roots: (picture) => [...lostRow(picture), ...picture.inventory.networks.map(networkNode)],
  children(node, picture) {
    if (node.kind === "network") {
      const members = picture.index.members.get(node.networkId) ?? [];
      return members.map(({ container }) => endpointNode(node, node.networkId, container.id));
    }
    if (node.kind === "endpoint") return [...interfaces(node, picture), ...sharers(node, picture)];
    return [];
  },
  needsLinks: (node, picture) => node.kind === "endpoint" && picture.lost === undefined && hasInterfaces(node, picture),
};

/** Container → the networks it is on, or how it does without. */
export const containersShape: Shape = {
  roots: (picture) => [...lostRow(picture), ...picture.inventory.containers.map(containerNode)],
  children(node, picture) {
    if (node.kind !== "container") return [];
    const container = picture.index.containers.get(node.containerId);
    return container === undefined ? [] : networks(node, container, picture);
  },
  needsLinks: () => false,
};

// An engine without anything to show leaves the place to the welcome text, which says more.
function lostRow({ lost }: Picture): Node[] {
  return lost === undefined ? [] : [engineNode];
}

function networks(node: ContainerNode, container: Container, picture: Picture): Node[] {
  if (container.mode.kind === "container") return [modeNode(node)];
  if (container.attachments.length === 0) return [container.mode.kind === "network" ? noteNode(node, "detached") : modeNode(node)];
  const rowFor = (attachment: Attachment): Node => {
    const network = picture.index.networkOf(attachment);
    if (network === undefined) return goneNode(node, attachment);
    return isMode(network) ? modeNode(node) : endpointNode(node, network.id, container.id);
  };
  return container.attachments.map(rowFor);
}

function interfaces(node: EndpointNode, picture: Picture): Node[] {
  if (!hasInterfaces(node, picture)) return [];
  // Better none than pairs from before: they may have changed since.
  if (picture.linksProblem !== undefined) return [noteNode(node, "linksFailed", picture.linksProblem)];
  const names = new Set(linksOf(picture.report, node.networkId, node.containerId).map(linkName));
  return names.size === 0 ? [noteNode(node, "noLinks")] : [...names].map((name) => interfaceNode(node, name));
}

function hasInterfaces({ networkId, containerId }: EndpointNode, picture: Picture): boolean {
  const network = picture.index.networks.get(networkId);
  const member = memberOf(picture, networkId, containerId);
  return network !== undefined && !isMode(network) && member !== undefined && isLive(member.container);
}

function sharers(node: EndpointNode, { index }: Picture): Node[] {
  return (index.sharers.get(node.containerId) ?? []).map((container) => sharerNode(node, container));
}
