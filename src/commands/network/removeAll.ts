import * as vscode from "vscode";
import { describedNetwork, specOfInspected } from "../../core/inspected";
import type { Member, Network, NetworkId } from "../../core/inventory";
import { type AttachedMember, byAddress, PlanError, removePlan, runPlan } from "../../core/plan";
import type { NetworkSpec } from "../../core/spec";
import { tell } from "../../platform/prompts";
import { named } from "../../platform/words";
import type { CommandContext } from "../context";
import { OperationError } from "../failure";
import { offerUndo, run } from "../operate";
import { noteEndpoint } from "../reattach";
import { Journal, type JournalEntry } from "../rebuild/journal";
import { beingAtIt, journalOf, rebuildTo } from "../rebuild/rebuild";
import { offerInterrupted } from "../rebuild/resume";
import { isCancelled } from "../report";

/** A network to be removed, and what is to be detached from it before. */
export interface Planned {
  readonly network: Network;
  readonly members: readonly Member[];
}

interface Removed {
  readonly id: NetworkId;
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

async function removeOne(context: CommandContext, { id, name }: Network, members: readonly Member[]): Promise<Removed> {
  const engine = await context.session.engine();
  const inspected = await engine.inspectNetwork(id);
  const spec = specOfInspected(inspected);
  // What only its swarm can make again stays while it is not removed, and who was on it can be put back.
  const described = spec ?? describedNetwork(inspected);
  const here = await Promise.all(members.map(({ container }) => noteEndpoint(context, container, { name })));
  // Who was detached by a removal that was interrupted belongs to it no less.
  const before = (await journalOf(context).interrupted(engine.info.id)).filter((entry) => entry.of === "removal" && entry.rebuild.old.id === id);
  const earlier = before.flatMap(({ rebuild }) => rebuild.old.members).filter(({ container }) => !here.some((one) => one.container.id === container.id));
  const attached = byAddress([...here, ...earlier]);
  const plan = removePlan({ id, name }, byAddress(here));
  const remove = (): Promise<void> => runPlan(plan, (operation) => run(context, operation));
  if (described === undefined || attached.length === 0) await remove().catch(simplified);
  else await writtenDown(context, Journal.removal(engine.info.id, { id, spec: described, members: attached }), before, remove);
  return { id, name, attached, ...(spec === undefined ? {} : { spec }) };
}

/** Removes a network with who is on it: whatever ends in the middle, it is offered to put that back. Takes the place of the entries of `before`. */
async function writtenDown(context: CommandContext, entry: JournalEntry, before: readonly JournalEntry[], remove: () => Promise<void>): Promise<void> {
  const journal = journalOf(context);
  try {
    await beingAtIt(entry, async () => {
      await journal.save(entry);
      for (const old of before) await journal.remove(old);
      await remove();
    });
  } catch (error) {
    // How far it came, the engine alone knows: what it did may not have been answered. Where it is reached, what is as it was is no longer
    // written down, and else putting back is offered. What nobody waited for may still be done: of that it tells later.
    if (!isCancelled(error)) void offerInterrupted(context).catch(() => undefined);
    if (error instanceof PlanError && error.lost.length > 0) throw new PlanError(error.failed, error.cause, error.restored, error.lost, true);
    simplified(error);
  }
  await journal.remove(entry);
}

/** Nothing was done before it: then it is simply an operation that failed. */
function simplified(error: unknown): never {
  if (error instanceof PlanError && error.restored.length + error.lost.length === 0) throw new OperationError(error.failed, error.cause);
  throw error;
}

function offer(context: CommandContext, removed: readonly Removed[]): void {
  const names = named(removed);
  const done = removed.length === 1 ? vscode.l10n.t("Removed the network {0}.", names) : vscode.l10n.t("Removed {0} networks: {1}.", removed.length, names);
  const lost = removed.filter(({ spec }) => spec === undefined);
  const limits = lost.length === 0 ? "" : ` ${vscode.l10n.t("Undo cannot make {0} again: only its swarm can.", named(lost))}`;
  if (lost.length === removed.length) void tell("info", done + limits);
  else offerUndo(context, done + limits, () => recreateAll(context, removed));
}

/** All are written down before the first is made, so that whatever ends in the middle, the rest is offered again. */
async function recreateAll(context: CommandContext, removed: readonly Removed[]): Promise<void> {
  const engine = await context.session.engine();
  const entries = removed.flatMap(({ id, spec, attached }) => (spec === undefined ? [] : [Journal.undo(engine.info.id, { id, spec, members: attached })]));
  const journal = journalOf(context);
  for (const entry of entries) await journal.save(entry);
  const failures: unknown[] = [];
  for (const entry of entries) await rebuildTo(context, "restore", entry).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
