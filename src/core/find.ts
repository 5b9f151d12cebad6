import { bitsOf, contains, networkOfCidr, parseAddress, parseCidr, parseMac, withoutPrefix, type Cidr } from "./address";
import { hasPair, peerName, type Link } from "./link";

/** A link that fits what was searched. */
export interface Found {
  readonly link: Link;
  /** Something of it is what was searched, and not only begins with it or contains it. */
  readonly exact: boolean;
}

/** How well something fits; the worse the higher. `possible`: what the link may turn out to have, an ambiguous one's candidates. */
const ranks = { exact: 0, possible: 1, prefix: 2, part: 3 } as const;
type Rank = (typeof ranks)[keyof typeof ranks];

/**
 * The links that fit a text, best first, else in their order; all of them for an empty text. The text may be a name of an
 * interface, bridge, container or network, a container's id, an index of either end, a MAC or IP address in any writing, an
 * interface as `ip link` prints it (`veth0fbbd68@if39`, also the whole line), or several of these, all of which must fit.
 */
export function findLinks(links: readonly Link[], text: string): Found[] {
  const terms = termsOf(text);
  if (terms.length === 0) return links.map((link) => ({ link, exact: false }));
  return links
    .flatMap((link) => {
      const found = terms.map((term) => rankOf(link, term));
      return found.every((rank) => rank !== undefined) ? [{ link, rank: Math.max(...found) }] : [];
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ link, rank }) => ({ link, exact: rank === ranks.exact }));
}

/** The one link that is meant, if there is no doubt: the only one, or the only exact one. */
export function onlyOne(found: readonly Found[]): Link | undefined {
  const exact = found.filter((one) => one.exact);
  const [first, ...others] = exact.length > 0 ? exact : found;
  return others.length === 0 ? first?.link : undefined;
}

/** Is it worth searching without being asked for? Only what cannot well be anything else. */
export function looksLikeInterface(text: string): boolean {
  const [term, ...others] = termsOf(text);
  if (term === undefined || others.length > 0) return false;
  return /^(veth[\w.-]+|br-[0-9a-f]{12})$/.test(term.text) || term.other !== undefined || term.block !== undefined || /[:.-]/.test(text) && parseMac(term.text) !== undefined;
}

/** `eth0 39 ⇄ 40 veth0fbbd68` where that is proven, `≈` where it is only likely; the own end alone, or the container's name, where there is less. */
export function linkLabel(link: Link): string {
  const { interface: name, ifindex } = link;
  if (name === undefined && ifindex === undefined) return link.container.name;
  const own = [name ?? "–", ifindex];
  const other = hasPair(link) ? [link.verdict === "verified" ? "⇄" : "≈", link.peer.ifindex, peerName(link.peer) ?? "–"] : [];
  return [...own, ...other].filter((part) => part !== undefined).join(" ");
}

/** One word of what is searched, and all that it can be read as. */
interface Term {
  /** Lower case. */
  readonly text: string;
  readonly index?: number | undefined;
  /** Of an interface as `ip link` prints it: the index of its other end. */
  readonly other?: number | undefined;
  readonly mac?: string | undefined;
  /** An address, alone or with a prefix length. */
  readonly block?: Cidr | undefined;
}

function termsOf(text: string): Term[] {
  const [line = ""] = text.trim().split(/[\r\n]/);
  // A line of `ip link`: what follows the interface are words that no link of ours has.
  const [, printed] = /^\d+:\s+([^\s:]+):(?:\s|$)/.exec(line) ?? [];
  const words = (printed ?? line).toLowerCase().split(/\s+/);
  return words.filter((word) => word !== "").map(termOf);
}

function termOf(word: string): Term {
  const [, name = "", other] = /^([^@]+)@if(\d{1,10}):?$/.exec(word) ?? [];
  if (other !== undefined) return { text: name, other: Number(other) };
  const [, index] = /^(?:#|@?if)?(\d{1,10})$/.exec(word.replace(/^\[(.*)\]$/, "$1")) ?? [];
  return { text: word, index: index === undefined ? undefined : Number(index), mac: parseMac(word), block: blockOf(word) };
}

/** Reads an address with or without a prefix length, a zone or a port. */
function blockOf(word: string): Cidr | undefined {
  const address = parseAddress(word.replace(/%.*$/, "").replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/^([\d.]+):\d+$/, "$1"));
  return address === undefined ? parseCidr(word) : { family: address.family, address: address.value, prefix: bitsOf(address.family) };
}

