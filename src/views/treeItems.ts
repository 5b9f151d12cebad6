import * as vscode from "vscode";
import { mutedUri } from "./decorations";
import { deemphasized, type Row } from "./rows";

/** A row as VS Code draws it. The tooltip is left to `resolveTreeItem`. */
export function toTreeItem(key: string, row: Row): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(row.label, row.expandable ? (row.open === true ? Expanded : Collapsed) : None);
  item.id = key;
  if (row.description !== undefined) item.description = row.description;
  if (row.context !== "") item.contextValue = row.context;
  const color = row.color ?? (row.muted ? deemphasized : undefined);
  item.iconPath = new vscode.ThemeIcon(row.icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  if (row.muted) item.resourceUri = mutedUri;
  item.accessibilityInformation = { label: row.spoken };
  return item;
}
