import * as vscode from "vscode";
import type { Link } from "../core/link";
import { format, kindWords, reasonWords, verdictWord, verdictWords } from "../core/words";

/** A link's verdict, and why it has no proven peer, in the user's language. May hold the engine's own text. */
export function linkWords(link: Link): { readonly verdict: string; readonly reason?: string } {
  const word = verdictWord(link, { verdicts: verdictWords, kinds: kindWords, stopped: "not running" });
  const verdict = vscode.l10n.t(word);
  if (link.reason === undefined) return { verdict };
  return { verdict, reason: format(vscode.l10n.t(reasonWords[link.reason.code]), link.reason.params) };
}
