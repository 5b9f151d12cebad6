import * as vscode from "vscode";
import type { Target } from "../../core/target";
import type { CommandContext } from "../context";
import { oneContainer } from "../lookUp";
import { containerIds } from "../targets";

/** Opens the engine's JSON of a container. */
export async function inspectContainer(context: CommandContext, clicked: Target | undefined): Promise<void> {
  const { id, name } = await oneContainer(context, vscode.l10n.t("Inspect Container"), containerIds(clicked === undefined ? [] : [clicked]));
  await context.inspected.open({ type: "container", id, name });
}
