import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeFromWebview, decodeToWebview } from "../../../src/protocol/decode";

describe("Messages between the map and the extension", () => {
  it("are understood when they are what was agreed", () => {
    for (const type of ["ready", "export", "retry", "refresh"]) assert.deepEqual(decodeFromWebview({ type }), { type });
    assert.deepEqual(decodeFromWebview({ type: "copy", text: "ip link" }), { type: "copy", text: "ip link" });
    assert.deepEqual(decodeFromWebview({ type: "run", command: "a.b" }), { type: "run", command: "a.b" });
    assert.deepEqual(decodeFromWebview({ type: "traffic", all: true }), { type: "traffic", all: true });
    const total = { rxBytes: 1, rxPackets: 1, rxErrors: 0, rxDropped: 0, txBytes: 0, txPackets: 0, txErrors: 0, txDropped: 0 };
    const tick = { changed: [{ ifindex: 7, rates: total, total }, { ifindex: 9, total }], gone: [3] };
    assert.deepEqual(decodeToWebview({ type: "traffic", tick }), { type: "traffic", tick });
    assert.deepEqual(decodeToWebview({ type: "traffic" }), { type: "traffic" });
    for (const wrong of [{}, { changed: [], gone: ["3"] }, { changed: [{ ifindex: 7 }], gone: [] }, { changed: [{ ifindex: 7, total, rates: { rxBytes: 1 } }], gone: [] }]) {
      assert.equal(decodeToWebview({ type: "traffic", tick: wrong }), undefined, JSON.stringify(wrong));
    }
    for (const message of [{ type: "exportPicture" }, { type: "attach", networkId: "n", containerIds: ["c"] }, { type: "picture", format: "svg", data: "<svg/>" }, { type: "picture", format: "png" }]) {
      assert.deepEqual(decodeFromWebview(message), message);
    }
    for (const message of [{ type: "draw", format: "mermaid" }, { type: "focus", tab: "topology", networkId: "n" }]) assert.deepEqual(decodeToWebview(message), message);
    const state = { engine: { label: "Docker 28.5.2", status: "live" }, networks: [], loading: true };
    assert.deepEqual(decodeToWebview({ type: "state", state }), { type: "state", state });
    assert.deepEqual(decodeToWebview({ type: "focus", containerId: "c" }), { type: "focus", containerId: "c" });
    const one = { type: "focus", containerId: "c", networkId: "n", interface: "eth0" };
    assert.deepEqual(decodeToWebview(one), one);
    assert.deepEqual(decodeToWebview({ type: "copied", text: "x", ok: false }), { type: "copied", text: "x", ok: false });
  });

  it("lose what was not agreed", () => {
    assert.deepEqual(decodeFromWebview({ type: "retry", extra: 1 }), { type: "retry" });
  });

  it("are dropped when something in them is not what it should be", () => {
    for (const wrong of [{ type: "copy" }, { type: "copy", text: 7 }, { type: "run" }, { type: "traffic" }, { type: "reveal" }, { type: "attach", networkId: "n" }, { type: "attach", networkId: "n", containerIds: [1] }, { type: "picture", format: "gif" }, null, "ready", []]) {
      assert.equal(decodeFromWebview(wrong), undefined, JSON.stringify(wrong));
    }
    const engine = { label: "", status: "live" };
    for (const state of [
      undefined,
      { networks: [], loading: true },
      { engine: { label: "", status: "asleep" }, networks: [], loading: true },
      { engine, networks: {}, loading: true },
      { engine, networks: [], loading: true, report: { links: [] } },
      { engine, networks: [], loading: true, problem: { title: "x" } },
      { engine, networks: [], loading: true, facts: { networks: [] } },
    ]) {
      assert.equal(decodeToWebview({ type: "state", state }), undefined, JSON.stringify(state));
    }
    assert.equal(decodeToWebview({ type: "focus", containerId: 3 }), undefined);
    assert.equal(decodeToWebview({ type: "focus", containerId: "c", interface: 3 }), undefined);
  });

  it("never throw, whatever arrives", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        decodeFromWebview(value);
        decodeToWebview(value);
        decodeToWebview({ type: "state", state: value });
      }),
    );
  });
});
