import assert from "node:assert/strict";
import fc from "fast-check";
import { dockerCommand, quote } from "../../../src/core/cli";
import { beyondCompose, composeNetwork } from "../../../src/core/compose";
import { decodeNetworkForm, emptyNetworkForm, emptyPool, movePool, type NetworkForm, networkFormOf, specOfForm } from "../../../src/core/networkForm";
import { checkRange, fieldOfRefusal, issuesOf } from "../../../src/core/networkFormIssues";
import { anyNetworkSpec } from "../../support/specs";
import { inventoryLike, networkLike } from "./sample";
import { parse } from "yaml";

const form = (more: Partial<NetworkForm> = {}): NetworkForm => ({ ...emptyNetworkForm, name: "my-net", ...more });
const pool = (subnet: string, more: Partial<NetworkForm["pools"][number]> = {}): NetworkForm["pools"][number] => ({ ...emptyPool, subnet, ...more });
const kinds = (draft: NetworkForm, inventory = inventoryLike([])): Record<string, string> => Object.fromEntries([...issuesOf(draft, inventory)].map(([id, { kind }]) => [id, kind]));

describe("The full form of a network", () => {
  it("gives back every network that it was filled from", () => {
    fc.assert(fc.property(anyNetworkSpec(), (spec) => assert.deepEqual(specOfForm(networkFormOf(spec)), spec)), { numRuns: 300 });
  });

  it("is the same after it was kept and read again", () => {
    fc.assert(fc.property(anyNetworkSpec(), (spec) => {
      const draft = networkFormOf(spec);
      assert.deepEqual(decodeNetworkForm(JSON.parse(JSON.stringify(draft))), draft);
    }));
    for (const odd of [undefined, null, 7, "x", [], { pools: 3, settings: [], template: "what", labels: [7] }]) assert.equal(decodeNetworkForm(odd).driver, "bridge");
  });

  it("finds nothing wrong with an empty form but the missing name", () => {
    assert.deepEqual(kinds(emptyNetworkForm), { name: "nameEmpty" });
    assert.deepEqual(kinds(form()), {});
  });

  it("tells what is wrong with each address, at its field", () => {
    const inventory = inventoryLike([networkLike("taken", { pools: [{ subnet: "10.9.0.0/24" }] })]);
    const pools = [
      pool("10.8.0.0/24", { gateway: "10.7.0.1", ipRange: "10.8.0.0/16", aux: [{ key: "a", value: "10.8.0.0" }, { key: "a", value: "10.8.0.9" }, { key: "", value: "10.8.0.7" }] }),
      pool("10.8.0.128/25"),
      pool("10.9.0.0/25"),
      pool("fd00:1::/64"),
      pool("", { gateway: "10.6.0.1" }),
    ];
    assert.deepEqual(kinds(form({ driver: "macvlan", pools }), inventory), {
      "pools/0/gateway": "outside",
      "pools/0/ipRange": "outside",
      "pools/0/aux/0/value": "networkAddress",
      "pools/0/aux/1/key": "keyTwice",
      "pools/0/aux/2/key": "keyMissing",
      "pools/1/subnet": "overlapSelf",
      "pools/2/subnet": "overlap",
      "pools/3/subnet": "familyOff",
      "pools/4/subnet": "subnetNeeded",
    });
    assert.deepEqual(kinds(form({ pools: [pool("10.8.0.0/24"), pool("10.7.0.0/24")] })), { "pools/1/subnet": "onePool" });
  });

  it("checks the range of a pool", () => {
    assert.equal(checkRange("10.8.0.128/25", "10.8.0.0/24"), undefined);
    assert.equal(checkRange("10.8.0.129/25", "10.8.0.0/24")?.kind, "hostBits");
    assert.equal(checkRange("10.9.0.0/25", "10.8.0.0/24")?.kind, "outside");
    assert.equal(checkRange("fd00::/64", "10.8.0.0/24")?.kind, "wrongFamily");
  });

  it("demands of an engine only what it can do", () => {
    const old = inventoryLike([], [], { version: "20.10.24", apiVersion: "1.41" });
    const settings = { ...emptyNetworkForm.settings, "com.docker.network.bridge.gateway_mode_ipv4": "routed" };
    assert.deepEqual(kinds(form({ ipv4: false, ipv6: true, settings }), old), {
      ipv4: "needsApi",
      "pools/0/subnet": "ipv6Needed",
      "settings/com.docker.network.bridge.gateway_mode_ipv4": "needsApi",
    });
    assert.deepEqual(kinds(form({ driver: "overlay", scope: "swarm" })), { driver: "needsSwarm", scope: "needsSwarm" });
    const isolated = { ...emptyNetworkForm.settings, "com.docker.network.bridge.gateway_mode_ipv4": "isolated" };
    assert.deepEqual(kinds(form({ settings: isolated })), { "settings/com.docker.network.bridge.gateway_mode_ipv4": "needsInternal" });
    assert.deepEqual(kinds(form({ settings: isolated, internal: true })), {});
  });

  it("asks a network from a template for nothing that the template gives", () => {
    const spec = specOfForm(form({ template: "from", configFrom: "t", pools: [pool("10.8.0.0/24")], labels: [{ key: "a", value: "b" }], options: [{ key: "a", value: "b" }], ipv6: true, internal: true }));
    assert.deepEqual(spec, { name: "my-net", driver: "bridge", pools: [], internal: true, ipv6: false, attachable: false, options: {}, labels: {}, configFrom: "t" });
    assert.equal(specOfForm(form({ template: "is", internal: true, attachable: true })).internal, false);
  });

  it("puts a VLAN behind its parent", () => {
    const spec = specOfForm(form({ driver: "macvlan", parent: "eth0", vlan: "10" }));
    assert.deepEqual(spec.options, { parent: "eth0.10" });
    assert.deepEqual([networkFormOf(spec).parent, networkFormOf(spec).vlan], ["eth0", "10"]);
  });

  it("keeps the place of every address when a copy goes to another subnet", () => {
    const moved = movePool(pool("10.8.0.0/24", { gateway: "10.8.0.254", ipRange: "10.8.0.128/25", aux: [{ key: "r", value: "10.8.0.9" }] }), "10.9.4.0/24");
    assert.deepEqual(moved, pool("10.9.4.0/24", { gateway: "10.9.4.254", ipRange: "10.9.4.128/25", aux: [{ key: "r", value: "10.9.4.9" }] }));
  });

  it("finds the field that a refusal is about", () => {
    const draft = form({ pools: [pool("10.8.0.0/24", { gateway: "10.8.0.1" }), pool("fd00::/64")], options: [{ key: "com.example.x", value: "1" }] });
    assert.equal(fieldOfRefusal("network with name my-net already exists", draft), "name");
    assert.equal(fieldOfRefusal("invalid pool request: Pool overlaps with other one on this address space (fd00::/64)", draft), "pools/1/subnet");
    assert.equal(fieldOfRefusal("Pool overlaps with other one on this address space", draft), undefined);
    assert.equal(fieldOfRefusal("Pool overlaps with other one on this address space", form({ pools: [pool("10.8.0.0/24")] })), "pools/0/subnet");
    assert.equal(fieldOfRefusal("failed to allocate gateway (10.8.0.1): Address already in use", draft), "pools/0/gateway");
    assert.equal(fieldOfRefusal("invalid value for com.example.x", draft), "options/0/value");
    assert.equal(fieldOfRefusal("the moon is in the wrong house", draft), undefined);
    const refused = "failed to create eth0.7 vlan link: operation not supported";
    assert.equal(fieldOfRefusal(refused, form({ driver: "macvlan", parent: "eth0", vlan: "7" })), "vlan");
    assert.equal(fieldOfRefusal(refused, form({ driver: "ipvlan", parent: "eth0.7" })), "parent");
    // Without a parent the engine makes a dummy interface.
    assert.equal(fieldOfRefusal("operation not supported", form({ driver: "macvlan" })), "parent");
    assert.equal(fieldOfRefusal("failed to create the macvlan port: operation not supported", form({ driver: "macvlan", parent: "eth0" })), "driver");
    assert.equal(fieldOfRefusal("operation not supported", form({ driver: "overlay" })), "driver");
  });
});

