import * as vscode from "vscode";
import { endpointOfInspected } from "../core/inspected";
import { type Container, isLive, type Network } from "../core/inventory";
import { type AttachedMember, byAddress, putBack } from "../core/plan";
import { tell } from "../platform/prompts";
import { named, plain } from "../platform/words";
import type { CommandContext } from "./context";
import { OperationError } from "./failure";
import { run, throwFirst } from "./operate";

/** Notes an endpoint as it is now, so that it can be attached again. Aliases are only in the engine's full answer. */
export async function noteEndpoint(context: CommandContext, container: Container, network: Network): Promise<AttachedMember> {
  const engine = await context.session.engine();
  const endpoint = endpointOfInspected(await engine.inspectContainer(container.id), container.id, network.name, engine.info);
  const untold = engine.info.product === "podman" && !isLive(container);
  return { container: { id: container.id, name: container.name }, endpoint: endpoint ?? { aliases: [] }, ...(untold && { untold }) };
}

/** Attaches again what was noted, and says what became different; goes on when one cannot be, and then rejects with why. */
export async function attachAgain(
  context: CommandContext,
  network: Pick<Network, "id" | "name">,
  members: readonly AttachedMember[],
): Promise<void> {
  const back: AttachedMember["container"][] = [];
  const moved: AttachedMember["container"][] = [];
  const failures: OperationError[] = [];
  for (const { container, endpoint } of byAddress(members)) {
    const operation = { kind: "connect", network: { id: network.id, name: network.name }, container, endpoint } as const;
    try {
      if ((await putBack(operation, (again) => run(context, again))) === "engineChose") moved.push(container);
      back.push(container);
    } catch (cause) {
      failures.push(new OperationError(operation, cause));
    }
  }
  if (back.length > 0) {
    const attached = vscode.l10n.t("Attached to {0} again: {1}.", plain(network.name), named(back));
    const changed = moved.length === 0 ? "" : ` ${vscode.l10n.t("The engine chose the addresses of {0} anew; they may differ.", named(moved))}`;
    const untold = members.filter((member) => member.untold === true && back.includes(member.container)).map(({ container }) => container);
    const lost = untold.length === 0 ? "" : ` ${vscode.l10n.t("Podman does not tell a fixed address of a container that is stopped: if {0} had one, it is gone.", named(untold))}`;
    void tell("info", attached + changed + lost);
  }
  throwFirst(context, { done: back, failures });
}
