import * as vscode from "vscode";
import { type Container, isLive } from "../../core/inventory";
import { canBeRemoved } from "../../core/lifecycle";
import type { Operation } from "../../core/spec";
import type { Target } from "../../core/target";
import { askMany, confirm, tell } from "../../platform/prompts";
import { firstLines, named } from "../../platform/words";
import { describeDone } from "../../platform/wordsOperation";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { containerChoice, containersById } from "../lookUp";
import { commandLine, performAll, throwFirst } from "../operate";
import { containerIds } from "../targets";

/** Removes containers after naming what will go for good. */
export async function removeContainers(context: CommandContext, _: Target | undefined, all: readonly Target[]): Promise<void> {
  const ids = containerIds(all);
  const containers = ids.length > 0 ? await containersById(context, ids) : await askWhich(context);
  const volumes = await ask(containers);
  const outcomes = await performAll(context, containers.map((container) => operationOf(container, volumes)), vscode.l10n.t("Remove Container"));
  const [first] = outcomes.done;
  if (first !== undefined) void tell("info", outcomes.done.length === 1 ? describeDone(first) : vscode.l10n.t("Removed {0} containers.", outcomes.done.length));
  throwFirst(context, outcomes);
}

function operationOf(container: Container, volumes: boolean): Operation {
  // A paused or restarting one has a process too.
  const force = isLive(container) || container.state === "restarting";
  return { kind: "removeContainer", container: { id: container.id, name: container.name }, force, volumes };
}

async function askWhich(context: CommandContext): Promise<readonly Container[]> {
  const containers = (await context.session.inventory()).containers.filter(canBeRemoved);
  if (containers.length === 0) throw new Refusal(vscode.l10n.t("There is no container."));
  const { value } = await askMany({ title: vscode.l10n.t("Remove Container"), placeholder: vscode.l10n.t("Tick the containers to remove"), sections: [{ choices: containers.map(containerChoice) }] }, 1);
  return value;
}

/** @returns whether anonymous volumes go too */
async function ask(containers: readonly Container[]): Promise<boolean> {
  const names = named(containers, 20);
  const running = containers.filter(isLive);
  const message = containers.length === 1 ? vscode.l10n.t("Remove the container {0}?", names) : vscode.l10n.t("Remove {0} containers?", containers.length);
  const lines = containers.map((container) => commandLine(operationOf(container, false)));
  const detail = [
    ...(containers.length === 1 ? [] : [names]),
    ...(running.length === 0 ? [] : [vscode.l10n.t("Running now, and ended at once: {0}", named(running))]),
    vscode.l10n.t("What was written inside goes with it, and this cannot be undone. Named volumes and images stay."),
    firstLines(lines),
  ].join("\n\n");
  const remove = vscode.l10n.t("Remove");
  const withVolumes = vscode.l10n.t("Remove with Anonymous Volumes");
  return (await confirm(message, detail, remove, withVolumes)) === withVolumes;
}
