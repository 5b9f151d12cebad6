/** The time of day as the user's locale writes it. */
export function clock(ms: number, seconds = false): string {
  return new Date(ms).toLocaleTimeString(undefined, {
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds && { second: "2-digit" }),
  });
}
