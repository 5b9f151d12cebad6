import * as vscode from "vscode";
import { type Arrangement, type GroupBy, groupings, type SortBy, sortings } from "../../core/arrange";
import { askOne, cancelled, type Choice } from "../../platform/prompts";
import type { CommandContext } from "../context";

/** Asks how the trees are to be grouped and sorted, and whether the engine's own networks are shown. */
export async function arrange({ arrangement }: CommandContext): Promise<void> {
  const now = arrangement.value;
  const choice = (label: string, change: Partial<Arrangement>, on: boolean): Choice<Partial<Arrangement>> => ({
    label,
    icon: on ? "check" : "blank",
    value: change,
    ...(on ? { description: vscode.l10n.t("now") } : {}),
  });
  const { value } = await askOne<Partial<Arrangement>>({
    title: vscode.l10n.t("Group and Sort"),
    placeholder: vscode.l10n.t("How networks and containers are arranged in this workspace"),
    sections: [
      { heading: vscode.l10n.t("group by"), choices: groupings.map((groupBy) => choice(groupWords(groupBy), { groupBy }, now.groupBy === groupBy)) },
      { heading: vscode.l10n.t("sort by"), choices: sortings.map((sortBy) => choice(sortWords(sortBy), { sortBy }, now.sortBy === sortBy)) },
      { heading: vscode.l10n.t("show"), choices: [choice(vscode.l10n.t("The engine’s own networks"), { builtIn: !now.builtIn }, now.builtIn)] },
    ],
  });
  if (value === undefined) throw cancelled();
  arrangement.set(value);
}

function groupWords(groupBy: GroupBy): string {
  switch (groupBy) {
    case "none":
      return vscode.l10n.t("Nothing: one list");
    case "project":
      return vscode.l10n.t("Compose project");
    case "driver":
      return vscode.l10n.t("Driver of the network");
    case "scope":
      return vscode.l10n.t("Scope of the network");
  }
}

function sortWords(sortBy: SortBy): string {
  switch (sortBy) {
    case "name":
      return vscode.l10n.t("Name: A to Z");
    case "attached":
      return vscode.l10n.t("Most attached first");
    case "created":
      return vscode.l10n.t("Newest first");
  }
}
