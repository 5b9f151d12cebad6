import { hasPair, peerName, type Evidence, type Method } from "../../core/link";
import type { WebviewWords } from "../../protocol/strings";
import { format } from "../../core/words";
import type { Row } from "./rows";

/** A piece of a sentence; `value` marks what was put in. */
export interface Segment {
  readonly text: string;
  readonly value: boolean;
}

/** A template with its parameters put in, cut up so that values can be emphasised. Unknown parameters stay visible. */
export function segments(template: string, params: Readonly<Record<string, string | number>>): Segment[] {
  return template
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== "")
    .map((piece) => {
      const value = /^\{\w+\}$/.test(piece) ? params[piece.slice(1, -1)] : undefined;
      return value === undefined ? { text: piece, value: false } : { text: String(value), value: true };
    });
}

export function evidenceSegments(evidence: Evidence, words: WebviewWords): Segment[] {
  return segments(words.facts[evidence.fact], evidence.params);
}

/** What a screen reader says of a row: `container1, eth0 index 39, connected to veth… index 40, on bridge br-…, verified`. */
export function spoken(row: Row, words: WebviewWords): string {
  const { link } = row;
  const parts = [link.container.name, link.network?.name];
  if (link.interface !== undefined || link.ifindex !== undefined) parts.push(endName(link, words));
  if (hasPair(link)) {
    const template = link.verdict === "verified" ? words.map.ariaPeer : words.map.ariaProbablyPeer;
    parts.push(format(template, { peer: endName({ ...link.peer, interface: peerName(link.peer) }, words) }));
    if (link.peer.bridge !== undefined) parts.push(format(words.map.ariaBridge, { bridge: link.peer.bridge }));
  }
  parts.push(row.addresses[0], row.verdict, row.finding ? words.map.finding : undefined, row.reason);
  return parts.filter((part) => part !== undefined).join(", ");
}

function endName(end: { readonly interface?: string | undefined; readonly ifindex?: number }, words: WebviewWords): string {
  const name = end.interface ?? words.map.unnamed;
  return end.ifindex === undefined ? name : format(words.map.ariaIndex, { interface: name, ifindex: end.ifindex });
}

export function methodWords(method: Method, words: WebviewWords): string {
  switch (method) {
    case "api":
      return words.map.methodApi;
    case "netlink":
      return words.map.methodNetlink;
    case "procfs":
      return words.map.methodProcfs;
    case "exec":
      return words.map.methodExec;
  }
}
