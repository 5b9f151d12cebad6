import assert from "node:assert/strict";
import type { Container, ContainerState } from "../../../src/core/inventory";
import type { Link } from "../../../src/core/link";
import { containerNode, endpointNode, engineNode, networkNode, type Node } from "../../../src/views/nodes";
import { rowOf } from "../../../src/views/rows";
import { containersShape, networksShape } from "../../../src/views/shapes";
import type { Picture } from "../../../src/views/picture";
import { bridge, container, host, inventory, myNet, network, none, on, picture, report } from "./picture";

const c1 = container("1", "container1", { attachments: [on(myNet, { ipv4: "172.18.0.2/16" })] });
const c2 = container("2", "container2", { state: "exited", status: "Exited (137) 2 days ago", attachments: [on(myNet, { ipv4: "172.18.0.3/16" })] });

/** Labels and descriptions of rows. */
function texts(nodes: readonly Node[], of: Picture): string[] {
  return nodes.map((node) => {
    const row = rowOf(node, of);
    return row === undefined ? "(gone)" : `${row.label} | ${row.description ?? ""}`;
  });
}

const link = (more: Partial<Link> = {}): Link => ({
  container: { id: c1.id, name: c1.name }, network: { id: myNet.id, name: myNet.name, driver: "bridge" }, interface: "eth0", ifindex: 39, iflink: 40,
  addresses: [], kind: "veth", verdict: "verified", peer: { interface: "veth0fbbd68", ifindex: 40, namespace: "host", bridge: "br-aaaaaaaaaaaa" },
  evidence: [], method: "netlink", ...more,
});

describe("Networks, as rows", () => {
  it("say driver, subnets and how many are attached", () => {
    const of = picture(inventory([c1, c2]));
    assert.deepEqual(texts(networksShape.roots(of), of), [
      "my-net | bridge · 172.18.0.0/16 · 2 attached",
      "bridge | bridge · 172.17.0.0/16 · 0 attached",
      "host | the host’s own interfaces · 0 attached",
      "none | loopback only · 0 attached",
    ]);
  });

  it("count nobody where the engine does not tell who is there", () => {
    const of = picture(inventory([], [network("g", "docker_gwbridge", { pools: [{ subnet: "172.19.0.0/16" }] })]));
    assert.deepEqual(texts(networksShape.roots(of), of), ["docker_gwbridge | bridge · 172.19.0.0/16 · the way out of overlays"]);
  });

  it("are called templates where they are no networks, whatever the engine calls their driver", () => {
    const of = picture(inventory([], [network("t", "base", { driver: "null", configOnly: true, pools: [{ subnet: "10.9.0.0/24" }] })]));
    assert.deepEqual(texts(networksShape.roots(of), of), ["base | a template for networks · 10.9.0.0/24"]);
  });

  it("are greyed, not hidden, when the engine made them", () => {
    const of = picture(inventory([]));
    assert.deepEqual(networksShape.roots(of).map((node) => rowOf(node, of)?.muted), [false, true, true, true]);
  });

  it("offer only what can be done with them", () => {
    const ingress = network("e", "ingress", { scope: "swarm", ingress: true, driver: "overlay" });
    const services = network("f", "services", { scope: "swarm", driver: "overlay" });
    const of = picture(inventory([], [myNet, bridge, host, none, ingress, services]));
    assert.deepEqual(networksShape.roots(of).map((node) => rowOf(node, of)?.context), [
      ";network;joinable;removable;subnet;",
      ";network;joinable;subnet;",
      ";network;",
      ";network;",
      ";network;removable;",
      ";network;removable;",
    ]);
  });

  it("list their containers: a live one by its address, any other by its state, never by an address on record", () => {
    const of = picture(inventory([c1, c2, container("3", "paused", { state: "paused", attachments: [on(myNet, { ipv4: "172.18.0.4/16" })] })]));
    assert.deepEqual(texts(networksShape.children(networkNode(myNet), of), of), [
      "container1 | 172.18.0.2/16",
      "container2 | exited (137)",
      "paused | 172.18.0.4/16 · paused",
    ]);
  });

  it("find a created container, which has no network id yet, by the network's name", () => {
    const created = container("3", "fresh", { state: "created", attachments: [{ networkName: "my-net", aliases: [] }] });
    const of = picture(inventory([created]));
    assert.deepEqual(texts(networksShape.children(networkNode(myNet), of), of), ["fresh | created, never started"]);
  });

  it("cannot be detached from host and none", () => {
    const hosted = container("3", "hosted", { mode: { kind: "host" }, attachments: [on(host)] });
    const of = picture(inventory([c1, hosted]));
    const [row] = networksShape.children(networkNode(host), of);
    assert.equal(rowOf(row!, of)?.context, ";endpoint;stoppable;pausable;runnable;loggable;");
    assert.equal(rowOf(row!, of)?.expandable, false);
    assert.equal(rowOf(endpointNode(networkNode(myNet), myNet.id, c1.id), of)?.context, ";endpoint;detachable;address;stoppable;pausable;runnable;loggable;");
  });

  it("ask for links only where there are interfaces to tell of", () => {
    const of = picture(inventory([c1, c2]));
    const endpoint = (c: Container) => endpointNode(networkNode(myNet), myNet.id, c.id);
    assert.equal(networksShape.needsLinks(endpoint(c1), of), true);
    assert.equal(networksShape.needsLinks(endpoint(c2), of), false);
    assert.equal(networksShape.needsLinks(networkNode(myNet), of), false);
    assert.equal(networksShape.needsLinks(endpoint(c1), { ...of, lost: { kind: "unreachable", title: "gone", detail: "", since: 0 } }), false);
  });
});

