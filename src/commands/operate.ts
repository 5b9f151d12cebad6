import * as vscode from "vscode";
import { dockerCommand, overflow, quote } from "../core/cli";
import type { Operation } from "../core/spec";
import { type Choice, tell } from "../platform/prompts";
import { readSettings } from "../platform/settings";
import { describeDoing } from "../platform/wordsOperation";
import type { CommandContext } from "./context";
import { OperationError } from "./failure";
import { guarded } from "./report";

/** The `docker` command line of an operation, naming the engine where the setting chose it. */
export function commandLine(operation: Operation): string {
  return quote(dockerCommand(operation, readSettings().host));
}

/** As much of a command line as is surely seen in a row of a list: the rest of the row is cut off there. */
const visible = 84;

/** The choice that does an operation: with its whole command line, in further rows where one is too short for it. */
export function choicesToRun<T>(operation: Operation, choice: Choice<T>): Choice<T>[] {
  const more = overflow(dockerCommand(operation, readSettings().host), visible);
  return [{ ...choice, detail: commandLine(operation) }, ...more.map((label): Choice<T> => ({ label: `… ${label}`, icon: "blank", value: choice.value }))];
}

/** Does an operation, with its `docker` command in the log before and its result after. Rejects with the engine's `Problem`. */
export async function run(context: CommandContext, operation: Operation): Promise<{ readonly id: string }> {
  const engine = await context.session.engine();
  context.log.command(commandLine(operation));
  const started = performance.now();
  const took = (): string => `${Math.round(performance.now() - started)} ms`;
  const options = { location: vscode.ProgressLocation.Window, title: describeDoing(operation) };
  try {
    const { id, warning } = await vscode.window.withProgress(options, () => engine.perform(operation));
    context.log.info(`${id === "" ? "done" : id} (${took()})`);
    if (warning !== undefined && warning !== "") {
      context.log.warn(warning);
      void tell("warning", vscode.l10n.t("The engine says: {0}", warning));
    }
    return { id };
  } catch (error) {
    context.log.info(`failed (${took()}): ${error instanceof Error ? error.message : String(error)}`);
    throw error;
  }
}

/** Does an operation; rejects with an `OperationError`, which has words for what was tried. */
export async function perform(context: CommandContext, operation: Operation): Promise<{ readonly id: string }> {
  try {
    return await run(context, operation);
  } catch (cause) {
    throw new OperationError(operation, cause);
  }
}

/** Says what was done, and takes it back if the user wants that. Returns at once. */
export function offerUndo(context: CommandContext, done: string, undo: () => Promise<void>): void {
  const button = vscode.l10n.t("Undo");
  void tell("info", done, button).then(async (chosen) => {
    if (chosen === button) await guarded(context, undo);
  });
}
