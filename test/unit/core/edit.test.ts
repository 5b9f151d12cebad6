import assert from "node:assert/strict";
import fc from "fast-check";
import { checkEdit, draftOfSpec, editedSpec, editFields, firstEditIssue } from "../../../src/core/edit";
import type { NetworkSpec } from "../../../src/core/spec";
import { containerLike, inventoryLike, networkLike } from "./sample";

const spec: NetworkSpec = {
  name: "shop", driver: "bridge", internal: false, ipv6: true, attachable: false, options: { "com.docker.network.driver.mtu": "1400" }, labels: { team: "a b", empty: "" },
  pools: [{ subnet: "10.9.0.0/24", gateway: "10.9.0.1", aux: { router: "10.9.0.4" } }, { subnet: "fd00:9::/64" }, { subnet: "10.10.0.0/24" }],
};
const shop = networkLike("shop", { pools: [{ subnet: "10.9.0.0/24" }] });
const inventory = inventoryLike([shop, networkLike("other", { pools: [{ subnet: "10.20.0.0/24" }] })], [containerLike("web", { mode: { kind: "network", network: "shop" } })], { version: "20.10.24" });

describe("What of a network is to be different", () => {
  it("changes only that, and keeps what no field shows", () => {
    const draft = draftOfSpec(spec);
    assert.deepEqual(editedSpec(spec, draft), spec);
    assert.deepEqual(editedSpec(spec, { ...draft, internal: true, range: "10.9.0.128/25" }).pools[0], { ...spec.pools[0], ipRange: "10.9.0.128/25" });
    assert.deepEqual(editedSpec(spec, { ...draft, ipv6: false }).pools, [spec.pools[0], spec.pools[2]]);
    assert.deepEqual(editedSpec(spec, { ...draft, subnet: "10.30.0.0/24", gateway: "" }).pools[0], { subnet: "10.30.0.0/24" }, "reserved addresses belong to the old subnet");
  });

  it("takes labels and options through their text, whatever is in them", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 }).filter((word) => !word.includes("=") && !/[\s"]/.test(word[0] ?? ""));
    fc.assert(
      fc.property(fc.dictionary(text, fc.string({ unit: "grapheme" }), { noNullPrototype: true }), (labels) => {
        assert.deepEqual(editedSpec(spec, draftOfSpec({ ...spec, labels })).labels, labels);
      }),
    );
  });

  it("is checked against all that is there but the network itself", () => {
    const draft = draftOfSpec(spec);
    const issue = (change: Partial<typeof draft>) => firstEditIssue({ ...draft, ...change }, shop, inventory);
    assert.equal(issue({}), undefined);
    assert.equal(issue({ subnet: "10.20.0.0/16", gateway: "", range: "" }), "subnet");
    assert.equal(issue({ subnet: "10.30.0.0/24" }), "gateway", "it is outside now");
    assert.equal(issue({ range: "10.8.0.0/25" }), "range");
    assert.equal(issue({ range: "10.9.0.0/16" }), "range", "larger than the subnet");
    assert.equal(issue({ subnet6: "", gateway6: "" }), "subnet6", "this engine chooses none");
    assert.equal(issue({ options: "mtu" }), "options");
    assert.deepEqual(editFields({ ...draft, subnet: "", ipv6: false }), ["name", "subnet", "ipv6", "internal", "attachable", "options", "labels"]);
  });

  it("is not the name, while a container that was created on it could not start any more", () => {
    const draft = { ...draftOfSpec(spec), name: "store" };
    assert.deepEqual(checkEdit("name", draft, shop, inventory), { kind: "nameNeeded", container: "web" });
    assert.equal(checkEdit("name", draft, shop, { ...inventory, containers: [] }), undefined);
    assert.equal(checkEdit("name", { ...draft, name: "other" }, shop, { ...inventory, containers: [] })?.kind, "nameInUse");
  });
});
