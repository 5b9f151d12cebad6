import { isFinding, isLinkLocal, isStopped, linkKey, type Link, type LinkReport } from "../../core/link";
import { format, verdictWord } from "../../core/words";
import type { WebviewWords } from "../../protocol/strings";

/** Where a row belongs while rows are grouped. */
export type GroupKind = "network" | "other" | "withoutVeth" | "stopped";

/** One line of the table, derived from a link once per report. */
export interface Row {
  /** Stable while the interface exists; unique in a report. */
  readonly key: string;
  readonly link: Link;
  readonly group: { readonly kind: GroupKind; readonly key: string };
  /** What a person reads first comes first: link-local addresses are last. */
  readonly addresses: readonly string[];
  /** Localised, without the full stop. */
  readonly verdict: string;
  /** Localised; why there is no (proven) peer. */
  readonly reason?: string;
  /** A fact that was read speaks against the picture. */
  readonly finding: boolean;
}

/** The rows of a report, in its order. */
export function rowsOf(report: LinkReport, words: WebviewWords): Row[] {
  const seen = new Map<string, number>();
  return report.links.map((link) => {
    const key = linkKey(link);
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    return rowOf(link, times === 0 ? key : `${key}#${times}`, words);
  });
}

function rowOf(link: Link, key: string, words: WebviewWords): Row {
  const reason = link.reason && format(words.reasons[link.reason.code], link.reason.params);
  const addresses = [...link.addresses].sort((a, b) => Number(isLinkLocal(a)) - Number(isLinkLocal(b)));
  return {
    key,
    link,
    group: groupOf(link),
    addresses,
    verdict: verdictWord(link, { verdicts: words.verdicts, kinds: words.kinds, stopped: words.map.stopped }),
    ...(reason !== undefined && { reason }),
    finding: link.evidence.some(isFinding),
  };
}

function groupOf(link: Link): Row["group"] {
  if (isStopped(link)) return { kind: "stopped", key: "stopped" };
  if (link.kind === "host" || link.kind === "none" || link.kind === "shared") return { kind: "withoutVeth", key: "withoutVeth" };
  return link.network === null
    ? { kind: "other", key: "other" }
    : { kind: "network", key: `network/${link.network.id}` };
}
