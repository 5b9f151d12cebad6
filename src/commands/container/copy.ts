import * as vscode from "vscode";
import { withoutPrefix } from "../../core/address";
import { type Container, isLive, networkOf } from "../../core/inventory";
import type { Target } from "../../core/target";
import { plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { copyLines } from "../copy";
import { Refusal } from "../failure";
import { choose, containersById, oneContainer } from "../lookUp";
import { containerIds } from "../targets";

/** Copies the names of the containers that are meant. */
export async function copyContainerName(context: CommandContext, _: Target | undefined, all: readonly Target[]): Promise<void> {
  await copyLines((await meant(context, vscode.l10n.t("Copy Container Name"), all)).map(({ name }) => name));
}

/** Copies their full ids. */
export async function copyContainerId(context: CommandContext, _: Target | undefined, all: readonly Target[]): Promise<void> {
  await copyLines((await meant(context, vscode.l10n.t("Copy Container ID"), all)).map(({ id }) => id));
}

/** Copies an address of a container, on the network of the endpoint if one is meant; of several it asks which. */
export async function copyIp(context: CommandContext, clicked: Target | undefined): Promise<void> {
  const title = vscode.l10n.t("Copy IP Address");
  const container = await oneContainer(context, title, containerIds(clicked === undefined ? [] : [clicked]));
  // What a stopped container has on record may belong to another one now.
  if (!isLive(container)) throw new Refusal(vscode.l10n.t("{0} is not running: it has no address now.", plain(container.name)));
  const inventory = await context.session.inventory();
  const choices = container.attachments
    .filter((attachment) => clicked?.type !== "endpoint" || networkOf(inventory, attachment)?.id === clicked.networkId)
    .flatMap(({ ipv4, ipv6, networkName }) =>
      [ipv4, ipv6].flatMap((address) =>
        address === undefined ? [] : [{ label: withoutPrefix(address), description: networkName, value: withoutPrefix(address) }],
      ),
    );
  const [only] = choices;
  const none = vscode.l10n.t("{0} has no address of its own.", plain(container.name));
  const address =
    choices.length === 1 && only !== undefined ? only.value : await choose(title, vscode.l10n.t("Choose an address of {0}", plain(container.name)), choices, none);
  await copyLines([address]);
}

async function meant(context: CommandContext, title: string, all: readonly Target[]): Promise<Container[]> {
  const ids = containerIds(all);
  return ids.length > 0 ? await containersById(context, ids) : [await oneContainer(context, title, [])];
}
