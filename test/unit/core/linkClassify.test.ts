import assert from "node:assert/strict";
import fc from "fast-check";
import type { Container, ContainerId, ContainerState } from "../../../src/core/inventory";
import { compareLinks } from "../../../src/core/link";
import { rejectDoubleClaims } from "../../../src/core/linkClaims";
import { classify, kindOfDriver, parentOf } from "../../../src/core/linkClassify";
import { pairLinks } from "../../../src/core/linkPair";
import { attachmentOn, containerLike, inventoryLike, networkLike } from "./sample";

const net = networkLike("net");

describe("The inventory alone", () => {
  it("gives every container exactly one place, and ends on any chain of shared networks", () => {
    const states = ["running", "paused", "exited", "created", "failed", "restarting", "dead", "removing", "unknown"] as const satisfies ContainerState[];
    const container = fc.record({ state: fc.constantFrom(...states), mode: fc.constantFrom("host", "none", "network", "container"), of: fc.nat(7) });
    fc.assert(
      fc.property(fc.array(container, { maxLength: 6 }), (made) => {
        const containers = made.map(({ state, mode, of }, at): Container => {
          const kind = mode === "container" ? ({ kind: "container", container: `c${of}`, id: `c${of}-id` as ContainerId } as const) : mode === "network" ? ({ kind: "network", network: "net" } as const) : ({ kind: mode } as const);
          return containerLike(`c${at}`, { state, mode: kind });
        });
        const { settled, own, sharers } = classify(inventoryLike([net], containers));
        const placed = [...settled.map((link) => link.container.id), ...own.map(({ id }) => id), ...sharers.map((sharer) => sharer.container.id)];
        assert.deepEqual(placed.sort(), containers.map(({ id }) => id).sort());
        for (const { owner } of sharers) assert.notEqual(owner.mode.kind, "container", "a chain ends at who owns the namespace");
      }),
    );
  });

  it("says why a sharer has no owner", () => {
    const shares = (name: string): Container => containerLike("s", { mode: { kind: "container", container: name, id: `${name}-id` as ContainerId } });
    const reason = (containers: readonly Container[]): unknown => classify(inventoryLike([], containers)).settled.find((link) => link.container.name === "s")?.reason;
    assert.deepEqual(reason([shares("gone")]), { code: "ownerGone", params: { owner: "gone" } });
    assert.deepEqual(reason([shares("s")]), { code: "ownerGone", params: { owner: "s" } });
    assert.deepEqual(reason([shares("a"), containerLike("a", { state: "exited" })]), { code: "ownerStopped", params: { owner: "a" } });
  });

  it("names the parent of a macvlan or ipvlan, also the one that Docker makes itself", () => {
    assert.deepEqual(parentOf(networkLike("m", { driver: "macvlan", options: { parent: "eth0.7", macvlan_mode: "private" } })), { parent: "eth0.7", mode: "private" });
    assert.deepEqual(parentOf(networkLike("0123456789abcdef", { driver: "ipvlan" })), { parent: "di-0123456789ab", mode: "l2" });
  });

  it("gives what it has where nothing can be read, with the reason", () => {
    const lan = networkLike("lan", { driver: "macvlan", options: { parent: "eth9" } });
    const web = containerLike("web", { attachments: [attachmentOn(net, { ipv4: "172.18.0.2/16", mac: "02:00:00:00:00:02" }), attachmentOn(lan), attachmentOn(networkLike("o", { driver: "overlay" }))] });
    const links = pairLinks({ container: web, inventory: inventoryLike([net, lan, networkLike("o", { driver: "overlay" })], [web]), otherwise: { code: "execOff", params: {} } });
    assert.deepEqual(
      links.map(({ kind, verdict, reason, addresses, interface: name, ifindex }) => [kind, verdict, reason?.code, addresses, name, ifindex]),
      [
        ["veth", "unavailable", "execOff", ["172.18.0.2/16"], undefined, undefined],
        ["macvlan", "notApplicable", "parent", [], undefined, undefined],
        ["overlay", "unavailable", "overlay", [], undefined, undefined],
      ],
    );
  });

  it("knows the kinds of drivers", () => {
    assert.deepEqual(["bridge", "macvlan", "overlay", "null", "weave"].map(kindOfDriver), ["veth", "macvlan", "overlay", "none", "other"]);
  });
});

describe("Rows", () => {
  const web = containerLike("web", { attachments: [attachmentOn(net)] });
  const [row] = pairLinks({ container: web, inventory: inventoryLike([net], [web]), otherwise: { code: "execOff", params: {} } });

  it("are sorted by network with those without one last, then container, then interface", () => {
    const named = (network: string | null, container: string, name: string) => ({ ...row!, network: network === null ? null : { ...row!.network!, name: network }, container: { ...row!.container, name: container }, interface: name });
    const sorted = [named(null, "a", "x"), named("n", "web10", "eth0"), named("n", "web2", "eth10"), named("n", "web2", "eth2"), named("m", "z", "eth0")].sort(compareLinks);
    assert.deepEqual(sorted.map((link) => `${link.network?.name ?? "-"} ${link.container.name} ${link.interface}`), ["m z eth0", "n web2 eth2", "n web2 eth10", "n web10 eth0", "- a x"]);
  });

  it("of two containers that claim the same host interface are both doubted, unless the kernel paired one", () => {
    const peer = { interface: "veth1", ifindex: 7, iflink: 2, namespace: "host" } as const;
    const claim = (name: string, method: "exec" | "netlink") => ({ ...row!, container: { ...row!.container, name }, verdict: "verified" as const, method, peer });
    assert.deepEqual(rejectDoubleClaims([claim("a", "exec"), claim("b", "exec")]).map(({ verdict, peer: end }) => [verdict, end]), [["ambiguous", undefined], ["ambiguous", undefined]]);
    assert.deepEqual(rejectDoubleClaims([claim("a", "netlink"), claim("b", "exec")]).map(({ verdict }) => verdict), ["verified", "ambiguous"]);
    assert.deepEqual(rejectDoubleClaims([claim("a", "exec")]).map(({ verdict }) => verdict), ["verified"]);
  });
});