describe("Interfaces, as rows", () => {
  const endpoint = endpointNode(networkNode(myNet), myNet.id, c1.id);
  const rows = (links: Link[], more = {}) => {
    const of = picture(inventory([c1]), { report: report(links), ...more });
    return texts(networksShape.children(endpoint, of), of);
  };

  it("show a proven pair with its indices facing each other", () => {
    assert.deepEqual(rows([link()]), ["eth0 39 ⇄ 40 veth0fbbd68 | verified"]);
  });

  it("never draw the arrow of a pair that is not proven", () => {
    const reason = { code: "unconfirmed", params: { interface: "veth0fbbd68" } } as const;
    const unproven = rows([
      link({ verdict: "inferred", reason }),
      link({ interface: "eth1", verdict: "ambiguous", reason: { code: "ambiguous", params: { candidates: "veth1, veth2" } } }),
      link({ interface: "eth2", verdict: "unavailable", reason: { code: "notVisible", params: {} } }),
    ]);
    assert.equal(unproven.length, 3);
    for (const text of unproven) assert.doesNotMatch(text, /⇄/);
    assert.match(unproven[0]!, /^eth0 39 \| inferred · probably veth0fbbd68/);
    assert.match(unproven[1]!, /ambiguous · one of veth1, veth2/);
  });

  it("leave an unknown index out instead of saying 0", () => {
    const { ifindex, ...rest } = link({ verdict: "unavailable", reason: { code: "notVisible", params: {} } });
    assert.equal(ifindex, 39);
    assert.match(rows([rest])[0]!, /^eth0 \| unavailable/);
  });

  it("are replaced by words when they could not be read: no pair from before", () => {
    assert.deepEqual(rows([link()], { linksProblem: "The engine does not answer" }), ["the interfaces could not be read | The engine does not answer"]);
  });

  it("have the containers that share them below", () => {
    const sharer = container("5", "sidecar", { mode: { kind: "container", container: "container1", id: c1.id } });
    const of = picture(inventory([c1, sharer]), { report: report([link()]) });
    assert.deepEqual(texts(networksShape.children(endpoint, of), of), ["eth0 39 ⇄ 40 veth0fbbd68 | verified", "sidecar | running · shares container1’s network"]);
  });

  it("tell a screen reader the same in words", () => {
    const of = picture(inventory([c1]), { report: report([link()]) });
    const [node] = networksShape.children(endpoint, of);
    assert.equal(rowOf(node!, of)?.spoken, "eth0 39, connected to 40 veth0fbbd68: verified");
  });
});

