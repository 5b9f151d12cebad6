import assert from "node:assert/strict";
import fc from "fast-check";
import { specOfInspected } from "../../../src/core/inspected";
import { decodeNetworkEditForm, type Edited, editedNetwork, editIssuesOf, networkEditFormOf, rebuildOf, wantedSpec } from "../../../src/core/networkEdit";
import type { ContainerId, NetworkId } from "../../../src/core/inventory";
import type { NetworkForm } from "../../../src/core/networkForm";
import { plannedSteps } from "../../../src/core/rebuild";
import { withValue } from "../../../src/core/paths";
import type { NetworkSpec } from "../../../src/core/spec";
import { anyNetworkSpec } from "../../support/specs";
import { containerLike, inventoryLike, networkLike } from "./sample";

const spec: NetworkSpec = {
  name: "shop", driver: "bridge", internal: false, ipv6: true, attachable: false, options: { "com.docker.network.driver.mtu": "1400", odd: "1" }, labels: { "team name": "a b" },
  pools: [{ subnet: "10.9.0.0/24", gateway: "10.9.0.1", aux: { router: "10.9.0.4" } }, { subnet: "fd00:9::/64" }],
};
const shop = networkLike("shop", { pools: [{ subnet: "10.9.0.0/24" }], bridge: "br-shop" });
const web = containerLike("web", { attachments: [{ networkId: shop.id, networkName: "shop", ipv4: "10.9.0.7/24", aliases: [] }] });
const inventory = inventoryLike([shop, networkLike("other", { pools: [{ subnet: "10.20.0.0/24" }], bridge: "br-other" })], [web]);
const edited: Edited = { id: shop.id, spec, members: [{ container: { id: web.id, name: "web" }, endpoint: { aliases: ["www"], ipv4: "10.9.0.7" } }] };
const form = (change: Partial<NetworkForm> = {}) => ({ ...networkEditFormOf(edited), ...change });
const kinds = (change: Partial<NetworkForm>, at = inventory): Record<string, string> => Object.fromEntries([...editIssuesOf(form(change), at)].map(([id, { kind }]) => [id, kind]));

describe("A network that is to be different", () => {
  it("is the very same while nothing was changed, whatever it is", () => {
    fc.assert(
      fc.property(anyNetworkSpec(), (any) => {
        const draft = networkEditFormOf({ ...edited, spec: any });
        assert.equal(wantedSpec(draft), any);
        assert.deepEqual(wantedSpec(decodeNetworkEditForm(JSON.parse(JSON.stringify(draft)))), any);
      }),
    );
  });

  it("keeps all but what was changed exactly as it is, also what the form writes in another way", () => {
    const told = specOfInspected({ Name: "shop", Driver: "ipvlan", Scope: "local", Options: { ipvlan_flag: "bridge", internal: "yes", parent: "eth0.10" }, Labels: {}, IPAM: { Config: [] } });
    assert.ok(told);
    const draft = networkEditFormOf({ ...edited, spec: told });
    assert.deepEqual(wantedSpec({ ...draft, name: "store" }), { ...told, name: "store" });
    assert.deepEqual(wantedSpec({ ...draft, vlan: "20" }).options, { ...told.options, parent: "eth0.20" });
    assert.deepEqual(wantedSpec(form({ internal: true })), { ...spec, internal: true });
    assert.deepEqual(wantedSpec(form({ ipv6: false })).pools, [spec.pools[0]]);
  });

  it("is checked against all that is there but the network itself, and not for what it has already", () => {
    assert.deepEqual(kinds({}), {}, "a label with a space would not do in a new network");
    assert.deepEqual(kinds({ labels: [{ key: "team name", value: "c" }] }), {});
    assert.deepEqual(kinds({ labels: [{ key: "an other", value: "c" }] }), { "labels/0/key": "keySpace" });
    const pools = (subnet: string): Partial<NetworkForm> => ({ pools: form().pools.map((pool, at) => (at === 0 ? { ...pool, subnet } : pool)) });
    assert.equal(kinds(pools("10.20.0.0/24"))["pools/0/subnet"], "overlap");
    assert.deepEqual(kinds(pools("10.30.0.0/24")), { "pools/0/gateway": "outside", "pools/0/aux/0/value": "outside" });
    const bridge = (name: string): Partial<NetworkForm> => withValue(form(), "settings", { ...form().settings, "com.docker.network.bridge.name": name }) as NetworkForm;
    assert.deepEqual(kinds(bridge("br-other")), { "settings/com.docker.network.bridge.name": "bridgeInUse" });
    assert.deepEqual(kinds(bridge("br-shop")), {});
  });

  it("keeps its name while a container that was created on it could not start any more", () => {
    const created = { ...inventory, containers: [containerLike("web", { mode: { kind: "network", network: "shop" } })] };
    assert.deepEqual(kinds({ name: "store" }, created), { name: "nameNeeded" });
    assert.deepEqual(kinds({ name: "store" }), {});
    assert.deepEqual(kinds({ name: "other" }, created), { name: "nameInUse" });
  });

  it("is found by its name after a rebuild was taken back, which gave it another id", () => {
    const renewed = { ...shop, id: "9".repeat(64) as NetworkId };
    assert.equal(editedNetwork(edited, { ...inventory, networks: [renewed] }), renewed);
    assert.equal(editedNetwork(edited, { ...inventory, networks: [] }), undefined);
  });

  it("plans with everybody who is on it by now: those noted as they were, those who came with their addresses", () => {
    const late = containerLike("late", { attachments: [{ networkId: shop.id, networkName: "shop", ipv4: "10.9.0.8/24", aliases: [] }] });
    const rebuild = rebuildOf(form({ internal: true }), { ...inventory, containers: [web, late] });
    assert.deepEqual(rebuild.old.members.map(({ container, endpoint }) => [container.name, endpoint]), [["web", edited.members[0]?.endpoint], ["late", { aliases: [], ipv4: "10.9.0.8" }]]);
    assert.deepEqual(plannedSteps(rebuild).map(({ kind }) => kind), ["disconnect", "disconnect", "removeNetwork", "createNetwork", "connect", "connect"]);
    const gone = rebuildOf(form(), { ...inventory, containers: [] });
    assert.deepEqual(gone.old.members, []);
  });

  it("is nobody's network where what was kept cannot be read", () => {
    for (const odd of [undefined, 7, {}, { edited: { id: 7 } }, { name: "a", edited: { id: "x", spec: {}, members: [] } }]) assert.equal(decodeNetworkEditForm(odd).edited.id, "" as ContainerId as unknown as NetworkId);
  });
});
