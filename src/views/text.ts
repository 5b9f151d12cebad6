import { oneLine } from "../core/text";

export { oneLine };

/**
 * An engine's text inside Markdown, as nothing but text: every ASCII punctuation mark is escaped, which CommonMark allows
 * for all of them, so that no link, image, table, HTML or address that links itself can come of it.
 */
export function escapeMarkdown(text: string): string {
  const line = oneLine(text);
  const short = line.length > longest ? `${line.slice(0, longest)}…` : line;
  return short.replace(/[!-/:-@[-`{-~]/g, "\\$&");
}

const longest = 200;
