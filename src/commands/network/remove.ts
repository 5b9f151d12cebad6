import * as vscode from "vscode";
import { specOfInspected } from "../../core/inspected";
import { membersOf, type Member, type Network, type NetworkId } from "../../core/inventory";
import { type AttachedMember, byAddress, PlanError, removePlan, runPlan } from "../../core/plan";
import type { NetworkSpec, Operation } from "../../core/spec";
import type { Target } from "../../core/target";
import { askMany, confirm, tell } from "../../platform/prompts";
import { plain } from "../../platform/words";
import { describeDone } from "../../platform/wordsOperation";
import type { CommandContext } from "../context";
import { OperationError, Refusal } from "../failure";
import { networkChoice, networksById } from "../lookUp";
import { commandLine, offerUndo, perform, run } from "../operate";
import { attachAgain, noteEndpoint } from "../reattach";
import { networkIds } from "../targets";

/** Removes networks after naming what will go; what is attached is detached first, and put back if the removal fails. */
export async function removeNetworks(context: CommandContext, _clicked: Target | undefined, all: readonly Target[]): Promise<void> {
  const ids = networkIds(all);
  const networks = ids.length > 0 ? await networksById(context, ids) : await askNetworks(context);
  const builtIn = networks.find((network) => network.builtIn);
  if (builtIn !== undefined) {
    throw new Refusal(vscode.l10n.t("{0} is one of the engine’s own networks and cannot be removed.", plain(builtIn.name)));
  }
  const inventory = await context.session.inventory();
  const planned = networks.map((network) => ({ network, members: membersOf(inventory, network) }));
  await ask(planned);
  // One after another: a network that cannot be removed must not keep what the others had detached.
  for (const { network, members } of planned) await removeOne(context, network, members);
}

interface Planned {
  readonly network: Network;
  readonly members: readonly Member[];
}

async function askNetworks(context: CommandContext): Promise<readonly Network[]> {
  const { networks } = await context.session.inventory();
  const choices = networks.filter(({ builtIn }) => !builtIn).map(networkChoice);
  if (choices.length === 0) throw new Refusal(vscode.l10n.t("There is no network that can be removed: only the engine’s own are left."));
  const { value } = await askMany({ title: vscode.l10n.t("Remove Network"), placeholder: vscode.l10n.t("Tick the networks to remove"), sections: [{ choices }] }, 1);
  return value;
}

async function ask(planned: readonly Planned[]): Promise<void> {
  const names = planned.map(({ network }) => plain(network.name)).join(", ");
  const attached = planned.flatMap(({ network, members }) =>
    members.length === 0
      ? []
      : [vscode.l10n.t("Attached to {0}: {1}", plain(network.name), members.map(({ container }) => plain(container.name)).join(", "))],
  );
  const lines = planned.flatMap(({ network, members }) =>
    removePlan(network, members.map(({ container }) => ({ container, endpoint: { aliases: [] } }))).map(({ operation }) => commandLine(operation)),
  );
  const message = planned.length === 1 ? vscode.l10n.t("Remove the network {0}?", names) : vscode.l10n.t("Remove {0} networks?", planned.length);
  const detail = [
    ...(planned.length === 1 ? [] : [names]),
    ...attached,
    ...(attached.length === 0 ? [] : [vscode.l10n.t("The containers stay, without this network.")]),
    lines.slice(0, 12).join("\n") + (lines.length > 12 ? "\n…" : ""),
  ].join("\n\n");
  await confirm(message, detail, attached.length === 0 ? vscode.l10n.t("Remove") : vscode.l10n.t("Detach All and Remove"));
}

async function removeOne(context: CommandContext, network: Network, members: readonly Member[]): Promise<void> {
  const engine = await context.session.engine();
  const spec = specOfInspected(await engine.inspectNetwork(network.id));
  const noted = await Promise.all(members.map(({ container }) => noteEndpoint(context, container, network)));
  const named = { id: network.id, name: network.name };
  const attached = byAddress(noted.map(({ member }) => member));
  try {
    await runPlan(removePlan(named, attached), (operation) => run(context, operation));
  } catch (error) {
    // Nothing was done before it: then it is simply an operation that failed.
    if (error instanceof PlanError && error.restored.length + error.lost.length === 0) throw new OperationError(error.failed, error.cause);
    throw error;
  }
  const done = describeDone({ kind: "removeNetwork", network: named });
  // What cannot be made again the same is not offered.
  if (spec === undefined || !noted.every(({ complete }) => complete)) void tell("info", done);
  else offerUndo(context, done, () => recreate(context, spec, attached));
}

async function recreate(context: CommandContext, spec: NetworkSpec, members: readonly AttachedMember[]): Promise<void> {
  const operation: Operation = { kind: "createNetwork", spec };
  const { id } = await perform(context, operation);
  if (members.length === 0) void tell("info", describeDone(operation));
  else await attachAgain(context, { id: id as NetworkId, name: spec.name }, members);
}
