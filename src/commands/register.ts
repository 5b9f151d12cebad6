import * as vscode from "vscode";
import type { Disposable } from "../core/emitter";
import type { FormWork, Submitted } from "../core/formRequest";
import type { CommandContext } from "./context";
import { registerInspected } from "./inspect";
import { type CommandId, commandTable } from "./table";

/** Does what a form asks for; see `submit`. */
export type Submit = (work: FormWork, signal: AbortSignal) => Promise<Submitted>;

type Given = Omit<CommandContext, "inspected" | "forms">;

/**
 * Registers every command of the table. What they do is loaded when one is first used: activation does not pay for it.
 * `makeForms` makes the forms, which commands open, and which have done what is entered there.
 */
export function registerCommands(given: Given, makeForms: (submit: Submit) => CommandContext["forms"] & Disposable): vscode.Disposable {
  const inspected = registerInspected(given.session);
  const forms = makeForms(async (work, signal) => {
    const { submit } = await import("./handlers");
    return await submit(context, work, signal);
  });
  const context: CommandContext = { ...given, inspected, forms };
  const register = (id: CommandId): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (first: unknown, second: unknown) => {
      const { runCommand } = await import("./handlers");
      return await runCommand(context, id, first, second);
    });
  return vscode.Disposable.from(inspected, { dispose: () => forms.dispose() }, followInterrupted(context), ...(Object.keys(commandTable) as CommandId[]).map(register));
}

/** Whenever an engine is reached: is there a rebuild that was interrupted? Only then anything is loaded for it. */
function followInterrupted(context: CommandContext): vscode.Disposable {
  let live = false;
  const folder = vscode.Uri.joinPath(context.storage, "rebuilds");
  const changes = context.session.onDidChange(({ status }) => {
    const was = live;
    live = status.kind === "live";
    if (!live || was) return;
    // Almost always it is not even there.
    vscode.workspace.fs.readDirectory(folder).then(
      (files) => {
        if (files.length > 0) void import("./handlers").then(({ offerInterrupted }) => offerInterrupted(context)).catch((error: unknown) => context.log.error("rebuilds", error));
      },
      () => undefined,
    );
  });
  return new vscode.Disposable(() => changes.dispose());
}
