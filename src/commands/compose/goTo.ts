import * as vscode from "vscode";
import { type ComposeFile, configFiles, configFilesOf, type Span } from "../../core/composeProject";
import type { Container, Network } from "../../core/inventory";
import type { Target } from "../../core/target";
import { plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { choose, containerChoice, containersById, networkChoice, networksById } from "../lookUp";

/** What of a file is meant: a service, one of its networks, or a network. */
interface Meant {
  readonly name: string;
  readonly files: readonly string[];
  readonly find: (file: ComposeFile) => Span | undefined;
}

/** Opens the Compose file of a network or container, where it is defined. */
export async function goToCompose(context: CommandContext, clicked: Target | undefined): Promise<void> {
  const { name, files, find } = await meant(context, clicked);
  if (files.length === 0) throw new Refusal(vscode.l10n.t("{0} was not made by Docker Compose, or its project has no container that tells the file.", plain(name)));
  const { parseCompose } = await import("../../core/composeParser");
  const missing: string[] = [];
  let first: vscode.TextDocument | undefined;
  for (const file of files) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file)).then((opened) => opened, () => undefined);
    if (document === undefined) missing.push(file);
    const at = document && find(parseCompose(document.getText()));
    if (document !== undefined && at !== undefined) {
      await show(document, at);
      return;
    }
    first ??= document;
  }
  if (first === undefined) throw new Refusal(vscode.l10n.t("The Compose file is not on this machine: {0}", missing.map(plain).join(", ")));
  // Such as the network that Compose makes where the file names none.
  await show(first, { start: 0, end: 0 });
  vscode.window.setStatusBarMessage(vscode.l10n.t("{0} is not written in this file: Compose makes it by itself.", plain(name)), 6000);
}

async function show(document: vscode.TextDocument, { start, end }: Span): Promise<void> {
  const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
  await vscode.window.showTextDocument(document, { selection });
}

async function meant(context: CommandContext, clicked: Target | undefined): Promise<Meant> {
  if (clicked?.type === "network") {
    const [network] = await networksById(context, [clicked.networkId]);
    return await ofNetwork(context, network);
  }
  if (clicked !== undefined) {
    const [container] = await containersById(context, [clicked.containerId]);
    const [network] = clicked.type === "endpoint" ? await networksById(context, [clicked.networkId]) : [];
    return ofContainer(container, network);
  }
  const inventory = await context.session.inventory();
  const chosen = await choose<Network | Container>(
    vscode.l10n.t("Go to Compose Definition"),
    vscode.l10n.t("Choose a network or container of a Compose project"),
    [
      ...inventory.networks.filter((network) => configFilesOf(network, inventory).length > 0).map(networkChoice),
      ...inventory.containers.filter((container) => configFiles(container).length > 0).map(containerChoice),
    ],
    vscode.l10n.t("Nothing on this engine was made by Docker Compose."),
  );
  return "driver" in chosen ? await ofNetwork(context, chosen) : ofContainer(chosen, undefined);
}

async function ofNetwork(context: CommandContext, network: Network | undefined): Promise<Meant> {
  const key = network?.labels["com.docker.compose.network"];
  return {
    name: network?.name ?? "",
    files: network === undefined ? [] : configFilesOf(network, await context.session.inventory()),
    find: (file) => file.networks.find((one) => one.key === key)?.at,
  };
}

/** Of an endpoint, the network's name in the service, where it is written. */
function ofContainer(container: Container | undefined, network: Network | undefined): Meant {
  const service = container?.labels["com.docker.compose.service"];
  const key = network?.labels["com.docker.compose.network"];
  return {
    name: container?.name ?? "",
    files: container === undefined ? [] : configFiles(container),
    find: (file) => {
      const own = file.services.find((one) => one.key === service);
      return own?.networks?.find((one) => one.key === key)?.at ?? own?.at;
    },
  };
}
