import * as vscode from "vscode";
import { detachIssue } from "../../core/attach";
import { type Container, membersOf, type Network, networkOf } from "../../core/inventory";
import type { Target } from "../../core/target";
import { askMany, type Choice } from "../../platform/prompts";
import { plain } from "../../platform/words";
import { describeIssue } from "../../platform/wordsInput";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { containerChoice, containersById, networkChoice, networksById, oneContainer } from "../lookUp";

export interface Endpoint {
  readonly container: Container;
  readonly network: Network;
}

/** The words of whoever asks for endpoints. */
export interface EndpointQuestion {
  readonly title: string;
  readonly ofNetwork: (network: string) => string;
  readonly ofContainer: (container: string) => string;
}

/** The endpoints that are selected; of a container or a network alone it asks which. All of them can be detached. */
export async function endpointsMeant(context: CommandContext, clicked: Target | undefined, all: readonly Target[], question: EndpointQuestion): Promise<Endpoint[]> {
  const endpoints = await chosen(context, clicked, all, question);
  for (const { container, network } of endpoints) {
    const issue = detachIssue(network);
    if (issue !== undefined) throw new Refusal(vscode.l10n.t("{0}: {1}", plain(container.name), describeIssue(issue)));
  }
  return endpoints;
}

async function chosen(context: CommandContext, clicked: Target | undefined, all: readonly Target[], question: EndpointQuestion): Promise<Endpoint[]> {
  const selected = all.filter((target) => target.type === "endpoint");
  if (selected.length > 0) {
    return await Promise.all(
      selected.map(async ({ containerId, networkId }) => {
        const [[container], [network]] = await Promise.all([containersById(context, [containerId]), networksById(context, [networkId])]);
        if (container === undefined || network === undefined) throw new Refusal(vscode.l10n.t("It is no longer there"));
        return { container, network };
      }),
    );
  }
  if (clicked?.type === "network") {
    const [network] = await networksById(context, [clicked.networkId]);
    if (network === undefined) throw new Refusal(vscode.l10n.t("The network is no longer there."));
    const members = membersOf(await context.session.inventory(), network).map(({ container }) => containerChoice(container));
    const containers = await askSome(question.title, question.ofNetwork(plain(network.name)), members, vscode.l10n.t("No container is attached to {0}.", plain(network.name)));
    return containers.map((container) => ({ network, container }));
  }
  const container = await oneContainer(context, question.title, clicked?.type === "container" ? [clicked.containerId] : []);
  const inventory = await context.session.inventory();
  const choices = container.attachments.flatMap((attachment) => {
    const network = networkOf(inventory, attachment);
    if (network === undefined) return [];
    const issue = detachIssue(network);
    return [{ ...networkChoice(network), ...(issue === undefined ? {} : { why: describeIssue(issue) }) }];
  });
  const none = vscode.l10n.t("{0} is not attached to any network.", plain(container.name));
  const networks = await askSome(question.title, question.ofContainer(plain(container.name)), choices, none);
  return networks.map((network) => ({ network, container }));
}

async function askSome<T>(title: string, placeholder: string, choices: readonly Choice<T>[], none: string): Promise<readonly T[]> {
  if (choices.length === 0) throw new Refusal(none);
  const [only, ...others] = choices;
  if (only !== undefined && others.length === 0 && only.why === undefined) return [only.value];
  return (await askMany({ title, placeholder, sections: [{ choices }] }, 1)).value;
}
