import assert from "node:assert/strict";
import fc from "fast-check";
import type { ContainerId } from "../../../src/core/inventory";
import { optional } from "../../../src/engine/json";
import { peerName, type Link } from "../../../src/core/link";
import type { Counters } from "../../../src/core/linkFacts";
import { joinWires, ownersOf, toldOf, type LooseEnd } from "../../../src/core/linkWires";

function row(container: string, name: string, ifindex: number): LooseEnd["link"] {
  return {
    container: { id: container as ContainerId, name: container }, network: null, interface: name, ifindex, addresses: [],
    kind: "other", verdict: "unavailable", evidence: [], method: "netlink", reason: { code: "notDockers", params: {} },
  };
}
const counted = (rx: number, tx: number): Counters => ({ rxPackets: rx, rxBytes: rx * 60, txPackets: tx, txBytes: tx * 60 });
const still = (counters: Counters): NonNullable<LooseEnd["counters"]> => [counters, counters, counters];

/** Wires between few namespaces with few indices, so that everything collides; some of the namespaces are nobody's. */
const wires = fc.array(
  fc.record({ a: fc.nat(4), b: fc.nat(4), ia: fc.integer({ min: 2, max: 4 }), ib: fc.integer({ min: 2, max: 4 }), traffic: fc.nat(2), kind: fc.constantFrom("veth", "veth", "veth", "vlan") }),
  { minLength: 1, maxLength: 8 },
);
type Wires = typeof wires extends fc.Arbitrary<infer T> ? T : never;

const sources = { link: "dump", namespace: "id" };
const owners = ownersOf([0, 1, 2, 3].map((ns) => [ns, `c${ns}` as ContainerId]));

/** The ends that are seen (namespace 4 is not), each with its true other end if that is seen too. */
function build(all: Wires): { readonly end: LooseEnd; readonly other: string | undefined }[] {
  const taken = new Set<string>();
  const found: { end: LooseEnd; other: string | undefined }[] = [];
  for (const { a, b, ia, ib, traffic, kind } of all) {
    const [here, there] = [`${a}/${ia}`, `${b}/${ib}`];
    if (here === there || taken.has(here) || taken.has(there)) continue;
    taken.add(here).add(there);
    const make = (ns: number, index: number, farNs: number, farIndex: number, counters: Counters): void => {
      if (ns === 4) return;
      const link = row(`c${ns}`, `if${index}`, index);
      const dumped = { name: link.interface, ifindex: index, kind, iflink: farIndex, ...(kind === "veth" && farNs !== ns && { nsid: farNs }) };
      const end: LooseEnd = { link, ...optional("told", toldOf({ link }, [dumped], owners, sources)), said: farIndex, counters: still(counters) };
      found.push({ end, other: kind === "veth" && farNs !== 4 && farNs !== ns ? `c${farNs}:if${farIndex}` : undefined });
    };
    make(a, ia, b, ib, counted(traffic, traffic + 1));
    make(b, ib, a, ia, counted(traffic + 1, traffic));
  }
  return found;
}
const peers = (joined: ReadonlyMap<Link, Link>, verdict: Link["verdict"]): string[] =>
  [...joined].flatMap(([before, { verdict: own, peer }]) => (own === verdict && peer !== undefined ? [`${before.container.name}:${before.interface ?? ""} ${peerName(peer) ?? ""}`] : []));