describe("Containers, as rows", () => {
  const children = (of: Container, others: Container[] = []): string[] => {
    const all = picture(inventory([of, ...others]));
    return texts(containersShape.children(containerNode(of), all), all);
  };

  it("name their image as people write it", () => {
    const named = (image: string): string | undefined => rowOf(containerNode(c1), picture(inventory([{ ...c1, image }])))?.description;
    assert.deepEqual(
      ["docker.io/library/busybox:latest", "docker.io/grafana/grafana:11", "quay.io/x/y", "localhost/library/z"].map(named),
      ["running · busybox:latest", "running · grafana/grafana:11", "running · quay.io/x/y", "running · localhost/library/z"],
    );
  });

  it("look different in every state, also without colours, and say it in words", () => {
    const states: ContainerState[] = ["running", "paused", "restarting", "exited", "created", "failed", "dead", "removing", "unknown"];
    const rows = states.map((state) => rowOf(containerNode(c1), picture(inventory([{ ...c1, state, status: "" }])))!);
    assert.equal(new Set(rows.map(({ icon }) => icon)).size, states.length);
    assert.equal(new Set(rows.map(({ description }) => description)).size, states.length);
  });

  it("never repeat the engine's words of how long ago, which would be wrong a minute later", () => {
    assert.equal(rowOf(containerNode(c2), picture(inventory([c2])))?.description, "exited (137) · busybox");
    assert.equal(rowOf(containerNode(c1), picture(inventory([c1])))?.description, "running · busybox");
  });

  it("list their networks with the address there", () => {
    assert.deepEqual(children(container("1", "two", { attachments: [on(myNet, { ipv4: "172.18.0.2/16", ipv6: "fd00::2/64" }), on(bridge)] })), [
      "my-net | 172.18.0.2/16 · fd00::2/64",
      "bridge | ",
    ]);
    assert.deepEqual(children(c2), ["my-net | no interface while it is not running"]);
  });

  it("say how they are connected without a network of their own", () => {
    assert.deepEqual(children(container("3", "h", { mode: { kind: "host" }, attachments: [on(host)] })), ["host | uses the host’s interfaces directly"]);
    assert.deepEqual(children(container("3", "n", { mode: { kind: "none" }, attachments: [on(none)] })), ["none | loopback only"]);
    const shares = (more: object) => container("3", "s", { mode: { kind: "container", container: "container1", ...more } });
    assert.deepEqual(children(shares({ id: c1.id }), [c1]), ["another container’s network | shares container1’s network"]);
    assert.deepEqual(children(shares({ id: c2.id }), [c2]), ["another container’s network | shares the network of container2, which is not running"]);
    assert.deepEqual(children(shares({})), ["another container’s network | shares the network of container1, which is gone"]);
    assert.deepEqual(children(container("3", "bare")), ["not attached to any network | "]);
  });

  it("can be attached to networks only where their mode allows it", () => {
    const flags = (mode: Container["mode"], attachments: Container["attachments"] = []) =>
      rowOf(containerNode(c1), picture(inventory([{ ...c1, mode, attachments }])))?.context;
    assert.equal(flags({ kind: "network", network: "my-net" }), ";container;attachable;stoppable;pausable;runnable;loggable;");
    assert.equal(flags({ kind: "host" }), ";container;stoppable;pausable;runnable;loggable;");
    assert.equal(flags({ kind: "none" }, [on(none)]), ";container;stoppable;pausable;runnable;loggable;");
    assert.equal(flags({ kind: "container", container: "x" }), ";container;stoppable;pausable;runnable;loggable;");
  });

  it("keep the name of a network that is gone", () => {
    assert.deepEqual(children(container("3", "orphan", { attachments: [{ networkName: "old-net", aliases: [] }] })), ["old-net | this network is gone"]);
  });
});

describe("Rows of an engine that is lost", () => {
  const lost = { kind: "unreachable", title: "The engine does not answer", detail: "connection refused", since: Date.parse("2026-01-02T14:02:00") } as const;
  const of = picture(inventory([c1]), { lost });

  it("begin with the reason and since when, and are all greyed", () => {
    for (const shape of [networksShape, containersShape]) {
      const [first, ...rest] = shape.roots(of);
      assert.equal(first, engineNode);
      assert.match(texts([first], of)[0]!, /^Docker is not answering \| as of .*02.*; trying again$/);
      assert.ok(rest.length > 0);
      for (const node of rest) assert.equal(rowOf(node, of)?.muted, true);
    }
  });

  it("say what it is when the engine is there, but may not be used", () => {
    const denied = picture(inventory([c1]), { lost: { ...lost, kind: "noPermission", title: "No permission to use the engine" } });
    assert.match(texts([engineNode], denied)[0]!, /^No permission to use the engine/);
  });

  it("read the reason to a screen reader", () => {
    assert.match(rowOf(engineNode, of)!.spoken, /^Docker is not answering. connection refused as of/);
  });
});

describe("Every row", () => {
  it("has an id of its own in its tree that says nothing of its state", () => {
    const all = (shape: typeof networksShape, of: Picture, nodes = shape.roots(of)): Node[] => nodes.flatMap((node) => [node, ...all(shape, of, shape.children(node, of)).filter((child) => child !== node)]);
    const both = container("6", "both", { attachments: [on(myNet), on(bridge)] });
    const sharer = container("5", "sidecar", { mode: { kind: "container", container: "both", id: both.id } });
    const before = picture(inventory([c1, c2, both, sharer]), { report: report([link()]) });
    const after = picture(inventory([{ ...c1, state: "paused" }, c2, both, sharer]), { report: report([link()]) });
    for (const shape of [networksShape, containersShape]) {
      const keys = all(shape, before).map(({ key }) => key);
      assert.equal(new Set(keys).size, keys.length);
      assert.deepEqual(all(shape, after).map(({ key }) => key), keys);
    }
  });

  it("shows an engine's text on one line, without characters that turn its direction", () => {
    const odd = container("1", "evil\u202Egpj\nname", { attachments: [] });
    const row = rowOf(containerNode(odd), picture(inventory([odd])))!;
    assert.equal(row.label, "evil gpj name");
  });
});
