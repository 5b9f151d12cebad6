import assert from "node:assert/strict";
import fc from "fast-check";
import type { ContainerId, NetworkId } from "../../../src/core/inventory";
import { type AttachedMember, byAddress, type Perform, PlanError, putBack, removePlan, runPlan } from "../../../src/core/plan";
import { Problem } from "../../../src/core/problem";
import type { EndpointSpec, Operation } from "../../../src/core/spec";

const network = { id: "n" as NetworkId, name: "my-net" };
const member = (name: string, endpoint: EndpointSpec = { aliases: [] }): AttachedMember => ({ container: { id: name as ContainerId, name }, endpoint });
const needsSubnet = new Problem("refused", "user specified IP address is supported only when connecting to networks with user configured subnets");

/** An engine that knows who is attached and whether the network is there, and refuses when told to. */
class Toy {
  readonly attached = new Map<string, EndpointSpec>();
  exists = true;
  calls = 0;

  constructor(members: readonly AttachedMember[], readonly refuse: (operation: Operation, call: number) => Error | undefined = () => undefined) {
    for (const { container, endpoint } of members) this.attached.set(container.name, endpoint);
  }

  readonly perform: Perform = (operation) => {
    const refusal = this.refuse(operation, this.calls++);
    if (refusal !== undefined) return Promise.reject(refusal);
    if (operation.kind === "disconnect") this.attached.delete(operation.container.name);
    if (operation.kind === "connect") this.attached.set(operation.container.name, operation.endpoint);
    if (operation.kind === "removeNetwork") this.exists = false;
    return Promise.resolve({ id: "" });
  };
}

async function failureOf(run: Promise<void>): Promise<PlanError> {
  try {
    await run;
  } catch (error) {
    if (error instanceof PlanError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

describe("Removing a network with containers on it", () => {
  it("detaches all of them and then removes it", async () => {
    const members = [member("a"), member("b")];
    const toy = new Toy(members);
    await runPlan(removePlan(network, members), toy.perform);
    assert.equal(toy.exists, false);
    assert.equal(toy.attached.size, 0);
    assert.equal(toy.calls, 3);
  });

  it("leaves everything as it was when it fails, at whichever step", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(5), fc.nat(10), async (count, seed) => {
        const members = Array.from({ length: count }, (_, i) => member(`c${i}`, { aliases: [`alias${i}`], ipv4: `10.9.0.${i + 2}` }));
        const failsAt = seed % (count + 1);
        const toy = new Toy(members, (_, call) => (call === failsAt ? new Problem("engineFailed", "no") : undefined));
        const before = new Map(toy.attached);
        const failure = await failureOf(runPlan(removePlan(network, members), toy.perform));
        assert.equal(toy.exists, true);
        assert.deepEqual(new Map([...toy.attached].sort()), new Map([...before].sort()));
        assert.equal(failure.restored.length, failsAt);
        assert.deepEqual(failure.lost, []);
        assert.equal(failure.failed.kind, failsAt === count ? "removeNetwork" : "disconnect");
      }),
    );
  });

  it("names what could not be put back, and still puts back the rest", async () => {
    const members = [member("a"), member("b"), member("c")];
    const toy = new Toy(members, (operation) =>
      operation.kind === "removeNetwork" || (operation.kind === "connect" && operation.container.name === "b") ? new Problem("engineFailed", "no") : undefined,
    );
    const failure = await failureOf(runPlan(removePlan(network, members), toy.perform));
    assert.deepEqual(failure.lost.map(({ operation }) => operation.container.name), ["b"]);
    assert.deepEqual([...toy.attached.keys()].sort(), ["a", "c"]);
    assert.equal((failure.cause as Problem).message, "no");
  });
});

describe("Attaching again", () => {
  const connect = { kind: "connect", network, container: member("a").container, endpoint: { aliases: ["web"], ipv4: "172.18.0.5", ipv6: "fd00::5" } } as const;

  it("gives back the same address where the engine allows it", async () => {
    const toy = new Toy([]);
    assert.equal(await putBack(connect, toy.perform), "same");
    assert.deepEqual(toy.attached.get("a"), connect.endpoint);
  });

  it("goes from the lowest address to the highest, and then the engine, which gives the lowest free one, gives the same", async () => {
    const members = byAddress([member("c", { aliases: [], ipv4: "10.9.0.10" }), member("x"), member("a", { aliases: [], ipv4: "10.9.0.2" }), member("b", { aliases: [], ipv4: "10.9.0.9" })]);
    assert.deepEqual(members.map(({ container }) => container.name), ["a", "b", "c", "x"]);
    const toy = new Toy(members, (operation) => (operation.kind === "removeNetwork" ? new Problem("engineFailed", "no") : undefined));
    const failure = await failureOf(runPlan(removePlan(network, members), toy.perform));
    assert.deepEqual(failure.restored.map(({ operation }) => operation.container.name), ["a", "b", "c", "x"]);
  });

  it("lets the engine choose where it refuses to be told, and keeps the aliases", async () => {
    for (const refusal of [needsSubnet, new Problem("engineFailed", "Address already in use")]) {
      const toy = new Toy([], (operation) => (operation.kind === "connect" && operation.endpoint.ipv4 !== undefined ? refusal : undefined));
      assert.equal(await putBack(connect, toy.perform), "engineChose");
      assert.deepEqual(toy.attached.get("a"), { aliases: ["web"] });
    }
  });

  it("does not try again when the refusal is about something else, or there was no address to leave out", async () => {
    const gone = new Toy([], () => new Problem("notFound", "network my-net not found"));
    await assert.rejects(putBack(connect, gone.perform), { kind: "notFound" });
    assert.equal(gone.calls, 1);
    const stubborn = new Toy([], () => needsSubnet);
    await assert.rejects(putBack({ ...connect, endpoint: { aliases: [] } }, stubborn.perform), needsSubnet);
    assert.equal(stubborn.calls, 1);
  });
});
