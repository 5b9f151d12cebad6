import * as vscode from "vscode";
import type { Target } from "../../core/target";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { containerChoice, choose } from "../lookUp";

/** Shows a network's, a container's or an endpoint's row in the side bar. Asks for a container if nothing is given. */
export async function reveal(context: CommandContext, clicked: Target | undefined): Promise<void> {
  const target = clicked ?? (await askContainer(context));
  if (!(await context.trees.reveal(target))) throw new Refusal(vscode.l10n.t("It has no row in the side bar: it is gone, or a filter hides it."));
}

async function askContainer(context: CommandContext): Promise<Target> {
  const { containers } = await context.session.inventory();
  const chosen = await choose(
    vscode.l10n.t("Reveal in Side Bar"),
    vscode.l10n.t("Choose the container"),
    containers.map((container) => containerChoice(container)),
    vscode.l10n.t("There is no container."),
  );
  return { type: "container", containerId: chosen.id };
}
