/** Why a network name will not do. */
export type NameIssue =
  | { readonly kind: "nameEmpty" }
  /** must begin with a letter or digit */ | { readonly kind: "nameStart" }
  | { readonly kind: "nameCharacter"; readonly character: string }
  | { readonly kind: "nameReserved"; readonly name: string }
  | { readonly kind: "nameInUse"; readonly name: string };

/** Why an alias will not do. */
export type AliasIssue =
  | { readonly kind: "aliasStart"; readonly alias: string }
  | { readonly kind: "aliasCharacter"; readonly alias: string; readonly character: string }
  /** a part between dots is longer than DNS allows (63), or the whole (253) */
  | { readonly kind: "aliasTooLong"; readonly alias: string }
  | { readonly kind: "aliasTwice"; readonly alias: string };

/** Names with a meaning of their own in `--network` (runconfig.IsPreDefinedNetwork and the modes). */
const reserved = new Set(["bridge", "host", "none", "default"]);

/**
 * Checks a name as the engine does (`[a-zA-Z0-9][a-zA-Z0-9_.-]*`), and that it is free. The engine's API would take
 * a name twice on old versions; two networks of one name cannot be told apart by any command, so it is refused here.
 */
export function checkNetworkName(name: string, inUse: Iterable<string>): NameIssue | undefined {
  if (name === "") return { kind: "nameEmpty" };
  const character = strange(name);
  if (character !== undefined) return { kind: "nameCharacter", character };
  if (!/^[a-zA-Z0-9]/.test(name)) return { kind: "nameStart" };
  if (reserved.has(name)) return { kind: "nameReserved", name };
  for (const other of inUse) if (other === name) return { kind: "nameInUse", name };
  return undefined;
}

/** What was typed for aliases, taken apart at commas and spaces. */
export function splitAliases(text: string): string[] {
  return text.split(/[\s,，、]+/).filter((alias) => alias !== "");
}

/**
 * Checks aliases by what the engine's DNS server can answer for: host names, underscores allowed. The engine itself
 * would take anything, and the alias would then never resolve.
 */
export function checkAliases(aliases: readonly string[]): AliasIssue | undefined {
  const seen = new Set<string>();
  for (const alias of aliases) {
    const character = strange(alias);
    if (character !== undefined) return { kind: "aliasCharacter", alias, character };
    if (!/^[a-zA-Z0-9_]/.test(alias)) return { kind: "aliasStart", alias };
    if (alias.length > 253 || alias.split(".").some((label) => label.length > 63)) return { kind: "aliasTooLong", alias };
    // DNS does not tell cases apart.
    const key = alias.toLowerCase();
    if (seen.has(key)) return { kind: "aliasTwice", alias };
    seen.add(key);
  }
  return undefined;
}

function strange(text: string): string | undefined {
  return /[^a-zA-Z0-9_.-]/u.exec(text)?.[0];
}
