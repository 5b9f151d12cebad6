/** Text in the user's language: VS Code's own `l10n`, handed in so that words can be made in plain Node. */
export interface L10n {
  /** `{0}`, `{1}`… in the message stand for the arguments. */
  t(message: string, ...args: (string | number | boolean)[]): string;
}

/** Names in a row; of more than `most` only the first, and how many more there are. */
export function listed(names: readonly string[], l10n: L10n, most: number): string {
  return names.length <= most ? names.join(", ") : l10n.t("{0} and {1} more", names.slice(0, most - 1).join(", "), names.length - most + 1);
}

/** An engine's text on one line: without control and direction characters, which could make it read as another. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
