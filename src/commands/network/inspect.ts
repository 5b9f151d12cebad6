import * as vscode from "vscode";
import type { Target } from "../../core/target";
import type { CommandContext } from "../context";
import { oneNetwork } from "../lookUp";
import { networkIds } from "../targets";

/** Opens the engine's JSON of a network. */
export async function inspectNetwork(context: CommandContext, clicked: Target | undefined): Promise<void> {
  const { id, name } = await oneNetwork(context, vscode.l10n.t("Inspect Network"), networkIds(clicked === undefined ? [] : [clicked]));
  await context.inspected.open({ type: "network", id, name });
}
