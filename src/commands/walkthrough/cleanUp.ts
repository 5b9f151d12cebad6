import * as vscode from "vscode";
import type { Operation } from "../../core/spec";
import { type CleanUp, cleanUpOf } from "../../core/walkthrough";
import { setContext } from "../../platform/contextKeys";
import { confirm, tell } from "../../platform/prompts";
import { plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { commandLine, performAll, throwFirst } from "../operate";

/** Removes exactly what the walkthrough made, by its label, after naming it. */
export async function cleanUp(context: CommandContext): Promise<void> {
  const plan = cleanUpOf(await context.session.inventory());
  const operations = operationsOf(plan);
  if (operations.length === 0) {
    void tell("info", [vscode.l10n.t("There is nothing of the walkthrough to remove."), ...stays(plan)].join(" "));
    setContext("dockerNetworks.walkthrough.cleaned", plan.staying.length === 0);
    return;
  }
  const names = [...plan.containers, ...plan.networks].map(({ name }) => plain(name)).join(", ");
  const detail = [names, ...stays(plan), operations.map(commandLine).join("\n")].join("\n\n");
  await confirm(vscode.l10n.t("Remove what the walkthrough made?"), detail, vscode.l10n.t("Remove"));
  const outcomes = await performAll(context, operations, vscode.l10n.t("Clean up"));
  throwFirst(context, outcomes);
  void tell("info", [vscode.l10n.t("Removed what the walkthrough made: {0}.", names), ...stays(plan)].join(" "));
  setContext("dockerNetworks.walkthrough.cleaned", plan.staying.length === 0);
}

function operationsOf({ containers, networks }: CleanUp): Operation[] {
  return [
    ...containers.map(({ id, name }): Operation => ({ kind: "removeContainer", container: { id, name }, force: true, volumes: true })),
    ...networks.map(({ id, name }): Operation => ({ kind: "removeNetwork", network: { id, name } })),
  ];
}

function stays({ staying }: CleanUp): string[] {
  return staying.map(({ network, because }) => vscode.l10n.t("{0} stays: {1} is attached to it.", plain(network.name), because.map(({ name }) => plain(name)).join(", ")));
}
