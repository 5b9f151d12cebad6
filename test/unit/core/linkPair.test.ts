import assert from "node:assert/strict";
import fc from "fast-check";
import type { Attachment } from "../../../src/core/inventory";
import type { Link } from "../../../src/core/link";
import type { ContainerInterface, ContainerReading, HostLink, HostReading } from "../../../src/core/linkFacts";
import { pairLinks } from "../../../src/core/linkPair";
import { attachmentOn, containerLike, inventoryLike, networkLike } from "./sample";

const proof = { bridge: "br-a", gateway: "172.18.0.1", source: "test" };
const otherwise = { code: "remote", params: { engine: "far" } } as const;
const nets = ["a", "b", "c"].map((name, at) => networkLike(name, { bridge: `br-${name}`, pools: [{ subnet: `172.${18 + at}.0.0/16` }] }));
const overlay = networkLike("over", { driver: "overlay", pools: [{ subnet: "10.9.0.0/24" }] });

function traffic(packets: number): { rxBytes: number; rxPackets: number; txBytes: number; txPackets: number } {
  return { rxBytes: packets * 60, rxPackets: packets, txBytes: packets * 70, txPackets: packets + 1 };
}
function mirrored(packets: number): NonNullable<HostLink["counters"]> {
  const { rxBytes, rxPackets, txBytes, txPackets } = traffic(packets);
  const host = { rxBytes: txBytes, rxPackets: txPackets, txBytes: rxBytes, txPackets: rxPackets };
  return [host, host];
}

/** What a machine is made of; small numbers, so that everything collides with everything. */
const wire = fc.record({ net: fc.nat(2), ifindex: fc.integer({ min: 2, max: 4 }), packets: fc.nat(2), moved: fc.boolean(), heard: fc.boolean(), kind: fc.constantFrom("bridge", "bridge", "bridge", "overlay", "hand", "handElsewhere") });
const machine = fc.record({
  containers: fc.array(fc.uniqueArray(wire, { maxLength: 3, selector: ({ ifindex }) => ifindex }), { minLength: 1, maxLength: 5 }),
  noise: fc.array(fc.record({ iflink: fc.integer({ min: 1, max: 12 }), on: fc.option(fc.nat(2), { nil: undefined }), packets: fc.nat(2) }), { maxLength: 4 }),
});
type Machine = typeof machine extends fc.Arbitrary<infer T> ? T : never;

/** Builds the machine: what each side would read of it, and which pairs there really are. */
function build({ containers, noise }: Machine) {
  let next = 5;
  const links: HostLink[] = [];
  const forwarding = new Map(nets.map(({ bridge }) => [bridge ?? "", new Map<string, string>()]));
  const truth = new Map<string, string>();
  const made = containers.map((wires, nsid) => {
    const used = new Set<number>();
    const kept = wires.filter(({ net, kind }) => kind !== "bridge" || (!used.has(net) && used.add(net)));
    const attachments: Attachment[] = [];
    const interfaces: ContainerInterface[] = [];
    for (const [at, { net, ifindex, packets, moved, heard, kind }] of kept.entries()) {
      const name = `if${at}`;
      const mac = `02:00:00:00:0${nsid}:0${at}`;
      const network = kind === "bridge" ? nets[net]! : overlay;
      const address = kind === "bridge" ? `172.${18 + net}.0.${2 + nsid}` : `10.9.0.${2 + nsid}`;
      const attached = kind === "bridge" || (kind === "overlay" && !attachments.some(({ networkName }) => networkName === "over"));
      if (attached) attachments.push(attachmentOn(network, { ipv4: `${address}/16`, mac }));
      const onHost = kind === "bridge" || kind === "hand";
      const index = onHost ? next++ : 5;
      interfaces.push({ name, ifindex, iflink: index, mac, addresses: attached ? [`${address}/16`] : [], counters: traffic(packets) });
      if (!onHost) continue;
      const bridge = kind === "bridge" ? (moved ? "br-elsewhere" : network.bridge) : undefined;
      links.push({ name: `veth${index}`, ifindex: index, iflink: ifindex, kind: "veth", nsid, addresses: [], counters: mirrored(packets), ...(bridge === undefined ? {} : { bridge }) });
      truth.set(`${nsid}/${name}`, `veth${index}`);
      if (heard && bridge !== undefined) forwarding.get(bridge)?.set(mac, `veth${index}`);
    }
    return { container: containerLike(`c${nsid}`, { attachments }), interfaces, nsid };
  });
  for (const { iflink, on, packets } of noise) {
    const index = next++;
    links.push({ name: `veth${index}`, ifindex: index, iflink, kind: "veth", nsid: 90 + index, addresses: [], counters: mirrored(packets), ...(on === undefined ? {} : { bridge: nets[on]!.bridge! }) });
  }
  const inventory = inventoryLike([...nets, overlay], made.map(({ container }) => container));
  const netlink: HostReading = { method: "netlink", links, forwarding: new Map() };
  const sysfs: HostReading = { method: "procfs", forwarding, links: links.map(({ name, ifindex, iflink, bridge, addresses, counters }) => ({ name, ifindex, iflink, addresses, counters: counters!, ...(bridge === undefined ? {} : { bridge }) })) };
  return { made, inventory, netlink, sysfs, truth };
}

