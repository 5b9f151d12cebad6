import * as vscode from "vscode";
import { attachIssue, containerIssue, isAttached, networkIssue } from "../../core/attach";
import type { Container, Network } from "../../core/inventory";
import type { Target } from "../../core/target";
import { askMany, askOne, cancelled } from "../../platform/prompts";
import { named, plain } from "../../platform/words";
import { describeIssue } from "../../platform/wordsInput";
import { attachAll, attachAsking } from "../attach";
import type { Pair } from "../attachSteps";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { choose, containerChoice, containersById, networkChoice, networksById } from "../lookUp";
import { containerIds, networkIds, otherSide } from "../targets";

/** Attaches containers to a network: to those that were given at once, else it asks which and, for a single one, how. */
export async function attachToNetwork(context: CommandContext, clicked: Target | undefined, all: readonly Target[]): Promise<void> {
  const networks = await networksById(context, networkIds(otherSide(clicked, all)));
  const meant = networks.length > 0 && clicked !== undefined ? [clicked] : all;
  const ids = containerIds(meant);
  const containers = ids.length > 0 ? await containersById(context, ids) : [await askContainer(context)];
  for (const container of containers) {
    const issue = containerIssue(container);
    if (issue !== undefined) throw refusal(container.name, describeIssue(issue));
  }
  if (networks.length > 0) {
    await attachAll(context, pairsOf(containers, networks));
    return;
  }
  const chosen = await askNetworks(context, containers);
  const pairs = chosen.flatMap((network) => pairsOf(containers.filter((container) => !isAttached(container, network)), [network]));
  const [only] = pairs;
  if (pairs.length === 1 && only !== undefined) await attachAsking(context, only);
  else await attachAll(context, pairs);
}

function pairsOf(containers: readonly Container[], networks: readonly Network[]): Pair[] {
  return containers.flatMap((container) =>
    networks.map((network) => {
      const issue = attachIssue(container, network);
      if (issue !== undefined) throw refusal(container.name, describeIssue(issue));
      return { container, network };
    }),
  );
}

function refusal(name: string, reason: string): Refusal {
  return new Refusal(vscode.l10n.t("{0}: {1}", plain(name), reason));
}

async function askContainer(context: CommandContext): Promise<Container> {
  const { containers } = await context.session.inventory();
  return await choose(
    vscode.l10n.t("Attach to Network"),
    vscode.l10n.t("Choose the container"),
    containers.map((container) => {
      const issue = containerIssue(container);
      return { ...containerChoice(container), ...(issue === undefined ? {} : { why: describeIssue(issue) }) };
    }),
    vscode.l10n.t("There is no container."),
  );
}

/** Networks that at least one of the containers is not on yet: one by Enter, or several. */
async function askNetworks(context: CommandContext, containers: readonly Container[]): Promise<readonly Network[]> {
  const { networks } = await context.session.inventory();
  const title = vscode.l10n.t("Attach {0} to Network", named(containers, 4));
  const open = networks.filter((network) => !containers.every((container) => isAttached(container, network)));
  const possible = open.filter((network) => networkIssue(network) === undefined).map(networkChoice);
  const { value } = await askOne<Network | "several">({
    title,
    placeholder: vscode.l10n.t("Choose the network"),
    sections: [
      { choices: possible },
      { heading: vscode.l10n.t("more"), choices: possible.length < 2 ? [] : [{ label: vscode.l10n.t("Several networks…"), icon: "checklist", value: "several" }] },
      {
        heading: vscode.l10n.t("not possible"),
        choices: open.flatMap((network) => {
          const issue = networkIssue(network);
          return issue === undefined ? [] : [{ ...networkChoice(network), why: describeIssue(issue) }];
        }),
      },
    ],
  });
  if (value === undefined) throw cancelled();
  if (value !== "several") return [value];
  return (await askMany({ title, placeholder: vscode.l10n.t("Tick the networks"), sections: [{ choices: possible }] }, 1)).value;
}
