import * as vscode from "vscode";
import { type DraftStep, emptyDraft, firstIssue, formOfDraft, type NetworkDraft, specOf, stepOfRefusal, stepsOf } from "../../core/draft";
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
  const openForm = (typed: NetworkDraft): Promise<void> => context.forms.open({ form: "network", key: "network", another: true, draft: formOfDraft(typed) });
  const first = await context.session.inventory();
  for (;;) {
    const last = refused;
    draft = await walk(draft, stepsOf, async (step, current, place) => {
      // As it is by now: others work on the engine too while a person thinks.
      const inventory = context.session.snapshot.inventory ?? first;
      // Another driver or family may have spoiled what was fine before.
      const spoiled = step === "review" ? firstIssue(current, inventory) : undefined;
      return spoiled === undefined ? await askStep(step, current, place, { inventory, refused: last, openForm }) : { draft: current, go: { to: spoiled } };
    }, start);
    const operation: Operation = { kind: "createNetwork", spec: specOf(draft) };
    try {
      const { id } = await run(context, operation);
      offerAttach(context, operation, id as NetworkId);
      return id as NetworkId;
    } catch (cause) {
      if (!(cause instanceof Problem)) throw new OperationError(operation, cause);
      // The engine's no belongs to the step that it is about, with everything still there; also when it is out of reach.
      context.log.error(describeFailed(operation), cause);
      start = stepOfRefusal(cause.message, draft);
      refused = { step: start, draft, ...describeProblem(cause) };
    }
  }
}

/** Says that a network was made, and offers the next step. */
export function offerAttach(context: CommandContext, operation: Operation, networkId: NetworkId): void {
  const attach = vscode.l10n.t("Attach Container…");
  void tell("info", describeDone(operation), attach).then(async (chosen) => {
    const target = { type: "network", networkId } as const;
    if (chosen === attach) await guarded(context, () => attachContainer(context, target, [target]));
  });
}
