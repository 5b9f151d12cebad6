import * as vscode from "vscode";
import type { Network } from "../../core/inventory";
import type { AttachedMember } from "../../core/plan";
import type { Operation } from "../../core/spec";
import type { Target } from "../../core/target";
import { confirm } from "../../platform/prompts";
import { named } from "../../platform/words";
import { describeDone } from "../../platform/wordsOperation";
import type { CommandContext } from "../context";
import { commandLine, offerUndo, perform } from "../operate";
import { attachAgain, noteEndpoint } from "../reattach";
import { type Endpoint, type EndpointQuestion, endpointsMeant } from "./endpoints";

const question = (): EndpointQuestion => ({
  title: vscode.l10n.t("Detach from Network"),
  ofNetwork: (network) => vscode.l10n.t("Tick the containers to detach from {0}", network),
  ofContainer: (container) => vscode.l10n.t("Tick the networks to detach {0} from", container),
});

/** Detaches the endpoints that are meant, and offers to attach them again as they were. */
export async function detach(context: CommandContext, clicked: Target | undefined, all: readonly Target[]): Promise<void> {
  await detachAll(context, await endpointsMeant(context, clicked, all, question()), false);
}

/** The same where the engine would refuse: it forgets the endpoint, whatever state the interface is in. Asks before. */
export async function detachForced(context: CommandContext, clicked: Target | undefined, all: readonly Target[]): Promise<void> {
  const endpoints = await endpointsMeant(context, clicked, all, question());
  const lines = endpoints.map(({ container, network }) => commandLine({ kind: "disconnect", network, container, force: true }));
  await confirm(
    vscode.l10n.t("Detach by force?"),
    [vscode.l10n.t("The engine forgets the endpoint even where it cannot take the interface away. Use it when a plain Detach fails."), lines.slice(0, 12).join("\n")].join("\n\n"),
    vscode.l10n.t("Detach by Force"),
  );
  await detachAll(context, endpoints, true);
}

interface Detached {
  readonly operation: Operation;
  readonly network: Network;
  readonly member: AttachedMember;
}

async function detachAll(context: CommandContext, endpoints: readonly Endpoint[], force: boolean): Promise<void> {
  const done: Detached[] = [];
  try {
    for (const { container, network } of endpoints) {
      const member = await noteEndpoint(context, container, network);
      const operation: Operation = { kind: "disconnect", network: { id: network.id, name: network.name }, container: member.container, force };
      await perform(context, operation);
      done.push({ operation, network, member });
    }
  } finally {
    // Also when a later one failed: what was done can be undone.
    if (done.length > 0) offer(context, done);
  }
}

function offer(context: CommandContext, done: readonly Detached[]): void {
  const [only] = done;
  const words = only !== undefined && done.length === 1 ? describeDone(only.operation) : vscode.l10n.t("Detached {0} endpoints: {1}.", done.length, named(done.map(({ member }) => member.container)));
  offerUndo(context, words, async () => {
    const networks = new Set(done.map(({ network }) => network.id));
    for (const id of networks) {
      const of = done.filter(({ network }) => network.id === id);
      const [first] = of;
      if (first !== undefined) await attachAgain(context, first.network, of.map(({ member }) => member));
    }
  });
}
