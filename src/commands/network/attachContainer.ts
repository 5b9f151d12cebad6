import * as vscode from "vscode";
import { attachIssue, containerIssue, isAttached, networkIssue } from "../../core/attach";
import type { Container, Network } from "../../core/inventory";
import type { Target } from "../../core/target";
import { askMany, askOne, cancelled } from "../../platform/prompts";
import { plain } from "../../platform/words";
import { describeIssue } from "../../platform/wordsInput";
import { attachAll, attachAsking } from "../attach";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { containerChoice, containersById, networkChoice, networksById } from "../lookUp";
import { containerIds, networkIds, otherSide } from "../targets";

/** Attaches containers to a network: those that were given with it at once, else it asks which and how. */
export async function attachContainer(context: CommandContext, clicked: Target | undefined, all: readonly Target[]): Promise<void> {
  const [id] = networkIds(clicked === undefined ? [] : [clicked]);
  const network = id === undefined ? await askNetwork(context) : (await networksById(context, [id]))[0];
  if (network === undefined) throw cancelled();
  const refused = networkIssue(network);
  if (refused !== undefined) throw new Refusal(vscode.l10n.t("{0}: {1}", plain(network.name), describeIssue(refused)));

  const given = await containersById(context, containerIds(otherSide(clicked, all)));
  const containers = given.length > 0 ? possible(given, network) : await askContainers(context, network);
  const [only] = containers;
  if (given.length === 0 && containers.length === 1 && only !== undefined) await attachAsking(context, { container: only, network });
  else await attachAll(context, containers.map((container) => ({ container, network })));
}

/** Of those given, all must be possible: a drop does all that it says or tells why not. */
function possible(containers: readonly Container[], network: Network): readonly Container[] {
  for (const container of containers) {
    const issue = attachIssue(container, network);
    if (issue !== undefined) throw new Refusal(vscode.l10n.t("{0}: {1}", plain(container.name), describeIssue(issue)));
  }
  return containers;
}

async function askNetwork(context: CommandContext): Promise<Network> {
  const { networks } = await context.session.inventory();
  const { value } = await askOne({
    title: vscode.l10n.t("Attach Container"),
    placeholder: vscode.l10n.t("Choose the network"),
    sections: [{ choices: networks.filter((network) => networkIssue(network) === undefined).map(networkChoice) }],
  });
  if (value === undefined) throw cancelled();
  return value;
}

async function askContainers(context: CommandContext, network: Network): Promise<readonly Container[]> {
  const { containers } = await context.session.inventory();
  const others = containers.filter((container) => !isAttached(container, network));
  if (others.length === 0) throw new Refusal(vscode.l10n.t("There is no container that is not attached to {0} yet.", plain(network.name)));
  const { value } = await askMany({
    title: vscode.l10n.t("Attach Container to {0}", plain(network.name)),
    placeholder: vscode.l10n.t("Tick one or several containers"),
    sections: [
      { choices: others.filter((container) => containerIssue(container) === undefined).map(containerChoice) },
      {
        heading: vscode.l10n.t("not possible"),
        choices: others.flatMap((container) => {
          const issue = containerIssue(container);
          return issue === undefined ? [] : [{ ...containerChoice(container), why: describeIssue(issue) }];
        }),
      },
    ],
  }, 1);
  return value;
}
