import { arrangeContainers, arrangeNetworks, type Group, plainArrangement } from "../core/arrange";
import { isLive, type Attachment, type Container, type Network } from "../core/inventory";
import type { Target } from "../core/target";
import { isMode } from "./flags";
import { linkName } from "./interfaceRow";
import {
  containerNode, endpointNode, engineNode, goneNode, groupNode, interfaceNode, modeNode, networkNode, noteNode, sharerNode,
  type ContainerNode, type EndpointNode, type GroupNode, type Node,
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
  roots: (picture) => [...lostRow(picture), ...rootsOf(networkGroups(picture), picture, networkNode)],
  children(node, picture) {
    if (node.kind === "group") return itemsOf(networkGroups(picture), node, networkNode);
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
  roots: (picture) => [...lostRow(picture), ...rootsOf(containerGroups(picture), picture, containerNode)],
  children(node, picture) {
    if (node.kind === "group") return itemsOf(containerGroups(picture), node, containerNode);
    if (node.kind !== "container") return [];
    const container = picture.index.containers.get(node.containerId);
    return container === undefined ? [] : networks(node, container, picture);
  },
  needsLinks: () => false,
};

/** Where a tree shows a thing: itself, or an endpoint below its network. */
export function findNode(shape: Shape, target: Target, picture: Picture): Node | undefined {
  const tops = shape.roots(picture).flatMap((root) => (root.kind === "group" ? shape.children(root, picture) : [root]));
  if (target.type === "container") return tops.find((node) => node.kind === "container" && node.containerId === target.containerId);
  const network = tops.find((node) => node.kind === "network" && node.networkId === target.networkId);
  if (network === undefined || target.type === "network") return network;
  return shape.children(network, picture).find((node) => node.kind === "endpoint" && node.containerId === target.containerId);
}

const networkGroups = ({ inventory, arrangement = plainArrangement }: Picture): Group<Network>[] => arrangeNetworks(inventory, arrangement);
const containerGroups = ({ inventory, arrangement = plainArrangement }: Picture): Group<Container>[] => arrangeContainers(inventory, arrangement);

/** A single list, or a row for each group. */
function rootsOf<T>(groups: readonly Group<T>[], { arrangement = plainArrangement }: Picture, nodeOf: (item: T) => Node): Node[] {
  const { groupBy } = arrangement;
  return groupBy === "none" ? groups.flatMap(({ items }) => items.map((item) => nodeOf(item))) : groups.map(({ name }) => groupNode(groupBy, name));
}

function itemsOf<T>(groups: readonly Group<T>[], node: GroupNode, nodeOf: (item: T, parent: GroupNode) => Node): Node[] {
  return groups.find(({ name }) => name === node.name)?.items.map((item) => nodeOf(item, node)) ?? [];
}

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
