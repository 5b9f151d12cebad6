import { peerName, type Link, type Peer, type Verdict } from "../core/link";
import { format, reasonWords, verdictWords } from "../core/words";
import { contextValue } from "./flags";
import type { InterfaceNode } from "./nodes";
import { linksOf, type L10n, type Picture } from "./picture";
import type { Row } from "./rows";
import { oneLine } from "./text";

/** A link's name among the links of its endpoint. */
export function linkName(link: Link): string {
  return link.interface ?? "";
}

/** The row of an interface: the two indices of a pair face each other, the verdict is an icon and a word. */
export function interfaceRow(node: InterfaceNode, { report, l10n }: Picture): Row | undefined {
  const link = linksOf(report, node.networkId, node.containerId).find((other) => linkName(other) === node.name);
  if (link === undefined) return undefined;
  const own = numbered(link.interface ?? l10n.t("interface"), link.ifindex);
  const proven = link.verdict === "verified" && link.peer !== undefined;
  const label = proven ? `${own} ⇄ ${facing(link.peer)}` : own;
  const description = proven ? verdictText(link, l10n) : `${verdictText(link, l10n)} · ${reasonText(link, l10n)}`;
  return {
    label,
    description,
    ...verdictIcons[link.verdict],
    context: contextValue(["interface"]),
    expandable: false,
    muted: false,
    spoken: proven
      ? l10n.t("{0}, connected to {1}: {2}", own, facing(link.peer), description)
      : `${own}: ${description}`,
  };
}

const verdictIcons: Readonly<Record<Verdict, Pick<Row, "icon" | "color">>> = {
  verified: { icon: "pass", color: "charts.green" },
  inferred: { icon: "circle-large-outline", color: "charts.yellow" },
  ambiguous: { icon: "question", color: "charts.yellow" },
  unavailable: { icon: "circle-slash", color: "list.deemphasizedForeground" },
  notApplicable: { icon: "dash", color: "list.deemphasizedForeground" },
};

function verdictText(link: Link, l10n: L10n): string {
  return l10n.t(verdictWords[link.verdict]);
}

/** Why it is not verified: the reason, else the peer that it may be. */
export function reasonText(link: Link, l10n: L10n): string {
  if (link.reason !== undefined) return oneLine(format(l10n.t(reasonWords[link.reason.code]), link.reason.params));
  return link.peer === undefined ? "" : facing(link.peer);
}

/** `eth0 39`: a name and its index in its own namespace. */
function numbered(name: string, index: number | undefined): string {
  return index === undefined ? oneLine(name) : `${oneLine(name)} ${index}`;
}

/** `40 veth0fbbd68`: mirrored, so that the indices of a pair face each other. */
function facing(peer: Peer): string {
  const { ifindex } = peer;
  const name = peerName(peer) ?? "?";
  return ifindex === undefined ? oneLine(name) : `${ifindex} ${oneLine(name)}`;
}