/** A program inside that lies: it names ports and MAC addresses at will, and, where nothing is seen from outside, its indices too. */
function lies(interfaces: readonly ContainerInterface[], words: readonly { readonly port: number; readonly mac: number }[], hearsay: boolean): ContainerReading {
  const told = interfaces.map((own, at): ContainerInterface => {
    const { port, mac } = words[at] ?? { port: 5, mac: 0 };
    return { ...own, iflink: port, mac: `02:00:00:00:0${mac}:00`, ...(hearsay && { ifindex: 2 + (port % 3) }) };
  });
  return { method: "exec", ...(hearsay && { hearsay: true as const }), sources: { index: "i", address: "a" }, interfaces: told };
}

function reading(interfaces: readonly ContainerInterface[], inside: boolean): ContainerReading {
  const seen = interfaces.map(({ iflink, mac, ...own }): ContainerInterface => (inside ? { ...own, iflink: iflink!, mac: mac! } : own));
  return { method: inside ? "exec" : "procfs", sources: { index: "i", address: "a" }, interfaces: seen };
}

function onlyTruth(links: readonly Link[], nsid: number, truth: ReadonlyMap<string, string>): void {
  for (const link of links) {
    if (link.verdict === "verified") assert.equal(link.peer?.interface, truth.get(`${nsid}/${link.interface ?? ""}`), JSON.stringify(link));
    if (link.verdict !== "verified" && link.verdict !== "inferred" && link.peer?.namespace === "host") assert.fail(`a peer without a verdict for it: ${JSON.stringify(link)}`);
    if (link.verdict === "ambiguous") assert.ok((link.candidates?.length ?? 0) > 0);
    if (link.verdict !== "verified") assert.notEqual(link.reason, undefined, "every row without proof says why");
  }
}

