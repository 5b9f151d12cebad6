import * as vscode from "vscode";
import { type ComposeFile, type ComposeNetwork, configFiles, engineName, projectOfFolder } from "../core/composeProject";
import type { Disposable } from "../core/emitter";
import { type Inventory, isLive, membersOf, type Network } from "../core/inventory";
import type { Session } from "../state/session";
import { Onlooker } from "./onlooker";
import { escapeMarkdown, oneLine } from "./text";

const selector: vscode.DocumentSelector = { pattern: "**/{compose,docker-compose}*.{yml,yaml}" };

/** Beside every network of a Compose file: whether it is there, its subnets, and who is on it. */
export function registerComposeLens(session: Session): Disposable {
  const changed = new vscode.EventEmitter<void>();
  const lenses = vscode.languages.registerCodeLensProvider(selector, {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document) {
      const { file, lineOf } = await parsed(document);
      if (file.networks.length === 0) return [];
      session.start();
      return file.networks.map((network) => {
        const line = lineOf(network.at.start);
        return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), lensOf(network, document, file, session));
      });
    },
  });
  const hovers = vscode.languages.registerHoverProvider(selector, {
    async provideHover(document, position) {
      const { file } = await parsed(document);
      const offset = document.offsetAt(position);
      const named = [...file.networks, ...file.services.flatMap(({ networks = [] }) => networks)].find(({ at }) => offset >= at.start && offset <= at.end);
      const { inventory } = session.snapshot;
      if (named === undefined || inventory === undefined) return undefined;
      const network = find(file.networks.find(({ key }) => key === named.key) ?? { key: named.key, external: false, at: named.at }, document, file, inventory);
      const text = new vscode.MarkdownString(network === undefined ? escapeMarkdown(vscode.l10n.t("This network is not there yet.")) : hoverOf(network, inventory));
      text.isTrusted = false;
      text.supportHtml = false;
      return new vscode.Hover(text, new vscode.Range(document.positionAt(named.at.start), document.positionAt(named.at.end)));
    },
  });
  const changes = session.onDidChange(() => changed.fire());
  const onlooker = new Onlooker(session);
  const look = (): void => onlooker.look(vscode.window.visibleTextEditors.some(({ document }) => vscode.languages.match(selector, document) > 0));
  look();
  return vscode.Disposable.from(lenses, hovers, changed, vscode.window.onDidChangeVisibleTextEditors(look), onlooker, new vscode.Disposable(() => changes.dispose()));
}

async function parsed(document: vscode.TextDocument): Promise<{ readonly file: ComposeFile; readonly lineOf: (offset: number) => number }> {
  const { parseCompose } = await import("../core/composeParser");
  return { file: parseCompose(document.getText()), lineOf: (offset) => document.positionAt(offset).line };
}

function lensOf(network: ComposeNetwork, document: vscode.TextDocument, file: ComposeFile, session: Session): vscode.Command {
  const { inventory, status } = session.snapshot;
  if (inventory === undefined || status.kind !== "live") {
    return { title: status.kind === "lost" ? vscode.l10n.t("the engine does not answer") : vscode.l10n.t("asking the engine…"), command: "" };
  }
  const found = find(network, document, file, inventory);
  if (found === undefined) return { title: network.external ? vscode.l10n.t("external, and not there") : vscode.l10n.t("not created yet"), command: "" };
  const names = membersOf(inventory, found).map(({ container }) => oneLine(container.name));
  const attached = names.length === 0 ? vscode.l10n.t("nobody attached") : names.slice(0, 4).join(", ") + (names.length > 4 ? ` +${names.length - 4}` : "");
  const title = ["$(type-hierarchy-sub)", [oneLine(found.driver), ...found.pools.map(({ subnet }) => oneLine(subnet)), attached].join(" · ").replaceAll("$(", "$ (")].join(" ");
  return { title, tooltip: vscode.l10n.t("Show its links in the Network Map"), command: "dockerNetworks.links.show", arguments: [{ type: "network", networkId: found.id }] };
}

/** The engine's network that this one of the file is: by the project that says it was made from this file, else by the usual names. */
function find(network: ComposeNetwork, { uri }: vscode.TextDocument, file: ComposeFile, { containers, networks }: Inventory): Network | undefined {
  const made = containers.find((container) => configFiles(container).includes(uri.fsPath))?.labels["com.docker.compose.project"];
  const folder = vscode.Uri.joinPath(uri, "..").path.split("/").pop() ?? "";
  const name = engineName(network, made ?? file.project ?? projectOfFolder(folder));
  return networks.find((one) => one.name === name);
}

function hoverOf(network: Network, inventory: Inventory): string {
  const members = membersOf(inventory, network).map(({ container, attachment }) => [container.name, ...(isLive(container) ? [attachment.ipv4, attachment.ipv6] : [])].filter((part) => part !== undefined).join(" "));
  const lines = [
    [vscode.l10n.t("Driver"), network.driver],
    ...network.pools.map(({ subnet, gateway = "" }) => [vscode.l10n.t("Subnet"), `${subnet} ${gateway}`.trim()]),
    [vscode.l10n.t("Containers"), members.slice(0, 20).join(", ")],
  ];
  return [`**${escapeMarkdown(network.name)}**`, lines.filter(([, value]) => value !== "").map(([name = "", value = ""]) => `${escapeMarkdown(name)}: ${escapeMarkdown(value)}`).join("  \n")].join("\n\n");
}
