import * as vscode from "vscode";
import type { Disposable } from "../core/emitter";
import type { Session, Snapshot } from "../state/session";
import { DragAndDrop } from "./dragAndDrop";
import { InventoryTree } from "./inventoryTree";
import type { Node } from "./nodes";
import { followOpenLinks } from "./openLinks";
import { productName } from "./rows";
import { containersShape, networksShape, type Shape } from "./shapes";

/** The two native trees of the view container. */
export function createTrees(session: Session): Disposable {
  const networks = createView("dockerNetworks.networks", session, networksShape, true);
  const containers = createView("dockerNetworks.containers", session, containersShape, false);
  const title = (snapshot: Snapshot): void => {
    networks.view.description = engineWords(snapshot);
  };
  title(session.snapshot);
  return vscode.Disposable.from(networks, containers, followOpenLinks(networks.view, session), session.onDidChange(title));
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
