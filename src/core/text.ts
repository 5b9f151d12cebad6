/** Text in the user's language: VS Code's own `l10n`, handed in so that words can be made in plain Node. */
export interface L10n {
  /** `{0}`, `{1}`… in the message stand for the arguments. */
  t(message: string, ...args: (string | number | boolean)[]): string;
}

/** An engine's text on one line: without control and direction characters, which could make it read as another. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
