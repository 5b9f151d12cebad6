import * as vscode from "vscode";
import type { Target } from "../../core/target";
import { askOne, cancelled, type Choice } from "../../platform/prompts";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { containerChoice, networkChoice } from "../lookUp";

/** Opens the page that explains a container or network; asks which when none is meant. */
export async function showExplanation(context: CommandContext, clicked: Target | undefined): Promise<void> {
  context.explanations.show(withoutInterface(clicked ?? (await ask(context))));
}

/** A page is about all interfaces of an endpoint or container. */
function withoutInterface(target: Target): Target {
  switch (target.type) {
    case "network":
      return target;
    case "container":
      return { type: "container", containerId: target.containerId };
    case "endpoint":
      return { type: "endpoint", containerId: target.containerId, networkId: target.networkId };
  }
}

async function ask({ session }: CommandContext): Promise<Target> {
  const { containers, networks } = await session.inventory();
  const mapped = <T>({ value, ...choice }: Choice<T>, target: (value: T) => Target): Choice<Target> => ({ ...choice, value: target(value) });
  const sections = [
    { heading: vscode.l10n.t("Containers"), choices: containers.map((one) => mapped(containerChoice(one), ({ id }) => ({ type: "container", containerId: id }))) },
    { heading: vscode.l10n.t("Networks"), choices: networks.map((one) => mapped(networkChoice(one), ({ id }) => ({ type: "network", networkId: id }))) },
  ];
  if (containers.length + networks.length === 0) throw new Refusal(vscode.l10n.t("There is no network."));
  const { value } = await askOne({ title: vscode.l10n.t("Explain"), placeholder: vscode.l10n.t("Choose a container or network"), sections });
  if (value === undefined) throw cancelled();
  return value;
}
