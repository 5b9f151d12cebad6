import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Journal, type JournalEntry } from "../../src/commands/rebuild/journal";
import { lookAt } from "../../src/commands/rebuild/look";
import { endpointOfInspected, specOfInspected } from "../../src/core/inspected";
import type { ContainerId, NetworkId } from "../../src/core/inventory";
import { defaultGateway } from "../../src/core/ipam";
import { PlanError, removePlan, runPlan } from "../../src/core/plan";
import { type Goal, membersAfter, plannedSteps, type Rebuild } from "../../src/core/rebuild";
import { pursue } from "../../src/core/rebuildRun";
import type { NetworkSpec, Operation } from "../../src/core/spec";
import type { Engine } from "../../src/engine/engine";
import { Problem } from "../../src/core/problem";
import { refusalOf } from "../../src/core/refusal";
import { openEngine } from "../../src/engine/open";
import { cleanUp, engine as rig, isPodman, labels, makeContainer, makeNetwork, raw, uniqueName } from "../support/engine";
import { EngineProxy } from "../support/engineProxy";
import { canBePrivate, type PrivateEngine, startPrivateEngine } from "../support/privateEngine";

interface RawNetwork {
  readonly Name: string;
  readonly Internal: boolean;
  readonly Labels: object;
  readonly Options: object;
  readonly IPAM: { readonly Config: readonly { readonly Subnet: string; readonly IPRange?: string; readonly Gateway?: string }[] };
}
interface RawEndpoint {
  /** Always null on Podman. */
  readonly IPAMConfig: { readonly IPv4Address?: string } | null;
  readonly IPAddress: string;
  readonly Aliases: readonly string[] | null;
  readonly NetworkID: string;
}
type Get = (path: string) => Promise<unknown>;

/** The range from which a network gives addresses, by its subnet: Podman tells it in its own API only, and without the block's first address. */
async function rangesOf(get: Get, { Name, IPAM }: RawNetwork): Promise<(readonly [subnet: string, range: string])[]> {
  if (!isPodman) return IPAM.Config.map(({ Subnet, IPRange }) => [Subnet, IPRange ?? ""]);
  const { subnets } = (await get(`/v4.0.0/libpod/networks/${Name}/json`)) as { subnets: { subnet: string; lease_range?: { start_ip: string; end_ip: string } }[] };
  return subnets.map(({ subnet, lease_range: range }) => [subnet, range === undefined ? "" : `${range.start_ip}-${range.end_ip}`]);
}

/** A network and how containers are on it, by the engine's own words and without ids. */
async function stateOf(get: Get, names: readonly string[], containers: readonly string[]): Promise<unknown> {
  const networks = ((await get("/networks")) as { Name: string; Id: string }[]).filter(({ Name }) => names.includes(Name));
  const details = await Promise.all(networks.map(async ({ Id }) => (await get(`/networks/${Id}`)) as RawNetwork));
  const ranges = await Promise.all(details.map((network) => rangesOf(get, network)));
  const attached = await Promise.all(
    containers.map(async (id) => {
      const { NetworkSettings } = (await get(`/containers/${id}/json`)) as { NetworkSettings: { Networks: Record<string, RawEndpoint> } };
      const endpoints = Object.entries(NetworkSettings.Networks).map(([name, { IPAMConfig, IPAddress, Aliases }]) => [name, (isPodman ? IPAddress : IPAMConfig?.IPv4Address) ?? "", (Aliases ?? []).filter((alias) => alias !== id.slice(0, 12))]);
      return [id, endpoints];
    }),
  );
  return { networks: details.map(({ Name, Internal, Labels, Options, IPAM }, at) => ({ Name, Internal, Labels, Options, ranges: ranges[at], gateways: IPAM.Config.map(({ Subnet, Gateway }) => Gateway ?? defaultGateway(Subnet)) })), attached };
}

async function rebuildOf(engine: Engine, network: { id: string; name: string }, containers: readonly { id: string; name: string }[], change: (spec: NetworkSpec) => NetworkSpec): Promise<Rebuild> {
  const spec = specOfInspected(await engine.inspectNetwork(network.id as NetworkId))!;
  const members = await Promise.all(
    containers.map(async ({ id, name }) => ({ container: { id: id as ContainerId, name }, endpoint: endpointOfInspected(await engine.inspectContainer(id as ContainerId), id as ContainerId, network.name, engine.info)! })),
  );
  return { old: { id: network.id as NetworkId, spec, members }, new: { spec: change(spec), members: membersAfter(members, change(spec)) } };
}

