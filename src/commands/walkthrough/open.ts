import * as vscode from "vscode";

/** Opens the walkthrough. */
export async function openWalkthrough(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openWalkthrough", "docker-network-explorer.docker-network-explorer#dockerNetworks.tenMinutes", false);
}
