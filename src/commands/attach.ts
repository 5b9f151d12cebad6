import * as vscode from "vscode";
import { takesEndpointSettings } from "../core/attach";
import { emptyEndpoint, type EndpointDraft, endpointOf, endpointSteps, type EndpointStep, stepOfEndpointRefusal } from "../core/endpointDraft";
import { isLive } from "../core/inventory";
import { Problem } from "../core/problem";
import type { Operation } from "../core/spec";
import { askOne, cancelled, tell } from "../platform/prompts";
import { walk } from "../platform/promptsWalk";
import { describeProblem } from "../platform/words";
import { describeDone, describeFailed } from "../platform/wordsOperation";
import { askEndpointStep, attachTitle, connect, type Pair, type Refused } from "./attachSteps";
import type { CommandContext } from "./context";
import { OperationError } from "./failure";
import { choicesToRun, performAll, run, throwFirst } from "./operate";
import { guarded } from "./report";

/** Attaches without asking; goes on when one of several fails, and then rejects with the first failure. */
export async function attachAll(context: CommandContext, pairs: readonly Pair[], next?: Next): Promise<void> {
  const outcomes = await performAll(context, pairs.map((pair) => connect(pair, { aliases: [] })), vscode.l10n.t("Attaching"));
  if (outcomes.done.length > 0) say(context, outcomes.done, pairs.length, outcomes.failures.length === 0 ? next : undefined);
  throwFirst(context, outcomes);
}

/** What may be wanted after attaching, as a button. */
export interface Next {
  readonly button: string;
  run(): Promise<void>;
}

function say(context: CommandContext, done: readonly Operation[], wanted: number, next?: Next): void {
  void tell("info", doneWords(done, wanted), ...(next === undefined ? [] : [next.button])).then(async (chosen) => {
    if (next !== undefined && chosen === next.button) await guarded(context, () => next.run());
  });
}

function doneWords(done: readonly Operation[], wanted: number): string {
  const [first] = done;
  if (first !== undefined && wanted === 1) return describeDone(first);
  const networks = new Set(done.map((operation) => (operation.kind === "connect" ? operation.network.name : "")));
  const [network = ""] = networks;
  if (done.length === wanted && networks.size === 1) return vscode.l10n.t("Attached {0} containers to {1}.", done.length, network);
  return vscode.l10n.t("Attached {0} of {1} containers.", done.length, wanted);
}

/** Asks how, then attaches; a refusal by the engine leads back to the step that it is about. */
export async function attachAsking(context: CommandContext, pair: Pair): Promise<void> {
  if (!takesEndpointSettings(pair.network) || !(await wantsDetails(pair))) {
    await attachAll(context, [pair]);
    return;
  }
  let draft: EndpointDraft = emptyEndpoint;
  let start: EndpointStep | undefined;
  let refused: Refused | undefined;
  const first = await context.session.inventory();
  for (;;) {
    const last = refused;
    draft = await walk(draft, (now) => endpointSteps(pair.network, now), (step, current, place) =>
      // As it is by now: others work on the engine too while a person types.
      askEndpointStep(step, pair, current, place, { inventory: context.session.snapshot.inventory ?? first, refused: last }), start);
    const operation = connect(pair, endpointOf(draft));
    try {
      await run(context, operation);
      say(context, [operation], 1);
      return;
    } catch (cause) {
      if (!(cause instanceof Problem)) throw new OperationError(operation, cause);
      context.log.error(describeFailed(operation), cause);
      start = stepOfEndpointRefusal(cause.message, draft);
      refused = { step: start, draft, ...describeProblem(cause) };
    }
  }
}

async function wantsDetails(pair: Pair): Promise<boolean> {
  const stopped = isLive(pair.container) ? undefined : vscode.l10n.t("not running: takes effect when it starts");
  const { value } = await askOne<boolean>({
    title: attachTitle(pair),
    placeholder: vscode.l10n.t("Press Enter to attach as this command would"),
    sections: [
      {
        choices: [
          ...choicesToRun(connect(pair, { aliases: [] }), {
            label: vscode.l10n.t("Attach now"),
            icon: "plug",
            ...(stopped === undefined ? {} : { description: stopped }),
            value: false,
          }),
          { label: vscode.l10n.t("Aliases and addresses…"), icon: "edit", detail: vscode.l10n.t("Further names, fixed addresses, MAC address, gateway priority, driver options, links"), value: true },
        ],
      },
    ],
  });
  if (value === undefined) throw cancelled();
  return value;
}
