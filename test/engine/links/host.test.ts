import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import type { HostInterface, HostSight } from "../../../src/core/hostView";
import type { Engine } from "../../../src/engine/engine";
import type { HostLink, HostReading } from "../../../src/core/linkFacts";
import { HostFollower } from "../../../src/probe/hostFollower";
import { LinkMonitor } from "../../../src/probe/linkMonitor";
import { loadNetlink } from "../../../src/probe/netlink";
import { createProber } from "../../../src/probe/prober";
import { bridgeOf, cleanUp, eventually, isPodman, makeContainer, makeNetwork, raw } from "../../support/engine";
import type { Made } from "../../support/engine";
import { ip, kernelLinks, kernelPairs, startStranger } from "../../support/kernel";
import { open, ownNamespaces } from "../../support/links";

/** Every interface that is shown, with the bridge that it stands under. */
function shown(sight: HostSight | undefined): Map<string, HostInterface & { readonly under?: string }> {
  if (sight?.visible !== true) assert.fail(`the host is not visible: ${JSON.stringify(sight)}`);
  const all = [...sight.bridges.flatMap((bridge) => [bridge, ...bridge.ports.map((port) => ({ ...port, under: bridge.name }))]), ...sight.others];
  const present = all.filter(({ ifindex }) => ifindex !== undefined);
  assert.equal(new Set(present.map(({ ifindex }) => ifindex)).size, present.length, "an interface has two lines");
  return new Map(all.map((one) => [one.name, one]));
}

const findings = (one: HostInterface | undefined): unknown => one?.findings.map(({ code, params }) => [code, params]);

/** A bridge named as this engine names them, of which it knows nothing. */
const stray = isPodman ? "podman4242" : "br-00dead00beef";

