import * as vscode from "vscode";
import type { Container } from "../../core/inventory";
import { canDo } from "../../core/lifecycle";
import type { LifecycleVerb, Operation } from "../../core/spec";
import type { Target } from "../../core/target";
import { askMany } from "../../platform/prompts";
import { named } from "../../platform/words";
import { describeDone } from "../../platform/wordsOperation";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { containerChoice, containersById } from "../lookUp";
import { performAll, throwFirst } from "../operate";
import { containerIds } from "../targets";

type Handler = (context: CommandContext, clicked: Target | undefined, all: readonly Target[]) => Promise<void>;

export const startContainers = verb("start");
export const stopContainers = verb("stop");
export const restartContainers = verb("restart");
export const pauseContainers = verb("pause");
export const unpauseContainers = verb("unpause");

/** Does it with every container that is meant and that it makes sense for; asks which, if none is meant. */
function verb(which: LifecycleVerb): Handler {
  return async (context, _, all) => {
    const ids = containerIds(all);
    const meant = ids.length > 0 ? await containersById(context, ids) : undefined;
    const containers = (meant ?? (await context.session.inventory()).containers).filter((container) => canDo(which, container));
    if (containers.length === 0) throw new Refusal(nothing(which, meant));
    const chosen = meant === undefined ? await askWhich(which, containers) : containers;
    const operations = chosen.map(({ id, name }): Operation => ({ kind: "lifecycle", verb: which, container: { id, name } }));
    const outcomes = await performAll(context, operations, titleOf(which));
    // The rows say it too: a line in the status bar is enough.
    const [first] = outcomes.done;
    if (first !== undefined) vscode.window.setStatusBarMessage(outcomes.done.length === 1 ? describeDone(first) : vscode.l10n.t("{0}: {1} containers", titleOf(which), outcomes.done.length), 4000);
    throwFirst(context, outcomes);
  };
}

async function askWhich(which: LifecycleVerb, containers: readonly Container[]): Promise<readonly Container[]> {
  const { value } = await askMany({ title: titleOf(which), placeholder: vscode.l10n.t("Tick one or several containers"), sections: [{ choices: containers.map(containerChoice) }] }, 1);
  return value;
}

function titleOf(which: LifecycleVerb): string {
  switch (which) {
    case "start":
      return vscode.l10n.t("Start Container");
    case "stop":
      return vscode.l10n.t("Stop Container");
    case "restart":
      return vscode.l10n.t("Restart Container");
    case "pause":
      return vscode.l10n.t("Pause Container");
    case "unpause":
      return vscode.l10n.t("Unpause Container");
  }
}

/** Why there is nothing to do. */
function nothing(which: LifecycleVerb, meant: readonly Container[] | undefined): string {
  if (meant !== undefined) {
    return vscode.l10n.t("{0}: not possible with {1} in its present state.", titleOf(which), named(meant));
  }
  return vscode.l10n.t("{0}: there is no container for which this is possible.", titleOf(which));
}
