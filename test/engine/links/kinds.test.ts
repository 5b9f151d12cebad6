import assert from "node:assert/strict";
import { tellingAddresses, type Link } from "../../../src/core/link";
import { refusalOf } from "../../../src/core/refusal";
import type { ContainerId, NetworkId } from "../../../src/core/inventory";
import type { Operation } from "../../../src/core/spec";
import type { Engine } from "../../../src/engine/engine";
import { cleanUp, engine as rig, eventually, isPodman, labels, makeContainer, makeNetwork, onDocker, raw, uniqueName } from "../../support/engine";
import type { Made } from "../../support/engine";
import { insideLinks, ip, pidOf } from "../../support/kernel";
import { holdAgainstKernel, open, resolve, rowOf, rowsOf } from "../../support/links";

/** An engine that can do without IPv4: Docker from 28 on, and Podman by its own API. */
const ipv6Alone = isPodman || Number.parseInt(rig.version, 10) >= 28;

describe("The links of a real engine, of rarer kinds,", () => {
  let engine: Engine;
  let net: Made;
  before(async () => {
    engine = await open();
    net = await makeNetwork("kinds");
  });
  afterEach(async () => {
    const { links, inventory } = await resolve(engine);
    await holdAgainstKernel(links, inventory, { all: true, administers: true });
  });
  after(async () => {
    engine.dispose();
    await cleanUp();
  });

  const linksOf = async (container: Made): Promise<Link[]> => rowsOf((await resolve(engine)).links, container);

  /** A network without IPv4. */
  async function makeSix(): Promise<Made> {
    if (!isPodman) return makeNetwork("six-only", { EnableIPv4: false, EnableIPv6: true, IPAM: { Config: [{ Subnet: "fd00:66::/64" }] } });
    const name = uniqueName("six-only");
    const { id } = await raw<{ id: string }>("POST", "/v4.0.0/libpod/networks/create", { name, driver: "bridge", subnets: [{ subnet: "fd00:66::/64" }], labels });
    return { id, name };
  }

  if (ipv6Alone) {
    it("are proven on a network without IPv4", async () => {
      const six = await makeSix();
      const [link] = await linksOf(await makeContainer("on-six-only", { mode: six.name }));
      assert.deepEqual([link?.verdict, link?.network?.name, link?.interface], ["verified", six.name, "eth0"]);
      const addresses = tellingAddresses(link?.addresses ?? []);
      assert.ok(addresses.length > 0 && addresses.every((address) => address.includes(":")), String(addresses));
    });
  }

  it("of three networks, one of them internal, are each on the bridge of its own", async () => {
    const inner = await makeNetwork("kinds-inner", { Internal: true });
    const last = await makeNetwork("kinds-last");
    const links = await linksOf(await makeContainer("three", { mode: net.name, networks: [inner.name, last.name] }));
    assert.deepEqual(links.map(({ network }) => network?.name).sort(), [inner.name, last.name, net.name].sort());
    for (const { verdict, evidence } of links) assert.ok(verdict === "verified" && evidence.some(({ fact, holds }) => fact === "bridgePort" && holds));
  });

  it("that others made inside a container (a VLAN, a bridge, a tunnel) are rows without a network and without a pair", async () => {
    const web = await makeContainer("handmade", { mode: net.name });
    const pid = await pidOf(web.id);
    const makers: Record<string, readonly string[]> = {
      "eth0.7": ["link", "add", "link", "eth0", "name", "eth0.7", "type", "vlan", "id", "7"],
      br0: ["link", "add", "br0", "type", "bridge"],
      tun7: ["tuntap", "add", "dev", "tun7", "mode", "tun"],
      vx0: ["link", "add", "vx0", "type", "vxlan", "id", "7", "local", "192.0.2.9", "dstport", "4789"],
      mac0: ["link", "add", "link", "eth0", "name", "mac0", "type", "macvlan", "mode", "bridge"],
    };
    const made: string[] = [];
    for (const [name, argv] of Object.entries(makers)) await ip(argv, pid).then(() => made.push(name), () => console.log(`      this kernel makes no ${name}`));
    assert.ok(made.length >= 3, `made only ${made.join(", ")}`);
    const rows = await linksOf(web);
    for (const name of made) {
      const row = rows.find((link) => link.interface === name);
      assert.deepEqual([row?.network, row?.kind, row?.verdict, row?.reason?.code, row?.peer], [null, "other", "unavailable", "notDockers", undefined], name);
    }
    assert.equal(rows.find((link) => link.interface === "eth0")?.verdict, "verified");
  });

  it("that were renamed inside are shown by the name that they have now, on their network", async () => {
    const web = await makeContainer("renamed-inside", { mode: net.name });
    const pid = await pidOf(web.id);
    await ip(["link", "set", "eth0", "down"], pid);
    await ip(["link", "set", "eth0", "name", "wan0"], pid);
    await ip(["link", "set", "wan0", "up"], pid);
    const link = rowOf((await resolve(engine)).links, web);
    assert.deepEqual([link.interface, link.verdict, link.network?.name], ["wan0", "verified", net.name]);
  });

  it("of one that always fails and is started again and again, show no address between two starts", async () => {
    const failing = await makeContainer("failing", { mode: net.name, body: { Cmd: ["false"] }, hostConfig: { RestartPolicy: { Name: "always" } } });
    await eventually("a restart", async () => ((await raw<{ RestartCount: number }>("GET", `/containers/${failing.id}/json`)).RestartCount > 0 ? true : undefined), 15_000);
    for (let look = 0; look < 5; look++) {
      for (const link of rowsOf((await resolve(engine)).links, failing)) {
        assert.notEqual(link.verdict, "ambiguous");
        if (link.verdict !== "verified") assert.notEqual(link.reason, undefined, "every row without proof says why");
        if (link.reason?.code === "stopped") assert.deepEqual([link.addresses, link.peer], [[], undefined]);
      }
    }
    await raw("DELETE", `/containers/${failing.id}?force=1`);
  });

  it("of names of two hundred characters are those of any other", async () => {
    const long = `${uniqueName("x")}-${"y".repeat(200)}`.slice(0, 200);
    const network = await raw<{ Id: string }>("POST", "/networks/create", { Name: long, Driver: "bridge", Labels: labels });
    const { Id } = await raw<{ Id: string }>("POST", `/containers/create?name=${long}`, {
      Image: rig.images.busybox, Cmd: ["sleep", "infinity"], StopSignal: "SIGKILL", Labels: labels, HostConfig: { NetworkMode: long },
    });
    await raw("POST", `/containers/${Id}/start`);
    const [link] = await linksOf({ id: Id, name: long });
    assert.deepEqual([link?.container.name, link?.network?.name, link?.network?.id, link?.verdict], [long, long, network.Id, "verified"]);
  });

  onDocker("are refused in plain words where the kernel has no ipvlan, and name their parent where it has", "version 4.3 has no such driver", async () => {
    await ip(["link", "add", "dneparent1", "type", "ifb"]);
    try {
      await ip(["link", "set", "dneparent1", "up"]);
      const spec = { name: uniqueName("ipvlan"), driver: "ipvlan", pools: [{ subnet: "198.51.100.0/24" }], internal: false, ipv6: false, attachable: false, options: { parent: "dneparent1" }, labels };
      const { id } = await engine.perform({ kind: "createNetwork", spec });
      const web = await makeContainer("on-ipvlan", { mode: net.name });
      const connect: Operation = { kind: "connect", network: { id: id as NetworkId, name: spec.name }, container: { id: web.id as ContainerId, name: web.name }, endpoint: { aliases: [] } };
      const refusal = await engine.perform(connect).then(() => undefined, (error: unknown) => (error as Error).message);
      const rows = await linksOf(web);
      if (refusal === undefined) {
        const row = rows.find(({ network }) => network?.id === id);
        assert.deepEqual([row?.kind, row?.verdict, row?.reason], ["ipvlan", "notApplicable", { code: "parent", params: { parent: "dneparent1", mode: "l2" } }]);
      } else {
        assert.equal(refusalOf(refusal), "driverUnsupported", refusal);
        assert.deepEqual(rows.map(({ network, verdict }) => [network?.name, verdict]), [[net.name, "verified"]], "what was there before is unharmed");
      }
      await raw("DELETE", `/containers/${web.id}?force=1`);
      await raw("DELETE", `/networks/${id}`);
    } finally {
      await ip(["link", "delete", "dneparent1"]);
    }
  });

  it("of a container that left every network but keeps running have one row that says so", async () => {
    const web = await makeContainer("left-alone", { mode: net.name });
    await raw("POST", `/networks/${net.name}/disconnect`, { Container: web.id });
    const link = rowOf((await resolve(engine)).links, web);
    assert.deepEqual([link.reason?.code, link.verdict, (await insideLinks(web.id)).length], ["none", "notApplicable", 0]);
  });
});
