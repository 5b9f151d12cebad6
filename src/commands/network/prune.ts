import * as vscode from "vscode";
import { membersOf } from "../../core/inventory";
import { type Unused, unusedNetworks } from "../../core/prune";
import { askMany, type Choice, confirm } from "../../platform/prompts";
import { firstLines, named } from "../../platform/words";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { networkChoice } from "../lookUp";
import { commandLine } from "../operate";
import { removeAll } from "./removeAll";

/**
 * Shows the networks that nothing uses, ticked, and removes those that stay ticked. Others keep off: the engine's own prune
 * would also take networks made meanwhile, and those of stopped containers, which are here, but not ticked.
 */
export async function pruneNetworks(context: CommandContext): Promise<void> {
  const unused = unusedNetworks(await context.session.inventory());
  if (unused.length === 0) throw new Refusal(vscode.l10n.t("Every network is in use, or is one of the engine’s own: there is nothing to prune."));
  const { value } = await askMany({
    title: vscode.l10n.t("Prune Networks"),
    placeholder: vscode.l10n.t("These go; untick what is to stay. Narrow by name, label or age"),
    sections: [
      { heading: vscode.l10n.t("no container"), choices: unused.filter(({ stopped }) => stopped.length === 0).map((one) => choiceOf(one, true)) },
      { heading: vscode.l10n.t("only stopped containers: they need it to start again"), choices: unused.filter(({ stopped }) => stopped.length > 0).map((one) => choiceOf(one, false)) },
    ],
  }, 1);
  // As it is by now: something may have been attached while the list was read.
  const inventory = await context.session.inventory();
  const still = new Set(unusedNetworks(inventory).map(({ network }) => network.id));
  const taken = value.map(({ network }) => network).filter(({ id }) => !still.has(id));
  if (taken.length > 0) throw new Refusal(vscode.l10n.t("In use or gone by now, so nothing was removed: {0}. Prune again to see the rest.", named(taken)));
  const planned = value.map(({ network }) => ({ network, members: membersOf(inventory, network) }));
  const lines = planned.map(({ network }) => commandLine({ kind: "removeNetwork", network }));
  const names = named(value.map(({ network }) => network), 20);
  const question = value.length === 1 ? vscode.l10n.t("Remove one unused network?") : vscode.l10n.t("Remove {0} unused networks?", value.length);
  await confirm(question, [names, firstLines(lines)].join("\n\n"), vscode.l10n.t("Remove"));
  await removeAll(context, planned);
}

function choiceOf(unused: Unused, picked: boolean): Choice<Unused> {
  const { network, stopped } = unused;
  const { label, description = "", icon = "" } = networkChoice(network);
  const labels = Object.entries(network.labels).map(([key, value]) => (value === "" ? key : `${key}=${value}`));
  const detail = [...(stopped.length > 0 ? [stopped.join(", ")] : []), ...labels].join(" · ");
  return {
    label,
    description: [description, ...(network.created === undefined ? [] : [ageOf(network.created)])].join(" · "),
    ...(detail === "" ? {} : { detail }),
    icon,
    picked,
    value: unused,
  };
}

/** `3 days ago`, in the user's language. */
function ageOf(created: string): string {
  const seconds = (Date.parse(created) - Date.now()) / 1000;
  const units = [["day", 86_400], ["hour", 3_600], ["minute", 60]] as const;
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(vscode.env.language, { numeric: "auto" }).format(Math.round(seconds / size), unit);
}
