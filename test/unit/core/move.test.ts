import assert from "node:assert/strict";
import type { ContainerId, NetworkId } from "../../../src/core/inventory";
import { moveBackPlan, movePlan, openSteps } from "../../../src/core/move";
import { PlanError, runPlan } from "../../../src/core/plan";
import type { EndpointSpec, Operation } from "../../../src/core/spec";
import { attachmentOn, containerLike, networkLike } from "./sample";

const web = { id: "web" as ContainerId, name: "web" };
const [from, to] = ["from", "to"].map((name) => ({ id: name as NetworkId, name })) as [{ id: NetworkId; name: string }, { id: NetworkId; name: string }];
const was: EndpointSpec = { aliases: ["www"], ipv4: "10.9.0.5", gatewayPriority: 3 };

/** Where the container is, by an engine that refuses one operation. */
function toy(refuseAt = -1): { readonly on: Map<string, EndpointSpec>; readonly perform: (operation: Operation) => Promise<{ id: string }>; least: number } {
  const on = new Map([["from", was]]);
  let call = 0;
  const one = {
    on,
    least: 1,
    perform: (operation: Operation) => {
      if (call++ === refuseAt) return Promise.reject(new Error("no"));
      if (operation.kind === "connect") on.set(operation.network.name, operation.endpoint);
      if (operation.kind === "disconnect") on.delete(operation.network.name);
      one.least = Math.min(one.least, on.size);
      return Promise.resolve({ id: "" });
    },
  };
  return one;
}

describe("Moving a container to another network", () => {
  it("takes its names along, never leaves it without a network, and can be taken back exactly", async () => {
    const engine = toy();
    await runPlan(movePlan(web, from, to, was), engine.perform);
    assert.deepEqual([...engine.on], [["to", { aliases: ["www"], gatewayPriority: 3 }]]);
    await runPlan(moveBackPlan(web, from, to, was), engine.perform);
    assert.deepEqual([...engine.on], [["from", was]]);
    assert.equal(engine.least, 1);
  });

  it("is taken back from wherever an earlier try ended, by the steps that are left", () => {
    const container = (...on: string[]) => containerLike("web", { id: web.id, attachments: on.map((name) => attachmentOn(networkLike(name, { id: name as NetworkId }))) });
    const left = (...on: string[]): string[] => openSteps(moveBackPlan(web, from, to, was), container(...on)).map(({ operation }) => operation.kind);
    assert.deepEqual(left("to"), ["connect", "disconnect"]);
    assert.deepEqual(left("to", "from"), ["disconnect"]);
    assert.deepEqual(left("from"), []);
    assert.deepEqual(left(), ["connect"]);
    assert.equal(openSteps(moveBackPlan(web, from, to, was), undefined).length, 2, "nobody knows it: the engine will say so");
  });

  it("changes nothing when it fails, at whichever step", async () => {
    for (const step of [0, 1]) {
      const engine = toy(step);
      await assert.rejects(runPlan(movePlan(web, from, to, was), engine.perform), PlanError);
      assert.deepEqual([...engine.on], [["from", was]], String(step));
    }
  });
});
