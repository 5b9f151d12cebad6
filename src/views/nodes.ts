import type { GroupBy } from "../core/arrange";
import type { Attachment, Container, ContainerId, Network, NetworkId } from "../core/inventory";

/**
 * Elements of the trees. Each has the shape of a `Target`, so that commands take it as it is, and nothing but identity:
 * what a row says is looked up in the picture each time it is drawn.
 */
export type Node =
  | EngineNode
  | GroupNode
  | NetworkNode
  | ContainerNode
  | SharerNode
  | EndpointNode
  | InterfaceNode
  | ModeNode
  | NoteNode;

interface Base {
  /** Unique in its tree, and identity only: state in it would collapse the row when it changes. */
  readonly key: string;
  readonly parent?: Node;
}

/** Tells that the engine does not answer. */
export interface EngineNode extends Base {
  readonly kind: "engine";
}

/** Rows that belong together: a Compose project, a driver, a scope. */
export interface GroupNode extends Base {
  readonly kind: "group";
  readonly groupBy: GroupBy;
  /** Absent for what belongs to none. */
  readonly name?: string;
}

export interface NetworkNode extends Base {
  readonly kind: "network";
  readonly type: "network";
  readonly networkId: NetworkId;
}

export interface ContainerNode extends Base {
  readonly kind: "container";
  readonly type: "container";
  readonly containerId: ContainerId;
}

/** A container that uses the network of another, shown below that one's endpoint. */
export interface SharerNode extends Base {
  readonly kind: "sharer";
  readonly type: "container";
  readonly containerId: ContainerId;
}

/** A container on a network: below the network it is named by the container, below the container by the network. */
export interface EndpointNode extends Base {
  readonly kind: "endpoint";
  readonly type: "endpoint";
  readonly networkId: NetworkId;
  readonly containerId: ContainerId;
}

/** One interface of an endpoint; as a target it is that endpoint. */
export interface InterfaceNode extends Base {
  readonly kind: "interface";
  readonly type: "endpoint";
  readonly networkId: NetworkId;
  readonly containerId: ContainerId;
  /** Position among the endpoint's links; empty for one whose interface is not known. */
  readonly name: string;
  /** The same, as a target says it. */
  readonly interface?: string;
}

/** How a container without networks of its own is connected. */
export interface ModeNode extends Base {
  readonly kind: "mode";
  readonly type: "container";
  readonly containerId: ContainerId;
}

/** A remark in place of rows. */
export interface NoteNode extends Base {
  readonly kind: "note";
  readonly note: "detached" | "noLinks" | "linksFailed" | "networkGone";
  /** What it is about, for `networkGone` and `linksFailed`. */
  readonly detail?: string;
}

export const engineNode: EngineNode = { kind: "engine", key: "engine" };

export function groupNode(groupBy: GroupBy, name: string | undefined): GroupNode {
  return { kind: "group", key: `group/${groupBy}/${name === undefined ? "" : `=${name}`}`, groupBy, ...(name === undefined ? {} : { name }) };
}

export function networkNode({ id }: Pick<Network, "id">, parent?: GroupNode): NetworkNode {
  return { kind: "network", key: `network/${id}`, type: "network", networkId: id, ...(parent === undefined ? {} : { parent }) };
}

export function containerNode({ id }: Pick<Container, "id">, parent?: GroupNode): ContainerNode {
  return { kind: "container", key: `container/${id}`, type: "container", containerId: id, ...(parent === undefined ? {} : { parent }) };
}

export function endpointNode(parent: Node, networkId: NetworkId, containerId: ContainerId): EndpointNode {
  return { kind: "endpoint", key: `${parent.key}/endpoint/${networkId}/${containerId}`, parent, type: "endpoint", networkId, containerId };
}

export function sharerNode(parent: Node, { id }: Pick<Container, "id">): SharerNode {
  return { kind: "sharer", key: `${parent.key}/sharer/${id}`, parent, type: "container", containerId: id };
}

export function interfaceNode(parent: EndpointNode, name: string): InterfaceNode {
  const { networkId, containerId } = parent;
  return { kind: "interface", key: `${parent.key}/interface/${name}`, parent, type: "endpoint", networkId, containerId, name, ...(name === "" ? {} : { interface: name }) };
}

export function modeNode(parent: ContainerNode): ModeNode {
  return { kind: "mode", key: `${parent.key}/mode`, parent, type: "container", containerId: parent.containerId };
}

export function noteNode(parent: Node, note: NoteNode["note"], detail?: string): NoteNode {
  const key = `${parent.key}/note/${note}${detail === undefined ? "" : `/${detail}`}`;
  return { kind: "note", key, parent, note, ...(detail === undefined ? {} : { detail }) };
}

/** The note in place of an attachment whose network is gone. */
export function goneNode(parent: ContainerNode, attachment: Attachment): NoteNode {
  return noteNode(parent, "networkGone", attachment.networkName);
}
