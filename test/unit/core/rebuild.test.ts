import assert from "node:assert/strict";
import fc from "fast-check";
import type { ContainerId, NetworkId } from "../../../src/core/inventory";
import { type AttachedMember } from "../../../src/core/plan";
import { type Found, type Goal, membersAfter, nextStep, plannedSteps, type Rebuild, type Trail } from "../../../src/core/rebuild";
import { pursue, type RebuildBlocked, type World } from "../../../src/core/rebuildRun";
import type { NetworkSpec, Operation } from "../../../src/core/spec";

const spec = (more: Partial<NetworkSpec> = {}): NetworkSpec => ({ name: "shop", driver: "bridge", pools: [{ subnet: "10.9.0.0/24", gateway: "10.9.0.1" }], internal: false, ipv6: false, attachable: false, options: {}, labels: { a: "b" }, ...more });
const member = (name: string, ipv4: string): AttachedMember => ({ container: { id: name as ContainerId, name }, endpoint: { aliases: [`${name}-alias`], ipv4 } });
const rebuildOf = (count: number, renewed: NetworkSpec): Rebuild => {
  const members = Array.from({ length: count }, (_, n) => member(`c${n}`, `10.9.0.${n + 2}`));
  return { old: { id: "old" as NetworkId, spec: spec(), members }, new: { spec: renewed, members: membersAfter(members, renewed) } };
};

/** An engine that dies at a step: before it did it, or after and before it could say so. */
class Toy implements World {
  readonly networks = new Map<string, { spec: NetworkSpec; attached: Map<string, unknown> }>();
  saved: Trail = { made: {}, doing: "finish" };
  steps = 0;
  dies: { readonly at: number; readonly did: boolean } | undefined;
  #next = 1;

  constructor(readonly rebuild: Rebuild) {
    this.networks.set("old", { spec: rebuild.old.spec, attached: new Map(rebuild.old.members.map(({ container, endpoint }) => [container.id, endpoint])) });
  }

  look(): Promise<Found> {
    const networks = [...this.networks].map(([id, network]) => ({ id: id as NetworkId, name: network.spec.name, spec: network.spec, attached: [...network.attached.keys()] as ContainerId[] }));
    return Promise.resolve({ networks, containers: new Set(this.rebuild.old.members.map(({ container }) => container.id)) });
  }

  save(trail: Trail): Promise<void> {
    this.saved = trail;
    return Promise.resolve();
  }

  perform(operation: Operation): Promise<{ readonly id: string }> {
    const dead = this.dies?.at === this.steps++;
    const id = dead && this.dies?.did === false ? "" : this.#do(operation);
    return dead ? Promise.reject(new Error("the engine died")) : Promise.resolve({ id });
  }

  #do(operation: Operation): string {
    if (operation.kind === "createNetwork") {
      const id = `made${this.#next++}`;
      this.networks.set(id, { spec: operation.spec, attached: new Map() });
      return id;
    }
    if (operation.kind === "removeNetwork") {
      assert.equal(this.networks.get(operation.network.id)?.attached.size, 0);
      this.networks.delete(operation.network.id);
    }
    if (operation.kind === "disconnect") this.networks.get(operation.network.id)?.attached.delete(operation.container.id);
    if (operation.kind === "connect") this.networks.get(operation.network.id)?.attached.set(operation.container.id, operation.endpoint);
    return "";
  }

  /** What is there, without ids. */
  state(): unknown {
    return [...this.networks.values()].map(({ spec: { name, pools, internal }, attached }) => ({ name, pools, internal, attached: Object.fromEntries([...attached].sort()) }));
  }
}

const goal = (side: Rebuild["old" | "new"]): unknown => [
  { name: side.spec.name, pools: side.spec.pools, internal: side.spec.internal, attached: Object.fromEntries(side.members.map(({ container, endpoint }) => [container.id, endpoint])) },
];