describe("Wires between containers", () => {
  it("are proven exactly where the kernel names both ends, whatever collides", () => {
    fc.assert(fc.property(wires, (all) => {
      const built = build(all);
      const joined = joinWires(built.map(({ end }) => end));
      const truth = built.flatMap(({ end, other }) => (other === undefined ? [] : [`${end.link.container.name}:${end.link.interface} ${other}`]));
      assert.deepEqual(peers(joined, "verified").sort(), truth.sort());
      assert.deepEqual([...joined.values()].filter(({ verdict }) => verdict !== "verified"), []);
    }));
  });

  it("are never proven by what programs inside say, and not even likely where one end does not say the same", () => {
    fc.assert(fc.property(wires, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 16, maxLength: 16 }), (all, lies) => {
      const ends = build(all).map(({ end: { link, counters } }, at): LooseEnd => ({ link, ...(counters && { counters }), said: lies[at] ?? 1 }));
      const joined = joinWires(ends);
      assert.deepEqual(peers(joined, "verified"), []);
      for (const [before, { verdict, peer }] of joined) {
        if (verdict !== "inferred") continue;
        const [own, other] = [ends.find(({ link }) => link === before)!, ends.find(({ link }) => link.container.id === peer?.container?.id && link.ifindex === peer.ifindex)!];
        assert.deepEqual([own.said, other.said], [other.link.ifindex, own.link.ifindex]);
        assert.ok(joined.get(other.link)?.peer?.container?.id === before.container.id, "both rows say the same");
      }
    }));
  });

  const likely = (...ends: readonly [container: string, ifindex: number, said: number, rx: number, tx: number][]): ReadonlyMap<Link, Link> =>
    joinWires(ends.map(([container, ifindex, said, rx, tx]) => ({ link: row(container, `eth${ifindex}`, ifindex), said, counters: still(counted(rx, tx)) })));

  it("are likely where both say so and have carried the same traffic, and open where several have", () => {
    assert.deepEqual(peers(likely(["a", 3, 4, 7, 9], ["b", 4, 3, 9, 7]), "inferred"), ["a:eth3 b:eth4", "b:eth4 a:eth3"]);
    assert.equal(likely(["a", 3, 4, 7, 9], ["b", 4, 3, 9, 8]).size, 0, "other traffic");
    assert.equal(likely(["a", 3, 4, 0, 0], ["b", 4, 3, 0, 0]).size, 0, "none at all says nothing");
    assert.equal(likely(["a", 3, 4, 7, 9], ["b", 4, 5, 9, 7]).size, 0, "it names another");
    const open = likely(["a", 3, 4, 7, 9], ["b", 4, 3, 9, 7], ["c", 4, 3, 9, 7]);
    assert.deepEqual([...open.values()].map(({ verdict, candidates }) => [verdict, candidates?.map(peerName)]), [["ambiguous", ["b:eth4", "c:eth4"]]]);
  });

  it("are no answer where one end was read before a change and the other after it", () => {
    const told = (kind: string, iflink: number, container?: string): NonNullable<LooseEnd["told"]> => ({ kind, iflink, sources, ...(container !== undefined && { leads: { nsid: 0, container: container as ContainerId } }) });
    const a: LooseEnd = { link: row("a", "eth1", 2), told: told("veth", 3, "b") };
    const b = (of: LooseEnd["told"]): LooseEnd => ({ link: row("b", "eth1", 3), ...optional("told", of) });
    assert.equal(joinWires([a, b(told("veth", 2, "a"))]).size, 2);
    assert.equal(joinWires([a, b(told("veth", 9, "a"))]).size, 0);
    assert.equal(joinWires([a, b(told("veth", 2, "c"))]).size, 0);
    assert.equal(joinWires([a, b(told("dummy", 3))]).size, 0);
    // Of the other only that it is there may be known: the kernel's word for one end is enough.
    assert.equal(joinWires([a, b(undefined)]).size, 1);
  });

  it("lead to nobody by an id that two claim, or that is none, and tell nothing of an end that has another name by now", () => {
    const [a, b] = ["a", "b"] as ContainerId[] as [ContainerId, ContainerId];
    assert.deepEqual([...ownersOf([[0, a], [0, b], [-1, a], [1, b]])], [[1, b]]);
    assert.equal(toldOf({ link: row("a", "eth1", 2) }, [{ name: "eth9", ifindex: 2, iflink: 3, kind: "veth", nsid: 1 }], owners, sources), undefined);
  });
});
