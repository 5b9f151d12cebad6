import type { HostFilter } from "../model/hostRows";

/** What a person chose, as plain JSON. */
export interface InterfacesState extends HostFilter {
  readonly folded: readonly string[];
  readonly active?: string | undefined;
  /** What stood at the top, and how many pixels of it were scrolled away. */
  readonly top?: { readonly key: string; readonly offset: number } | undefined;
}

/** What was kept, as far as it is understood: it may come from another version. */
export function decodeInterfacesState(value: unknown): InterfacesState {
  const kept = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const { query, folded, active, top } = kept;
  const { key, offset } = (typeof top === "object" && top !== null ? top : {}) as Record<string, unknown>;
  return {
    query: typeof query === "string" ? query : "",
    findingsOnly: kept["findingsOnly"] === true,
    folded: Array.isArray(folded) ? folded.filter((one) => typeof one === "string") : [],
    ...(typeof active === "string" && { active }),
    ...(typeof key === "string" && typeof offset === "number" && { top: { key, offset } }),
  };
}
