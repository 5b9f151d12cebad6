import * as vscode from "vscode";
import type { Network } from "../../core/inventory";
import type { Target } from "../../core/target";
import { plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { copyLines } from "../copy";
import { Refusal } from "../failure";
import { networksById, oneNetwork } from "../lookUp";
import { networkIds } from "../targets";

/** Copies the names of the networks that are meant. */
export async function copyNetworkName(context: CommandContext, _: Target | undefined, all: readonly Target[]): Promise<void> {
  await copyLines((await meant(context, vscode.l10n.t("Copy Network Name"), all)).map(({ name }) => name));
}

/** Copies their full ids. */
export async function copyNetworkId(context: CommandContext, _: Target | undefined, all: readonly Target[]): Promise<void> {
  await copyLines((await meant(context, vscode.l10n.t("Copy Network ID"), all)).map(({ id }) => id));
}

/** Copies their subnets. */
export async function copySubnet(context: CommandContext, _: Target | undefined, all: readonly Target[]): Promise<void> {
  const networks = await meant(context, vscode.l10n.t("Copy Subnet"), all);
  const subnets = networks.flatMap(({ pools }) => pools.map(({ subnet }) => subnet));
  if (subnets.length === 0) throw new Refusal(vscode.l10n.t("{0} has no subnet.", networks.map(({ name }) => plain(name)).join(", ")));
  await copyLines(subnets);
}

async function meant(context: CommandContext, title: string, all: readonly Target[]): Promise<Network[]> {
  const ids = networkIds(all);
  return ids.length > 0 ? await networksById(context, ids) : [await oneNetwork(context, title, [])];
}
