import * as vscode from "vscode";
import { isAttached, networkIssue } from "../../core/attach";
import type { Network } from "../../core/inventory";
import { moveBackPlan, movePlan, openSteps } from "../../core/move";
import { type AttachedMember, runPlan } from "../../core/plan";
import type { Target } from "../../core/target";
import { askOne, cancelled } from "../../platform/prompts";
import { named, plain } from "../../platform/words";
import { describeIssue } from "../../platform/wordsInput";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { networkChoice, networksById } from "../lookUp";
import { offerUndo, run } from "../operate";
import { noteEndpoint, tellBack } from "../reattach";
import { networkIds } from "../targets";
import { type Endpoint, type EndpointQuestion, endpointsMeant } from "./endpoints";

const question = (): EndpointQuestion => ({
  title: vscode.l10n.t("Move to Network"),
  ofNetwork: (network) => vscode.l10n.t("Tick the containers to move away from {0}", network),
  ofContainer: (container) => vscode.l10n.t("Tick the networks that {0} is to leave", container),
});

/** Moves the endpoints that are meant to another network: a network row among those given, else it asks. */
export async function moveToNetwork(context: CommandContext, clicked: Target | undefined, all: readonly Target[]): Promise<void> {
  const moving = all.filter((target) => target.type === "endpoint");
  const given = clicked?.type === "network" && moving.length > 0 ? networkIds([clicked]) : [];
  const endpoints = await endpointsMeant(context, given.length > 0 ? undefined : clicked, all, question());
  const [to] = given.length > 0 ? await networksById(context, given) : [await askWhere(context, endpoints)];
  if (to === undefined) throw cancelled();
  const issue = networkIssue(to);
  if (issue !== undefined) throw new Refusal(vscode.l10n.t("{0}: {1}", plain(to.name), describeIssue(issue)));
  await moveAll(context, endpoints.filter(({ network }) => network.id !== to.id), to);
}

/** Moves endpoints; each completely or not at all. */
export async function moveAll(context: CommandContext, endpoints: readonly Endpoint[], to: Network): Promise<void> {
  const there = endpoints.find(({ container }) => isAttached(container, to));
  if (there !== undefined) throw new Refusal(vscode.l10n.t("{0} is already attached to {1}; detach it instead.", plain(there.container.name), plain(to.name)));
  const target = { id: to.id, name: to.name };
  const done: { readonly member: AttachedMember; readonly from: Network }[] = [];
  try {
    for (const { container, network } of endpoints) {
      const member = await noteEndpoint(context, container, network);
      await runPlan(movePlan(member.container, { id: network.id, name: network.name }, target, member.endpoint), (operation) => run(context, operation));
      done.push({ member, from: network });
    }
  } finally {
    if (done.length > 0) offer(context, done, target);
  }
}

function offer(context: CommandContext, done: readonly { readonly member: AttachedMember; readonly from: Network }[], to: Pick<Network, "id" | "name">): void {
  const names = named(done.map(({ member }) => member.container));
  offerUndo(context, vscode.l10n.t("Moved {0} to {1}.", names, plain(to.name)), async () => {
    for (const { member, from } of done) {
      const named = { id: from.id, name: from.name };
      // It may be tried once more after the engine was away in the middle: what was done then stays.
      const { containers } = await context.session.inventory();
      const container = containers.find(({ id }) => id === member.container.id);
      await runPlan(openSteps(moveBackPlan(member.container, named, to, member.endpoint), container), (operation) => run(context, operation));
    }
    const back = done.map(({ member, from }) => ({ member, network: from }));
    await tellBack(context, vscode.l10n.t("Moved back: {0}.", names), back);
  });
}

async function askWhere(context: CommandContext, endpoints: readonly Endpoint[]): Promise<Network> {
  const { networks } = await context.session.inventory();
  const names = named(endpoints.map(({ container }) => container), 4);
  const open = networks.filter((network) => networkIssue(network) === undefined && !endpoints.some(({ container }) => isAttached(container, network)));
  if (open.length === 0) throw new Refusal(vscode.l10n.t("There is no other network to move {0} to.", names));
  const { value } = await askOne({ title: vscode.l10n.t("Move {0} to Network", names), placeholder: vscode.l10n.t("Choose the network"), sections: [{ choices: open.map(networkChoice) }] });
  if (value === undefined) throw cancelled();
  return value;
}
