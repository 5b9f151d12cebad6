import assert from "node:assert/strict";
import { tellingAddresses, type Link } from "../../../src/core/link";
import type { Engine } from "../../../src/engine/engine";
import { bridgeOf, cleanUp, engine as rig, isPodman, makeContainer, makeNetwork, onDocker, raw, uniqueName } from "../../support/engine";
import type { Made } from "../../support/engine";
import { insideLinks, ip, pidOf } from "../../support/kernel";
import { holdAgainstKernel, open, resolve, rowOf, rowsOf } from "../../support/links";

const major = Number.parseInt(rig.version, 10);

describe("The links of a real engine", () => {
  let engine: Engine;
  let net: Made;
  before(async () => {
    engine = await open();
    net = await makeNetwork("net");
  });
  afterEach(async () => {
    // Whatever the case: no false pair, none missing, one row per interface.
    const { links, inventory } = await resolve(engine);
    await holdAgainstKernel(links, inventory, { all: true });
  });
  after(async () => {
    engine.dispose();
    await cleanUp();
  });

  const linksOf = async (container: Made): Promise<Link[]> => rowsOf((await resolve(engine)).links, container);
  const linkOf = async (container: Made): Promise<Link> => rowOf((await resolve(engine)).links, container);
  const connect = (network: Made, container: Made): Promise<unknown> => raw("POST", `/networks/${network.id}/connect`, { Container: container.id });
  const disconnect = (network: Made, container: Made): Promise<unknown> => raw("POST", `/networks/${network.id}/disconnect`, { Container: container.id });

  it("show a plain pair with both ends, the bridge, the addresses and why", async () => {
    const web = await makeContainer("plain", { mode: net.name });
    const link = await linkOf(web);
    const [own] = await insideLinks(web.id);
    assert.equal(link.verdict, "verified");
    assert.equal(link.method, "netlink");
    assert.equal(link.kind, "veth");
    assert.deepEqual(link.network, { id: net.id, name: net.name, driver: "bridge" });
    assert.equal(link.interface, "eth0");
    assert.equal(link.mac, own?.address);
    assert.equal(link.peer?.bridge, await bridgeOf(net));
    assert.match(tellingAddresses(link.addresses).join(), /^\d+\.\d+\.\d+\.\d+\/\d+$/);
    for (const fact of ["hostNamespace", "hostEnd", "linkKind", "peerNamespace", "bridgePort", "containerIndex", "address"]) {
      assert.ok(link.evidence.some((evidence) => evidence.fact === fact && evidence.holds), fact);
    }
  });

  it("tell the networks of one container apart, in whichever order it was attached", async () => {
    const [a, b] = [await makeNetwork("order-a"), await makeNetwork("order-b")];
    const first = await makeContainer("ab", { mode: a.name });
    await connect(b, first);
    await connect(net, first);
    const second = await makeContainer("ba", { mode: b.name, networks: [a.name] });
    for (const [container, count] of [[first, 3], [second, 2]] as const) {
      const links = await linksOf(container);
      assert.equal(links.length, count);
      for (const link of links) {
        assert.equal(link.verdict, "verified");
        assert.equal(link.peer?.bridge, await bridgeOf(link.network!), "the network is that of the bridge");
      }
      assert.equal(new Set(links.map(({ network }) => network?.id)).size, count);
    }
  });

  it("follow a connect and a disconnect while it runs", async () => {
    const other = await makeNetwork("later");
    const web = await makeContainer("moving", { mode: net.name });
    await connect(other, web);
    assert.deepEqual((await linksOf(web)).map(({ network }) => network?.name).sort(), [net.name, other.name].sort());
    await disconnect(net, web);
    const link = await linkOf(web);
    assert.equal(link.network?.name, other.name);
    assert.equal(link.verdict, "verified");
    await disconnect(other, web);
    assert.equal((await linkOf(web)).reason?.code, "none");
  });

  it("know the default bridge, a bridge of another name, an internal network and IPv6", async () => {
    const custom = await makeNetwork("named", { Options: { "com.docker.network.bridge.name": "dnelinks0" } });
    const internal = await makeNetwork("internal", { Internal: true });
    const six = await makeNetwork("six", { EnableIPv6: true, IPAM: { Config: [{ Subnet: "fd00:dee::/64", Gateway: "fd00:dee::1" }, { Subnet: "10.201.7.0/24" }] } });
    const expected: [Made, string][] = [
      [await makeContainer("on-default", { mode: "bridge" }), isPodman ? "podman0" : "docker0"],
      [await makeContainer("on-named", { mode: custom.name }), isPodman ? await bridgeOf(custom) : "dnelinks0"],
      [await makeContainer("on-internal", { mode: internal.name }), await bridgeOf(internal)],
      [await makeContainer("on-six", { mode: six.name }), await bridgeOf(six)],
    ];
    for (const [container, bridge] of expected) {
      const link = await linkOf(container);
      assert.equal(link.verdict, "verified", container.name);
      assert.equal(link.peer?.bridge, bridge);
    }
    const addresses = (await linkOf(expected[3]![0])).addresses;
    assert.ok(addresses.some((address) => address.startsWith("10.201.7.")));
    assert.ok(addresses.some((address) => /^fd00:dee::/.test(address)), String(addresses));
  });

  it("say what has no veth: host, none, a shared network, also along a chain", async () => {
    const web = await makeContainer("owner", { mode: net.name });
    const sharer = await makeContainer("sharer", { mode: `container:${web.name}` });
    const chained = await makeContainer("chained", { mode: `container:${sharer.id}` }).catch((error: unknown) => error);
    const onHost = await makeContainer("on-host", { mode: "host" });
    const none = await makeContainer("on-none", { mode: "none" });
    const { links } = await resolve(engine);
    const why = (container: Made): unknown[] => [rowOf(links, container).kind, rowOf(links, container).verdict, rowOf(links, container).reason];
    assert.deepEqual(why(onHost), ["host", "notApplicable", { code: "host", params: {} }]);
    assert.deepEqual(why(none), ["none", "notApplicable", { code: "none", params: {} }]);
    assert.deepEqual(why(sharer), ["shared", "notApplicable", { code: "shared", params: { owner: web.name } }]);
    if (!(chained instanceof Error)) assert.deepEqual(why(chained as Made), ["shared", "notApplicable", { code: "shared", params: { owner: web.name } }]);
    assert.deepEqual(rowOf(links, none).addresses, []);
  });

  it("say of a sharer that its owner stopped, and that it was restarted without it", async () => {
    const owner = await makeContainer("leaving", { mode: net.name });
    const sharer = await makeContainer("left", { mode: `container:${owner.id}` });
    await raw("POST", `/containers/${owner.id}/kill`);
    await raw("POST", `/containers/${owner.id}/wait`);
    assert.deepEqual((await linkOf(sharer)).reason, { code: "ownerStopped", params: { owner: owner.name } });
    await raw("POST", `/containers/${owner.id}/start`);
    assert.deepEqual((await linkOf(sharer)).reason, { code: "ownerRestarted", params: { owner: owner.name } });
    await raw("POST", `/containers/${sharer.id}/restart?t=0`);
    assert.deepEqual((await linkOf(sharer)).reason, { code: "shared", params: { owner: owner.name } });
  });

  it("prove a pair without a shell inside, and while paused", async () => {
    const bare = await makeContainer("shellless", { mode: net.name, image: rig.images.shellless });
    const paused = await makeContainer("paused", { mode: net.name });
    await raw("POST", `/containers/${paused.id}/pause`);
    assert.equal((await linkOf(bare)).verdict, "verified");
    assert.equal((await linkOf(paused)).verdict, "verified");
    await raw("POST", `/containers/${paused.id}/unpause`);
  });

  it("show no address of a container that does not run: created, exited, failed to start", async () => {
    const created = await makeContainer("created", { mode: net.name, start: false });
    const exited = await makeContainer("exited", { mode: net.name });
    await raw("POST", `/containers/${exited.id}/kill`);
    await raw("POST", `/containers/${exited.id}/wait`);
    const failed = await makeContainer("failed", { mode: net.name, start: false, body: { Cmd: ["/no/such/program"] } });
    await assert.rejects(raw("POST", `/containers/${failed.id}/start`));
    const { links } = await resolve(engine);
    for (const container of [created, exited, failed]) {
      const link = rowOf(links, container);
      assert.deepEqual([link.verdict, link.reason?.code, link.addresses, link.interface, link.peer, link.network?.name], ["notApplicable", "stopped", [], undefined, undefined, net.name], container.name);
    }
  });

  it("are those of the new namespace after a restart", async () => {
    const web = await makeContainer("restarted", { mode: net.name });
    const before = await linkOf(web);
    await raw("POST", `/containers/${web.id}/restart?t=0`);
    const after = await linkOf(web);
    assert.equal(after.verdict, "verified");
    assert.notEqual(after.peer?.ifindex, before.peer?.ifindex);
  });

  it("include an interface that the engine did not make, proven and without a network", async () => {
    const web = await makeContainer("by-hand", { mode: net.name });
    const [pid, host] = [await pidOf(web.id), "dnehand0"];
    await ip(["link", "add", host, "type", "veth", "peer", "name", "hand0", "netns", String(pid)]);
    try {
      // Left down: then hardly a table in /proc lists it.
      const { links, inventory } = await resolve(engine);
      await holdAgainstKernel(links, inventory, { all: true });
      const link = rowsOf(links, web).find((row) => row.interface === "hand0");
      assert.deepEqual([link?.network, link?.verdict, link?.peer?.interface], [null, "verified", host]);
    } finally {
      await ip(["link", "delete", host]);
    }
  });

  it("are no pair where the index is the same on both ends by chance, and are one where it is on purpose", async () => {
    const web = await makeContainer("equal", { mode: "none" });
    const pid = await pidOf(web.id);
    await ip(["link", "add", "dneequal0", "index", "7777", "type", "veth", "peer", "name", "equal0", "index", "7777", "netns", String(pid)]);
    // A pair wholly inside the container: its indices also exist on the host.
    await ip(["link", "add", "in0", "index", "7778", "type", "veth", "peer", "name", "in1", "index", "7779"], pid);
    await ip(["link", "add", "dneother0", "index", "7778", "type", "veth", "peer", "name", "dneother1", "index", "7779"]);
    try {
      const { links, inventory } = await resolve(engine);
      await holdAgainstKernel(links, inventory, { all: true });
      const rows = new Map(rowsOf(links, web).map((link) => [link.interface, link]));
      assert.deepEqual([rows.get("equal0")?.verdict, rows.get("equal0")?.peer?.interface], ["verified", "dneequal0"]);
      for (const name of ["in0", "in1"]) assert.deepEqual([rows.get(name)?.verdict, rows.get(name)?.peer, rows.get(name)?.reason?.code], ["unavailable", undefined, "notDockers"]);
    } finally {
      await ip(["link", "delete", "dneequal0"]);
      await ip(["link", "delete", "dneother0"]);
    }
  });

  it("show a host end on the wrong bridge as a finding, and the pair none the less", async () => {
    const web = await makeContainer("moved-end", { mode: net.name });
    const wrong = await makeNetwork("wrong");
    await makeContainer("on-wrong", { mode: wrong.name }); // Podman makes a bridge with its first container
    const { peer } = await linkOf(web);
    await ip(["link", "set", peer!.interface!, "master", await bridgeOf(wrong)]);
    const link = await linkOf(web);
    assert.equal(link.verdict, "verified");
    assert.equal(link.network?.name, net.name);
    assert.ok(link.evidence.some(({ fact, holds }) => fact === "wrongBridge" && !holds));
    await ip(["link", "set", peer!.interface!, "nomaster"]);
    assert.ok((await linkOf(web)).evidence.some(({ fact, holds }) => fact === "noBridge" && !holds));
  });

  it("name the parent of a macvlan, and no veth", async function () {
    await ip(["link", "add", "dneparent0", "type", "ifb"]).catch(() => this.skip());
    try {
      await ip(["link", "set", "dneparent0", "up"]);
      const lan = await makeNetwork("lan", { Driver: "macvlan", Options: { parent: "dneparent0" }, IPAM: { Config: [{ Subnet: "192.0.2.0/24" }] } });
      const web = await makeContainer("on-lan", { mode: lan.name });
      const link = await linkOf(web);
      assert.deepEqual([link.kind, link.verdict, link.reason, link.peer], ["macvlan", "notApplicable", { code: "parent", params: { parent: "dneparent0", mode: "bridge" } }, undefined]);
      assert.deepEqual([link.interface, link.network?.name, tellingAddresses(link.addresses)], ["eth0", lan.name, ["192.0.2.2/24"]]);
      await raw("DELETE", `/containers/${web.id}?force=1`);
      await raw("DELETE", `/networks/${lan.id}`);
    } finally {
      await ip(["link", "delete", "dneparent0"]);
    }
  });

  onDocker("do not assume eth0", "its API names interfaces by itself", async function () {
    if (major < 28) {
      // Before 28 an interface's name cannot be chosen; a prefix can.
      const odd = await makeNetwork("prefix", { Options: { "com.docker.network.container_iface_prefix": "odd" } });
      const link = await linkOf(await makeContainer("prefixed", { mode: odd.name }));
      assert.deepEqual([link.interface, link.verdict, link.network?.name], ["odd0", "verified", odd.name]);
      return;
    }
    const name = uniqueName("ifname");
    const made = await makeContainer(name, {
      mode: net.name,
      body: { NetworkingConfig: { EndpointsConfig: { [net.name]: { DriverOpts: { "com.docker.network.endpoint.ifname": "wan-7" } } } } },
    });
    const link = await linkOf(made);
    assert.deepEqual([link.interface, link.verdict, link.network?.name], ["wan-7", "verified", net.name]);
  });
});
