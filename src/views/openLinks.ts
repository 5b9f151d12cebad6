import type * as vscode from "vscode";
import type { Disposable } from "../core/emitter";
import type { Session } from "../state/session";
import type { Node } from "./nodes";

/** Has the links followed while rows that show them are unfolded and seen, and not a moment longer. */
export function followOpenLinks(view: vscode.TreeView<Node>, session: Session): Disposable {
  const open = new Set<string>();
  let watch: { dispose(): void } | undefined;
  const follow = (): void => {
    const wanted = view.visible && open.size > 0;
    if (wanted && watch === undefined) watch = session.links.watch();
    else if (!wanted) {
      watch?.dispose();
      watch = undefined;
    }
  };
  const forget = (): void => {
    // A row that goes while it is unfolded tells nobody: its container or network is not there any more.
    const { inventory } = session.snapshot;
    if (open.size === 0 || inventory === undefined) return;
    const ids = new Set<string>([...inventory.networks, ...inventory.containers].map(({ id }) => id));
    for (const key of open) if (key.split("/").some((part) => /^[0-9a-f]{64}$/.test(part) && !ids.has(part))) open.delete(key);
    follow();
  };
  const parts = [
    view.onDidExpandElement(({ element }) => { if (element.kind === "endpoint") open.add(element.key); follow(); }),
    view.onDidCollapseElement(({ element }) => {
      // Folding a network away hides the endpoints below it too.
      for (const key of open) if (key === element.key || key.startsWith(`${element.key}/`)) open.delete(key);
      follow();
    }),
    view.onDidChangeVisibility(follow),
    session.onDidChange(forget),
  ];
  return { dispose: () => { for (const part of parts) part.dispose(); watch?.dispose(); } };
}