/** Goes for a goal as the product does, with its journal. @returns the names of those who are told to have another address */
async function go(engine: Engine, journal: Journal, first: JournalEntry, goal: Goal, before: (operation: Operation, step: number) => Promise<void> = () => Promise.resolve()): Promise<readonly string[]> {
  let entry = first;
  let step = 0;
  const { moved } = await pursue(entry.rebuild, goal, entry.trail, {
    look: () => lookAt(engine, entry.rebuild),
    save: (trail) => journal.save((entry = { ...entry, trail })),
    perform: async (operation) => {
      await before(operation, step++);
      return await engine.perform(operation);
    },
  });
  await journal.remove(entry);
  return moved;
}

/** Goes for a goal and has the engine killed in the middle of a step, so long after it was asked (ms). @returns the engine, up again */
async function dieOnTheWay(own: PrivateEngine, engine: Engine, journal: Journal, entry: JournalEntry, goal: Goal, { step: at, after }: { readonly step: number; readonly after: number }): Promise<Engine> {
  await assert.rejects(go(engine, journal, entry, goal, async (operation, step) => {
    if (step !== at) return;
    // The engine has it, and may or may not get it done.
    const doing = engine.perform(operation).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, after));
    await own.kill();
    await doing;
    throw new Error("killed");
  }), /^Error: killed$/);
  engine.dispose();
  await own.start();
  return await openEngine({ host: `unix://${own.socket}` });
}

/** A network of a private engine with two containers on it, which do not run. */
async function networkOfTwo(own: PrivateEngine, name: string): Promise<{ readonly engine: Engine; readonly id: NetworkId; readonly old: Rebuild["old"]; state(): Promise<unknown> }> {
  const { Id } = (await own.post("/networks/create", { Name: name, Driver: "bridge", Labels: { a: "b" }, IPAM: { Config: [{ Subnet: "10.226.0.0/24" }] } })) as { Id: NetworkId };
  const members: { id: string; name: string }[] = [];
  for (const [word, ipv4] of [["u-one", "10.226.0.50"], ["u-two", "10.226.0.60"]] as const) {
    const made = (await own.post(`/containers/create?name=${word}`, { Image: own.images.busybox, Cmd: ["sleep", "infinity"], StopSignal: "SIGKILL" })) as { Id: string };
    await own.post(`/networks/${name}/connect`, { Container: made.Id, EndpointConfig: { Aliases: [`${word}-alias`], IPAMConfig: { IPv4Address: ipv4 } } });
    members.push({ id: made.Id, name: word });
  }
  const engine = await openEngine({ host: `unix://${own.socket}` });
  const { old } = await rebuildOf(engine, { id: Id, name }, members, (spec) => spec);
  return { engine, id: Id, old, state: () => stateOf((path) => own.get(path), [name], members.map(({ id }) => id)) };
}

/** Whether the engine refuses a network for one that it does not list. */
async function isHalfMade(get: Get, error: unknown): Promise<boolean> {
  const [, id] = /conflicts with network ([0-9a-f]{64})/.exec((error as Error).message) ?? [];
  if (id === undefined) return false;
  return !((await get("/networks")) as { Id: string }[]).some(({ Id }) => Id === id);
}

