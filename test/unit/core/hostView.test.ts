import assert from "node:assert/strict";
import fc from "fast-check";
import { hostView, type HostInterface, type HostView } from "../../../src/core/hostView";
import type { Attachment } from "../../../src/core/inventory";
import type { Link } from "../../../src/core/link";
import type { HostLink, HostReading } from "../../../src/core/linkFacts";
import { pairLinks } from "../../../src/core/linkPair";
import { attachmentOn, containerLike, inventoryLike, networkLike } from "./sample";

const proof = { bridge: "br-a", gateway: "172.18.0.1", source: "test" };
const otherwise = { code: "elsewhere", params: {} } as const;
const nets = ["a", "b"].map((name, at) => networkLike(name, { bridge: `br-${name}`, pools: [{ subnet: `172.${18 + at}.0.0/16` }] }));

function reading(...links: readonly (Partial<HostLink> & { readonly name: string; readonly ifindex: number })[]): HostReading {
  return { method: "netlink", links: links.map((link) => ({ iflink: link.ifindex, addresses: [], enabled: true, state: "up", ...link })), forwarding: new Map() };
}

function verified(container: string, net: (typeof nets)[number] | null, end: { readonly name: string; readonly ifindex: number; readonly iflink: number }): Link {
  const { id, name } = containerLike(container);
  return {
    container: { id, name },
    network: net && { id: net.id, name: net.name, driver: net.driver },
    interface: "eth0",
    ifindex: end.iflink,
    addresses: [],
    kind: "veth",
    peer: { interface: end.name, ifindex: end.ifindex, iflink: end.iflink, namespace: "host" },
    verdict: "verified",
    evidence: [],
    method: "netlink",
  };
}

function all({ bridges, others }: HostView): HostInterface[] {
  return [...bridges.flatMap((bridge) => [bridge, ...bridge.ports]), ...others];
}
const named = (view: HostView, name: string): HostInterface | undefined => all(view).find((one) => one.name === name);
const findings = (view: HostView, name: string): string[] => named(view, name)?.findings.map(({ code }) => code) ?? [];

const bridge = (name: string, ifindex: number): HostLink => ({ name, ifindex, iflink: ifindex, kind: "bridge", addresses: [], enabled: true, state: "up" });
const see = (host: HostReading, { links = [], unread = [], inventory = inventoryLike(nets) }: Partial<Parameters<typeof hostView>[0]> = {}): HostView => hostView({ reading: host, links, unread, inventory });

/** A host with all that may be on it, small numbers so that everything collides; containers that can and that cannot be read. */
const machine = fc.record({
  containers: fc.array(fc.record({ readable: fc.boolean(), wires: fc.array(fc.record({ on: fc.option(fc.nat(3), { nil: undefined }), ifindex: fc.integer({ min: 2, max: 4 }) }), { maxLength: 3 }) }), { maxLength: 4 }),
  strangers: fc.array(fc.record({ on: fc.option(fc.nat(3), { nil: undefined }), iflink: fc.integer({ min: 1, max: 9 }), name: fc.constantFrom("veth", "cali", "eth") }), { maxLength: 3 }),
  pairs: fc.array(fc.option(fc.nat(3), { nil: undefined }), { maxLength: 2 }),
  bridges: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 4 }),
  hardware: fc.nat(2),
});
const names = ["br-a", "br-b", "br-0123456789ab", "bond0"];

