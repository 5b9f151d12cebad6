import * as vscode from "vscode";
import { endpointOfInspected } from "../core/inspected";
import type { Container, Network } from "../core/inventory";
import { type AttachedMember, byAddress, putBack } from "../core/plan";
import { tell } from "../platform/prompts";
import { plain } from "../platform/words";
import type { CommandContext } from "./context";
import { OperationError } from "./failure";
import { run } from "./operate";

/** An attached container, and whether all of its endpoint's settings could be noted. */
export interface Noted {
  readonly member: AttachedMember;
  readonly complete: boolean;
}

/** Notes an endpoint as it is now, so that it can be attached again. Aliases are only in the engine's full answer. */
export async function noteEndpoint(context: CommandContext, container: Container, network: Network): Promise<Noted> {
  const engine = await context.session.engine();
  const found = endpointOfInspected(await engine.inspectContainer(container.id), container.id, network.name);
  return {
    member: { container: { id: container.id, name: container.name }, endpoint: found?.endpoint ?? { aliases: [] } },
    complete: found?.complete ?? true,
  };
}

/** Attaches again what was noted, and says what became different. */
export async function attachAgain(
  context: CommandContext,
  network: Pick<Network, "id" | "name">,
  members: readonly AttachedMember[],
): Promise<void> {
  const moved: string[] = [];
  for (const { container, endpoint } of byAddress(members)) {
    const operation = { kind: "connect", network, container, endpoint } as const;
    try {
      if ((await putBack(operation, (again) => run(context, again))) === "engineChose") moved.push(container.name);
    } catch (cause) {
      throw new OperationError(operation, cause);
    }
  }
  const names = members.map(({ container }) => plain(container.name)).join(", ");
  const attached = vscode.l10n.t("Attached to {0} again: {1}.", plain(network.name), names);
  const changed = moved.length === 0 ? "" : ` ${vscode.l10n.t("The engine chose the addresses of {0} anew; they may differ.", moved.map(plain).join(", "))}`;
  void tell("info", attached + changed);
}
