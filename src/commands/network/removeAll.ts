import * as vscode from "vscode";
import { specOfInspected } from "../../core/inspected";
import type { Member, Network, NetworkId } from "../../core/inventory";
import { type AttachedMember, byAddress, PlanError, removePlan, runPlan } from "../../core/plan";
import type { NetworkSpec, Operation } from "../../core/spec";
import { tell } from "../../platform/prompts";
import { named } from "../../platform/words";
import { describeDone } from "../../platform/wordsOperation";
import type { CommandContext } from "../context";
import { OperationError } from "../failure";
import { offerUndo, perform, run } from "../operate";
import { attachAgain, noteEndpoint } from "../reattach";

/** A network to be removed, and what is to be detached from it before. */
export interface Planned {
  readonly network: Network;
  readonly members: readonly Member[];
}

interface Removed {
  readonly name: string;
  /** What would make it again; absent where that would not be the same network. */
  readonly spec?: NetworkSpec;
  readonly attached: readonly AttachedMember[];
}

/**
 * Removes networks, each completely or not at all: what was detached from one that cannot be removed is attached again.
 * Offers to make them again, also when a later one failed.
 */
export async function removeAll(context: CommandContext, planned: readonly Planned[]): Promise<void> {
  const removed: Removed[] = [];
  try {
    for (const { network, members } of planned) removed.push(await removeOne(context, network, members));
  } finally {
    if (removed.length > 0) offer(context, removed);
  }
}

async function removeOne(context: CommandContext, network: Network, members: readonly Member[]): Promise<Removed> {
  const engine = await context.session.engine();
  const spec = specOfInspected(await engine.inspectNetwork(network.id));
  const attached = byAddress(await Promise.all(members.map(({ container }) => noteEndpoint(context, container, network))));
  try {
    await runPlan(removePlan({ id: network.id, name: network.name }, attached), (operation) => run(context, operation));
  } catch (error) {
    // Nothing was done before it: then it is simply an operation that failed.
    if (error instanceof PlanError && error.restored.length + error.lost.length === 0) throw new OperationError(error.failed, error.cause);
    throw error;
  }
  return { name: network.name, attached, ...(spec === undefined ? {} : { spec }) };
}

function offer(context: CommandContext, removed: readonly Removed[]): void {
  const names = named(removed);
  const done = removed.length === 1 ? vscode.l10n.t("Removed the network {0}.", names) : vscode.l10n.t("Removed {0} networks: {1}.", removed.length, names);
  const lost = removed.filter(({ spec }) => spec === undefined);
  const limits = lost.length === 0 ? "" : ` ${vscode.l10n.t("Undo cannot make {0} again: only its swarm can.", named(lost))}`;
  if (lost.length === removed.length) void tell("info", done + limits);
  else offerUndo(context, done + limits, () => recreateAll(context, removed));
}

async function recreateAll(context: CommandContext, removed: readonly Removed[]): Promise<void> {
  for (const { spec, attached } of removed) {
    if (spec === undefined) continue;
    const operation: Operation = { kind: "createNetwork", spec };
    const { id } = await perform(context, operation);
    if (attached.length === 0) void tell("info", describeDone(operation));
    else await attachAgain(context, { id: id as NetworkId, name: spec.name }, attached);
  }
}
