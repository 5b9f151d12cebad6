import assert from "node:assert/strict";
import fc from "fast-check";
import type { HostView } from "../../../src/core/hostView";
import type { ContainerId } from "../../../src/core/inventory";
import { factsOf } from "../../../src/core/topology";
import { topologyOf } from "../../../src/core/topologyBuild";
import { reachOf, shownOf, type TopologyChoices } from "../../../src/core/topologyShown";
import { anyChoices, anyInput } from "../../support/topologyArbitrary";
import { syntheticState } from "../../support/topologyLab";
import { bare, report, veth } from "../webview/sample";
import { attachmentOn, containerLike, networkLike } from "./sample";

const everything: TopologyChoices = { expanded: [], collapsed: [], builtIn: true, stopped: true };
const net = networkLike("my-net", { id: "id-of-my-net" as never, bridge: "br-2f1a09c3d7e4" });
const idOf = (name: string): ContainerId => name.padEnd(64, "0") as ContainerId;
const live = (name: string, more: Parameters<typeof containerLike>[1] = {}) => containerLike(name, { id: idOf(name), attachments: [attachmentOn(net)], ...more });

function drawn(containers: Parameters<typeof containerLike>[] | ReturnType<typeof live>[], links: Parameters<typeof report>, networks = [net], host?: HostView) {
  return topologyOf({ facts: factsOf({ networks, containers: containers as ReturnType<typeof live>[] }), report: { ...report(...links), ...(host && { host }) } });
}