describe("A network as Compose", () => {
  it("says all that Compose has words for", () => {
    const spec = specOfForm(form({ ipv6: true, internal: true, pools: [pool("10.8.0.0/24", { gateway: "10.8.0.1", ipRange: "10.8.0.128/25", aux: [{ key: "r", value: "10.8.0.9" }] })], labels: [{ key: "price", value: "$5" }, { key: "answer", value: "no" }] }));
    const text = composeNetwork(spec);
    const { networks } = parse(text, { version: "1.1" }) as { networks: Record<string, Record<string, unknown>> };
    assert.deepEqual(networks["my-net"], {
      name: "my-net",
      driver: "bridge",
      internal: true,
      enable_ipv6: true,
      // Compose would put a variable in for a single dollar, and an older reader takes a bare no for false.
      labels: { price: "$$5", answer: "no" },
      ipam: { config: [{ subnet: "10.8.0.0/24", gateway: "10.8.0.1", ip_range: "10.8.0.128/25", aux_addresses: { r: "10.8.0.9" } }] },
    });
    assert.deepEqual(beyondCompose(spec), []);
    assert.deepEqual(beyondCompose({ ...spec, configOnly: true, scope: "swarm" }), ["--config-only", "--scope"]);
  });
});

describe("The command of a network with all options", () => {
  it("has a flag for each", () => {
    const spec = specOfForm(form({ pools: [pool("10.8.0.0/24", { ipRange: "10.8.0.128/25", aux: [{ key: "r", value: "10.8.0.9" }] })], ipv4: false, ipv6: true, ingress: true, scope: "swarm", attachable: true, ipamDriver: "x", ipamOptions: [{ key: "a", value: "b" }] }));
    assert.equal(
      quote(dockerCommand({ kind: "createNetwork", spec: { ...spec, ipv4: false, pools: [{ subnet: "10.8.0.0/24", ipRange: "10.8.0.128/25", aux: { r: "10.8.0.9" } }] } })),
      "docker network create --driver bridge --ipam-driver x --ipam-opt a=b --subnet 10.8.0.0/24 --ip-range 10.8.0.128/25 --aux-address r=10.8.0.9 --ipv4=false --ipv6 --attachable --ingress --scope swarm my-net",
    );
    assert.equal(quote(dockerCommand({ kind: "createNetwork", spec: specOfForm(form({ template: "is" })) })), "docker network create --driver bridge --config-only my-net");
    assert.equal(quote(dockerCommand({ kind: "createNetwork", spec: specOfForm(form({ template: "from", configFrom: "t" })) })), "docker network create --driver bridge --config-from t my-net");
  });
});
