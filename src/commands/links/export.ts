import * as vscode from "vscode";
import { toReportJson } from "../../core/contract";
import type { LinkReport } from "../../core/link";
import { toCsv, toMarkdown } from "../../core/linkTable";
import { cancelled, tell } from "../../platform/prompts";
import { plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { resolveLinks } from "../interface/links";

/** Writes all links, as they are now, to a file: CSV or Markdown where its name says so, else JSON. Asks where if no file is given. */
export async function exportLinks(context: CommandContext, given: vscode.Uri | undefined): Promise<void> {
  const file = given ?? (await askFile(context));
  const report = await resolveLinks(context);
  const text = textFor(file, report);
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

function textFor({ path }: vscode.Uri, report: LinkReport): string {
  if (/\.csv$/i.test(path)) return toCsv(report.links);
  if (/\.(md|markdown)$/i.test(path)) return toMarkdown(report.links);
  return `${JSON.stringify(toReportJson(report), null, 2)}\n`;
}

async function askFile({ session }: CommandContext): Promise<vscode.Uri> {
  const engine = (await session.inventory()).engine.name.replace(/[^\w.-]+/g, "_");
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `links-${engine}.json`;
  const file = await vscode.window.showSaveDialog({
    // Not every save dialog shows its filters.
    title: vscode.l10n.t("Export Links as .json, .csv or .md"),
    filters: { JSON: ["json"], CSV: ["csv"], Markdown: ["md", "markdown"] },
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
