import * as vscode from "vscode";
import { membersOf, type Network } from "../../core/inventory";
import { removePlan } from "../../core/plan";
import type { Target } from "../../core/target";
import { askMany, confirm } from "../../platform/prompts";
import { firstLines, named, plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { networkChoice, networksById } from "../lookUp";
import { commandLine } from "../operate";
import { networkIds } from "../targets";
import { type Planned, removeAll } from "./removeAll";

/** Removes networks after naming what will go; what is attached is detached first, and put back if the removal fails. */
export async function removeNetworks(context: CommandContext, _clicked: Target | undefined, all: readonly Target[]): Promise<void> {
  const ids = networkIds(all);
  const networks = ids.length > 0 ? await networksById(context, ids) : await askNetworks(context);
  const builtIn = networks.find((network) => network.builtIn);
  if (builtIn !== undefined) {
    throw new Refusal(vscode.l10n.t("{0} is one of the engine’s own networks and cannot be removed.", plain(builtIn.name)));
  }
  const inventory = await context.session.inventory();
  const planned = networks.map((network) => ({ network, members: membersOf(inventory, network) }));
  await ask(planned);
  await removeAll(context, planned);
}

async function askNetworks(context: CommandContext): Promise<readonly Network[]> {
  const { networks } = await context.session.inventory();
  const choices = networks.filter(({ builtIn }) => !builtIn).map(networkChoice);
  if (choices.length === 0) throw new Refusal(vscode.l10n.t("There is no network that can be removed: only the engine’s own are left."));
  const { value } = await askMany({ title: vscode.l10n.t("Remove Network"), placeholder: vscode.l10n.t("Tick the networks to remove"), sections: [{ choices }] }, 1);
  return value;
}

async function ask(planned: readonly Planned[]): Promise<void> {
  const names = named(planned.map(({ network }) => network), 20);
  const attached = planned.flatMap(({ network, members }) =>
    members.length === 0
      ? []
      : [vscode.l10n.t("Attached to {0}: {1}", plain(network.name), named(members.map(({ container }) => container)))],
  );
  const lines = planned.flatMap(({ network, members }) =>
    removePlan(network, members.map(({ container }) => ({ container, endpoint: { aliases: [] } }))).map(({ operation }) => commandLine(operation)),
  );
  const message = planned.length === 1 ? vscode.l10n.t("Remove the network {0}?", names) : vscode.l10n.t("Remove {0} networks?", planned.length);
  const detail = [
    ...(planned.length === 1 ? [] : [names]),
    ...(attached.length === 0 ? [] : [firstLines(attached)]),
    ...(attached.length === 0 ? [] : [vscode.l10n.t("The containers stay, without this network.")]),
    firstLines(lines),
  ].join("\n\n");
  await confirm(message, detail, attached.length === 0 ? vscode.l10n.t("Remove") : vscode.l10n.t("Detach All and Remove"));
}
