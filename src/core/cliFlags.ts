/** A flag with its value, or nothing. */
export function one(flag: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [flag, String(value)];
}

/** The flag again for each value. */
export function many(flag: string, values: readonly string[] = []): string[] {
  return values.flatMap((value) => [flag, value]);
}

/** The flag again for each pair, as `key=value`. */
export function pairs(flag: string, values: Readonly<Record<string, string>>): string[] {
  return many(flag, Object.entries(values).map(([key, value]) => `${key}=${value}`));
}
