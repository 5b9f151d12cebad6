import * as vscode from "vscode";
import { plain } from "../platform/words";

/** Puts texts on the clipboard, one a line, and says so in the status bar. */
export async function copyLines(lines: readonly string[]): Promise<void> {
  await vscode.env.clipboard.writeText(lines.join("\n"));
  vscode.window.setStatusBarMessage(vscode.l10n.t("Copied: {0}", plain(lines.join(", "))), 3000);
}
