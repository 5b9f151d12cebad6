import * as vscode from "vscode";
import { parseCidr } from "../../core/address";
import { describedNetwork } from "../../core/inspected";
import type { Inventory, Network } from "../../core/inventory";
import { addressSpaceOf, checkSubnet, subnetLike } from "../../core/ipam";
import { bridgeName } from "../../core/networkFormIssues";
import { isIpv6, movePool, type NetworkForm, networkFormOf } from "../../core/networkForm";
import type { NetworkSpec } from "../../core/spec";
import type { Target } from "../../core/target";
import { plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { copyLines } from "../copy";
import { Refusal } from "../failure";
import { networksById, oneNetwork } from "../lookUp";
import { commandLine } from "../operate";
import { networkIds } from "../targets";

/** Opens the form that creates a network. */
export async function createNetworkForm(context: CommandContext): Promise<void> {
  await context.forms.open({ form: "network", key: "network" });
}

/** Opens the form filled from a network: a copy, with a name and addresses that are free. */
export async function duplicateNetwork(context: CommandContext, clicked: Target | undefined): Promise<void> {
  const network = await oneNetwork(context, vscode.l10n.t("Duplicate Network"), networkIds(clicked === undefined ? [] : [clicked]));
  const { form, moved } = copyOf(await specOfNetwork(context, network), await context.session.inventory());
  const note = moved ? vscode.l10n.t("Filled from {0}; its subnets are taken, so free ones of the same size were put in.", plain(network.name)) : vscode.l10n.t("Filled from {0}.", plain(network.name));
  await context.forms.open({ form: "network", key: `network/duplicate/${network.id}`, draft: form, note });
}

/** Puts the commands on the clipboard that make these networks again. */
export async function copyNetworkCommand(context: CommandContext, clicked: Target | undefined, all: readonly Target[]): Promise<void> {
  const ids = networkIds(all.length > 0 ? all : clicked === undefined ? [] : [clicked]);
  const networks = ids.length > 0 ? await networksById(context, ids) : [await oneNetwork(context, vscode.l10n.t("Copy as Docker Command"), [])];
  const lines: string[] = [];
  for (const network of networks) lines.push(commandLine({ kind: "createNetwork", spec: await specOfNetwork(context, network) }));
  await copyLines(lines);
}

async function specOfNetwork(context: CommandContext, network: Network): Promise<NetworkSpec> {
  const engine = await context.session.engine();
  const spec = describedNetwork(await engine.inspectNetwork(network.id));
  if (spec === undefined) throw new Refusal(vscode.l10n.t("The engine’s description of {0} cannot be read.", plain(network.name)));
  return spec;
}

/** The form of a copy: under another name, at free subnets where the same cannot be had twice. */
function copyOf(spec: NetworkSpec, inventory: Inventory): { readonly form: NetworkForm; readonly moved: boolean } {
  const names = new Set(inventory.networks.map(({ name }) => name));
  let name = `${spec.name}-copy`;
  for (let number = 2; names.has(name); number++) name = `${spec.name}-copy${number}`;
  const form = networkFormOf(spec);
  const space = addressSpaceOf(spec.driver);
  const given: string[] = [];
  let moved = false;
  const pools = form.pools.map((pool) => {
    const family = isIpv6(pool.subnet) ? "ipv6" : "ipv4";
    const prefix = parseCidr(pool.subnet)?.prefix;
    if (prefix === undefined || spec.configOnly === true || checkSubnet(pool.subnet, family, space, inventory) === undefined) return pool;
    const subnet = subnetLike(pool.subnet, space, inventory, given);
    if (subnet === undefined) return pool;
    moved = true;
    given.push(subnet);
    return movePool(pool, subnet);
  });
  // The name of a bridge is one host's alone.
  const settings = { ...form.settings, [bridgeName]: "" };
  return { form: { ...form, name, pools, settings }, moved };
}
