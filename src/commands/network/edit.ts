import * as vscode from "vscode";
import type { RebuildWish } from "../../core/formRequest";
import { modeOfInspected, specOfInspected } from "../../core/inspected";
import { type Container, membersOf, type Network } from "../../core/inventory";
import { networkEditFormOf } from "../../core/networkEdit";
import type { AttachedMember } from "../../core/plan";
import { membersAfter, satisfies } from "../../core/rebuild";
import type { NetworkSpec } from "../../core/spec";
import type { Target } from "../../core/target";
import { plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { choose, networkChoice, networksById } from "../lookUp";
import { noteEndpoint } from "../reattach";
import { Journal } from "../rebuild/journal";
import { rebuildTo } from "../rebuild/rebuild";
import { networkIds } from "../targets";

/** Opens the form filled from a network, in which is said what is to be different, and shown how it is done. */
export async function editNetwork(context: CommandContext, clicked: Target | undefined): Promise<void> {
  const [id] = networkIds(clicked === undefined ? [] : [clicked]);
  const [given] = id === undefined ? [] : await networksById(context, [id]);
  const network = given ?? (await askNetwork(context));
  const spec = await specOf(context, network);
  const members = await noteMembers(context, network);
  await context.forms.open({ form: "networkEdit", key: `network/edit/${network.id}`, draft: networkEditFormOf({ id: network.id, spec, members }) });
}

/**
 * Takes a network away and makes it anew as is wished, with everybody on it again. On any failure, and when it is aborted,
 * all is put back as it was. Rejects with `Refusal` before anything was done, then with `RebuildError`.
 */
export async function rebuildNetwork(context: CommandContext, { network: { id }, base, spec: wanted }: RebuildWish, signal: AbortSignal): Promise<void> {
  const [network] = await networksById(context, [id]);
  if (network === undefined) throw new Refusal(vscode.l10n.t("The network is no longer there."));
  const spec = await specOf(context, network);
  // Made anew by another window, or by hand: what was changed there would be lost without a word.
  if (!satisfies(spec, base)) throw new Refusal(vscode.l10n.t("{0} was changed meanwhile: close this form and edit it as it is now.", plain(network.name)));
  const { containers } = await context.session.inventory();
  await refuseIds(context, network, containers);
  const members = await noteMembers(context, network);
  const engine = await context.session.engine();
  const rebuild = { old: { id, spec, members }, new: { spec: wanted, members: membersAfter(members, wanted) } };
  await rebuildTo(context, "finish", Journal.entry(engine.info.id, rebuild), signal);
}

async function noteMembers(context: CommandContext, network: Network): Promise<AttachedMember[]> {
  return await Promise.all(membersOf(await context.session.inventory(), network).map(({ container }) => noteEndpoint(context, container, network)));
}

/** A container that was created with the network's id looks for that id when it starts: a network made anew has another. */
async function refuseIds(context: CommandContext, network: Network, containers: readonly Container[]): Promise<void> {
  const engine = await context.session.engine();
  const created = containers.filter(({ mode }) => mode.kind === "network" && mode.network === network.name);
  for (const { id, name } of created) {
    const mode = modeOfInspected(await engine.inspectContainer(id));
    if (mode !== network.name && mode.length >= 12 && network.id.startsWith(mode)) {
      throw new Refusal(vscode.l10n.t("{0} was created with the id of {1}, not its name, and could not start on a network with another id. Create it anew with the name first.", plain(name), plain(network.name)));
    }
  }
}

async function specOf(context: CommandContext, network: Network): Promise<NetworkSpec> {
  if (network.builtIn) throw new Refusal(vscode.l10n.t("{0} is one of the engine’s own networks and cannot be rebuilt.", plain(network.name)));
  const engine = await context.session.engine();
  const spec = specOfInspected(await engine.inspectNetwork(network.id));
  if (spec === undefined) throw new Refusal(vscode.l10n.t("{0} belongs to a swarm, which alone can make it again. Change it where the swarm is managed.", plain(network.name)));
  return spec;
}

async function askNetwork(context: CommandContext): Promise<Network> {
  const { networks } = await context.session.inventory();
  return await choose(vscode.l10n.t("Edit Network"), vscode.l10n.t("Choose a network"), networks.filter(({ builtIn }) => !builtIn).map(networkChoice), vscode.l10n.t("There is no network."));
}
