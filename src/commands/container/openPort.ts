import * as vscode from "vscode";
import { isLive } from "../../core/inventory";
import { hostOf, type WebPort, webPorts } from "../../core/lifecycle";
import type { Target } from "../../core/target";
import { plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { choose, oneContainer } from "../lookUp";
import { containerIds } from "../targets";

/** Opens a published port in the browser, through whatever connects it with this window; of several it asks which. */
export async function openPort(context: CommandContext, clicked: Target | undefined): Promise<void> {
  const title = vscode.l10n.t("Open Published Port");
  const container = await oneContainer(context, title, containerIds(clicked === undefined ? [] : [clicked]));
  if (!isLive(container)) throw new Refusal(vscode.l10n.t("{0} is not running: nobody answers at its ports.", plain(container.name)));
  const { endpoint } = (await context.session.engine()).info;
  const address = ({ scheme, host = hostOf(endpoint), port }: WebPort): string => `${scheme}://${host}:${port}`;
  const choices = webPorts(container.ports).map((port) => ({ label: address(port), description: vscode.l10n.t("port {0} inside", port.containerPort), icon: "globe", value: port }));
  const [only, ...others] = choices;
  const none = vscode.l10n.t("{0} publishes no TCP port. Ports are published when a container is created.", plain(container.name));
  const port = only !== undefined && others.length === 0 ? only.value : await choose(title, vscode.l10n.t("Choose the port to open"), choices, none);
  const uri = vscode.Uri.parse(address(port), true);
  context.log.info(vscode.l10n.t("Opening {0}", uri.toString()));
  // Where the editor runs elsewhere than its window, a port of the engine's host has to be brought over first.
  await vscode.env.openExternal(await vscode.env.asExternalUri(uri));
}
