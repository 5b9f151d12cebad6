import type { Verdict } from "../../core/link";
import type { Filter } from "./filter";
import { columns, type Sort } from "./sort";

/** What a person chose, as plain JSON: it survives hiding, reloads and restarts. */
export interface ViewState extends Filter {
  readonly sort?: Sort | undefined;
  readonly unfolded: readonly string[];
  readonly toggled: readonly string[];
  /** Key of the selected row or group. */
  readonly active?: string | undefined;
  /** What stood at the top, and how many pixels of it were scrolled away. */
  readonly top?: { readonly key: string; readonly offset: number } | undefined;
  /** The title of the offer that was closed. */
  readonly closed?: string | undefined;
}

export const initialState: ViewState = { query: "", network: "", verdicts: [], unfolded: [], toggled: [] };

/** Keys of rows that are gone are kept, for they may come back (a restart), but not without end. */
const most = 500;

/** What was kept, as far as it is understood: it may come from another version. */
export function decodeViewState(value: unknown): ViewState {
  if (typeof value !== "object" || value === null) return initialState;
  const kept = value as Record<string, unknown>;
  const sort = decodeSort(kept["sort"]);
  const top = decodeTop(kept["top"]);
  return {
    query: text(kept["query"]),
    network: text(kept["network"]),
    verdicts: texts(kept["verdicts"]).filter(isVerdict),
    unfolded: texts(kept["unfolded"]).slice(-most),
    toggled: texts(kept["toggled"]).slice(-most),
    ...(sort && { sort }),
    ...(typeof kept["active"] === "string" && { active: kept["active"] }),
    ...(top && { top }),
    ...(typeof kept["closed"] === "string" && { closed: kept["closed"] }),
  };
}

function decodeSort(value: unknown): Sort | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { column, descending } = value as Record<string, unknown>;
  const known = columns.find((one) => one === column);
  return known && { column: known, descending: descending === true };
}

function decodeTop(value: unknown): ViewState["top"] {
  if (typeof value !== "object" || value === null) return undefined;
  const { key, offset } = value as Record<string, unknown>;
  return typeof key === "string" && typeof offset === "number" ? { key, offset } : undefined;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function isVerdict(value: string): value is Verdict {
  return ["verified", "inferred", "ambiguous", "unavailable", "notApplicable"].includes(value);
}

/** Adds or takes away. */
export function toggle<T>(list: readonly T[], value: T): T[] {
  return list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
}