describe("Pairs", () => {
  it("are exactly the true ones where the kernel names namespaces, whatever collides", () => {
    fc.assert(
      fc.property(machine, (what) => {
        const { made, inventory, netlink, truth } = build(what);
        for (const { container, interfaces, nsid } of made) {
          const links = pairLinks({ container, inventory, otherwise, reading: reading(interfaces, false), host: { reading: netlink, proof }, namespace: { pid: 1, nsid } });
          onlyTruth(links, nsid, truth);
          for (const { name } of interfaces) {
            const rows = links.filter((link) => link.interface === name);
            assert.equal(rows.length, 1, "one row per interface");
            assert.equal(rows[0]?.verdict === "verified", truth.has(`${nsid}/${name}`), "all that can be proven is");
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  for (const inside of [false, true]) {
    it(`are never false ${inside ? "from a look inside the container" : "from /proc and /sys alone"}, whatever collides`, () => {
      fc.assert(
        fc.property(machine, (what) => {
          const { made, inventory, sysfs, truth } = build(what);
          for (const { container, interfaces, nsid } of made) {
            const links = pairLinks({ container, inventory, otherwise, reading: reading(interfaces, inside), host: { reading: sysfs, proof } });
            onlyTruth(links, nsid, truth);
            assert.deepEqual(links.flatMap((link) => link.interface ?? []).sort(), interfaces.map(({ name }) => name).sort(), "one row per interface");
          }
        }),
        { numRuns: 2_000 },
      );
    });
  }

  for (const hearsay of [false, true]) {
    it(`are never false where a program inside lies${hearsay ? ", also when nothing is seen from outside" : ""}`, () => {
      const words = fc.array(fc.record({ port: fc.integer({ min: 5, max: 12 }), mac: fc.nat(4) }), { minLength: 3, maxLength: 3 });
      fc.assert(
        fc.property(machine, words, (what, said) => {
          const { made, inventory, sysfs, truth } = build(what);
          for (const { container, interfaces, nsid } of made) {
            onlyTruth(pairLinks({ container, inventory, otherwise, reading: lies(interfaces, said, hearsay), host: { reading: sysfs, proof } }), nsid, truth);
          }
        }),
        { numRuns: 2_000 },
      );
    });
  }

  it("do not exist where the host is not known to be the engine's, and the words say where it is", () => {
    fc.assert(
      fc.property(machine, fc.boolean(), (what, inside) => {
        const { made, inventory } = build(what);
        for (const { container, interfaces } of made) {
          for (const link of pairLinks({ container, inventory, otherwise, reading: reading(interfaces, inside) })) {
            assert.ok(link.verdict === "unavailable" || link.verdict === "notApplicable");
            assert.notEqual(link.peer?.namespace, "host");
          }
        }
      }),
    );
  });
});

describe("A pair", () => {
  const [net] = nets as [(typeof nets)[number]];
  const container = containerLike("web", { attachments: [attachmentOn(net, { ipv4: "172.18.0.2/16", mac: "02:00:00:00:00:02" })] });
  const inventory = inventoryLike(nets, [container]);
  const own: ContainerInterface = { name: "eth0", ifindex: 2, addresses: ["172.18.0.2/16"] };
  const port = (index: number, more: Partial<HostLink> = {}): HostLink => ({ name: `veth${index}`, ifindex: index, iflink: 2, bridge: "br-a", addresses: [], ...more });
  const decide = (interfaces: readonly ContainerInterface[], links: readonly HostLink[], heard: Record<string, string> = {}): Link => {
    const host: HostReading = { method: "procfs", links, forwarding: new Map([["br-a", new Map(Object.entries(heard))]]) };
    const [link] = pairLinks({ container, inventory, otherwise, reading: { method: "procfs", sources: { index: "i", address: "a" }, interfaces }, host: { reading: host, proof } });
    return link!;
  };

  it("is verified by the index alone only where a single host interface could be it", () => {
    assert.equal(decide([own], [port(5)]).verdict, "verified");
    assert.equal(decide([own], [port(5), port(6, { bridge: "br-b" })]).verdict, "inferred");
    const several = decide([own], [port(5), port(6)]);
    assert.equal(several.verdict, "ambiguous");
    assert.deepEqual(several.candidates?.map((peer) => peer.interface), ["veth5", "veth6"]);
    assert.equal(several.peer, undefined);
  });

  it("is verified among several where the bridge heard the container's address, unless traffic contradicts it", () => {
    const heard = { "02:00:00:00:00:02": "veth6" };
    assert.equal(decide([own], [port(5), port(6)], heard).peer?.interface, "veth6");
    const busy = { ...own, counters: traffic(9) };
    const spoofed = decide([busy], [port(5, { counters: mirrored(9) }), port(6, { counters: mirrored(1) })], heard);
    assert.notEqual(spoofed.verdict, "verified");
  });

  it("is only inferred among several from traffic", () => {
    const busy = { ...own, counters: traffic(9) };
    const link = decide([busy], [port(5, { counters: mirrored(9) }), port(6, { counters: mirrored(1) })]);
    assert.deepEqual([link.verdict, link.peer?.interface, link.reason?.code], ["inferred", "veth5", "unconfirmed"]);
    const silent = { ...own, counters: traffic(0) };
    assert.equal(decide([silent], [port(5), port(6)]).verdict, "ambiguous");
  });

  it("is only inferred from what a program inside says, unless the host's own facts agree", () => {
    const inside = { ...own, iflink: 5, mac: "02:00:00:00:00:02" };
    assert.deepEqual([decide([inside], [port(5), port(6)])].map(({ verdict, peer }) => [verdict, peer?.interface]), [["inferred", "veth5"]]);
    assert.equal(decide([inside], [port(5)]).verdict, "verified", "it is the only one");
    assert.equal(decide([inside], [port(5), port(6)], { "02:00:00:00:00:02": "veth5" }).verdict, "verified", "its bridge heard the address that the engine gave");
    const other = decide([{ ...inside, mac: "02:00:00:00:00:09" }], [port(5), port(6)], { "02:00:00:00:00:09": "veth5" });
    assert.equal(other.verdict, "inferred", "the address that it names itself is no fact of the host's");
    const elsewhere = decide([inside], [port(5), port(6)], { "02:00:00:00:00:02": "veth6" });
    assert.deepEqual([elsewhere.verdict, elsewhere.candidates?.map((peer) => peer.interface)], ["ambiguous", ["veth5", "veth6"]], "the bridge heard it elsewhere");
  });

  it("is verified by both ends where the kernel was asked inside the namespace, and only on the network's bridge", () => {
    const entered = (interfaces: ContainerInterface[], links: HostLink[]): Link =>
      pairLinks({ container, inventory, otherwise, reading: { method: "procfs", entered: true, sources: { index: "i", address: "a" }, interfaces }, host: { reading: { method: "procfs", links, forwarding: new Map() }, proof } })[0]!;
    const inside = { ...own, iflink: 5 };
    assert.deepEqual([entered([inside], [port(5), port(6)])].map(({ verdict, peer }) => [verdict, peer?.interface]), [["verified", "veth5"]]);
    assert.equal(entered([inside], [port(5, { bridge: "br-b" }), port(6)]).verdict, "inferred");
    assert.equal(entered([inside], [port(5, { iflink: 9 })]).verdict, "unavailable");
  });

  it("needs the other end to name it back, on the bridge of the network", () => {
    const inside = { ...own, iflink: 5 };
    assert.equal(decide([inside], [port(5, { iflink: 9 })]).verdict, "unavailable");
    assert.equal(decide([inside], [port(5, { bridge: "br-b" })]).verdict, "inferred");
    assert.equal(decide([inside], []).verdict, "unavailable");
  });

  it("is the only one left when a single interface has no known index", () => {
    const host: HostReading = { method: "netlink", forwarding: new Map(), links: [port(5, { kind: "veth", nsid: 3 }), port(6, { kind: "veth", nsid: 3, iflink: 8, bridge: "br-b" })] };
    const input = { container, inventory, otherwise, host: { reading: host, proof }, namespace: { pid: 1, nsid: 3 } };
    const unnumbered: ContainerInterface = { name: "hand0", addresses: [] };
    const read = (interfaces: readonly ContainerInterface[]): Link[] => pairLinks({ ...input, reading: { method: "procfs", sources: { index: "i", address: "a" }, interfaces } });
    const [, hand] = read([own, unnumbered]);
    assert.deepEqual([hand?.verdict, hand?.ifindex, hand?.peer?.interface], ["verified", 8, "veth6"]);
    const both = read([unnumbered, { name: "hand1", addresses: [] }]);
    assert.deepEqual(both.filter(({ interface: name }) => name !== undefined).map(({ verdict, candidates }) => [verdict, candidates?.length]), [["ambiguous", 2], ["ambiguous", 2]]);
  });

  it("is shown with what is proven where the container's side cannot be read", () => {
    const host: HostReading = { method: "netlink", forwarding: new Map(), links: [port(5, { kind: "veth", nsid: 3 })] };
    const [link] = pairLinks({ container, inventory, otherwise, host: { reading: host, proof }, namespace: { pid: 1, nsid: 3 } });
    assert.deepEqual([link?.verdict, link?.ifindex, link?.iflink, link?.network?.name, link?.interface], ["verified", 2, 5, "a", undefined]);
  });

  it("of a swarm's gateway bridge is found by that bridge", () => {
    const gateway = networkLike("docker_gwbridge", { bridge: "docker_gwbridge", pools: [{ subnet: "172.30.0.0/16" }] });
    const service = containerLike("task", { attachments: [attachmentOn(overlay, { ipv4: "10.9.0.5/24" })] });
    const host: HostReading = { method: "netlink", forwarding: new Map(), links: [port(5, { kind: "veth", nsid: 3, bridge: "docker_gwbridge" })] };
    const links = pairLinks({
      container: service,
      inventory: inventoryLike([overlay, gateway], [service]),
      otherwise,
      reading: { method: "procfs", sources: { index: "i", address: "a" }, interfaces: [{ ...own, name: "eth1", addresses: ["172.30.0.3/16"] }, { name: "eth0", ifindex: 40, addresses: ["10.9.0.5/24"] }] },
      host: { reading: host, proof },
      namespace: { pid: 1, nsid: 3 },
    });
    assert.deepEqual(links.map(({ interface: name, network, verdict, reason }) => [name, network?.name, verdict, reason?.code]), [
      ["eth1", "docker_gwbridge", "verified", undefined],
      ["eth0", "over", "unavailable", "overlay"],
    ]);
  });

  it("without any interface inside is one row that says so", () => {
    const none = containerLike("none", { mode: { kind: "none" } });
    const links = pairLinks({ container: none, inventory: inventoryLike([], [none]), otherwise, reading: { method: "procfs", sources: { index: "i", address: "a" }, interfaces: [] } });
    assert.deepEqual(links.map(({ kind, reason }) => [kind, reason?.code]), [["none", "none"]]);
  });

  it("belongs to nobody when the engine recorded an attachment that is not there", () => {
    const [link] = pairLinks({ container, inventory, otherwise, reading: { method: "procfs", sources: { index: "i", address: "a" }, interfaces: [] } });
    assert.deepEqual([link?.verdict, link?.reason?.code, link?.container.id], ["unavailable", "noInterface", "web-id"]);
  });
});