describe("The host of a real engine", () => {
  let engine: Engine;
  let net: Made;
  let other: Made;
  let db: Made;
  /** A process in a network namespace that is no container's. */
  let stranger: ChildProcess;

  async function look(): Promise<Map<string, HostInterface & { readonly under?: string }>> {
    const prober = createProber(engine);
    await prober.resolve(await engine.inventory(), { exec: false }, new AbortController().signal);
    const seen = shown(prober.host);
    prober.dispose();
    return seen;
  }

  async function peerOf(container: Made): Promise<string> {
    const [pair] = await kernelPairs([container.id]);
    assert.ok(pair);
    return pair.peer.interface;
  }

  before(async () => {
    engine = await open();
    net = await makeNetwork("host-net");
    other = await makeNetwork("host-other");
    await makeContainer("host-web", { mode: net.name, networks: [other.name] });
    db = await makeContainer("host-db", { mode: net.name });
    stranger = await startStranger();
  });
  after(async () => {
    stranger.kill("SIGKILL");
    engine.dispose();
    await cleanUp();
  });

  it("is told alike link by link and all together, however many they are and whatever became of them", async () => {
    const pairs = Array.from({ length: 60 }, (_, index) => [`dnex${index}`, `dney${index}`] as const);
    try {
      for (const [one, two] of pairs) await ip(["link", "add", one, "type", "veth", "peer", "name", two]);
      const netlink = loadNetlink();
      assert.ok(netlink);
      const before = await netlink.read([]);
      const indices = new Set(before.links.map(({ ifindex }) => ifindex));
      assert.ok(indices.size > 120);
      const named = (links: readonly HostLink[]): unknown => new Map(links.map((link) => [link.ifindex, { ...link, state: undefined, addresses: [] }]));
      assert.deepEqual(named((await netlink.again(before, indices)).links), named(before.links));
      await ip(["link", "set", "dnex0", "name", "dnez0"]);
      await ip(["link", "set", "dnex1", "master", await bridgeOf(net)]);
      await ip(["link", "set", await peerOf(db), "nomaster"]);
      await ip(["link", "set", "dnex2", "mtu", "1400"]);
      await ip(["link", "set", "dnex3", "up"]);
      await ip(["link", "delete", "dnex4"]);
      await ip(["link", "set", "dnex5", "netns", String(stranger.pid)]);
      await ip(["link", "add", "dnex99", "type", "veth", "peer", "name", "dney99"]);
      const [again, all] = [await netlink.again(before, indices), await netlink.read([])];
      assert.deepEqual(named(again.links), named(all.links.filter(({ ifindex }) => indices.has(ifindex))));
      assert.equal(again.links.length, indices.size - 3);
      const [first] = before.links;
      assert.deepEqual((await netlink.again(before, new Set([first!.ifindex]))).links.length, before.links.length, "who was not asked for stays what it was");
    } finally {
      await ip(["link", "set", await peerOf(db), "master", await bridgeOf(net)]);
      for (const name of ["dnez0", "dnex99", "dney5", ...pairs.map(([one]) => one)]) await ip(["link", "delete", name]).catch(() => undefined);
    }
  });

  it("is told alike by what the kernel told of since and all at once, whatever is done to it", async function () {
    this.timeout(60_000);
    const netlink = loadNetlink();
    assert.ok(netlink);
    const follower = new HostFollower((heard) => new LinkMonitor(heard), () => undefined);
    follower.follow(() => undefined);
    follower.proven();
    const bridge = await bridgeOf(net);
    const names = ["dnef0", "dnef1", "dnef2"];
    try {
      await eventually("the kernel is listened to", () => (follower.moment === undefined ? undefined : true));
      follower.keep(await netlink.read([]), follower.moment);
      const random = (count: number): number => Math.floor(Math.random() * count);
      const present = new Set<string>();
      const done: string[] = [];
      for (let round = 0; round < 60; round++) {
        const name = names[random(names.length)]!;
        const actions = present.has(name)
          ? [["link", "set", name, "up"], ["link", "set", name, "down"], ["link", "set", name, "master", bridge], ["link", "set", name, "nomaster"], ["link", "set", name, "mtu", String(1300 + random(9))],
              ["address", "replace", `10.99.${random(9)}.1/24`, "dev", name], ["address", "flush", "dev", name], ["link", "set", name, "address", `02:00:00:00:00:0${random(9)}`], ["link", "delete", name]]
          : [["link", "add", name, "type", "veth", "peer", "name", `${name}p`], ["link", "add", name, "type", "bridge"]];
        const action = actions[random(actions.length)]!;
        done.push(action.join(" "));
        // A bridge is no other bridge's port.
        await ip(action).then(() => (action[1] === "add" ? present.add(name) : action[1] === "delete" ? present.delete(name) : undefined), () => undefined);
        if (round === 30) {
          await ip(["link", "add", "dnefb", "type", "bridge"]);
          await ip(["link", "add", "dnefc", "type", "veth", "peer", "name", "dnefd"]);
          await ip(["link", "set", "dnefc", "master", "dnefb"]);
        }
        if (round === 40) await ip(["link", "set", "dnefb", "name", "dnefe"]);
        if (round === 45) await ip(["link", "set", "dnefd", "netns", String(stranger.pid)]);
        if (round % 3 > 0) continue;
        let different: unknown;
        const same = async (): Promise<true | undefined> => {
          const { known, moment } = follower;
          assert.ok(known, "it is told which links");
          const [part, all] = [await netlink.read([], known), await netlink.read([])];
          assert.equal(part.part, true);
          const sorted = ({ links }: HostReading): unknown => [...links].sort((a, b) => a.ifindex - b.ifindex).map(({ addresses, ...link }) => ({ ...link, addresses: [...addresses].sort() }));
          try {
            assert.deepEqual(sorted(part), sorted(all));
          } catch (error) {
            // Some news is still on its way: an address is told when nobody else was found to have it, a second later.
            different = error;
            return undefined;
          }
          follower.keep(part, moment);
          return true;
        };
        await eventually("both say the same", same, 5_000).catch((error: unknown) => {
          throw new Error(`After ${done.join("; ")}`, { cause: different ?? error });
        });
      }
    } finally {
      follower.dispose();
      for (const name of [...names, "dnefb", "dnefc", "dnefe"]) await ip(["link", "delete", name]).catch(() => undefined);
    }
  });

  it("shows each interface that the kernel has once, with its kind, bridge, state and MTU", async () => {
    const seen = await look();
    const kernel = (await kernelLinks()) as (Awaited<ReturnType<typeof kernelLinks>>[number] & { readonly operstate: string; readonly link_type: string; readonly flags: readonly string[] })[];
    const told = [...seen.values()].filter(({ ifindex }) => ifindex !== undefined);
    assert.deepEqual(
      told.map(({ name, ifindex, kind, under, mtu, state, loopback }) => ({ name, ifindex, kind, under, mtu, state, loopback: loopback === true })).sort((a, b) => a.ifindex! - b.ifindex!),
      kernel
        .map(({ ifname, ifindex, linkinfo, master, mtu, operstate, flags, link_type }) => ({ name: ifname, ifindex, kind: linkinfo?.info_kind, under: master, mtu, state: flags.includes("UP") ? operstate.toLowerCase() : "disabled", loopback: link_type === "loopback" }))
        .sort((a, b) => a.ifindex - b.ifindex),
    );
  });

  it("names who is behind every veth of a container, and the network of each bridge, and finds nothing wrong", async () => {
    const seen = await look();
    for (const pair of await kernelPairs(ownNamespaces(await engine.inventory()))) {
      const { behind, under } = seen.get(pair.peer.interface) ?? {};
      assert.ok(behind?.kind === "container", pair.peer.interface);
      assert.deepEqual([behind.container.id, behind.interface, behind.ifindex, under], [pair.container, pair.interface, pair.ifindex, pair.peer.bridge]);
    }
    for (const made of [net, other]) {
      assert.deepEqual(seen.get(await bridgeOf(made))?.networks.map(({ name }) => name), [made.name]);
      assert.deepEqual(findings(seen.get(await bridgeOf(made))), []);
    }
    assert.deepEqual(findings(seen.get(await peerOf(db))), []);
  });

  it("calls a port an orphan whose other end is in a namespace of nobody's", async () => {
    await ip(["link", "add", "vethdnex", "type", "veth", "peer", "name", "vethdney"]);
    try {
      assert.deepEqual((await look()).get("vethdnex")?.behind, { kind: "host", interface: "vethdney", ifindex: (await kernelLinks()).find(({ ifname }) => ifname === "vethdney")?.ifindex });
      await ip(["link", "set", "vethdney", "netns", String(stranger.pid)]);
      await ip(["link", "set", "vethdney", "up"], stranger.pid);
      await ip(["link", "set", "vethdnex", "master", await bridgeOf(net), "up"]);
      const lost = (await look()).get("vethdnex");
      assert.deepEqual([lost?.under, lost?.behind, findings(lost)], [await bridgeOf(net), { kind: "elsewhere" }, [["orphan", {}]]]);
      await ip(["link", "set", "vethdney", "down"], stranger.pid);
      assert.deepEqual(findings((await look()).get("vethdnex")), [["orphan", {}], ["down", {}]]);
    } finally {
      await ip(["link", "delete", "vethdnex"]);
    }
  });

  it("finds a port on the wrong bridge, on none, and one that was set down; it is the container's all the same", async () => {
    const port = await peerOf(db);
    const expected = { expected: await bridgeOf(net), network: net.name };
    try {
      await ip(["link", "set", port, "master", await bridgeOf(other)]);
      const moved = (await look()).get(port);
      assert.deepEqual([moved?.under, moved?.behind?.kind === "container" && moved.behind.container.name, findings(moved)], [await bridgeOf(other), db.name, [["wrongBridge", expected]]]);
      await ip(["link", "set", port, "nomaster"]);
      assert.deepEqual(findings((await look()).get(port)), [["noBridge", expected]]);
    } finally {
      await ip(["link", "set", port, "master", await bridgeOf(net)]);
    }
    await ip(["link", "set", port, "down"]);
    assert.deepEqual(findings((await look()).get(port)), [["disabled", {}]]);
    await ip(["link", "set", port, "up"]);
  });

  it("finds a bridge without a network, and a network without its bridge", async () => {
    const gone = await makeNetwork("host-gone");
    const on = await makeContainer("host-on-gone", { mode: gone.name }); // Podman misses a bridge only where somebody is on it
    await ip(["link", "delete", await bridgeOf(gone)]);
    await ip(["link", "add", stray, "type", "bridge"]);
    try {
      const seen = await look();
      assert.deepEqual([seen.get(await bridgeOf(gone))?.ifindex, findings(seen.get(await bridgeOf(gone)))], [undefined, [["missing", { network: gone.name }]]]);
      assert.deepEqual(findings(seen.get(stray)), [["noNetwork", {}]]);
    } finally {
      await ip(["link", "delete", stray]);
      await raw("DELETE", `/containers/${on.id}?force=1`);
      await raw("DELETE", `/networks/${gone.name}`);
    }
  });

  it("is read again with each picture, also when no container had to be", async () => {
    const prober = createProber(engine);
    const again = async (): Promise<Map<string, HostInterface>> => {
      await prober.resolve(await engine.inventory(), { exec: false }, new AbortController().signal);
      return shown(prober.host);
    };
    await again();
    await ip(["link", "add", stray, "type", "bridge"]);
    try {
      assert.ok((await again()).has(stray));
    } finally {
      await ip(["link", "delete", stray]);
      prober.dispose();
    }
  });

  it("is not shown to who cannot prove whose it is", async () => {
    const prober = createProber(engine, { loadNetlink: () => undefined });
    await prober.resolve(await engine.inventory(), { exec: false }, new AbortController().signal);
    assert.deepEqual(prober.host, { visible: false, code: "noNetlink", params: { engine: engine.info.name } });
    const none = createProber(engine);
    const inventory = await engine.inventory();
    await none.resolve({ ...inventory, containers: [] }, { exec: false }, new AbortController().signal);
    assert.deepEqual(none.host, { visible: false, code: "noContainer", params: { engine: engine.info.name } });
  });
});