function rankOf(link: Link, term: Term): Rank | undefined {
  const found = [
    ...ends(link).map((end) => endRank(end, term)),
    ...(term.other === undefined ? restOf(link, term) : []),
  ].filter((rank) => rank !== undefined);
  return found.length === 0 ? undefined : (Math.min(...found) as Rank);
}

interface End {
  readonly name: string | undefined;
  readonly index: number | undefined;
  /** Index of its other end, where known. */
  readonly other: number | undefined;
  /** It is only one of several that it could be. */
  readonly candidate: boolean;
}

function ends(link: Link): End[] {
  const { peer, candidates = [] } = link;
  const own = { name: link.interface, index: link.ifindex, other: link.iflink ?? peer?.ifindex, candidate: false };
  // An end that nothing but the container's own word tells of: its index is all that is known.
  const untold = peer === undefined && link.kind === "veth" && link.iflink !== undefined;
  return [
    own,
    ...(peer === undefined ? [] : [{ name: peer.interface, index: peer.ifindex, other: peer.iflink ?? link.ifindex, candidate: !hasPair(link) }]),
    ...(untold ? [{ name: undefined, index: link.iflink, other: link.ifindex, candidate: true }] : []),
    ...candidates.map((one) => ({ name: one.interface, index: one.ifindex, other: one.iflink ?? link.ifindex, candidate: true })),
  ];
}

function endRank(end: End, term: Term): Rank | undefined {
  const sure = end.candidate ? ranks.possible : ranks.exact;
  if (term.index !== undefined && term.index === end.index) return sure;
  const rank = textRank(end.name, term.text);
  if (rank === undefined) return undefined;
  if (term.other === undefined) return end.candidate ? Math.max(rank, ranks.possible) as Rank : rank;
  // As printed: the name in full, and the other end may not be another one.
  if (rank !== ranks.exact || (end.other !== undefined && end.other !== term.other)) return undefined;
  return end.other === undefined ? ranks.possible : sure;
}

function restOf({ container, network, peer, mac, addresses }: Link, term: Term): (Rank | undefined)[] {
  return [
    textRank(container.name, term.text),
    textRank(peer?.bridge, term.text),
    textRank(network?.name, term.text),
    idRank(container.id, term.text),
    macRank(mac, term),
    ...addresses.map((address) => addressRank(address, term)),
  ];
}

function textRank(value: string | undefined, text: string): Rank | undefined {
  const lower = value?.toLowerCase();
  if (lower === undefined || !lower.includes(text)) return undefined;
  return lower === text ? ranks.exact : lower.startsWith(text) ? ranks.prefix : ranks.part;
}

/** Twelve digits are how an id is usually written; fewer than four are in too many. */
function idRank(id: string, text: string): Rank | undefined {
  if (text.length < 4 || !id.startsWith(text)) return undefined;
  return text.length >= 12 ? ranks.exact : ranks.prefix;
}

function macRank(mac: string | undefined, { text, mac: whole }: Term): Rank | undefined {
  if (mac === undefined) return undefined;
  if (whole !== undefined) return parseMac(mac) === whole ? ranks.exact : undefined;
  // A few digits without a colon are more likely an index.
  return /[:-]/.test(text) ? textRank(mac, text.replaceAll("-", ":")) : undefined;
}

function addressRank(written: string, { text, block }: Term): Rank | undefined {
  const address = parseAddress(withoutPrefix(written));
  if (block !== undefined && address !== undefined && block.family === address.family) {
    if (block.address === address.value) return ranks.exact;
    // A subnet: all that is in it.
    if (networkOfCidr(block).address === block.address && contains(block, address)) return ranks.part;
  }
  return /[.:]/.test(text) ? textRank(withoutPrefix(written), text) : undefined;
}
