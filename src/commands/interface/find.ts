import * as vscode from "vscode";
import { findLinks, looksLikeInterface, onlyOne } from "../../core/find";
import { targetOf } from "../../core/target";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { nothingFound, resolveLinks, searchLink } from "./links";

/**
 * “Whose veth is this?”: opens the map at the link that is found. A text that is given is searched at once, and asked about only
 * if several fit; what is marked in the editor is proposed, if it looks like what is searched here.
 */
export async function findInterface(context: CommandContext, given: string | undefined): Promise<void> {
  const marked = given === undefined ? markedText() : undefined;
  const { links } = await resolveLinks(context);
  const found = given === undefined ? [] : findLinks(links, given);
  if (given !== undefined && links.length > 0 && found.length === 0) throw new Refusal(nothingFound(given, links));
  const proposed = given ?? (marked !== undefined && findLinks(links, marked).length > 0 ? marked : "");
  const link = onlyOne(found) ?? (await searchLink(vscode.l10n.t("Find Interface"), proposed, links));
  context.map.show(targetOf(link));
}

function markedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !editor.selection.isSingleLine) return undefined;
  const text = editor.document.getText(editor.selection).trim();
  return looksLikeInterface(text) ? text : undefined;
}
