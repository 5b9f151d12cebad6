import * as vscode from "vscode";
import type { Disposable } from "../core/emitter";
import type { Target } from "../core/target";
import type { Session, Snapshot } from "../state/session";
import { DragAndDrop } from "./dragAndDrop";
import { InventoryTree } from "./inventoryTree";
import { containerNode, endpointNode, networkNode, type Node } from "./nodes";
import { followOpenLinks } from "./openLinks";
import { productName } from "./rows";
import { containersShape, networksShape, type Shape } from "./shapes";

export interface Trees extends Disposable {
  /** Shows a thing's row, an endpoint's below its network; false if there is none. */
  reveal(target: Target): Promise<boolean>;
}

/** The two native trees of the view container. */
export function createTrees(session: Session): Trees {
  const networks = createView("dockerNetworks.networks", session, networksShape, true);
  const containers = createView("dockerNetworks.containers", session, containersShape, false);
  const title = (snapshot: Snapshot): void => {
    networks.view.description = engineWords(snapshot);
  };
  title(session.snapshot);
  const parts = vscode.Disposable.from(networks, containers, followOpenLinks(networks.view, session), session.onDidChange(title));
  return {
    async reveal(target) {
      const view = target.type === "container" ? containers.view : networks.view;
      try {
        // VS Code fails where there is no such row, and where its view was never shown.
        await vscode.commands.executeCommand(`${target.type === "container" ? containers.id : networks.id}.focus`);
        await view.reveal(nodeOf(target), { select: true, focus: true, expand: target.type === "network" });
        return true;
      } catch {
        return false;
      }
    },
    dispose() {
      parts.dispose();
    },
  };
}

function nodeOf(target: Target): Node {
  if (target.type === "container") return containerNode({ id: target.containerId });
  const network = networkNode({ id: target.networkId });
  return target.type === "network" ? network : endpointNode(network, target.networkId, target.containerId);
}

function createView(id: string, session: Session, shape: Shape, acceptsDrops: boolean) {
  const tree = new InventoryTree(session, shape);
  const view = vscode.window.createTreeView<Node>(id, {
    treeDataProvider: tree,
    canSelectMany: true,
    showCollapseAll: true,
    dragAndDropController: new DragAndDrop(acceptsDrops),
  });
  return {
    id,
    view,
    dispose(): void {
      view.dispose();
      tree.dispose();
    },
  };
}

/** Which engine the rows are of: beside the view's title. */
function engineWords({ inventory, status }: Snapshot): string {
  if (inventory === undefined) return status.kind === "lost" ? (status.problem.endpoint ?? "") : "";
  return `${productName(inventory.engine)} ${inventory.engine.version}`;
}
