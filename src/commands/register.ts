import * as vscode from "vscode";
import type { CommandContext } from "./context";
import { registerInspected } from "./inspect";
import { type CommandId, commandTable } from "./table";

/** Registers every command of the table. What they do is loaded when one is first used: activation does not pay for it. */
export function registerCommands(given: Omit<CommandContext, "inspected">): vscode.Disposable {
  const inspected = registerInspected(given.session);
  const context = { ...given, inspected };
  const register = (id: CommandId): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (first: unknown, second: unknown) => {
      const { runCommand } = await import("./handlers");
      return await runCommand(context, id, first, second);
    });
  return vscode.Disposable.from(inspected, ...(Object.keys(commandTable) as CommandId[]).map(register));
}
