/** Readers of JSON that came from elsewhere: whatever it is, they give the wanted type or nothing, and never throw. */

export type Json = Readonly<Record<string, unknown>>;

/** The object, or an empty one. */
export function asRecord(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** The array, or an empty one. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asString(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A string that says something. Engines write "" for "none". */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The strings of an array. */
export function asTexts(value: unknown): string[] {
  return asArray(value).filter((item) => typeof item === "string" && item !== "") as string[];
}

/** The string values of an object: labels, driver options. */
export function asTextRecord(value: unknown): Readonly<Record<string, string>> {
  const record = asRecord(value);
  const kept = Object.keys(record).filter((key) => typeof record[key] === "string");
  return Object.fromEntries(kept.map((key) => [key, record[key] as string]));
}

/** `{ key: value }` without it where the value is undefined: exact optional properties. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}
