import * as vscode from "vscode";
import { arrangeContainers, arrangeNetworks } from "../../core/arrange";
import { askText } from "../../platform/prompts";
import type { CommandContext } from "../context";

/** Narrows both trees while a person types. Enter keeps it, also over a reload; Escape leaves it as it was. */
export async function filter({ arrangement, session }: CommandContext): Promise<void> {
  const before = arrangement.value.filter;
  const narrow = (typed: string): string => {
    arrangement.set({ filter: typed }, false);
    const { inventory } = session.snapshot;
    if (inventory === undefined) return "";
    const shown = (groups: readonly { readonly items: readonly unknown[] }[]): number => groups.reduce((sum, { items }) => sum + items.length, 0);
    const networks = shown(arrangeNetworks(inventory, arrangement.value));
    const containers = shown(arrangeContainers(inventory, arrangement.value));
    return vscode.l10n.t("{0} of {1} networks and {2} of {3} containers fit", networks, inventory.networks.length, containers, inventory.containers.length);
  };
  let kept = before;
  try {
    const title = vscode.l10n.t("Filter Networks and Containers");
    const placeholder = vscode.l10n.t("Part of a name, driver, subnet, address, image, state or label");
    kept = (await askText({ title, placeholder, value: before, prompt: narrow })).value;
  } finally {
    arrangement.set({ filter: kept });
  }
}

/** Shows everything again. */
export function clearFilter({ arrangement }: CommandContext): Promise<void> {
  arrangement.set({ filter: "" });
  return Promise.resolve();
}
