import * as vscode from "vscode";
import { PlanError } from "../core/plan";
import { Problem } from "../core/problem";
import { tell } from "../platform/prompts";
import { describeProblem, named, type ProblemAction, sentence, showLog } from "../platform/words";
import { describeFailed } from "../platform/wordsOperation";
import type { CommandContext } from "./context";
import { OperationError, Refusal } from "./failure";
import { describeBlock, RebuildError } from "./rebuildFailure";

/** Runs what a user asked for; a failure is told to them, and they may try again. Turning away is silent. */
export async function guarded<T>(context: CommandContext, run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (isCancelled(error)) return undefined;
    if (error instanceof Refusal) {
      context.log.info(error.message);
      void tell("warning", error.message);
      return undefined;
    }
    const { message, actions } = wordsOf(error, context);
    context.log.error(message, error);
    // Not awaited: a pop-up may stay for long, and whoever called the command waits for its end.
    void tell("error", message, ...actions.map(({ title }) => title)).then(async (chosen) => {
      const action = actions.find(({ title }) => title === chosen);
      if (action?.command === "dockerNetworks.engine.retry") await guarded(context, run);
      else if (action !== undefined) await vscode.commands.executeCommand(action.command);
    });
    return undefined;
  }
}

/** Did the user turn away, before it or in the middle of a plan? */
export function isCancelled(error: unknown): boolean {
  return (
    (error instanceof Problem && error.kind === "cancelled") || ((error instanceof OperationError || error instanceof PlanError) && isCancelled(error.cause))
  );
}

interface Words {
  readonly message: string;
  readonly actions: readonly ProblemAction[];
}

function wordsOf(error: unknown, context: CommandContext): Words {
  if (error instanceof Problem) {
    const { title, detail, actions } = describeProblem(error);
    return { message: detail === "" ? title : vscode.l10n.t("{0}. {1}", title, detail), actions };
  }
  if (error instanceof OperationError) {
    const { detail, actions } = causeOf(error.cause);
    return { message: `${describeFailed(error.operation)} ${detail}`, actions };
  }
  if (error instanceof PlanError) {
    const { detail, actions } = causeOf(error.cause);
    return { message: [describeFailed(error.failed), sentence(detail), ...putBackWords(error)].join(" "), actions };
  }
  if (error instanceof RebuildError) {
    const { title, detail, actions } = rebuildWords(error, context);
    return { message: `${title} ${detail}`, actions };
  }
  const { detail, actions } = causeOf(error);
  return { message: vscode.l10n.t("Something went wrong in this extension. {0}", detail), actions };
}

/** Why a rebuild failed, and what became of the network. */
export function rebuildWords({ network, cause, restored, obstacle }: RebuildError, { session }: CommandContext): { readonly title: string; readonly detail: string; readonly actions: readonly ProblemAction[] } {
  const nameOf = (id: string): string => session.snapshot.inventory?.containers.find((container) => container.id === id)?.name ?? id.slice(0, 12);
  const why = (error: unknown): string => describeBlock(error, nameOf) ?? sentence(causeOf(error).detail);
  const outcome = restored
    ? vscode.l10n.t("Everything was put back as it was.")
    : vscode.l10n.t("It is not back as it was yet: {0} Nothing is forgotten: finishing or putting back is offered when the engine is reached next.", obstacle === cause ? "" : why(obstacle));
  return {
    title: vscode.l10n.t("Could not rebuild the network {0}.", network),
    detail: `${why(cause)} ${outcome}`,
    actions: [showLog()],
  };
}

/** What became of the containers that had been detached before the failure. */
function putBackWords({ restored, lost, noted }: PlanError): string[] {
  const names = (of: readonly { readonly operation: { readonly container: { readonly name: string } } }[]): string =>
    named(of.map(({ operation }) => operation.container));
  const moved = restored.filter(({ how }) => how === "engineChose");
  const again = restored.filter(({ operation }) => operation.kind === "connect");
  const off = restored.filter(({ operation }) => operation.kind === "disconnect");
  const left = lost.filter(({ operation }) => operation.kind === "disconnect");
  const missing = lost.filter(({ operation }) => operation.kind === "connect");
  return [
    ...(off.length > 0 ? [vscode.l10n.t("What had been attached was detached again: {0}.", names(off))] : []),
    ...(left.length > 0 ? [vscode.l10n.t("These are now attached and could not be detached again: {0}.", names(left))] : []),
    ...(again.length > 0 ? [vscode.l10n.t("What had been detached was attached again: {0}.", names(again))] : []),
    ...(moved.length > 0 ? [vscode.l10n.t("The engine chose the addresses of {0} anew; they may differ.", names(moved))] : []),
    ...(missing.length > 0 ? [vscode.l10n.t("These could not be attached again and are still detached: {0}.", names(missing))] : []),
    ...(missing.length > 0 && noted ? [vscode.l10n.t("Nothing is forgotten: putting back is offered when the engine is reached next.")] : []),
  ];
}

function causeOf(error: unknown): { detail: string; actions: readonly ProblemAction[] } {
  if (error instanceof Problem) return describeProblem(error);
  const detail = error instanceof Error ? error.message : String(error);
  return { detail, actions: [showLog()] };
}