describe("The topology", () => {
  it("draws every interface that was reported, once, and every cable between things that are drawn", () => {
    fc.assert(fc.property(anyInput, (input) => {
      const { cables, segments, sandboxes } = topologyOf(input);
      const reported = (input.report?.links ?? []).filter((link) => link.interface !== undefined);
      const links = cables.flatMap(({ link }) => link ?? []);
      for (const link of reported) assert.equal(links.filter((one) => one === link).length, 1);
      const ids = [...segments, ...sandboxes, ...cables].map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length, "ids are unique");
      for (const { sandbox, segment } of cables) {
        assert.ok(sandboxes.some(({ id }) => id === sandbox));
        assert.ok(segment === undefined || segments.some(({ id }) => id === segment));
      }
    }));
  });

  it("puts every container into exactly one sandbox", () => {
    fc.assert(fc.property(anyInput, (input) => {
      const inside = topologyOf(input).sandboxes.flatMap(({ containers }) => containers.map(({ id }) => id));
      assert.deepEqual([...inside].sort(), input.facts.containers.map(({ id }) => id).sort());
    }));
  });

  it("never makes a cable better proven than its link, and ends a proven one where its other end is", () => {
    fc.assert(fc.property(anyInput, (input) => {
      const { cables, segments } = topologyOf(input);
      for (const { link, verdict, segment } of cables) {
        assert.equal(verdict, link?.verdict ?? "unavailable");
        const bridge = link?.verdict === "verified" ? link.peer?.bridge : undefined;
        if (bridge !== undefined) assert.equal(segments.find(({ id }) => id === segment)?.bridge, bridge);
      }
    }));
  });

  it("is the same for the same engine, in whatever order it was told", () => {
    fc.assert(fc.property(anyInput, (input) => {
      assert.deepEqual(topologyOf(input), topologyOf(structuredClone(input)));
      const { networks, containers } = input.facts;
      const turned = topologyOf({ ...input, facts: { networks: [...networks].reverse(), containers: [...containers].reverse() } });
      assert.deepEqual(turned.sandboxes.map(({ id }) => id).sort(), topologyOf(input).sandboxes.map(({ id }) => id).sort());
    }));
  });

  it("draws, whatever is grouped, each cable of what is shown once", () => {
    fc.assert(fc.property(anyInput, anyChoices, (input, choices) => {
      const topology = topologyOf(input);
      const shown = shownOf(topology, choices);
      const cables = [...shown.cables, ...shown.bundles.flatMap((bundle) => bundle.cables)].map(({ id }) => id);
      assert.equal(new Set(cables).size, cables.length);
      const boxes = new Set([...shown.sandboxes, ...shown.groups.flatMap(({ sandboxes }) => sandboxes)].map(({ id }) => id));
      const expected = topology.cables.filter(({ sandbox, segment }) => boxes.has(sandbox) && segment !== undefined && shown.segments.some(({ id }) => id === segment)).map(({ id }) => id);
      for (const id of expected) assert.ok(cables.includes(id), id);
      const all = [...shown.sandboxes, ...shown.groups.flatMap(({ sandboxes }) => sandboxes)];
      assert.equal(new Set(all).size, all.length);
    }));
  });

  it("puts those that share a network namespace into one box", () => {
    const sidecar = containerLike("sidecar", { id: idOf("sidecar"), mode: { kind: "container", container: "container1", id: idOf("container1") } });
    const { sandboxes } = drawn([live("container1"), sidecar], [veth("container1"), bare("sidecar", "shared", "shared", { owner: "container1" })]);
    assert.deepEqual(sandboxes.map(({ containers }) => containers.map(({ name }) => name)), [["container1", "sidecar"]]);
  });

  it("leaves one that stayed in a namespace which its owner no longer has by itself", () => {
    const sidecar = containerLike("sidecar", { id: idOf("sidecar"), mode: { kind: "container", container: "container1", id: idOf("container1") } });
    const { sandboxes } = drawn([live("container1"), sidecar], [veth("container1"), bare("sidecar", "shared", "ownerRestarted", { owner: "container1" })]);
    assert.deepEqual(sandboxes.map(({ containers }) => containers.map(({ name, left }) => [name, left])), [[["container1", undefined]], [["sidecar", true]]]);
  });

  it("draws no cable for a container that does not run, and leaves it out until it is asked for", () => {
    const topology = drawn([live("container1"), live("old", { state: "exited" })], [veth("container1"), bare("old", "veth", "stopped")]);
    assert.deepEqual(topology.cables.map(({ link }) => link?.container.name), ["container1"]);
    assert.deepEqual(shownOf(topology, { ...everything, stopped: false }).sandboxes.map(({ containers }) => containers[0]?.name), ["container1"]);
    assert.deepEqual(shownOf(topology, everything).sandboxes.map(({ kind }) => kind), ["own", "stopped"]);
  });

  it("ends a cable at the bridge that it is on, not at the one where it should be", () => {
    const other = networkLike("shop", { id: "shop-id" as never, bridge: "br-shop" });
    const moved = veth("container1", { peer: { interface: "veth1", ifindex: 40, bridge: "br-shop", namespace: "host" } });
    assert.deepEqual(drawn([live("container1")], [moved], [net, other]).cables.map(({ segment }) => segment), ["network/shop-id"]);
    const lost = veth("container1", { peer: { interface: "veth1", ifindex: 40, namespace: "host" } });
    assert.deepEqual(drawn([live("container1")], [lost]).cables.map(({ segment }) => segment), ["interface/veth1"]);
  });

  it("draws what the engine has on record, and nothing proven, until the links are read", () => {
    const { cables } = topologyOf({ facts: factsOf({ networks: [net], containers: [live("container1")] }) });
    assert.deepEqual(cables.map(({ segment, verdict }) => [segment, verdict]), [["network/id-of-my-net", "unavailable"]]);
  });

  it("cuts a cable of which one end is down", () => {
    const host: HostView = { visible: true, others: [], bridges: [{ name: "br-2f1a09c3d7e4", ifindex: 5, addresses: [], networks: [{ id: net.id, name: net.name, driver: "bridge" }], findings: [], ports: [{ name: "veth0fbbd68", ifindex: 40, state: "disabled", addresses: [], networks: [], findings: [] }] }] };
    assert.deepEqual(drawn([live("container1")], [veth("container1")], [net], host).cables.map(({ down }) => down), [true]);
    assert.deepEqual(drawn([live("container1")], [veth("container1", { state: "up" })]).cables.map(({ down }) => down), [false]);
  });

  it("knows how a network is left: not at all, routed, with another address, past the host, or in VXLAN", () => {
    const exit = (more: Parameters<typeof networkLike>[1], nodes?: readonly string[]) => {
      const network = networkLike("n", more);
      return topologyOf({ facts: factsOf({ networks: [network], containers: [] }), ...(nodes && { report: { links: [], nodes: { [network.id]: nodes } } }) }).segments[0]?.exit;
    };
    assert.deepEqual(exit({}), { kind: "nat" });
    assert.deepEqual(exit({ internal: true }), { kind: "none" });
    assert.deepEqual(exit({ options: { "com.docker.network.bridge.enable_ip_masquerade": "false" } }), { kind: "routed" });
    assert.deepEqual(exit({ options: { "com.docker.network.bridge.gateway_mode_ipv4": "routed" } }), { kind: "routed" });
    assert.deepEqual(exit({ driver: "macvlan", options: { parent: "eth0" } }), { kind: "parent", parent: "eth0" });
    assert.deepEqual(exit({ driver: "overlay", options: { "com.docker.network.driver.overlay.vxlanid_list": "4097" } }), { kind: "vxlan", id: "4097", nodes: [] });
    assert.deepEqual(exit({ driver: "overlay" }, ["192.0.2.1", "192.0.2.2"]), { kind: "vxlan", nodes: ["192.0.2.1", "192.0.2.2"] });
    assert.deepEqual(exit({ driver: "weird" }), { kind: "unknown" });
  });

  it("draws a wire between two containers once, with a cable from either", () => {
    const end = (of: string, other: string): Parameters<typeof report>[number] =>
      veth(of, { network: null, interface: "eth1", ifindex: of === "container1" ? 5 : 7, peer: { interface: "eth1", ifindex: of === "container1" ? 7 : 5, namespace: "container", container: { id: idOf(other), name: other } } });
    const { segments, cables, host } = drawn([live("container1"), live("container2")], [end("container1", "container2"), end("container2", "container1")]);
    const wire = segments.filter(({ kind }) => kind === "patch");
    assert.deepEqual(wire.map(({ name }) => name), ["container1:eth1 ⇄ container2:eth1"]);
    assert.deepEqual(cables.filter(({ segment }) => segment === wire[0]!.id).map(({ sandbox, verdict }) => [sandbox, verdict]), [[`sandbox/${idOf("container1")}`, "verified"], [`sandbox/${idOf("container2")}`, "verified"]]);
    assert.deepEqual(host.interfaces, []);
  });

  it("leads a published port through the only network that leads out, and says so where there are several", () => {
    const back = networkLike("back", { id: "back-id" as never, bridge: "br-back", internal: true });
    const front = networkLike("a-front", { id: "front-id" as never, bridge: "br-front" });
    const ports = [{ hostIp: "0.0.0.0", hostPort: 8080, containerPort: 80, protocol: "tcp" }, { hostIp: "::", hostPort: 8080, containerPort: 80, protocol: "tcp" }, { containerPort: 81, protocol: "tcp" }];
    const on = (...networks: (typeof net)[]) => drawn([live("container1", { ports, attachments: networks.map((network) => attachmentOn(network)) })], [], [net, back, front]).publications;
    assert.deepEqual(on(net, back).map(({ hostPort, segment, sure, hostIps }) => [hostPort, segment, sure, hostIps]), [[8080, "network/id-of-my-net", true, []]]);
    assert.deepEqual(on(net, front).map(({ segment, sure }) => [segment, sure]), [["network/front-id", false]]);
    assert.deepEqual(on(back).map(({ segment }) => segment), [undefined]);
  });

  it("draws a thousand containers as groups, and one network’s one by one when asked", () => {
    const { facts, report: links } = syntheticState({ containers: 1000, networks: 100 });
    const topology = topologyOf({ facts: facts!, report: links });
    const shown = shownOf(topology, everything);
    assert.ok(shown.sandboxes.length + shown.groups.length < 260, `${shown.sandboxes.length} + ${shown.groups.length}`);
    assert.equal(shown.sandboxes.length + shown.groups.reduce((sum, { sandboxes }) => sum + sandboxes.length, 0), 1000);
    const [group] = shown.groups;
    const open = shownOf(topology, { ...everything, expanded: [group!.segments[0]!] });
    assert.equal(open.groups.some(({ id }) => id === group!.id), false);
  });

  it("leaves, in focus, what is not near", () => {
    const { facts, report: links } = syntheticState({ containers: 40, networks: 9 });
    const topology = topologyOf({ facts: facts!, report: links });
    const project = shownOf(topology, { ...everything, focus: "project/shop1" });
    assert.ok(project.sandboxes.length > 0);
    for (const { project: name } of project.sandboxes) assert.equal(name, "shop1");
    assert.ok(project.segments.some(({ name }) => name === "proxy"), "also the network that it shares");
  });

  it("lights up, from a container, its networks and who else is on them; from a cable, its two ends", () => {
    const topology = drawn([live("container1"), live("container2")], [veth("container1"), veth("container2", { ifindex: 41, peer: { interface: "veth2", ifindex: 42, bridge: "br-2f1a09c3d7e4", namespace: "host" } })]);
    const shown = shownOf(topology, everything);
    const [one, two] = shown.sandboxes;
    assert.ok(reachOf(shown, one!.id).has(two!.id));
    const cable = shown.cables.find(({ sandbox }) => sandbox === one!.id)!;
    assert.deepEqual([...reachOf(shown, cable.id)].sort(), [cable.id, one!.id, "network/id-of-my-net"].sort());
  });
});
