import * as vscode from "vscode";
import type { Arrangement } from "../core/arrange";
import type { Disposable } from "../core/emitter";
import type { Target } from "../core/target";
import type { ArrangementStore } from "../platform/arrangement";
import type { Session, Snapshot } from "../state/session";
import { type ComposeFiles, createComposeFiles } from "./composeFiles";
import { registerComposeLens } from "./composeLens";
import { DragAndDrop } from "./dragAndDrop";
import { InventoryTree } from "./inventoryTree";
import type { Node } from "./nodes";
import { Onlooker } from "./onlooker";
import { followOpenLinks } from "./openLinks";
import { productName } from "./rows";
import { containersShape, networksShape, type Shape } from "./shapes";

export interface Trees extends Disposable {
  /** Shows a thing's row, an endpoint's below its network; false if there is none, or a filter hides it. */
  reveal(target: Target): Promise<boolean>;
}

/** The two native trees of the view container. */
export function createTrees(session: Session, arrangement: ArrangementStore): Trees {
  const compose = createComposeFiles();
  const networks = createView("dockerNetworks.networks", session, networksShape, arrangement, compose, true);
  const containers = createView("dockerNetworks.containers", session, containersShape, arrangement, compose, false);
  const title = (snapshot: Snapshot): void => {
    networks.view.description = engineWords(snapshot);
  };
  title(session.snapshot);
  const filtered = ({ filter }: Arrangement): void => {
    const message = filter === "" ? undefined : vscode.l10n.t("Only what fits “{0}” is shown.", filter);
    // VS Code takes no undefined where exact optional types are on; an empty text takes the message away.
    for (const { view } of [networks, containers]) view.message = message ?? "";
  };
  filtered(arrangement.value);
  const parts = vscode.Disposable.from(networks, containers, registerComposeLens(session), compose, followOpenLinks(networks.view, session), session.onDidChange(title), arrangement.onDidChange(filtered));
  return {
    async reveal(target) {
      const { id, view, tree } = target.type === "container" ? containers : networks;
      // VS Code fails where its view was never shown; shown, it has asked for the rows.
      await vscode.commands.executeCommand(`${id}.focus`);
      const node = tree.find(target);
      if (node === undefined) return false;
      try {
        await view.reveal(node, { select: true, focus: true, expand: target.type === "network" });
        return true;
      } catch {
        // Gone meanwhile.
        return false;
      }
    },
    dispose() {
      parts.dispose();
    },
  };
}

function createView(id: string, session: Session, shape: Shape, arrangement: ArrangementStore, compose: ComposeFiles, acceptsDrops: boolean) {
  const tree = new InventoryTree(session, shape, arrangement, compose);
  const view = vscode.window.createTreeView<Node>(id, {
    treeDataProvider: tree,
    canSelectMany: true,
    showCollapseAll: true,
    dragAndDropController: new DragAndDrop(acceptsDrops),
  });
  const onlooker = new Onlooker(session);
  onlooker.look(view.visible);
  const visibility = view.onDidChangeVisibility(({ visible }) => onlooker.look(visible));
  return {
    id,
    view,
    tree,
    dispose(): void {
      visibility.dispose();
      onlooker.dispose();
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
