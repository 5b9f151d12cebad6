import type { Verdict } from "../../core/link";
import type { Row } from "./rows";

export const columns = ["container", "network", "containerEnd", "hostEnd", "bridge", "addresses", "verdict"] as const;
export type Column = (typeof columns)[number];

export interface Sort {
  readonly column: Column;
  readonly descending: boolean;
}

/** Ascending, descending, then back to the groups. */
export function nextSort(current: Sort | undefined, column: Column): Sort | undefined {
  if (current?.column !== column) return { column, descending: false };
  return current.descending ? undefined : { column, descending: true };
}

// Numeric, so that eth10 follows eth9 and 172.19.0.10 follows 172.19.0.9.
const { compare } = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

const ranks: Readonly<Record<Verdict, string>> = {
  verified: "0",
  inferred: "1",
  ambiguous: "2",
  unavailable: "3",
  notApplicable: "4",
};

/** Sorted copies; what has no value comes last in either direction, equals keep the report's order. */
export function sortRows(rows: readonly Row[], sort: Sort): Row[] {
  const keyed = rows.map((row) => ({ row, value: valueOf(row, sort.column) }));
  const sign = sort.descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.value === undefined || b.value === undefined) return Number(a.value === undefined) - Number(b.value === undefined);
    return sign * compare(a.value, b.value);
  });
  return keyed.map(({ row }) => row);
}

function valueOf({ link, addresses }: Row, column: Column): string | undefined {
  switch (column) {
    case "container":
      return link.container.name;
    case "network":
      return link.network?.name;
    case "containerEnd":
      return endOf(link);
    case "hostEnd":
      return link.peer && endOf(link.peer);
    case "bridge":
      return link.peer?.bridge;
    case "addresses":
      return addresses[0];
    case "verdict":
      return ranks[link.verdict];
  }
}

function endOf(end: { readonly interface?: string; readonly ifindex?: number }): string | undefined {
  return end.interface === undefined && end.ifindex === undefined ? undefined : `${end.interface ?? ""} ${end.ifindex ?? ""}`;
}
