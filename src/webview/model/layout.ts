import type { GroupKind, Row } from "./rows";
import { sortRows, type Sort } from "./sort";

/** What stands below each other in the table: headers, rows, and what rows unfold. */
export type Item = GroupItem | RowItem | DetailsItem;

export interface GroupItem {
  readonly type: "group";
  readonly key: string;
  readonly kind: GroupKind;
  /** All its rows that pass the filter, whether shown or folded away. */
  readonly rows: readonly Row[];
  readonly expanded: boolean;
}

export interface RowItem {
  readonly type: "row";
  readonly key: string;
  readonly row: Row;
  readonly unfolded: boolean;
}

export interface DetailsItem {
  readonly type: "details";
  readonly key: string;
  readonly row: Row;
}

export interface Folding {
  /** Keys of the rows whose details are shown. */
  readonly unfolded: ReadonlySet<string>;
  /** Keys of the groups that are not as they are at first. */
  readonly toggled: ReadonlySet<string>;
}

const order: readonly GroupKind[] = ["network", "other", "withoutVeth", "stopped"];

/** Networks in the order of the report, then what has no network; flat when sorted by a column. */
export function layOut(rows: readonly Row[], sort: Sort | undefined, folding: Folding): Item[] {
  if (sort) return sortRows(rows, sort).flatMap((row) => itemsOf(row, folding));
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const known = groups.get(row.group.key);
    if (known) known.push(row);
    else groups.set(row.group.key, [row]);
  }
  const kindOf = (group: readonly Row[]): GroupKind => group[0]?.group.kind ?? "other";
  return [...groups]
    .sort(([, a], [, b]) => order.indexOf(kindOf(a)) - order.indexOf(kindOf(b)))
    .flatMap(([key, members]) => {
      const kind = kindOf(members);
      const expanded = isExpanded(key, kind, folding);
      const header: Item = { type: "group", key, kind, rows: members, expanded };
      return expanded ? [header, ...members.flatMap((row) => itemsOf(row, folding))] : [header];
    });
}

/** Containers that do not run have nothing to say here: folded until asked for. */
function isExpanded(key: string, kind: GroupKind, folding: Folding): boolean {
  return (kind !== "stopped") !== folding.toggled.has(key);
}

function itemsOf(row: Row, folding: Folding): Item[] {
  const unfolded = folding.unfolded.has(row.key);
  const item: Item = { type: "row", key: row.key, row, unfolded };
  return unfolded ? [item, { type: "details", key: `${row.key}!details`, row }] : [item];
}
