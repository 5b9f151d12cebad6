import * as vscode from "vscode";
import type { FormWork, RebuildWish, Submitted } from "../core/formRequest";
import type { ContainerId, NetworkId } from "../core/inventory";
import { Problem } from "../core/problem";
import type { Operation } from "../core/spec";
import { tell } from "../platform/prompts";
import { describeProblem, plain } from "../platform/words";
import { describeDone, describeFailed } from "../platform/wordsOperation";
import type { CommandContext } from "./context";
import { offerAttach } from "./network/create";
import { rebuildNetwork } from "./network/edit";
import { run } from "./operate";
import { RebuildError } from "./rebuildFailure";
import { rebuildWords } from "./report";

/**
 * Does what a form asks for. When it is aborted the form is free at once; the engine cannot be stopped, so what it still
 * makes is removed as soon as it is there. Never rejects.
 */
export async function submit(context: CommandContext, work: FormWork, signal: AbortSignal): Promise<Submitted> {
  return work.kind === "rebuildNetwork" ? await rebuild(context, work, signal) : await performNew(context, work, signal);
}

/** It puts all back by itself, also when it is aborted. */
async function rebuild(context: CommandContext, wish: RebuildWish, signal: AbortSignal): Promise<Submitted> {
  try {
    await rebuildNetwork(context, wish, signal);
    return { kind: "done" };
  } catch (error) {
    const failed = error instanceof RebuildError ? error : new RebuildError(plain(wish.network.name), error, true);
    context.log.error(failed.message, error);
    const { cause } = failed;
    return { kind: "failed", message: cause instanceof Error ? cause.message : String(cause), ...rebuildWords(failed, context) };
  }
}

async function performNew(context: CommandContext, operation: Operation, signal: AbortSignal): Promise<Submitted> {
  const running = run(context, operation, false);
  const aborted = new Promise<"aborted">((resolve) => signal.addEventListener("abort", () => resolve("aborted"), { once: true }));
  try {
    const ended = await Promise.race([running, aborted]);
    if (ended === "aborted") {
      void takeBack(context, operation, running);
      return { kind: "cancelled" };
    }
    say(context, operation, ended.id);
    return { kind: "done" };
  } catch (cause) {
    const problem = cause instanceof Problem ? cause : new Problem("unreachable", cause instanceof Error ? cause.message : String(cause), undefined, { cause });
    context.log.error(describeFailed(operation), cause);
    if (problem.kind === "cancelled") return { kind: "cancelled" };
    const { detail, actions } = describeProblem(problem);
    return { kind: "failed", message: problem.message, title: describeFailed(operation), detail, actions };
  }
}

function say(context: CommandContext, operation: Operation, id: string): void {
  if (operation.kind === "createNetwork" && operation.spec.configOnly !== true) offerAttach(context, operation, id as NetworkId);
  else void tell("info", describeDone(operation));
}

/** Removes what was made after all. */
async function takeBack(context: CommandContext, operation: Operation, running: Promise<{ readonly id: string }>): Promise<void> {
  const made = await running.catch(() => undefined);
  if (made === undefined) return;
  const undo = undoOf(operation, made.id);
  if (undo === undefined) return;
  try {
    await run(context, undo);
    context.log.info(vscode.l10n.t("It was made after it had been cancelled, and was removed again."));
  } catch (error) {
    context.log.error(describeFailed(undo), error);
    void tell("error", vscode.l10n.t("It was made after it had been cancelled, and could not be removed again. {0}", describeFailed(undo)));
  }
}

function undoOf(operation: Operation, id: string): Operation | undefined {
  if (operation.kind === "createNetwork") return { kind: "removeNetwork", network: { id: id as NetworkId, name: operation.spec.name } };
  if (operation.kind !== "runContainer") return undefined;
  return { kind: "removeContainer", container: { id: id as ContainerId, name: operation.spec.name ?? id.slice(0, 12) }, force: true, volumes: true };
}
