import * as vscode from "vscode";
import { arrangeContainers, arrangeNetworks } from "../../core/arrange";
import type { CommandContext } from "../context";

/** Narrows both trees while a person types. Enter keeps it, also over a reload; Escape leaves it as it was. */
export async function filter({ arrangement, session }: CommandContext): Promise<void> {
  const before = arrangement.value.filter;
  const input = vscode.window.createInputBox();
  input.title = vscode.l10n.t("Filter Networks and Containers");
  input.placeholder = vscode.l10n.t("Part of a name, driver, subnet, address, image, state or label");
  input.value = before;
  const count = (): void => {
    const { inventory } = session.snapshot;
    if (inventory === undefined) return;
    const shown = (groups: readonly { readonly items: readonly unknown[] }[]): number => groups.reduce((sum, { items }) => sum + items.length, 0);
    input.prompt = vscode.l10n.t("{0} networks and {1} containers fit", shown(arrangeNetworks(inventory, arrangement.value)), shown(arrangeContainers(inventory, arrangement.value)));
  };
  count();
  const kept = await new Promise<string>((resolve) => {
    input.onDidChangeValue((typed) => {
      arrangement.set({ filter: typed.trim() }, false);
      count();
    });
    input.onDidAccept(() => resolve(input.value.trim()));
    input.onDidHide(() => resolve(before));
    input.show();
  });
  arrangement.set({ filter: kept });
  input.dispose();
}

/** Shows everything again. */
export function clearFilter({ arrangement }: CommandContext): Promise<void> {
  arrangement.set({ filter: "" });
  return Promise.resolve();
}
