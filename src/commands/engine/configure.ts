import * as vscode from "vscode";

/** Opens the setting that says where the engine is. */
export async function configure(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openSettings", "dockerNetworks.host");
}
