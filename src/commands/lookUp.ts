import * as vscode from "vscode";
import type { Container, ContainerId, Inventory, Network, NetworkId } from "../core/inventory";
import { cancelled, askOne, type Choice } from "../platform/prompts";
import type { CommandContext } from "./context";
import { Refusal } from "./failure";

/** The networks with these ids; reads again once if one is not there yet. */
export async function networksById(context: CommandContext, ids: readonly NetworkId[]): Promise<Network[]> {
  return await lookUp(context, ids, ({ networks }) => networks, vscode.l10n.t("The network is no longer there."));
}

/** The containers with these ids; reads again once if one is not there yet. */
export async function containersById(context: CommandContext, ids: readonly ContainerId[]): Promise<Container[]> {
  return await lookUp(context, ids, ({ containers }) => containers, vscode.l10n.t("The container is no longer there."));
}

async function lookUp<T extends { readonly id: string }>(
  context: CommandContext,
  ids: readonly string[],
  all: (inventory: Inventory) => readonly T[],
  gone: string,
): Promise<T[]> {
  const find = (inventory: Inventory): T[] => ids.flatMap((id) => all(inventory).find((item) => item.id === id) ?? shortened(all(inventory), id));
  let found = find(await context.session.inventory());
  if (found.length < ids.length) {
    // Made a moment ago: its event may still be on the way.
    await context.session.refresh();
    found = find(await context.session.inventory());
  }
  if (found.length < ids.length) throw new Refusal(gone);
  return found;
}

/** Other extensions may give the first digits of an id only. */
function shortened<T extends { readonly id: string }>(items: readonly T[], id: string): T[] {
  const found = id.length >= 12 ? items.filter((item) => item.id.startsWith(id)) : [];
  return found.length === 1 ? found : [];
}

export function networkChoice(network: Network): Choice<Network> {
  const subnets = network.pools.map(({ subnet }) => subnet).join(", ");
  return { label: network.name, description: [network.driver, subnets].filter(Boolean).join(" · "), icon: "type-hierarchy-sub", value: network };
}

export function containerChoice(container: Container): Choice<Container> {
  return { label: container.name, description: `${container.image} · ${container.status}`, icon: "package", value: container };
}

/** The network that is meant, else asks for one. */
export async function oneNetwork(context: CommandContext, title: string, ids: readonly NetworkId[]): Promise<Network> {
  if (ids[0] !== undefined) return only(await networksById(context, [ids[0]]));
  const { networks } = await context.session.inventory();
  return await choose(title, vscode.l10n.t("Choose a network"), networks.map(networkChoice), vscode.l10n.t("There is no network."));
}

/** The container that is meant, else asks for one. */
export async function oneContainer(context: CommandContext, title: string, ids: readonly ContainerId[]): Promise<Container> {
  if (ids[0] !== undefined) return only(await containersById(context, [ids[0]]));
  const { containers } = await context.session.inventory();
  return await choose(title, vscode.l10n.t("Choose a container"), containers.map(containerChoice), vscode.l10n.t("There is no container."));
}

/** Asks for one; says so when there is nothing to choose from. */
export async function choose<T>(title: string, placeholder: string, choices: readonly Choice<T>[], none: string): Promise<T> {
  if (choices.length === 0) throw new Refusal(none);
  const { value } = await askOne({ title, placeholder, sections: [{ choices }] });
  if (value === undefined) throw cancelled();
  return value;
}

function only<T>([item]: readonly T[]): T {
  if (item === undefined) throw cancelled();
  return item;
}
