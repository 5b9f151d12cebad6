import * as vscode from "vscode";
import type { Disposable } from "../core/emitter";
import type { Target } from "../core/target";
import type { Session, Snapshot } from "../state/session";
import { DragAndDrop } from "./dragAndDrop";
import { InventoryTree } from "./inventoryTree";
import { containerNode, networkNode, type Node } from "./nodes";
import { followOpenLinks } from "./openLinks";
import { containersShape, networksShape, type Shape } from "./shapes";

/** The two native trees of the view container. */
export interface Trees extends Disposable {
  /** Shows the row of a network, or else of the container. */
  reveal(target: Target): Promise<void>;
}

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
      const options = { select: true, focus: true, expand: true };
      if (target.type === "network") await networks.view.reveal(networkNode({ id: target.networkId }), options);
      else await containers.view.reveal(containerNode({ id: target.containerId }), options);
    },
    dispose: () => void parts.dispose(),
  };
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
  const { product, version } = inventory.engine;
  return `${product === "podman" ? "Podman" : "Docker"} ${version}`;
}
