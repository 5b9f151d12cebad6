import assert from "node:assert/strict";
import { checkStep, driverOffers, emptyDraft, firstIssue, type NetworkDraft, specOf, stepOfRefusal, stepsOf } from "../../../src/core/draft";
import { engineLike, inventoryLike, networkLike } from "./sample";

const draft = (more: Partial<NetworkDraft> = {}): NetworkDraft => ({ ...emptyDraft, name: "my-net", ...more });

describe("The form for a network", () => {
  it("asks only what applies", () => {
    assert.deepEqual(stepsOf(draft()), ["name", "driver", "subnet", "flags", "review"]);
    assert.deepEqual(stepsOf(draft({ subnet: "10.9.0.0/24" })), ["name", "driver", "subnet", "gateway", "flags", "review"]);
    assert.deepEqual(stepsOf(draft({ driver: "macvlan", flags: ["ipv6"] })), ["name", "driver", "parent", "subnet", "flags", "subnet6", "review"]);
  });

  it("offers the engine's drivers, and says why not the others", () => {
    const offers = driverOffers(engineLike());
    assert.deepEqual(offers.filter(({ offered }) => offered).map(({ driver }) => driver), ["bridge", "macvlan", "ipvlan"]);
    assert.deepEqual(offers.filter((offer) => !offer.offered), [
      { driver: "overlay", offered: false, why: "needsSwarm" },
      { driver: "host", offered: false, why: "onlyOne" },
      { driver: "null", offered: false, why: "onlyOne" },
    ]);
    assert.deepEqual(driverOffers(engineLike({ swarm: true, networkDrivers: ["weave", "overlay", "bridge"] })).map(({ driver }) => driver), ["bridge", "overlay", "weave"]);
    assert.deepEqual(driverOffers(engineLike({ networkDrivers: [] })), [{ driver: "bridge", offered: true }]);
  });

  it("checks each answer while it is typed", () => {
    const inventory = inventoryLike([networkLike("taken", { pools: [{ subnet: "10.9.0.0/24" }] })]);
    assert.equal(checkStep("name", draft({ name: "taken" }), inventory)?.kind, "nameInUse");
    assert.equal(checkStep("subnet", draft({ subnet: "10.9.0.0/16" }), inventory)?.kind, "overlap");
    assert.equal(checkStep("gateway", draft({ subnet: "10.8.0.0/24", gateway: "10.9.0.1" }), inventory)?.kind, "outside");
    assert.equal(checkStep("subnet6", draft({ subnet6: "10.8.0.0/24" }), inventory)?.kind, "wrongFamily");
    for (const step of stepsOf(draft())) assert.equal(checkStep(step, draft(), inventory), undefined, step);
  });

  it("demands an IPv6 subnet only of engines that choose none", () => {
    const kind = (engine: Parameters<typeof engineLike>[0]) => checkStep("subnet6", draft({ flags: ["ipv6"] }), inventoryLike([], [], engine))?.kind;
    assert.equal(kind({ version: "20.10.24+dfsg1" }), "ipv6Needed");
    assert.equal(kind({ version: "28.5.2" }), undefined);
    assert.equal(kind({ version: "4.3.1", product: "podman" }), undefined);
  });

  it("finds what another answer has spoiled", () => {
    const inventory = inventoryLike([networkLike("taken", { pools: [{ subnet: "10.9.0.0/24" }] })]);
    const overlay = draft({ driver: "overlay", subnet: "10.9.0.0/24" });
    assert.equal(firstIssue(overlay, inventory), undefined);
    assert.equal(firstIssue({ ...overlay, driver: "bridge" }, inventory), "subnet");
    assert.equal(firstIssue({ ...overlay, subnet: "10.8.0.0/24", gateway: "10.9.0.1" }, inventory), "gateway");
  });

  it("asks the engine for exactly what was typed", () => {
    assert.deepEqual(specOf(draft({ subnet: "10.8.0.0/24", gateway: "10.8.0.9", flags: ["internal", "ipv6"], subnet6: "fd00:1::/64" })), {
      name: "my-net",
      driver: "bridge",
      pools: [{ subnet: "10.8.0.0/24", gateway: "10.8.0.9" }, { subnet: "fd00:1::/64" }],
      internal: true,
      ipv6: true,
      attachable: false,
      options: {},
      labels: {},
    });
  });

  it("leaves out what belongs to steps that no longer apply", () => {
    const spec = specOf(draft({ driver: "bridge", parent: "eth0", gateway: "10.8.0.1", flags: ["attachable"], subnet6: "fd00:1::/64" }));
    assert.deepEqual([spec.pools, spec.options, spec.attachable, spec.ipv6], [[], {}, false, false]);
    assert.deepEqual(specOf(draft({ driver: "macvlan", parent: "eth0" })).options, { parent: "eth0" });
  });

  it("goes back to the step that a refusal is about", () => {
    const step = (message: string, more: Partial<NetworkDraft> = {}) => stepOfRefusal(message, draft(more));
    assert.equal(step("network with name my-net already exists"), "name");
    assert.equal(step("Pool overlaps with other one on this address space", { subnet: "10.8.0.0/24" }), "subnet");
    assert.equal(step("Pool overlaps with other one on this address space", { subnet6: "fd00::/64", flags: ["ipv6"] }), "subnet6");
    assert.equal(step("failed to allocate gateway (10.8.0.0): Address already in use", { subnet: "10.8.0.0/24" }), "gateway");
    assert.equal(step("operation not supported", { driver: "ipvlan" }), "driver");
    assert.equal(step("invalid subinterface vlan name nope", { driver: "macvlan" }), "parent");
    assert.equal(step("the moon is in the wrong house"), "review");
    assert.equal(step("no matching subnet for gateway 10.8.0.1"), "review", "a step that is not asked cannot be gone back to");
  });
});
