import * as vscode from "vscode";
import { type DraftStep, emptyDraft, firstIssue, type NetworkDraft, specOf, stepOfRefusal, stepsOf } from "../../core/draft";
import type { NetworkId } from "../../core/inventory";
import { Problem } from "../../core/problem";
import type { Operation } from "../../core/spec";
import { tell } from "../../platform/prompts";
import { walk } from "../../platform/promptsWalk";
import { describeProblem } from "../../platform/words";
import { describeDone, describeFailed } from "../../platform/wordsOperation";
import type { CommandContext } from "../context";
import { OperationError } from "../failure";
import { run } from "../operate";
import { guarded } from "../report";
import { attachContainer } from "./attachContainer";
import { askStep, type Refused } from "./createSteps";

/** Asks for a network step by step and creates it; gives its id. */
export async function createNetwork(context: CommandContext): Promise<NetworkId> {
  let draft: NetworkDraft = emptyDraft;
  let start: DraftStep | undefined;
  let refused: Refused | undefined;
  for (;;) {
    const inventory = await context.session.inventory();
    const question = { inventory, refused };
    draft = await walk(draft, stepsOf, async (step, current, place) => {
      // Another driver or family may have spoiled what was fine before.
      const spoiled = step === "review" ? firstIssue(current, inventory) : undefined;
      return spoiled === undefined ? await askStep(step, current, place, question) : { draft: current, go: { to: spoiled } };
    }, start);
    const operation: Operation = { kind: "createNetwork", spec: specOf(draft) };
    try {
      const { id } = await run(context, operation);
      offerAttach(context, operation, id as NetworkId);
      return id as NetworkId;
    } catch (cause) {
      // The engine's no belongs to the step that it is about, with everything still there. Without an engine there is no form.
      if (!isAnswer(cause)) throw new OperationError(operation, cause);
      context.log.error(describeFailed(operation), cause);
      start = stepOfRefusal(cause.message, draft);
      refused = { step: start, draft, reason: describeProblem(cause).detail };
    }
  }
}

function isAnswer(cause: unknown): cause is Problem {
  return cause instanceof Problem && ["refused", "conflict", "notFound", "engineFailed"].includes(cause.kind);
}

function offerAttach(context: CommandContext, operation: Operation, networkId: NetworkId): void {
  const attach = vscode.l10n.t("Attach Container…");
  void tell("info", describeDone(operation), attach).then(async (chosen) => {
    const target = { type: "network", networkId } as const;
    if (chosen === attach) await guarded(context, () => attachContainer(context, target, [target]));
  });
}
