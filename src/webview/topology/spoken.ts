import { hasPair, peerName, type Link } from "../../core/link";
import { format } from "../../core/words";
import type { Cable, Publication, Sandbox, Segment } from "../../core/topology";
import type { WebviewWords } from "../../protocol/strings";
import { nicLines, publicationWords } from "./content";
import type { PlacedBar, PlacedBox, PlacedNic, Wire } from "./scene";

/** What a screen reader says of the things in the picture: the same as is drawn, in a sentence. */
export class Spoken {
  readonly #segments: ReadonlyMap<string, Segment>;

  constructor(
    private readonly words: WebviewWords,
    segments: readonly Segment[],
  ) {
    this.#segments = new Map(segments.map((segment) => [segment.id, segment]));
  }

  bar({ content }: PlacedBar, containers: number): string {
    const { segment, lines } = content;
    const facts = [segment.driver, ...lines.map(({ text }) => text)].filter((part) => part !== undefined && part !== "").join(", ");
    const template = segment.networkId === undefined ? this.words.topology.ariaEnd : this.words.topology.ariaSegment;
    return format(template, { name: segment.name, facts, count: containers });
  }

  box({ content }: PlacedBox): string {
    const { topology } = this.words;
    const { sandbox, group, title, lines, rows } = content;
    if (group) return format(topology.ariaGroup, { title, names: lines.join(", ") });
    const facts = [...stateOf(sandbox, this.words), ...lines, ...rows.map(({ chip, label, detail, type }) => (type === "cable" ? [end(label, chip, this.words), detail] : [label]).filter((part) => part !== "").join(" "))];
    return format(topology.ariaSandbox, { name: title, facts: facts.join(", ") });
  }

  nic({ name, nic, lines }: PlacedNic): string {
    return nic === undefined ? name : format(this.words.topology.ariaNic, { name, facts: nicLines(nic, this.words).join(", ") || lines.join(", ") });
  }

  wire(wire: Wire, box: string): string {
    const { topology } = this.words;
    if (wire.cable) return this.cable(wire.cable, box);
    if (wire.bundle) return format(topology.ariaBundle, { count: wire.bundle.cables.length, group: box, network: this.#segments.get(wire.bundle.segment)?.name ?? "" });
    return (wire.publications ?? []).map((one) => this.publication(one)).join(", ");
  }

  cable({ link, segment, down, verdict }: Cable, box: string): string {
    const { topology, verdicts } = this.words;
    const network = segment === undefined ? undefined : this.#segments.get(segment)?.name;
    const own = link?.interface === undefined ? topology.interfaceUnknown : end(link.interface, link.ifindex, this.words);
    const parts = [format(topology.ariaCable, { container: link?.container.name ?? box, interface: own, end: this.#other(link, network) })];
    if (verdict !== "notApplicable") parts.push(verdicts[verdict]);
    if (down) parts.push(topology.ariaDown);
    return parts.join(", ");
  }

  #other(link: Link | undefined, network: string | undefined): string {
    const { topology, reasons } = this.words;
    if (link !== undefined && hasPair(link)) {
      const peer = end(peerName(link.peer) ?? this.words.map.unnamed, link.peer.ifindex, this.words);
      if (link.peer.bridge === undefined) return format(topology.ariaConnectedNetwork, { peer, network: network ?? "" });
      return format(link.verdict === "verified" ? topology.ariaConnected : topology.ariaLikely, { peer, bridge: link.peer.bridge });
    }
    const why = link?.reason === undefined ? topology.ariaNoWhere : format(reasons[link.reason.code], link.reason.params);
    return network === undefined ? why : format(topology.ariaOn, { network, why });
  }

  publication(one: Publication): string {
    const { topology } = this.words;
    const network = one.segment === undefined ? undefined : this.#segments.get(one.segment)?.name;
    const port = publicationWords(one);
    return format(one.sure ? topology.ariaPort : topology.ariaPortUnsure, { container: one.container.name, port, network: network ?? "–" });
  }
}

function end(name: string, index: string | number | undefined, { map }: WebviewWords): string {
  return index === undefined || index === "–" ? name : format(map.ariaIndex, { interface: name, ifindex: index });
}

function stateOf(sandbox: Sandbox | undefined, { map }: WebviewWords): string[] {
  return sandbox?.kind === "stopped" ? [map.stopped] : [];
}
