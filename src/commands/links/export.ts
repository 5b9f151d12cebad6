import * as vscode from "vscode";
import { toReportJson } from "../../core/contract";
import { cancelled, tell } from "../../platform/prompts";
import { plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";

/** Writes all links, as they are now, to a JSON file; asks where if no file is given. */
export async function exportLinks(context: CommandContext, given: vscode.Uri | undefined): Promise<void> {
  const file = given ?? (await askFile(context));
  const options = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Reading links…") };
  const report = await vscode.window.withProgress(options, () => context.session.links.resolve());
  const text = `${JSON.stringify(toReportJson(report), null, 2)}\n`;
  try {
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  } catch (error) {
    context.log.error(file.toString(), error);
    throw new Refusal(vscode.l10n.t("Could not write {0}: {1}", file.fsPath, plain(error instanceof Error ? error.message : String(error))));
  }
  context.log.info(vscode.l10n.t("Exported {0} links to {1}.", report.links.length, file.fsPath));
  if (given !== undefined) return;
  const open = vscode.l10n.t("Open");
  void tell("info", vscode.l10n.t("Exported {0} links to {1}.", report.links.length, file.fsPath), open).then(async (chosen) => {
    if (chosen === open) await vscode.window.showTextDocument(file);
  });
}

async function askFile({ session }: CommandContext): Promise<vscode.Uri> {
  const engine = (await session.inventory()).engine.name.replace(/[^\w.-]+/g, "_");
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `links-${engine}.json`;
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Export Links"),
    filters: { JSON: ["json"] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (file === undefined) throw cancelled();
  return file;
}

/** A file that was given by another extension, a task or a test: a Uri, its parts, or a path; undefined for anything else. */
export function decodeFile(value: unknown): vscode.Uri | undefined {
  if (value instanceof vscode.Uri) return value;
  if (typeof value === "string" && value !== "") return vscode.Uri.file(value);
  if (typeof value !== "object" || value === null) return undefined;
  const { scheme, authority, path } = value as Record<string, unknown>;
  if (typeof scheme !== "string" || typeof path !== "string") return undefined;
  return vscode.Uri.from({ scheme, path, ...(typeof authority === "string" ? { authority } : {}) });
}
