import * as vscode from "vscode";
import { decodeTarget, type Target } from "../core/target";
import type { Node } from "./nodes";

/** What is carried from tree to tree: JSON of `Target[]`. */
const mime = "application/vnd.docker-network-explorer.targets";

/** Containers can be dragged from either tree onto a network, which attaches them. */
export class DragAndDrop implements vscode.TreeDragAndDropController<Node> {
  readonly dragMimeTypes = [mime];
  readonly dropMimeTypes: readonly string[];

  constructor(accepts: boolean) {
    this.dropMimeTypes = accepts ? [mime] : [];
  }

  handleDrag(nodes: readonly Node[], data: vscode.DataTransfer): void {
    const containers = nodes.flatMap((node) => carriedBy(node) ?? []);
    if (containers.length > 0) data.set(mime, new vscode.DataTransferItem(JSON.stringify(containers)));
  }

  async handleDrop(onto: Node | undefined, data: vscode.DataTransfer): Promise<void> {
    // VS Code carries the type twice: first the empty mark of the drag's start, then what handleDrag gave.
    const texts = await Promise.all([...data].flatMap(([type, item]) => (type === mime ? [item.asString()] : [])));
    const containers = texts.flatMap(decode);
    const network = networkUnder(onto);
    if (containers.length === 0 || network === undefined) return;
    // The command says why, where a network takes no containers.
    await vscode.commands.executeCommand("dockerNetworks.network.attachContainer", network, containers);
  }
}

/** A row of a network may be dropped on as the network itself. */
function networkUnder(node: Node | undefined): Extract<Target, { type: "network" }> | undefined {
  for (let current = node; current !== undefined; current = current.parent) {
    if (current.kind === "network") return { type: "network", networkId: current.networkId };
  }
  return undefined;
}

/** An endpoint tells where the container comes from: then it can be moved, too. */
function carriedBy(node: Node): Target | undefined {
  if (node.kind === "endpoint") return { type: "endpoint", networkId: node.networkId, containerId: node.containerId };
  return node.kind === "container" || node.kind === "sharer" ? { type: "container", containerId: node.containerId } : undefined;
}

function decode(json: string): Target[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.flatMap((item) => decodeTarget(item) ?? []) : [];
  } catch {
    return [];
  }
}
