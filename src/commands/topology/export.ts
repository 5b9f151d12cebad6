import * as vscode from "vscode";
import { cancelled, tell } from "../../platform/prompts";
import { plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";

const formats = { svg: "svg", png: "png", mmd: "mermaid", md: "mermaid", markdown: "mermaid" } as const;
type Ending = keyof typeof formats;

/** Writes the picture, as it is now, to a file: PNG or Mermaid where its name says so, else SVG. Asks where if no file is given. */
export async function exportTopology(context: CommandContext, given: vscode.Uri | undefined): Promise<void> {
  const file = given ?? (await askFile(context));
  const ending = (/\.(\w+)$/.exec(file.path)?.[1] ?? "svg").toLowerCase();
  const format = ending in formats ? formats[ending as Ending] : "svg";
  const data = await pictureOf(context, format);
  const text = format === "mermaid" && ending !== "mmd" ? `\`\`\`mermaid\n${data}\`\`\`\n` : data;
  try {
    await vscode.workspace.fs.writeFile(file, format === "png" ? Buffer.from(data, "base64") : new TextEncoder().encode(text));
  } catch (error) {
    context.log.error(file.toString(), error);
    throw new Refusal(vscode.l10n.t("Could not write {0}: {1}", file.fsPath, plain(error instanceof Error ? error.message : String(error))));
  }
  context.log.info(vscode.l10n.t("Exported the topology to {0}.", file.fsPath));
  if (given !== undefined) return;
  const open = vscode.l10n.t("Open");
  void tell("info", vscode.l10n.t("Exported the topology to {0}.", file.fsPath), open).then(async (chosen) => {
    if (chosen === open) await vscode.commands.executeCommand("vscode.open", file);
  });
}

/** Puts the picture on the clipboard as Mermaid: text that Markdown pages draw. */
export async function copyTopology(context: CommandContext): Promise<void> {
  await vscode.env.clipboard.writeText(await pictureOf(context, "mermaid"));
  void tell("info", vscode.l10n.t("The topology is on the clipboard, as Mermaid."));
}

async function pictureOf({ map, session }: CommandContext, format: "svg" | "png" | "mermaid"): Promise<string> {
  // Without an engine there is nothing to draw, and its own words are better than ours.
  await session.inventory();
  const data = await map.picture(format);
  if (data === undefined || data === "") throw new Refusal(vscode.l10n.t("There is no picture to take: open the Topology tab of the Network Map, and try again once it shows one."));
  return data;
}

async function askFile({ session }: CommandContext): Promise<vscode.Uri> {
  const engine = (await session.inventory()).engine.name.replace(/[^\w.-]+/g, "_");
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = await vscode.window.showSaveDialog({
    // Not every save dialog shows its filters.
    title: vscode.l10n.t("Export Topology as .svg, .png or .mmd"),
    filters: { SVG: ["svg"], PNG: ["png"], Mermaid: ["mmd", "md"] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, `topology-${engine}.svg`) }),
  });
  if (file === undefined) throw cancelled();
  return file;
}
