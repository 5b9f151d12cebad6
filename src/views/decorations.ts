import * as vscode from "vscode";
import { deemphasized } from "./rows";

/** Rows with this as their resource are greyed. It is the same for all: a resource says nothing else of a row. */
export const mutedUri = vscode.Uri.from({ scheme: "docker-network-explorer", path: "/muted" });

/** Greys the labels of muted rows, which a tree item cannot do by itself. */
export function registerDecorations(): vscode.Disposable {
  const muted = new vscode.FileDecoration(undefined, undefined, new vscode.ThemeColor(deemphasized));
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration: (uri) => (uri.scheme === mutedUri.scheme ? muted : undefined),
  });
}