describe("A network that is made anew", () => {
  const variants = [spec({ internal: true }), spec({ name: "renamed" }), spec({ pools: [{ subnet: "10.10.0.0/24" }] }), spec({ pools: [] })];

  it("becomes what was asked for, with everybody on it", async () => {
    for (const renewed of variants) {
      const toy = new Toy(rebuildOf(3, renewed));
      await pursue(toy.rebuild, "finish", toy.saved, toy);
      assert.deepEqual(toy.state(), goal(toy.rebuild.new));
      assert.equal(plannedSteps(toy.rebuild).length, toy.steps, "as many steps as were shown before");
    }
  });

  it("is finished or put back, wherever the engine died, and wherever it died again", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...variants), fc.nat(4), fc.nat(12), fc.boolean(), fc.array(fc.tuple(fc.constantFrom<Goal>("finish", "restore"), fc.nat(8), fc.boolean()), { maxLength: 3 }), fc.constantFrom<Goal>("finish", "restore"), async (renewed, count, at, did, more, last) => {
        const toy = new Toy(rebuildOf(count, renewed));
        toy.dies = { at, did };
        await pursue(toy.rebuild, "finish", toy.saved, toy).catch(() => undefined);
        for (const [next, later, done] of more) {
          toy.dies = { at: toy.steps + later, did: done };
          await pursue(toy.rebuild, next, toy.saved, toy).catch(() => undefined);
        }
        toy.dies = undefined;
        await pursue(toy.rebuild, last, toy.saved, toy);
        assert.deepEqual(toy.state(), goal(last === "finish" ? toy.rebuild.new : toy.rebuild.old));
      }),
      { numRuns: 400 },
    );
  });

  it("waits for a person when somebody else's network has its name, or a stranger joined it", async () => {
    const toy = new Toy(rebuildOf(1, spec({ name: "renamed" })));
    toy.networks.set("foreign", { spec: spec({ name: "renamed", driver: "macvlan" }), attached: new Map() });
    await assert.rejects(pursue(toy.rebuild, "finish", toy.saved, toy), (error: RebuildBlocked) => error.block.kind === "nameTaken");
    await pursue(toy.rebuild, "restore", toy.saved, toy);
    assert.deepEqual((toy.state() as unknown[])[1], (goal(toy.rebuild.old) as unknown[])[0]);
    const joined = new Toy(rebuildOf(1, spec({ internal: true })));
    joined.networks.get("old")!.attached.set("stranger", {});
    const found = await joined.look();
    assert.deepEqual(nextStep(joined.rebuild, "finish", joined.saved, { ...found, networks: found.networks.map((network) => ({ ...network, attached: ["stranger" as ContainerId] })) }), {
      block: { kind: "joined", container: "stranger", network: "shop" },
    });
  });

  it("leaves out containers that are gone by then", async () => {
    const toy = new Toy(rebuildOf(2, spec({ internal: true })));
    const look = toy.look.bind(toy);
    const world: World = { perform: (operation) => toy.perform(operation), save: (trail) => toy.save(trail), look: async () => ({ ...(await look()), containers: new Set(["c1" as ContainerId]) }) };
    await pursue(toy.rebuild, "finish", toy.saved, world);
    assert.deepEqual([...[...toy.networks.values()][0]!.attached.keys()], ["c1"]);
  });

  it("keeps an address where the new network has it, and lets the engine choose where not", () => {
    const members = [member("a", "10.9.0.5"), member("b", "10.9.0.1")];
    const ipv4 = (renewed: NetworkSpec) => membersAfter(members, renewed).map(({ endpoint }) => endpoint.ipv4);
    assert.deepEqual(ipv4(spec()), ["10.9.0.5", undefined]);
    assert.deepEqual(ipv4(spec({ pools: [{ subnet: "10.10.0.0/24" }] })), [undefined, undefined]);
    assert.deepEqual(ipv4(spec({ pools: [{ subnet: "10.9.0.0/16", gateway: "10.9.0.5" }] })), [undefined, "10.9.0.1"]);
  });
});
