import * as vscode from "vscode";
import { detachIssue } from "../../core/attach";
import { type Container, membersOf, type Network, networkOf } from "../../core/inventory";
import type { AttachedMember } from "../../core/plan";
import type { Operation } from "../../core/spec";
import type { Target } from "../../core/target";
import { plain } from "../../platform/words";
import { describeIssue } from "../../platform/wordsInput";
import { describeDone } from "../../platform/wordsOperation";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { choose, containerChoice, containersById, networkChoice, networksById, oneContainer } from "../lookUp";
import { offerUndo, perform } from "../operate";
import { attachAgain, noteEndpoint } from "../reattach";

interface Endpoint {
  readonly container: Container;
  readonly network: Network;
}

const title = (): string => vscode.l10n.t("Detach from Network");

/** Detaches the endpoints that are meant, and offers to attach them again as they were. */
export async function detach(context: CommandContext, clicked: Target | undefined, all: readonly Target[]): Promise<void> {
  const endpoints = await endpointsMeant(context, clicked, all);
  for (const { container, network } of endpoints) {
    const issue = detachIssue(network);
    if (issue !== undefined) throw new Refusal(vscode.l10n.t("{0}: {1}", plain(container.name), describeIssue(issue)));
  }
  const done: Detached[] = [];
  try {
    for (const endpoint of endpoints) done.push(await detachOne(context, endpoint));
  } finally {
    // Also when a later one failed: what was done can be undone.
    if (done.length > 0) offer(context, done);
  }
}

interface Detached {
  readonly operation: Operation;
  readonly network: Network;
  readonly member: AttachedMember;
  readonly complete: boolean;
}

async function detachOne(context: CommandContext, { container, network }: Endpoint): Promise<Detached> {
  const { member, complete } = await noteEndpoint(context, container, network);
  const operation: Operation = { kind: "disconnect", network: { id: network.id, name: network.name }, container: member.container, force: false };
  await perform(context, operation);
  return { operation, network, member, complete };
}

function offer(context: CommandContext, done: readonly Detached[]): void {
  const [only] = done;
  const words = only !== undefined && done.length === 1 ? describeDone(only.operation) : vscode.l10n.t("Detached {0} endpoints.", done.length);
  const limits = done.every(({ complete }) => complete) ? "" : ` ${vscode.l10n.t("Undo will not bring back links and driver options.")}`;
  offerUndo(context, words + limits, async () => {
    const networks = new Set(done.map(({ network }) => network));
    for (const network of networks) {
      await attachAgain(context, network, done.flatMap((one) => (one.network === network ? [one.member] : [])));
    }
  });
}

/** Endpoints that are selected; of a container or a network alone it asks which. */
async function endpointsMeant(context: CommandContext, clicked: Target | undefined, all: readonly Target[]): Promise<Endpoint[]> {
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
    return [{ network, container: await askMember(context, network) }];
  }
  const container = await oneContainer(context, title(), clicked?.type === "container" ? [clicked.containerId] : []);
  return [{ container, network: await askNetworkOf(context, container) }];
}

async function askMember(context: CommandContext, network: Network): Promise<Container> {
  const members = membersOf(await context.session.inventory(), network).map(({ container }) => containerChoice(container));
  const none = vscode.l10n.t("No container is attached to {0}.", plain(network.name));
  return await choose(title(), vscode.l10n.t("Choose the container to detach from {0}", plain(network.name)), members, none);
}

async function askNetworkOf(context: CommandContext, container: Container): Promise<Network> {
  const inventory = await context.session.inventory();
  const choices = container.attachments.flatMap((attachment) => {
    const network = networkOf(inventory, attachment);
    if (network === undefined) return [];
    const issue = detachIssue(network);
    return [{ ...networkChoice(network), ...(issue === undefined ? {} : { why: describeIssue(issue) }) }];
  });
  const none = vscode.l10n.t("{0} is not attached to any network.", plain(container.name));
  return await choose(title(), vscode.l10n.t("Choose the network to detach {0} from", plain(container.name)), choices, none);
}