function build({ containers, strangers, pairs, bridges, hardware }: typeof machine extends fc.Arbitrary<infer T> ? T : never) {
  let next = 2;
  const links: HostLink[] = bridges.map((at) => ({ ...bridge(names[at]!, next++), kind: names[at] === "bond0" ? "bond" : "bridge" }));
  const master = (on: number | undefined): { bridge?: string } => (on !== undefined && bridges.includes(on) ? { bridge: names[on]! } : {});
  const add = (more: Partial<HostLink> & { readonly name: string; readonly iflink?: number }): HostLink => {
    const ifindex = next++;
    const link: HostLink = { iflink: ifindex, addresses: [], kind: "veth", ...more, ifindex, name: `${more.name}${ifindex}` };
    links.push(link);
    return link;
  };
  const owners = new Map<string, string>();
  const made = containers.map(({ readable, wires }, nsid) => {
    const used = new Set<number>();
    const attachments: Attachment[] = [];
    for (const { on, ifindex } of wires) {
      if (used.has(ifindex)) continue;
      used.add(ifindex);
      owners.set(add({ name: "veth", iflink: ifindex, nsid, ...master(on) }).name, `c${nsid}`);
      if (on !== undefined && on < 2 && !attachments.some(({ networkName }) => networkName === nets[on]!.name)) attachments.push(attachmentOn(nets[on]!));
    }
    const container = containerLike(`c${nsid}`, { attachments });
    return { container, readable, nsid, interfaces: [...used].map((ifindex) => ({ name: `if${ifindex}`, ifindex, addresses: [] })) };
  });
  for (const [at, { on, iflink, name }] of strangers.entries()) add({ name, iflink, nsid: 90 + at, ...master(on) });
  for (const on of pairs) {
    const ifindex = next;
    const first = add({ name: "pair", iflink: ifindex + 1, ...master(on) });
    add({ name: "pair", iflink: first.ifindex });
  }
  for (let at = 0; at < hardware; at++) links.push({ name: `eth${at}`, ifindex: next, iflink: next++, addresses: [] });
  const host: HostReading = { method: "netlink", links, forwarding: new Map() };
  const inventory = inventoryLike(nets, made.map(({ container }) => container));
  const rows = made.flatMap(({ container, readable, nsid, interfaces }) =>
    pairLinks({ container, inventory, otherwise, host: { reading: host, proof }, ...(readable && { namespace: { pid: 1, nsid }, reading: { method: "procfs", sources: { index: "i", address: "a" }, interfaces } as const }) }),
  );
  const unread = made.filter(({ readable }) => !readable).map(({ container }) => container.name);
  return { host, rows, unread, inventory, owners };
}

