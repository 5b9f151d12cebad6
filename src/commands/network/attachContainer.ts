import * as vscode from "vscode";
import { attachIssue, containerIssue, isAttached, networkIssue } from "../../core/attach";
import type { Container, Network } from "../../core/inventory";
import type { Target } from "../../core/target";
import { askMany, askOne, cancelled } from "../../platform/prompts";
import { named, plain } from "../../platform/words";
import { describeIssue } from "../../platform/wordsInput";
import { attachAll, attachAsking, type Next } from "../attach";
import type { CommandContext } from "../context";
import { detach } from "../endpoint/detach";
import { Refusal } from "../failure";
import { containerChoice, containersById, networkChoice, networksById } from "../lookUp";
import { containerIds, networkIds, otherSide } from "../targets";

/** Attaches containers to networks: those that were given with it at once, else it asks which and, for a single one, how. */
export async function attachContainer(context: CommandContext, clicked: Target | undefined, all: readonly Target[]): Promise<void> {
  // Of a selection, the networks are meant; the containers are those that were dropped.
  const rows = clicked === undefined ? [] : [clicked, ...all.filter(({ type }) => type === "network" && clicked.type === "network")];
  const ids = networkIds(rows);
  const networks = ids.length === 0 ? [await askNetwork(context)] : await networksById(context, ids);
  for (const network of networks) {
    const refused = networkIssue(network);
    if (refused !== undefined) throw new Refusal(vscode.l10n.t("{0}: {1}", plain(network.name), describeIssue(refused)));
  }
  const given = await containersById(context, containerIds(otherSide(clicked, all)));
  const containers = given.length > 0 ? given : await askContainers(context, networks);
  const pairs = networks.flatMap((network) =>
    (given.length > 0 ? possible(given, network) : containers.filter((container) => !isAttached(container, network))).map((container) => ({ container, network })),
  );
  const [only] = pairs;
  if (given.length === 0 && pairs.length === 1 && only !== undefined) await attachAsking(context, only);
  else await attachAll(context, pairs, moveOf(context, networks, all));
}

/** What was dragged from another network may have been meant to move: one more click, and no question for the others. */
function moveOf(context: CommandContext, networks: readonly Network[], all: readonly Target[]): Next | undefined {
  const left = all.filter((target) => target.type === "endpoint");
  if (left.length === 0 || left.length < all.length || networks.length !== 1) return undefined;
  return { button: vscode.l10n.t("Move: Detach from the Other"), run: () => detach(context, undefined, left) };
}

/** Of those given, all must be possible: a drop does all that it says or tells why not. Among others, one that is there already is no obstacle. */
function possible(containers: readonly Container[], network: Network): readonly Container[] {
  const others = containers.filter((container) => !isAttached(container, network));
  const meant = others.length === 0 ? containers : others;
  for (const container of meant) {
    const issue = attachIssue(container, network);
    if (issue !== undefined) throw new Refusal(vscode.l10n.t("{0}: {1}", plain(container.name), describeIssue(issue)));
  }
  return meant;
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

async function askContainers(context: CommandContext, networks: readonly Network[]): Promise<readonly Container[]> {
  const { containers } = await context.session.inventory();
  const names = named(networks);
  const others = containers.filter((container) => !networks.every((network) => isAttached(container, network)));
  if (others.length === 0) throw new Refusal(vscode.l10n.t("There is no container that is not attached to {0} yet.", names));
  const { value } = await askMany({
    title: vscode.l10n.t("Attach Container to {0}", names),
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
