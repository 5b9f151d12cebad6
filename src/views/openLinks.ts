import type * as vscode from "vscode";
import type { Disposable } from "../core/emitter";
import type { Session } from "../state/session";
import type { EndpointNode, Node } from "./nodes";
import { indexOf } from "./picture";

/** Has the links followed while rows that show them are unfolded and seen, and not a moment longer. */
export function followOpenLinks(view: vscode.TreeView<Node>, session: Session): Disposable {
  const open = new Map<string, EndpointNode>();
  let watch: Disposable | undefined;
  const follow = (): void => {
    const wanted = view.visible && open.size > 0;
    if (wanted) watch ??= session.links.watch();
    else stop();
  };
  const stop = (): void => {
    watch?.dispose();
    watch = undefined;
  };
  const parts = [
    view.onDidExpandElement(({ element }) => {
      if (element.kind === "endpoint") open.set(element.key, element);
      follow();
    }),
    view.onDidCollapseElement(({ element }) => {
      // Folding a network away hides the endpoints below it too.
      for (const key of open.keys()) if (key === element.key || key.startsWith(`${element.key}/`)) open.delete(key);
      follow();
    }),
    view.onDidChangeVisibility(follow),
    session.onDidChange(({ inventory }) => {
      // A row that goes while it is unfolded tells nobody.
      if (open.size === 0 || inventory === undefined) return;
      const { members } = indexOf(inventory);
      for (const [key, node] of open) {
        if (members.get(node.networkId)?.some(({ container }) => container.id === node.containerId) !== true) open.delete(key);
      }
      follow();
    }),
  ];
  return {
    dispose() {
      for (const part of parts) part.dispose();
      stop();
    },
  };
}
