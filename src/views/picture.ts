import type * as vscode from "vscode";
import type { Arrangement } from "../core/arrange";
import type { Drift } from "../core/composeProject";
import { attachedTo, type Attachment, type Container, type ContainerId, type Inventory, type Member, type Network, type NetworkId } from "../core/inventory";
import type { Link, LinkReport } from "../core/link";
import type { ProblemKind } from "../core/problem";

/** The user's language; VS Code's own, handed in so that rows can be made in plain Node. */
export type L10n = Pick<typeof vscode.l10n, "t">;

/** The engine does not answer, in words. */
export interface Lost {
  readonly kind: ProblemKind;
  readonly title: string;
  readonly detail: string;
  /** ms since the epoch. */
  readonly since: number;
}

/** All that rows are made of, at one moment. */
export interface Picture {
  readonly inventory: Inventory;
  readonly index: InventoryIndex;
  /** Set while the engine does not answer: everything shown is from before. */
  readonly lost?: Lost | undefined;
  /** The last good report; undefined before the first. */
  readonly report?: LinkReport | undefined;
  /** In words, when the last reading of the links failed. */
  readonly linksProblem?: string | undefined;
  readonly l10n: L10n;
  /** How the rows are arranged; as they come if it is not said. */
  readonly arrangement?: Arrangement;
  /** How a container is attached otherwise than its Compose file says; undefined where no file says it. */
  readonly drift?: (container: Container) => Drift | undefined;
}

/** An inventory by id, so that a row costs no search. */
export interface InventoryIndex {
  readonly networks: ReadonlyMap<NetworkId, Network>;
  readonly containers: ReadonlyMap<ContainerId, Container>;
  /** In the inventory's order. */
  readonly members: ReadonlyMap<NetworkId, readonly Member[]>;
  /** By owner: the containers in mode `container:<owner>`. */
  readonly sharers: ReadonlyMap<ContainerId, readonly Container[]>;
  /** The network of an attachment; undefined if it is gone. */
  networkOf(attachment: Attachment): Network | undefined;
}

const indices = new WeakMap<Inventory, InventoryIndex>();

/** The index of an inventory, made once. */
export function indexOf(inventory: Inventory): InventoryIndex {
  const known = indices.get(inventory);
  if (known !== undefined) return known;
  const networks = new Map(inventory.networks.map((network) => [network.id, network]));
  const byName = new Map(inventory.networks.map((network) => [network.name, network]));
  const networkOf = (attachment: Attachment): Network | undefined => {
    const network = attachment.networkId === undefined ? byName.get(attachment.networkName) : networks.get(attachment.networkId);
    return network !== undefined && attachedTo(attachment, network) ? network : undefined;
  };
  const members = new Map<NetworkId, Member[]>();
  const sharers = new Map<ContainerId, Container[]>();
  for (const container of inventory.containers) {
    for (const attachment of container.attachments) {
      const network = networkOf(attachment);
      if (network !== undefined) append(members, network.id, { container, attachment });
    }
    if (container.mode.kind === "container" && container.mode.id !== undefined) append(sharers, container.mode.id, container);
  }
  const index = { networks, containers: new Map(inventory.containers.map((container) => [container.id, container])), members, sharers, networkOf };
  indices.set(inventory, index);
  return index;
}

const linkIndices = new WeakMap<LinkReport, Map<string, Link[]>>();

/** The links of one endpoint, in the report's order. */
export function linksOf(report: LinkReport | undefined, networkId: NetworkId, containerId: ContainerId): readonly Link[] {
  if (report === undefined) return [];
  let index = linkIndices.get(report);
  if (index === undefined) {
    index = new Map();
    for (const link of report.links) append(index, `${link.network?.id ?? ""}/${link.container.id}`, link);
    linkIndices.set(report, index);
  }
  return index.get(`${networkId}/${containerId}`) ?? [];
}

/** The endpoint of a container on a network. */
export function memberOf(picture: Picture, networkId: NetworkId, containerId: ContainerId): Member | undefined {
  return picture.index.members.get(networkId)?.find(({ container }) => container.id === containerId);
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
