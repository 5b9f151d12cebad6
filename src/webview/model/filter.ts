import { isStopped, peerName, type Verdict } from "../../core/link";
import type { Row } from "./rows";

export interface Filter {
  /** Words, all of which must occur. */
  readonly query: string;
  /** A network's id; empty for all. */
  readonly network: string;
  /** Show only these; none for all. */
  readonly verdicts: readonly Verdict[];
}

export interface Filtered {
  readonly rows: readonly Row[];
  /** How many there are of each verdict, whatever verdicts are chosen; containers that do not run are left out. */
  readonly counts: Readonly<Record<Verdict, number>>;
}

/** The rows to show, in their order, and the counts to choose from. */
export function filterRows(rows: readonly Row[], filter: Filter): Filtered {
  const terms = filter.query.toLowerCase().split(/\s+/).filter((term) => term !== "");
  const chosen = new Set(filter.verdicts);
  const counts: Record<Verdict, number> = { verified: 0, inferred: 0, ambiguous: 0, unavailable: 0, notApplicable: 0 };
  const shown: Row[] = [];
  for (const row of rows) {
    if (filter.network !== "" && row.link.network?.id !== filter.network) continue;
    if (!terms.every((term) => haystackOf(row).includes(term))) continue;
    const stopped = isStopped(row.link);
    if (!stopped) counts[row.link.verdict]++;
    if (chosen.size === 0 || (!stopped && chosen.has(row.link.verdict))) shown.push(row);
  }
  return { rows: shown, counts };
}

export function isFiltering(filter: Filter): boolean {
  return filter.query.trim() !== "" || filter.network !== "" || filter.verdicts.length > 0;
}

const haystacks = new WeakMap<Row, string>();

/** What the search looks in, in lower case; made when first searched. */
function haystackOf(row: Row): string {
  const known = haystacks.get(row);
  if (known !== undefined) return known;
  const made = words(row).toLowerCase();
  haystacks.set(row, made);
  return made;
}

function words({ link, verdict, reason }: Row): string {
  const ends = [link, ...(link.peer ? [link.peer] : []), ...(link.candidates ?? [])];
  return [
    link.container.name,
    link.container.id.slice(0, 12),
    link.network?.name,
    link.network?.driver,
    link.kind,
    link.mac,
    ...link.addresses,
    ...ends.map((end) => ("namespace" in end ? peerName(end) : end.interface)),
    // Each index also as written in the export and by `ip`: `#39` or `[39]`, closed, so that 3 does not find it.
    ...ends.map((end) => end.ifindex && `#${end.ifindex} [${end.ifindex}]`),
    link.peer?.bridge,
    verdict,
    reason,
  ]
    .filter((part) => part !== undefined)
    .join("\n");
}
