import assert from "node:assert/strict";
import { factsOf } from "../../../src/core/topology";
import { topologyOf } from "../../../src/core/topologyBuild";
import { shownOf } from "../../../src/core/topologyShown";
import type { ContainerId } from "../../../src/core/inventory";
import { mermaidOf } from "../../../src/webview/topology/mermaid";
import { findIn } from "../../../src/webview/topology/search";
import { decodeTopologyState } from "../../../src/webview/topology/state";
import { attachmentOn, containerLike, networkLike } from "../core/sample";
import { report, veth } from "./sample";

const net = networkLike("my-net", { id: "id-of-my-net" as never, bridge: "br-2f1a09c3d7e4", pools: [{ subnet: "172.19.0.0/16", gateway: "172.19.0.1" }] });

function shown(name = "container1", verdict: "verified" | "inferred" = "verified") {
  const container = containerLike(name, { id: name.padEnd(64, "0") as ContainerId, attachments: [attachmentOn(net)], ports: [{ hostPort: 8080, containerPort: 80, protocol: "tcp" }] });
  const topology = topologyOf({ facts: factsOf({ networks: [net], containers: [container] }), report: report(veth(name, { verdict })) });
  return shownOf(topology, { expanded: [], collapsed: [], builtIn: true, stopped: true });
}

describe("The picture as Mermaid", () => {
  it("has networks, containers, and on each cable both ends with their indices", () => {
    assert.equal(mermaidOf(shown()), [
      "flowchart LR",
      '  subgraph host["host"]',
      '    n0["my-net<br>br-2f1a09c3d7e4<br>172.19.0.0/16"]',
      "  end",
      '  n1(["container1"])',
      '  n0 ---|"40 veth0fbbd68 ⇄ eth0 39"| n1',
      '  outside(("outside"))',
      '  outside -->|":8080 → 80/tcp"| n1',
      "",
    ].join("\n"));
  });

  it("draws a wire between two containers outside the host", () => {
    const ids = ["a", "b"].map((name) => name.padEnd(64, "0") as ContainerId);
    const containers = ["a", "b"].map((name, at) => containerLike(name, { id: ids[at]! }));
    const end = (at: 0 | 1) => veth(containers[at]!.name, { container: { id: ids[at]!, name: containers[at]!.name }, network: null, interface: "eth1", ifindex: 5 + at, peer: { interface: "eth1", ifindex: 6 - at, namespace: "container", container: { id: ids[1 - at]!, name: containers[1 - at]!.name } } });
    const topology = topologyOf({ facts: factsOf({ networks: [], containers }), report: report(end(0), end(1)) });
    assert.equal(mermaidOf(shownOf(topology, { expanded: [], collapsed: [], builtIn: true, stopped: true })), [
      "flowchart LR",
      '  subgraph host["host"]',
      "  end",
      '  n0["a:eth1 ⇄ b:eth1"]',
      '  n1(["a"])',
      '  n2(["b"])',
      '  n0 ---|"6 b:eth1 ⇄ eth1 5"| n1',
      '  n0 ---|"5 a:eth1 ⇄ eth1 6"| n2',
      "",
    ].join("\n"));
  });

  it("draws what is not proven with another line and another sign", () => {
    assert.match(mermaidOf(shown("container1", "inferred")), /n0 -\.-\|"40 veth0fbbd68 ≈ eth0 39"\| n1/);
  });

  it("lets no name end its own quotes, nor be HTML", () => {
    const chart = mermaidOf(shown('x"]; click n0 "javascript:alert(1)" <img src=x>'));
    assert.doesNotMatch(chart, /<img|javascript:alert\(1\)" <|\["x"/);
    assert.ok(chart.includes("#60;img"));
  });
});

describe("Searching the picture", () => {
  it("finds a container by name, a network by its bridge, and a cable by either index, name or an address", () => {
    const picture = shown();
    const [sandbox] = picture.sandboxes;
    const [cable] = picture.cables;
    assert.equal(findIn(picture, "CONTAINER1")[0], sandbox?.id);
    assert.equal(findIn(picture, "br-2f1a")[0], "network/id-of-my-net");
    for (const text of ["#40", "veth0fbbd68", "172.19.0.3", "02-42-AC-13-00-03", "veth0fbbd68@if39"]) assert.equal(findIn(picture, text)[0], cable?.id, text);
    assert.deepEqual(findIn(picture, "nobody"), []);
  });
});

describe("What a person chose in the picture", () => {
  it("is found again as it was kept", () => {
    const state = { expanded: ["network/a"], collapsed: [], builtIn: true, stopped: false, focus: "project/shop", active: "sandbox/x", columns: [["island/a"]], camera: { x: 1, y: 2, scale: 0.5 } };
    assert.deepEqual(decodeTopologyState(JSON.parse(JSON.stringify(state))), state);
  });

  it("is the usual where what was kept is not understood", () => {
    for (const kept of [undefined, null, 3, "x", { camera: { x: "1" }, columns: 3, expanded: [1] }]) {
      assert.deepEqual(decodeTopologyState(kept), { expanded: [], collapsed: [], builtIn: false, stopped: false, columns: [] });
    }
  });
});
