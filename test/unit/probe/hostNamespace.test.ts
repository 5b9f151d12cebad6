import assert from "node:assert/strict";
import type { Inventory } from "../../../src/core/inventory";
import type { HostLink, HostReading } from "../../../src/core/linkFacts";
import { mayBeLocal, proveHost, stillHolds } from "../../../src/probe/hostNamespace";
import type { Witness } from "../../../src/probe/hostNamespace";
import { attachmentOn, containerLike, engineLike, inventoryLike, networkLike } from "../core/sample";

const net = networkLike("net", { bridge: "br-net", pools: [{ subnet: "172.18.0.0/16", gateway: "172.18.0.1" }] });
const web = containerLike("web", { attachments: [attachmentOn(net)] });
const inventory = inventoryLike([net], [web]);
const OURS = 100;

const bridge: HostLink = { name: "br-net", ifindex: 3, iflink: 3, kind: "bridge", addresses: ["172.18.0.1/16"] };
const port: HostLink = { name: "veth1", ifindex: 7, iflink: 2, kind: "veth", nsid: 4, bridge: "br-net", addresses: [] };
const host = (links: readonly HostLink[], method: HostReading["method"] = "netlink"): HostReading => ({ method, links, forwarding: new Map() });

/** `pid`: 9 is a process whose runtime is seen in our namespace, 10 in another, 11 nowhere. */
function witness(nsid: number | undefined, pid: 9 | 10 | 11 = 9): Witness {
  const process = { pid, namespace: 200, since: "1" };
  const reading = { method: "procfs", sources: { index: "", address: "" }, interfaces: [{ name: "eth0", ifindex: 2, addresses: [] }] } as const;
  return { container: web, seen: { process, reading }, ...(nsid === undefined ? {} : { nsid }) };
}

const runtimes = new Map([[9, OURS], [10, 555]]);
const prove = (of: Inventory, reading: HostReading, witnesses: readonly Witness[]): ReturnType<typeof proveHost> => proveHost(of, reading, witnesses, OURS, ({ pid }) => runtimes.get(pid));

describe("Whether the engine's host is ours", () => {
  it("is proven by a bridge with its gateway here, and a port of it that leads into a container", () => {
    assert.deepEqual(prove(inventory, host([bridge, port]), [witness(4)]), { bridge: "br-net", ifindex: 3, gateway: "172.18.0.1", source: "rtnetlink RTM_GETADDR" });
  });

  it("is proven by the gateway that an endpoint has, where its network tells none", () => {
    const six = networkLike("six", { bridge: "br-net", pools: [{ subnet: "fd00:66::/64" }] });
    const on = (gateway: string): Witness => ({ ...witness(4), container: containerLike("web", { attachments: [attachmentOn(six, { gateway })] }) });
    const here = host([{ ...bridge, addresses: ["fd00:0066:0000:0000:0000:0000:0000:0001/64"] }, port]);
    assert.deepEqual(prove(inventoryLike([six], []), here, [on("fd00:66::1")]), { bridge: "br-net", ifindex: 3, gateway: "fd00:66::1", source: "rtnetlink RTM_GETADDR" });
    assert.equal(prove(inventoryLike([six], []), here, [on("fd00:66::2")]), undefined);
  });

  it("is not proven while any of that is missing", () => {
    const cases: [string, HostReading, Witness[]][] = [
      ["no container is seen", host([bridge, port]), []],
      ["the bridge is not here", host([port]), [witness(4)]],
      ["the bridge has another gateway", host([{ ...bridge, addresses: ["172.19.0.1/16"] }, port]), [witness(4)]],
      ["what has its name is no bridge", host([{ ...bridge, kind: "veth" }, port]), [witness(4)]],
      ["no link of ours leads into the container", host([bridge, port]), [witness(-1)]],
      ["the link leads elsewhere", host([bridge, port]), [witness(5)]],
      ["the link is no port of that bridge", host([bridge, { ...port, bridge: "br-other" }]), [witness(4)]],
    ];
    for (const [why, reading, witnesses] of cases) assert.equal(prove(inventory, reading, witnesses), undefined, why);
  });

  it("is denied by a container whose runtime is in another namespace, whatever else agrees", () => {
    assert.equal(prove(inventory, host([bridge, port]), [witness(4, 10)]), "foreign");
    assert.equal(prove(inventory, host([bridge, port]), [witness(4), witness(4, 10)]), "foreign");
    assert.equal(prove(inventory, host([bridge, port]), [witness(4, 11), witness(4, 10)]), "foreign");
    assert.notEqual(prove(inventory, host([bridge, port]), [witness(4, 11)]), "foreign", "one that is not seen denies nothing");
  });

  it("needs, without netlink, that the runtime is seen in our namespace", () => {
    const sysfs = host([bridge, port].map(({ name, ifindex, iflink, addresses, ...rest }) => ({ name, ifindex, iflink, addresses, ...(rest.bridge === undefined ? {} : { bridge: rest.bridge }) })), "procfs");
    assert.notEqual(prove(inventory, sysfs, [witness(undefined)]), undefined);
    assert.equal(prove(inventory, sysfs, [witness(undefined, 11)]), undefined);
  });

  it("no longer holds when the bridge or its gateway is gone, and goes along when it is renamed", () => {
    const proof = { bridge: "br-net", ifindex: 3, gateway: "172.18.0.1", source: "" };
    assert.deepEqual(stillHolds(proof, host([bridge])), proof);
    assert.deepEqual(stillHolds(proof, host([{ ...bridge, name: "renamed" }])), { ...proof, bridge: "renamed" });
    assert.equal(stillHolds(proof, host([{ ...bridge, addresses: [] }])), undefined);
    assert.equal(stillHolds(proof, host([])), undefined);
  });

  it("is not even asked of an engine that is elsewhere by its own word", () => {
    assert.equal(mayBeLocal(engineLike(), "/var/run/docker.sock"), process.platform === "linux");
    assert.equal(mayBeLocal(engineLike(), undefined), false);
    assert.equal(mayBeLocal(engineLike({ rootless: true }), "/run/user/1000/docker.sock"), false);
    assert.equal(mayBeLocal(engineLike({ desktop: true }), "/run/desktop.sock"), false);
  });
});
