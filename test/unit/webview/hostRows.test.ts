import assert from "node:assert/strict";
import type { HostInterface, HostView } from "../../../src/core/hostView";
import type { ContainerId, NetworkId } from "../../../src/core/inventory";
import { englishWords } from "../../../src/protocol/strings";
import { decodeInterfacesState } from "../../../src/webview/interfaces/state";
import { countFindings, filterHost, hostGroups, layOutHost, plainHostLine, spokenHost, type HostGroup, type HostRow } from "../../../src/webview/model/hostRows";

const one = (name: string, ifindex: number, more: Partial<HostInterface> = {}): HostInterface => ({ name, ifindex, addresses: [], networks: [], findings: [], state: "up", ...more });
const container = (name: string): NonNullable<HostInterface["behind"]> => ({ kind: "container", container: { id: name.padEnd(64, "0") as ContainerId, name }, interface: "eth0", ifindex: 39 });
const myNet = { id: "n" as NetworkId, name: "my-net", driver: "bridge" };

const view: HostView = {
  visible: true,
  bridges: [
    {
      ...one("br-2f1a09c3d7e4", 3, { kind: "bridge", networks: [myNet], addresses: ["fe80::1/64", "172.19.0.1/16"] }),
      ports: [
        one("veth0fbbd68", 40, { kind: "veth", behind: container("container1"), mac: "02:42:ac:13:00:03", mtu: 1500 }),
        one("vethlost", 41, { kind: "veth", behind: { kind: "elsewhere" }, findings: [{ code: "orphan", params: {} }] }),
      ],
    },
    { name: "br-shop", kind: "bridge", addresses: [], networks: [{ ...myNet, name: "shop" }], findings: [{ code: "missing", params: { network: "shop" } }], ports: [] },
  ],
  others: [one("eth0", 2, { addresses: ["10.0.0.2/24"] }), one("veth9", 3939, { kind: "veth", behind: { kind: "unknown", containers: ["a", "b", "c", "d"] } }), one("lo", 1, { loopback: true, state: "unknown" })],
};
const groups = hostGroups(view, englishWords);
const outline = (shown: readonly HostGroup[]): string[] => layOutHost(shown, new Set()).map((item) => (item.type === "interface" ? `  ${item.row.interface.name}` : (item.group.bridge?.interface.name ?? "others")));
const find = (query: string, findingsOnly = false): string[] => outline(filterHost(groups, { query, findingsOnly }));
const row = (name: string): HostRow => {
  const found = groups.flatMap(({ bridge, rows }) => [...(bridge ? [bridge] : []), ...rows]).find((candidate) => candidate.interface.name === name);
  assert.ok(found);
  return found;
};

describe("The host's interfaces in the map", () => {
  it("stand under their bridges, those without one last", () => {
    assert.deepEqual(outline(groups), ["br-2f1a09c3d7e4", "  veth0fbbd68", "  vethlost", "br-shop", "others", "  eth0", "  veth9", "  lo"]);
    assert.deepEqual(layOutHost(groups, new Set(["#3"])).map(({ key }) => key), ["#3", "missing/br-shop", "others", "#2", "#3939", "#1"]);
  });

  it("are found by name, index, address, MAC, container, network, and what is odd about them", () => {
    for (const query of ["veth0fbbd68", "#40", "[40]", "container1", "02:42:ac:13:00:03", "container1 my-net", "container100"]) assert.deepEqual(find(query), ["br-2f1a09c3d7e4", "  veth0fbbd68"], query);
    assert.deepEqual(find("#39"), ["br-2f1a09c3d7e4", "  veth0fbbd68", "others", "  veth9"], "indices of both ends; typing goes on");
    assert.deepEqual(find("[3939]"), ["others", "  veth9"]);
    assert.deepEqual(find("orphan"), ["br-2f1a09c3d7e4", "  vethlost"]);
    assert.deepEqual(find("hardware"), ["others", "  eth0"]);
    assert.deepEqual(find("nothing-like-it"), []);
  });

  it("keep all ports of a bridge that is itself found", () => {
    assert.deepEqual(find("my-net"), ["br-2f1a09c3d7e4", "  veth0fbbd68", "  vethlost"]);
    assert.deepEqual(find("172.19.0.1"), ["br-2f1a09c3d7e4", "  veth0fbbd68", "  vethlost"]);
  });

  it("can be only those with findings, each in its place", () => {
    assert.equal(countFindings(groups), 2);
    assert.deepEqual(find("", true), ["br-2f1a09c3d7e4", "  vethlost", "br-shop"]);
    assert.deepEqual(find("shop", true), ["br-shop"]);
  });

  it("are spoken and copied with all that matters", () => {
    assert.equal(spokenHost(row("veth0fbbd68"), englishWords.map), "veth0fbbd68 index 40, veth, up, connected to container1 eth0 #39");
    assert.match(spokenHost(row("vethlost"), englishWords.map), /finding: orphan/);
    assert.equal(spokenHost(row("br-2f1a09c3d7e4"), englishWords.map), "br-2f1a09c3d7e4 index 3, bridge, up, network my-net, 172.19.0.1/16");
    assert.equal(plainHostLine(row("veth0fbbd68")), "veth0fbbd68 #40 veth up mtu 1500 02:42:ac:13:00:03 ⇄ container1 eth0 #39");
    assert.match(row("veth9").connected, /not known: a, b, \+2 could not be read/);
  });

  it("keep what a person chose, and take nothing odd for it", () => {
    const state = { query: "x", findingsOnly: true, folded: ["#3"], active: "#40", top: { key: "#3", offset: 4 } };
    assert.deepEqual(decodeInterfacesState(JSON.parse(JSON.stringify(state))), state);
    for (const odd of [undefined, null, 7, "x", { query: 1, folded: "a", top: { key: 1 }, active: {} }]) assert.deepEqual(decodeInterfacesState(odd), { query: "", findingsOnly: false, folded: [] });
  });
});