describe("A network that is rebuilt on a real engine", () => {
  let folder: string;
  let journal: Journal;
  const internal = (spec: NetworkSpec): NetworkSpec => ({ ...spec, internal: true, pools: [{ subnet: "10.221.0.0/16", gateway: "10.221.0.1", ipRange: "10.221.4.0/24" }], options: { ...spec.options, "com.docker.network.driver.mtu": "1400" } });

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "dne-journal-"));
    journal = new Journal(join(folder, "rebuilds"));
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await cleanUp();
  });

  it("has everybody on it again with address and aliases, stopped ones too, and what was to be different is", async () => {
    const engine = await openEngine({ host: `unix://${rig.socket}` });
    const net = await makeNetwork("plain", { IPAM: { Config: [{ Subnet: "10.221.0.0/24" }] } });
    const [one, two] = [await makeContainer("reb-one", { networks: [net.name] }), await makeContainer("reb-two", { networks: [net.name], start: false })];
    const rebuild = await rebuildOf(engine, net, [one, two], (spec) => ({ ...internal(spec), name: `${spec.name}-renamed` }));
    await go(engine, journal, Journal.entry("e", rebuild), "finish");
    const made = await raw<RawNetwork & { Containers: Record<string, { IPv4Address: string }> }>("GET", `/networks/${net.name}-renamed`);
    assert.equal(made.Internal, true);
    assert.deepEqual(made.Labels, labels);
    assert.deepEqual(await rangesOf((path) => raw("GET", path), made), [["10.221.0.0/16", isPodman ? "10.221.4.1-10.221.4.255" : "10.221.4.0/24"]]);
    assert.equal(made.Containers[one.id]?.IPv4Address, "10.221.0.2/16");
    await raw("POST", `/containers/${two.id}/start`);
    await assert.rejects(raw("GET", `/networks/${net.name}`), { status: 404 });
    const { NetworkSettings } = await raw<{ NetworkSettings: { Networks: Record<string, unknown> } }>("GET", `/containers/${two.id}/json`);
    assert.deepEqual(Object.keys(NetworkSettings.Networks).sort(), [isPodman ? "podman" : "bridge", `${net.name}-renamed`].sort());
    await raw("DELETE", `/containers/${one.id}?force=1`);
    await raw("DELETE", `/containers/${two.id}?force=1`);
    await raw("DELETE", `/networks/${net.name}-renamed`);
    assert.deepEqual(await journal.interrupted("e"), []);
    engine.dispose();
  });

  it("is finished or put back after the connection broke at any step, before the engine heard of it or after", async function () {
    this.timeout(120_000);
    const proxy = new EngineProxy();
    await proxy.start();
    const direct = await openEngine({ host: `unix://${rig.socket}` });
    const name = uniqueName("cut");
    const made = await makeNetwork("cut", { IPAM: { Config: [{ Subnet: "10.221.0.0/24" }] } });
    const one = await makeContainer("cut-one", { mode: name });
    const two = await makeContainer("cut-two", { mode: name, start: false });
    await raw("POST", `/networks/${name}/disconnect`, { Container: one.id });
    await raw("POST", `/networks/${name}/connect`, { Container: one.id, EndpointConfig: { Aliases: ["www"], IPAMConfig: { IPv4Address: "10.221.0.77" } } });
    const get: Get = (path) => raw("GET", path);
    const containers = [one.id, two.id];
    const steps = plannedSteps(await rebuildOf(direct, made, [one, two], internal)).length;
    assert.equal(steps, 6);
    const before = await stateOf(get, [name], containers);
    let renewed: unknown;
    for (let step = 0; step < steps; step++) {
      for (const answered of [false, true]) {
        const { id } = (await direct.inventory()).networks.find((network) => network.name === name)!;
        const rebuild = await rebuildOf(direct, { id, name }, [one, two], internal);
        const engine = await openEngine({ host: `unix://${proxy.path}` });
        let seen = 0;
        proxy.onRequest = (line) => {
          if (/^GET/.test(line) || seen++ !== step) return undefined;
          if (answered) proxy.loses = { what: /./, how: "break" };
          else proxy.cut();
          return undefined;
        };
        await assert.rejects(go(engine, journal, Journal.entry("e", rebuild), "finish"), `step ${step}`);
        proxy.onRequest = undefined;
        proxy.loses = undefined;
        engine.dispose();
        const [entry] = await journal.interrupted("e");
        assert.ok(entry, "it is written down");
        const again = await openEngine({ host: `unix://${proxy.path}` });
        if (answered) await go(again, journal, entry, "finish");
        else await go(again, journal, entry, "restore");
        if (answered) {
          const now = await stateOf(get, [name], containers);
          renewed ??= now;
          assert.deepEqual(now, renewed, `finished after step ${step}`);
          assert.notDeepEqual(now, before);
          await go(again, journal, entry, "restore");
        }
        assert.deepEqual(await stateOf(get, [name], containers), before, `as it was after step ${step}`);
        again.dispose();
      }
    }
    direct.dispose();
    await proxy.dispose();
  });

  it("is put back where whoever runs the engine forbids any of the steps, and once it may, where putting back was forbidden too", async function () {
    this.timeout(120_000);
    const proxy = new EngineProxy();
    await proxy.start();
    const engine = await openEngine({ host: `unix://${proxy.path}` });
    const made = await makeNetwork("forbidden", { IPAM: { Config: [{ Subnet: "10.224.0.0/24" }] } });
    const changed = (spec: NetworkSpec): NetworkSpec => ({ ...spec, internal: true });
    const one = await makeContainer("forbidden-one");
    const two = await makeContainer("forbidden-two", { start: false });
    await raw("POST", `/networks/${made.name}/connect`, { Container: one.id, EndpointConfig: { Aliases: ["www"], IPAMConfig: { IPv4Address: "10.224.0.77" } } });
    await raw("POST", `/networks/${made.name}/connect`, { Container: two.id });
    const get: Get = (path) => raw("GET", path);
    const containers = [one.id, two.id];
    const before = await stateOf(get, [made.name], containers);
    const id = async (): Promise<string> => (await engine.inventory()).networks.find(({ name }) => name === made.name)!.id;
    const steps = plannedSteps(await rebuildOf(engine, { id: await id(), name: made.name }, [one, two], changed)).length;
    assert.equal(steps, 6);
    for (let step = 0; step < steps; step++) {
      for (const by of ["plugin", "proxy"] as const) {
        const rebuild = await rebuildOf(engine, { id: await id(), name: made.name }, [one, two], changed);
        let seen = 0;
        proxy.forbids = { by, line: (line) => !line.startsWith("GET") && seen++ >= step };
        const refused = (error: unknown): boolean => error instanceof Problem && error.kind === "refused" && refusalOf(error.message) === "notAllowed";
        await assert.rejects(go(engine, journal, Journal.entry("e", rebuild), "finish"), refused, `step ${step}`);
        const [entry] = await journal.interrupted("e");
        assert.ok(entry, "it is written down");
        // With the first step nothing has been done yet, so there is nothing to put back.
        if (step > 0) {
          await assert.rejects(go(engine, journal, entry, "restore"), refused, `back from step ${step}`);
          assert.equal((await journal.interrupted("e")).length, 1, "it is still written down");
        }
        proxy.forbids = undefined;
        await go(engine, journal, (await journal.interrupted("e"))[0] ?? entry, "restore");
        assert.deepEqual(await stateOf(get, [made.name], containers), before, `as it was after step ${step}`);
        assert.deepEqual(await journal.interrupted("e"), []);
      }
    }
    engine.dispose();
    await proxy.dispose();
  });

  it("is found again after the engine was killed at any step", async function () {
    if (!canBePrivate) this.skip();
    this.timeout(180_000);
    const own: PrivateEngine = await startPrivateEngine();
    try {
      const get: Get = (path) => own.get(path);
      const { Id: netId } = (await own.post("/networks/create", { Name: "killed", Driver: "bridge", Labels: { a: "b" }, IPAM: { Config: [{ Subnet: "10.221.0.0/24" }] } })) as { Id: string };
      const make = async (name: string, ipv4: string, start: boolean): Promise<{ id: string; name: string }> => {
        const { Id } = (await own.post(`/containers/create?name=${name}`, {
          Image: own.images.busybox, Cmd: ["sleep", "infinity"], StopSignal: "SIGKILL", HostConfig: { NetworkMode: "killed" },
          NetworkingConfig: { EndpointsConfig: { killed: { Aliases: [`${name}-alias`], IPAMConfig: { IPv4Address: ipv4 } } } },
        })) as { Id: string };
        if (start) await own.post(`/containers/${Id}/start`);
        return { id: Id, name };
      };
      const members = [await make("k-one", "10.221.0.50", true), await make("k-two", "10.221.0.60", false)];
      let network = { id: netId, name: "killed" };
      let engine = await openEngine({ host: `unix://${own.socket}` });
      const before = (await stateOf(get, ["killed"], members.map(({ id }) => id))) as { attached: [string, [string, string, string[]][]][] };
      // Podman tells no fixed address of a container that does not run, so nobody can give it back.
      const addresses: [one: string, two: string] = ["10.221.0.50", isPodman ? "" : "10.221.0.60"];
      // The step that makes the network comes last, see below.
      for (const at of [0, 1, 2, 4, 5, 3]) {
        const rebuild = await rebuildOf(engine, network, members, internal);
        engine = await dieOnTheWay(own, engine, journal, Journal.entry("own", rebuild), "finish", { step: at, after: at * 7 });
        const [entry] = await journal.interrupted("own");
        assert.ok(entry, "it is written down");
        const arrive = async (from: JournalEntry, goal: Goal): Promise<void> => {
          const moved = await go(engine, journal, from, goal);
          // Where its process outlived the daemon it cannot be started again soon: then the next round is with a stopped one.
          await own.post(`/containers/${members[0]!.id}/start`).catch(() => undefined);
          if (moved.length === 0) return;
          // Killed while it took an endpoint away, Podman never gives that address again: whose it was has another, and that is told.
          assert.ok(isPodman, `nobody has another address, not ${moved.join()}`);
          assert.deepEqual(moved, ["k-one"]);
          const { NetworkSettings } = (await own.get(`/containers/${members[0]!.id}/json`)) as { NetworkSettings: { Networks: Record<string, RawEndpoint> } };
          addresses[0] = NetworkSettings.Networks["killed"]!.IPAddress;
        };
        try {
          if (at % 2 === 1) {
            await arrive(entry, "finish");
            const now = (await stateOf(get, ["killed"], members.map(({ id }) => id))) as { networks: { Internal: boolean }[]; attached: [string, [string, string, string[]][]][] };
            assert.deepEqual(now.networks.map(({ Internal }) => Internal), [true], `step ${at}`);
            assert.deepEqual(now.attached.map(([, [endpoint]]) => endpoint![1]), addresses, `step ${at}`);
          }
          await arrive(at % 2 === 1 ? { ...entry, trail: { made: {}, doing: "finish" } } : entry, "restore");
          before.attached[0]![1][0]![1] = addresses[0];
          assert.deepEqual(await stateOf(get, ["killed"], members.map(({ id }) => id)), before, `as it was after step ${at}`);
        } catch (error) {
          // Killed after its driver made the bridge and before it wrote the network down, an engine keeps the one without
          // the other for ever: nobody can make the network then, so what is to be done must stay written down.
          if (at !== 3 || !(await isHalfMade(get, error))) throw error;
          assert.equal((await journal.interrupted("own")).length, 1, "it is still written down");
          break;
        }
        network = { ...network, id: (await engine.inventory()).networks.find(({ name }) => name === "killed")!.id };
      }
      engine.dispose();
    } finally {
      await own.stop();
    }
  });

  it("is made again when its removal is undone, also where the engine is killed at any step of that", async function () {
    if (!canBePrivate) this.skip();
    this.timeout(180_000);
    const own: PrivateEngine = await startPrivateEngine("undo");
    try {
      const made = await networkOfTwo(own, "undone");
      const before = await made.state();
      let { engine, id } = made;
      // The step that makes the network comes last: an engine may keep its bridge without it for ever.
      for (const at of [1, 2, 0]) {
        await runPlan(removePlan({ id, name: "undone" }, made.old.members), (operation) => engine.perform(operation));
        engine = await dieOnTheWay(own, engine, journal, Journal.undo("undone", { ...made.old, id }), "restore", { step: at, after: at * 5 });
        const [entry] = await journal.interrupted("undone");
        assert.equal(entry?.of, "undo", "it is written down");
        if (!(await comesBack(own, engine, entry, at === 0))) break;
        assert.deepEqual(await made.state(), before, `as it was after step ${at}`);
        assert.deepEqual(await journal.interrupted("undone"), []);
        id = (await engine.inventory()).networks.find(({ name }) => name === "undone")!.id;
      }
      engine.dispose();
    } finally {
      await own.stop();
    }
  });

  it("is as it was after its removal ended in the middle because the engine was killed, at any step", async function () {
    if (!canBePrivate) this.skip();
    this.timeout(180_000);
    const own: PrivateEngine = await startPrivateEngine("removal");
    try {
      const made = await networkOfTwo(own, "removed");
      const before = await made.state();
      let { engine } = made;
      for (const at of [0, 1, 2]) {
        await journal.save(Journal.removal("removed", { ...made.old, id: made.id }));
        let step = 0;
        const removing = runPlan(removePlan({ id: made.id, name: "removed" }, made.old.members), async (operation) => {
          if (step++ < at) return await engine.perform(operation);
          if (step - 1 === at) {
            const doing = engine.perform(operation).catch(() => undefined);
            await new Promise((resolve) => setTimeout(resolve, at * 5));
            await own.kill();
            await doing;
          }
          throw new Error("killed");
        });
        await assert.rejects(removing, (error) => error instanceof PlanError && error.restored.length === 0 && error.lost.length === at);
        engine.dispose();
        await own.start();
        engine = await openEngine({ host: `unix://${own.socket}` });
        const [entry] = await journal.interrupted("removed");
        assert.equal(entry?.of, "removal", "it is written down");
        if (!(await comesBack(own, engine, entry, at === 2))) break;
        assert.deepEqual(await made.state(), before, `as it was after step ${at}`);
        assert.deepEqual(await journal.interrupted("removed"), []);
      }
      engine.dispose();
    } finally {
      await own.stop();
    }
  });

  /** Puts back what an entry is of. False: the engine kept the network's bridge without it for ever, which it `may`; then that stays written down. */
  async function comesBack(own: PrivateEngine, engine: Engine, entry: JournalEntry, may: boolean): Promise<boolean> {
    try {
      assert.deepEqual(await go(engine, journal, entry, "restore"), []);
      return true;
    } catch (error) {
      if (!may || !(await isHalfMade((path) => own.get(path), error))) throw error;
      assert.equal((await journal.interrupted(entry.engine)).length, 1, "it is still written down");
      return false;
    }
  }
});
