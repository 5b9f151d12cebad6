import * as vscode from "vscode";
import { dockerCommand, dockerCommands, overflow, quote } from "../core/cli";
import type { Operation } from "../core/spec";
import { type Choice, tell } from "../platform/prompts";
import { userShell } from "../platform/shell";
import { readSettings } from "../platform/settings";
import { describeDoing, describeFailed } from "../platform/wordsOperation";
import type { CommandContext } from "./context";
import { OperationError, Refusal } from "./failure";
import { guarded } from "./report";

/** The `docker` command line of an operation, quoted for the user's shell, naming the engine where the setting chose it; of several, a line each. */
export function commandLine(operation: Operation): string {
  const shell = userShell();
  return dockerCommands(operation, readSettings().host).map((argv) => quote(argv, shell)).join("\n");
}

/** As much of a command line as is surely seen in a row of a list: the rest of the row is cut off there. */
const visible = 84;

/** The choice that does an operation: with its whole command line, in further rows where one is too short for it. */
export function choicesToRun<T>(operation: Operation, choice: Choice<T>): Choice<T>[] {
  const more = overflow(dockerCommand(operation, readSettings().host), visible, userShell());
  return [{ ...choice, detail: commandLine(operation) }, ...more.map((label): Choice<T> => ({ label: `… ${label}`, icon: "blank", value: choice.value }))];
}

/** Operations that the engine is doing now, by what they are: a second click must not do a thing twice. */
const underWay = new Set<string>();
/** How long a person waits before they are offered to stop waiting, ms. */
const patience = 2_000;

/**
 * Does an operation, with its `docker` command in the log before and its result after. Rejects with the engine's `Problem`,
 * `cancelled` if the user waits no longer. Not `cancellable`: where there is another way to turn away.
 */
export async function run(context: CommandContext, operation: Operation, cancellable = true): Promise<{ readonly id: string }> {
  const key = JSON.stringify(operation);
  if (underWay.has(key)) throw new Refusal(vscode.l10n.t("The engine is already at it: {0}", describeDoing(operation)));
  underWay.add(key);
  try {
    const engine = await context.session.engine();
    for (const line of commandLine(operation).split(/\n(?=docker )/)) context.log.command(line);
    const started = performance.now();
    const took = (): string => `${Math.round(performance.now() - started)} ms`;
    try {
      const { id, warning } = await patiently(describeDoing(operation), (signal) => engine.perform(operation, signal), cancellable);
      context.log.info(`${id === "" ? "done" : id} (${took()})`);
      if (warning !== undefined && warning !== "") {
        context.log.warn(warning);
        void tell("warning", vscode.l10n.t("The engine says: {0}", warning));
      }
      return { id };
    } catch (error) {
      const { kind } = error as { readonly kind?: unknown };
      context.log.info(`${kind === "cancelled" ? "no longer waited for" : "failed"} (${took()}): ${error instanceof Error ? error.message : String(error)}`);
      if (kind === "cancelled") void tell("warning", vscode.l10n.t("No longer waited for. The engine may still do it: {0}", describeDoing(operation)));
      throw error;
    }
  } finally {
    underWay.delete(key);
  }
}

/** Shows that something goes on; when it takes long, in a notification that can be cancelled. */
export async function patiently<T>(title: string, work: (signal: AbortSignal) => Promise<T>, cancellable = true): Promise<T> {
  const abort = new AbortController();
  const working = work(abort.signal);
  const settled = working.then(
    () => undefined,
    () => undefined,
  );
  void vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => settled);
  const timer = setTimeout(() => {
    if (!cancellable) return;
    void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
      token.onCancellationRequested(() => abort.abort());
      return settled;
    });
  }, patience);
  try {
    return await working;
  } finally {
    clearTimeout(timer);
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

/** What became of several operations. */
export interface Outcomes {
  readonly done: readonly Operation[];
  readonly failures: readonly OperationError[];
}

/** Does operations one after another, and goes on when one fails. Between two of them the rest can be cancelled. */
export async function performAll(context: CommandContext, operations: readonly Operation[], title: string): Promise<Outcomes> {
  const done: Operation[] = [];
  const failures: OperationError[] = [];
  const each = async (progress?: vscode.Progress<{ message: string; increment: number }>, token?: vscode.CancellationToken): Promise<void> => {
    for (const operation of operations) {
      if (token?.isCancellationRequested === true) return;
      progress?.report({ message: describeDoing(operation), increment: 100 / operations.length });
      try {
        await perform(context, operation);
        done.push(operation);
      } catch (error) {
        if (!(error instanceof OperationError)) throw error;
        failures.push(error);
      }
    }
  };
  if (operations.length < 4) await each();
  else await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, each);
  return { done, failures };
}

/** Rejects with the first failure, which has the words; the others go to the log, and are counted. */
export function throwFirst(context: CommandContext, { failures, done }: { readonly failures: readonly OperationError[]; readonly done: readonly unknown[] }): void {
  const [first, ...others] = failures;
  if (first === undefined) return;
  for (const other of others) context.log.error(describeFailed(other.operation), other.cause);
  if (others.length > 0) void tell("warning", vscode.l10n.t("{0} of {1} could not be done; the log names them all.", failures.length, failures.length + done.length));
  throw first;
}

/** Says what was done, and takes it back if the user wants that. Returns at once. */
export function offerUndo(context: CommandContext, done: string, undo: () => Promise<void>): void {
  const button = vscode.l10n.t("Undo");
  void tell("info", done, button).then(async (chosen) => {
    if (chosen === button) await guarded(context, undo);
  });
}
