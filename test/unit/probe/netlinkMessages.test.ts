import assert from "node:assert/strict";
import fc from "fast-check";
import { askNamespace, decodeAddress, decodeLink, decodeNamespace, decodeStats, messages } from "../../../src/probe/netlinkMessages";

/** One attribute, padded. */
function attribute(type: number, value: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16LE(4 + value.length, 0);
  header.writeUInt16LE(type, 2);
  return Buffer.concat([header, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value | 0, 0);
  return bytes;
}

const text = (value: string): Buffer => Buffer.from(`${value}\0`, "latin1");

function link(ifindex: number, ...attributes: Buffer[]): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(ifindex, 4);
  return Buffer.concat([header, ...attributes]);
}

describe("An rtnetlink answer", () => {
  it("about a veth tells its name, kind, peer, namespace and bridge", () => {
    const body = link(
      40,
      attribute(3, text("veth0fbbd68")),
      attribute(1, Buffer.from("0242ac120002", "hex")),
      attribute(4, u32(1500)),
      attribute(5, u32(39)),
      attribute(10, u32(7)),
      attribute(37, u32(0)),
      attribute(16, Buffer.from([3])),
      attribute(18, Buffer.concat([attribute(1, text("veth")), attribute(2, Buffer.alloc(8))])),
    );
    assert.deepEqual(decodeLink(body), { ifindex: 40, name: "veth0fbbd68", mac: "02:42:ac:12:00:02", mtu: 1500, link: 39, master: 7, nsid: 0, kind: "veth", state: "lowerlayerdown", enabled: false, loopback: false });
  });

  it("tells apart namespace 0, no namespace, and one that is not reachable", () => {
    assert.equal(decodeLink(link(2, attribute(3, text("a")), attribute(37, u32(0))))?.nsid, 0);
    assert.equal(decodeLink(link(2, attribute(3, text("a"))))?.nsid, undefined);
    assert.equal(decodeNamespace(Buffer.concat([Buffer.alloc(4), attribute(1, u32(-1))])), -1);
    assert.equal(decodeNamespace(Buffer.alloc(4)), undefined);
  });

  it("tells whether an interface was set up, and which is the loopback", () => {
    const body = link(1, attribute(3, text("lo")), attribute(16, Buffer.from([0])));
    body.writeUInt16LE(772, 2);
    body.writeUInt32LE(0x10049, 8);
    assert.deepEqual(decodeLink(body), { ifindex: 1, name: "lo", state: "unknown", enabled: true, loopback: true });
  });

  it("knows nested attributes by their flag or without it", () => {
    assert.equal(decodeLink(link(2, attribute(3, text("a")), attribute(18 | 0x8000, attribute(1, text("bridge")))))?.kind, "bridge");
  });

  it("about an address prefers the interface's own over the peer's", () => {
    const header = Buffer.from([2, 24, 0, 0, 5, 0, 0, 0]);
    assert.deepEqual(decodeAddress(Buffer.concat([header, attribute(1, Buffer.from([10, 0, 0, 9])), attribute(2, Buffer.from([10, 0, 0, 1]))])), { ifindex: 5, address: "10.0.0.1/24" });
    const six = Buffer.from([10, 64, 0, 0, 5, 0, 0, 0]);
    assert.equal(decodeAddress(Buffer.concat([six, attribute(1, Buffer.from("fd000000000000000000000000000001", "hex"))]))?.address, "fd00::1/64");
  });

  it("about counters tells the 64-bit ones of each link", () => {
    const stats = Buffer.alloc(200);
    for (let index = 0; index < 25; index++) stats.writeBigUInt64LE(BigInt(index + 1), index * 8);
    stats.writeBigUInt64LE(2n ** 40n + 5n, 16);
    const header = Buffer.alloc(12);
    header.writeUInt32LE(40, 4);
    assert.deepEqual(decodeStats(Buffer.concat([header, attribute(1, stats)])), [
      40,
      { rxPackets: 1, txPackets: 2, rxBytes: 2 ** 40 + 5, txBytes: 4, rxErrors: 5, txErrors: 6, rxDropped: 7, txDropped: 8 },
    ]);
    assert.equal(decodeStats(header), undefined);
    assert.equal(decodeStats(Buffer.concat([header, attribute(1, stats.subarray(0, 60))])), undefined);
  });

  it("never throws, whatever is cut off or made up", () => {
    const real = Buffer.concat([askNamespace(1, 4711), askNamespace(2, 42)]);
    for (let length = 0; length <= real.length; length++) assert.ok([...messages(real.subarray(0, length))].length <= 2);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        for (const { body } of messages(buffer)) decodeLink(body);
        decodeLink(buffer);
        decodeAddress(buffer);
        decodeNamespace(buffer);
        decodeStats(buffer);
      }),
    );
  });
});
