import * as vscode from "vscode";
import { isAttached } from "../core/attach";
import { endpointOfInspected, macOfInspected } from "../core/inspected";
import { type Container, isLive, type Network } from "../core/inventory";
import { type AttachedMember, byAddress, putBack } from "../core/plan";
import { tell } from "../platform/prompts";
import { named, plain, showLog } from "../platform/words";
import type { CommandContext } from "./context";
import { OperationError } from "./failure";
import { run, throwFirst } from "./operate";

/** Notes an endpoint as it is now, so that it can be attached again. Aliases are only in the engine's full answer. */
export async function noteEndpoint(context: CommandContext, container: Container, network: Pick<Network, "name">): Promise<AttachedMember> {
  const engine = await context.session.engine();
  const json = await engine.inspectContainer(container.id);
  const endpoint = endpointOfInspected(json, container.id, network.name, engine.info) ?? { aliases: [] };
  const mac = isLive(container) && endpoint.mac === undefined ? macOfInspected(json, network.name) : undefined;
  const untold = engine.info.product === "podman" && !isLive(container);
  return { container: { id: container.id, name: container.name }, endpoint, ...(mac !== undefined && { mac }), ...(untold && { untold }) };
}

/** One that was attached again, and where. */
export interface Reattached {
  readonly member: AttachedMember;
  readonly network: Pick<Network, "name">;
}

/** Says what was done, and in what those who were attached again differ from what was noted of them. Returns once the engine was asked. */
export async function tellBack(context: CommandContext, done: string, back: readonly Reattached[], moved: readonly { readonly name: string }[] = []): Promise<void> {
  const different = await differences(context, back, moved);
  const words = `${done} ${different}`.trim();
  context.log.info(words);
  // The editor cuts a message without a button to one line.
  const { title, command } = showLog();
  void tell("info", words, ...(different === "" ? [] : [title])).then(async (chosen) => {
    if (chosen === title) await vscode.commands.executeCommand(command);
  });
}

/** In sentences; empty if in nothing. */
async function differences(context: CommandContext, back: readonly Reattached[], moved: readonly { readonly name: string }[]): Promise<string> {
  const engine = await context.session.engine();
  const other: AttachedMember["container"][] = [];
  for (const { member: { container, mac }, network } of back) {
    // One that is gone by now, or cannot be asked, has lost nothing by this.
    const now = mac === undefined ? undefined : macOfInspected(await engine.inspectContainer(container.id).catch(() => undefined), network.name);
    if (now !== undefined && now !== mac) other.push(container);
  }
  const untold = back.flatMap(({ member }) => (member.untold === true ? [member.container] : []));
  return [
    ...(moved.length === 0 ? [] : [vscode.l10n.t("The engine chose the addresses of {0} anew; they may differ.", named(moved))]),
    ...(other.length === 0 ? [] : [vscode.l10n.t("Another MAC address than before: {0}.", named(other))]),
    ...(untold.length === 0 ? [] : [vscode.l10n.t("Podman does not tell a fixed address of a container that is stopped: if {0} had one, it is gone.", named(untold))]),
  ].join(" ");
}

/**
 * Attaches again what was noted, and says what became different; goes on when one cannot be, and then rejects with why. Who
 * is attached already stays so: it may be tried once more after the engine was away in the middle.
 */
export async function attachAgain(
  context: CommandContext,
  network: Pick<Network, "id" | "name">,
  members: readonly AttachedMember[],
): Promise<void> {
  const back: Reattached[] = [];
  const moved: AttachedMember["container"][] = [];
  const failures: OperationError[] = [];
  const { containers } = await context.session.inventory();
  const isBack = ({ container: { id } }: AttachedMember): boolean => containers.some((container) => container.id === id && isAttached(container, network));
  for (const member of byAddress(members)) {
    const { container, endpoint } = member;
    const operation = { kind: "connect", network: { id: network.id, name: network.name }, container, endpoint } as const;
    try {
      if (!isBack(member) && (await putBack(operation, (again) => run(context, again))) === "engineChose") moved.push(container);
      back.push({ member, network });
    } catch (cause) {
      failures.push(new OperationError(operation, cause));
    }
  }
  if (back.length > 0) {
    const attached = vscode.l10n.t("Attached to {0} again: {1}.", plain(network.name), named(back.map(({ member }) => member.container)));
    await tellBack(context, attached, back, moved);
  }
  throwFirst(context, { done: back.map(({ member }) => member.container), failures });
}
