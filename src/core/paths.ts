/** Places in plain JSON by their path, such as `pools/0/subnet`. */
type Json = Readonly<Record<string, unknown>>;

/** What stands at `pools/0/subnet`; undefined if there is no such place. */
export function valueAt(draft: unknown, id: string): unknown {
  return id.split("/").reduce<unknown>((value, key) => (typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Json)[key] : undefined), draft);
}

/** A copy with another value there; the same if there is no such place. */
export function withValue(draft: unknown, id: string, value: unknown): unknown {
  return change(draft, id.split("/"), () => value);
}

/** A copy with one row more in a list. */
export function withRow(draft: unknown, list: string, row: unknown): unknown {
  return change(draft, list.split("/"), (rows) => (Array.isArray(rows) ? [...(rows as unknown[]), row] : rows));
}

/** A copy without the row `pools/0`. */
export function withoutRow(draft: unknown, id: string): unknown {
  const path = id.split("/");
  const index = Number(path.pop());
  return change(draft, path, (rows) => (Array.isArray(rows) ? (rows as unknown[]).filter((_row, at) => at !== index) : rows));
}

function change(value: unknown, [key, ...rest]: readonly string[], to: (old: unknown) => unknown): unknown {
  if (key === undefined) return to(value);
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return value;
  const changed = change((value as Json)[key], rest, to);
  return Array.isArray(value) ? (value as unknown[]).map((item, index) => (String(index) === key ? changed : item)) : { ...value, [key]: changed };
}