describe("The host's own view", () => {
  it("has every interface of the host exactly once, and what is proven always with its container", () => {
    fc.assert(
      fc.property(machine, (what) => {
        const { host, rows, unread, inventory, owners } = build(what);
        const shown = all(see(host, { links: rows, unread, inventory }));
        assert.deepEqual(shown.flatMap(({ ifindex }) => ifindex ?? []).sort(), host.links.map(({ ifindex }) => ifindex).sort());
        for (const { container, peer, verdict } of rows) {
          if (verdict !== "verified") continue;
          const port = shown.find(({ ifindex }) => ifindex === peer?.ifindex);
          assert.equal(port?.behind?.kind === "container" && port.behind.container.name, container.name);
        }
        for (const { name, behind, findings: found } of shown) {
          const owner = owners.get(name);
          const orphan = found.some(({ code }) => code === "orphan");
          if (behind?.kind === "container") assert.equal(behind.container.name, owner, `${name} is shown in front of somebody else`);
          if (owner !== undefined) assert.ok(!orphan && behind?.kind !== "elsewhere", `${name} of ${owner} is called nobody's`);
          if (unread.length > 0) assert.ok(!orphan, `${name} may be that of ${unread.join()}`);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("puts ports under their bridge, with the network that it is of and who is behind", () => {
    const end = { name: "veth1", ifindex: 10, iflink: 2 };
    const view = see(reading({ ...bridge("br-a", 3), addresses: ["172.18.0.1/16"], mtu: 1500 }, { ...end, kind: "veth", nsid: 0, bridge: "br-a" }, bridge("br-b", 4)), { links: [verified("web", nets[0]!, end)] });
    const [first] = view.bridges;
    assert.deepEqual([first?.name, first?.networks.map(({ name }) => name), first?.addresses, first?.mtu, first?.findings], ["br-a", ["a"], ["172.18.0.1/16"], 1500, []]);
    assert.deepEqual(first?.ports.map(({ name, behind }) => [name, behind]), [["veth1", { kind: "container", container: { id: "web-id", name: "web" }, interface: "eth0", ifindex: 2 }]]);
    assert.deepEqual(view.others, []);
  });

  it("calls a port an orphan whose other end nobody has, unless it may be that of a container that could not be read", () => {
    const host = reading(bridge("br-a", 3), bridge("br-b", 4), { name: "veth1", ifindex: 10, iflink: 2, kind: "veth", nsid: 5, bridge: "br-a" });
    assert.deepEqual([named(see(host), "veth1")?.behind, findings(see(host), "veth1")], [{ kind: "elsewhere" }, ["orphan"]]);
    const open = see(host, { unread: ["hidden"] });
    assert.deepEqual([named(open, "veth1")?.behind, findings(open, "veth1")], [{ kind: "unknown", containers: ["hidden"] }, []]);
  });

  it("raises no alarm about what other programs and the engine's own sandboxes have", () => {
    const strange = { ifindex: 10, iflink: 2, kind: "veth", nsid: 5 };
    const host = (more: object): HostReading => reading(bridge("br-a", 3), bridge("br-b", 4), bridge("docker_gwbridge", 5), bridge("cni0", 6), { ...strange, name: "veth1", ...more });
    const uplink = see(host({ addresses: ["10.0.0.2/24", "fe80::1/64"] }));
    assert.deepEqual([named(uplink, "veth1")?.behind?.kind, findings(uplink, "veth1")], ["elsewhere", []]);
    assert.deepEqual(findings(see(host({ bridge: "cni0" })), "veth1"), []);
    assert.deepEqual(findings(see(host({ name: "cali1" })), "cali1"), []);
    const gateway = networkLike("docker_gwbridge", { bridge: "docker_gwbridge" });
    const swarm = see(host({ bridge: "docker_gwbridge" }), { inventory: inventoryLike([...nets, gateway], [], { swarm: true }) });
    assert.deepEqual([named(swarm, "veth1")?.behind, findings(swarm, "veth1")], [{ kind: "swarm" }, []]);
  });

  it("finds a veth with both ends on the host, and not a pair whose ends do not name each other", () => {
    const ends = [
      { name: "left", ifindex: 10, iflink: 11, kind: "veth" },
      { name: "right", ifindex: 11, iflink: 10, kind: "veth" },
    ] as const;
    const view = see(reading(bridge("br-a", 3), bridge("br-b", 4), ...ends));
    assert.deepEqual([named(view, "left")?.behind, findings(view, "left")], [{ kind: "host", interface: "right", ifindex: 11 }, ["bothEnds"]]);
    const loose = see(reading(bridge("br-a", 3), bridge("br-b", 4), ends[0], { ...ends[1], iflink: 12 }));
    assert.deepEqual([named(loose, "left")?.behind?.kind, findings(loose, "left")], ["unknown", []]);
  });

  it("finds a bridge without a network, and a network without its bridge", () => {
    const view = see(reading(bridge("br-a", 3), bridge("br-0123456789ab", 4), bridge("virbr0", 5)));
    assert.deepEqual(findings(view, "br-0123456789ab"), ["noNetwork"]);
    assert.deepEqual(findings(view, "virbr0"), []);
    assert.deepEqual([named(view, "br-b")?.ifindex, findings(view, "br-b")], [undefined, ["missing"]]);
    const podman = inventoryLike(nets, [], { product: "podman" });
    assert.equal(named(see(reading(bridge("br-a", 3)), { inventory: podman }), "br-b"), undefined, "Podman makes bridges with the first container");
  });

  it("finds an interface on the wrong bridge, on none, and a port that is down", () => {
    const end = { name: "veth1", ifindex: 10, iflink: 2, kind: "veth", nsid: 0 } as const;
    const links = [verified("web", nets[0]!, end)];
    const of = (more: object): HostView => see(reading(bridge("br-a", 3), bridge("br-b", 4), { ...end, ...more }), { links });
    assert.deepEqual(named(of({ bridge: "br-b" }), "veth1")?.findings, [{ code: "wrongBridge", params: { expected: "br-a", network: "a" } }]);
    assert.deepEqual(findings(of({}), "veth1"), ["noBridge"]);
    assert.deepEqual(findings(of({ bridge: "br-a", state: "lowerlayerdown" }), "veth1"), ["down"]);
    assert.deepEqual([findings(of({ bridge: "br-a", state: "down", enabled: false }), "veth1"), named(of({ bridge: "br-a", enabled: false }), "veth1")?.state], [["disabled"], "disabled"]);
  });

  it("keeps a pair from an earlier reading with its container after its end was renamed, and not when its index is another's", () => {
    const links = [verified("web", nets[0]!, { name: "veth1", ifindex: 10, iflink: 2 })];
    const of = (more: object): HostView => see(reading(bridge("br-a", 3), bridge("br-b", 4), { name: "new", ifindex: 10, iflink: 2, kind: "veth", nsid: 0, bridge: "br-a", ...more }), { links });
    assert.equal(named(of({}), "new")?.behind?.kind, "container");
    assert.equal(named(of({ iflink: 7 }), "new")?.behind?.kind, "elsewhere");
    assert.equal(named(of({ kind: "vxlan", iflink: 10 }), "new")?.behind, undefined);
  });

  it("names what an interface stands on, and the networks that stand on it", () => {
    const lan = networkLike("lan", { driver: "macvlan", options: { parent: "eth0.7" } });
    const view = see(reading(bridge("br-a", 3), bridge("br-b", 4), { name: "eth0", ifindex: 2 }, { name: "eth0.7", ifindex: 9, iflink: 2, kind: "vlan" }, { name: "lo", ifindex: 1, loopback: true }), { inventory: inventoryLike([...nets, lan]) });
    assert.deepEqual(view.others.map(({ name, parent, networks }) => [name, parent, networks.map((network) => network.name)]), [
      ["eth0", undefined, []],
      ["eth0.7", "eth0", ["lan"]],
      ["lo", undefined, []],
    ]);
  });
});
