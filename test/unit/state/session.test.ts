import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { Problem } from "../../../src/core/problem";
import type { Engine } from "../../../src/engine/engine";
import { createSession, type Backend } from "../../../src/state/engineSession";
import { Refresher } from "../../../src/state/refresher";
import type { Session, Snapshot } from "../../../src/state/session";
import { container, Deferred, FakeEngine, FakeProber, inventory, link, turn } from "./fakes";

describe("Reading again", () => {
  const make = (): { reads: Deferred<string>[]; done: string[]; failed: unknown[]; refresher: Refresher<string> } => {
    const reads: Deferred<string>[] = [];
    const done: string[] = [];
    const failed: unknown[] = [];
    const read = (): Promise<string> => {
      const next = new Deferred<string>();
      reads.push(next);
      return next.promise;
    };
    return { reads, done, failed, refresher: new Refresher(read, { done: (value) => done.push(value), failed: (error) => failed.push(error) }) };
  };

  it("begins at once, and once more at most for all that asked meanwhile", async () => {
    const { reads, done, refresher } = make();
    const first = refresher.run();
    const later = [refresher.run(), refresher.run(), refresher.run()];
    assert.equal(reads.length, 1);
    reads[0]?.resolve("old");
    assert.equal(await first, "old");
    await turn();
    assert.equal(reads.length, 2);
    reads[1]?.resolve("new");
    assert.deepEqual(await Promise.all(later), ["new", "new", "new"]);
    assert.deepEqual(done, ["old", "new"]);
    assert.equal(refresher.pending, undefined);
    await turn();
    assert.equal(reads.length, 2);
  });

  it("goes on after a failure", async () => {
    const { reads, done, failed, refresher } = make();
    const first = refresher.run();
    const second = refresher.run();
    reads[0]?.reject(new Error("down"));
    await assert.rejects(first, /down/);
    await turn();
    reads[1]?.resolve("up");
    assert.equal(await second, "up");
    assert.equal(failed.length, 1);
    assert.deepEqual(done, ["up"]);
  });

  it("drops an answer that comes after the end", async () => {
    const { reads, done, failed, refresher } = make();
    refresher.trigger();
    refresher.dispose();
    reads[0]?.resolve("late");
    await turn();
    refresher.trigger();
    await turn();
    assert.deepEqual([done, failed, reads.length], [[], [], 1]);
  });
});

describe("A session", () => {
  let engines: { engine: FakeEngine; prober: FakeProber; host: string }[];
  let opening: ((host: string) => Promise<void>) | undefined;
  let loads: number;
  let logged: string[];
  let session: Session;

  const load = (): Promise<Backend> => {
    loads++;
    const openEngine: Backend["openEngine"] = async ({ host }): Promise<Engine> => {
      await opening?.(host);
      const made = { engine: new FakeEngine(), prober: new FakeProber(), host };
      engines.push(made);
      return made.engine;
    };
    const createProber: Backend["createProber"] = (engine) => engines.find((one) => one.engine === engine)?.prober ?? assert.fail();
    return Promise.resolve({ openEngine, createProber, findEngine: () => Promise.resolve("unix:///fake") });
  };

  beforeEach(() => {
    [engines, opening, loads, logged] = [[], undefined, 0, []];
    const log = { info: (message: string) => void logged.push(message), error: (message: string) => void logged.push(`error: ${message}`) };
    session = createSession({ host: "a", exec: false }, log, load);
  });
  afterEach(() => session.dispose());

  const live = async (...containers: Parameters<typeof inventory>): Promise<{ engine: FakeEngine; prober: FakeProber }> => {
    session.start();
    await turn();
    const last = engines.at(-1) ?? assert.fail("nothing was opened");
    last.engine.reads[0]?.resolve(inventory(...containers));
    await turn();
    assert.equal(session.snapshot.status.kind, "live");
    return last;
  };
  const lastRead = (engine: FakeEngine): Deferred<ReturnType<typeof inventory>> => engine.reads.at(-1) ?? assert.fail();

  it("loads and asks nothing until it is started, and starts once", async () => {
    await turn();
    assert.deepEqual([session.snapshot.status.kind, loads], ["idle", 0]);
    session.start();
    session.start();
    assert.equal(session.snapshot.status.kind, "connecting");
    await turn();
    assert.deepEqual([loads, engines.length], [1, 1]);
  });

  it("listens before it reads for the first time", async () => {
    session.start();
    await turn();
    assert.ok(engines[0]?.engine.sink !== undefined && engines[0].engine.reads.length === 1);
  });

  it("reads once an event's container can be inspected, and forgets what was cached of it", async () => {
    const { engine, prober } = await live(container("a"));
    const locked = new Deferred<unknown>();
    engine.inspect = () => locked.promise;
    engine.sink?.event({ type: "container", action: "pause", containerId: "a" });
    await turn();
    assert.equal(engine.reads.length, 1, "the engine has not noted it yet");
    locked.resolve({});
    await turn();
    lastRead(engine).resolve(inventory(container("a", "paused")));
    await turn();
    assert.equal(session.snapshot.inventory?.containers[0]?.state, "paused");
    assert.deepEqual(prober.invalidated, ["a"]);
  });

  it("forgets all that was cached when the stream comes back after a break", async () => {
    const { engine, prober } = await live(container("a"));
    engine.sink?.resumed();
    assert.deepEqual(prober.invalidated, [undefined]);
    assert.equal(engine.reads.length, 2);
  });

  it("drops the answer of an engine that is no longer meant", async () => {
    const { engine: old } = await live(container("old"));
    old.sink?.event({ type: "network", action: "create", networkId: "n" });
    session.configure({ host: "b", exec: false });
    await turn();
    lastRead(old).resolve(inventory(container("old-late")));
    await turn();
    assert.deepEqual(session.snapshot, { status: { kind: "connecting" } });
    assert.equal(old.disposed, 1);
    engines[1]?.engine.reads[0]?.resolve(inventory(container("new")));
    await turn();
    assert.equal(session.snapshot.inventory?.containers[0]?.name, "new");
  });

  it("gives whoever waited for the old engine the new one", async () => {
    const slow = new Deferred<undefined>();
    opening = (host) => (host === "a" ? slow.promise : Promise.resolve(undefined));
    const waiting = session.engine();
    await turn();
    session.configure({ host: "b", exec: false });
    await turn();
    slow.resolve(undefined);
    await turn();
    const b = engines.find(({ host }) => host === "b") ?? assert.fail();
    b.engine.reads[0]?.resolve(inventory());
    await turn();
    slow.resolve(undefined);
    assert.equal(await waiting, b.engine);
  });

  it("keeps the time since when the picture is stale over its attempts, and says each reason once", async function () {
    this.timeout(10_000);
    const { engine } = await live(container("a"));
    opening = () => Promise.reject(new Problem("unreachable", "still down"));
    engine.sink?.lost(new Error("broken"));
    lastRead(engine).reject(new Problem("unreachable", "down"));
    await turn();
    const first = session.snapshot.status;
    assert.ok(first.kind === "lost" && first.problem.message === "down");
    assert.equal(engine.because, first.problem, "whoever waits for an answer is told that, not that it was cancelled");
    assert.equal(session.snapshot.inventory?.containers.length, 1);
    await delay(3_300); // after 1 s and 2 s more
    const later = session.snapshot.status;
    assert.ok(later.kind === "lost" && later.problem.message === "still down");
    assert.equal(later.since, first.since);
    assert.deepEqual(logged.filter((line) => line.startsWith("error")), ["error: down", "error: still down"]);
    opening = undefined;
    const seen: string[] = [];
    session.onDidChange(({ status }) => seen.push(status.kind));
    const refreshed = session.refresh();
    await turn();
    engines.at(-1)?.engine.reads[0]?.resolve(inventory(container("a")));
    await refreshed;
    assert.deepEqual(seen, ["connecting", "live"]);
  });

  it("tells nobody of a read that found nothing new", async () => {
    const { engine } = await live(container("a"));
    const before = session.snapshot;
    const told: Snapshot[] = [];
    session.onDidChange((snapshot) => told.push(snapshot));
    engine.sink?.event({ type: "network", action: "create", networkId: "n" });
    lastRead(engine).resolve(inventory(container("a")));
    await turn();
    assert.deepEqual(told, []);
    assert.equal(session.snapshot, before);
  });

  it("asks about a created container once, and again only after an event names it", async () => {
    const { engine } = await live(container("made", "created"), container("runs"));
    assert.deepEqual(engine.inspected, ["made"]);
    engine.sink?.event({ type: "network", action: "create", networkId: "n" });
    lastRead(engine).resolve(inventory(container("made", "created")));
    await turn();
    assert.deepEqual(engine.inspected, ["made"]);
    engine.inspect = () => Promise.resolve({ State: { Status: "created", ExitCode: 127 } });
    engine.sink?.event({ type: "network", action: "disconnect", networkId: "n", containerId: "made" });
    await turn();
    lastRead(engine).resolve(inventory(container("made", "created")));
    await turn();
    assert.equal(session.snapshot.inventory?.containers[0]?.state, "failed");
  });

  /** Lets the read that is under way find the picture that there was. */
  async function answerRead(engine: FakeEngine): Promise<void> {
    await turn();
    lastRead(engine).resolve(inventory(container("a")));
    await turn();
  }

  describe("and its links", () => {
    it("are read again for each picture while somebody watches; an overtaken answer is dropped", async () => {
      const { engine, prober } = await live(container("a"));
      let told = 0;
      session.links.onDidChange(() => told++);
      const watching = session.links.watch();
      await turn();
      engine.sink?.event({ type: "network", action: "create", networkId: "n" });
      lastRead(engine).resolve(inventory(container("a"), container("b")));
      await turn();
      const [old, next] = prober.resolves;
      assert.ok(old?.signal.aborted === true && next?.inventory.containers.length === 2);
      next.answer.resolve([link("b", null), link("b", "z"), link("a10", "n"), link("a2", "n", "eth1"), link("a2", "n", "eth0")]);
      await turn();
      old.answer.resolve([link("stale", "n")]);
      await turn();
      const rows = session.links.report?.links.map((one) => `${one.network?.name ?? "-"} ${one.container.name} ${one.interface ?? ""}`);
      assert.deepEqual(rows, ["n a2 eth0", "n a2 eth1", "n a10 eth0", "z b eth0", "- b eth0"]);
      assert.equal(told, 1);
      watching.dispose();
      watching.dispose();
    });

    it("come with the host’s routes, which are read when they are first asked for after a report", async () => {
      const { engine, prober } = await live(container("a"));
      assert.deepEqual(session.links.routes, [], "nobody knows yet whose host this is");
      session.links.watch();
      await turn();
      prober.resolves[0]?.answer.resolve([]);
      await turn();
      assert.equal(prober.routesRead, 0);
      assert.deepEqual([...session.links.routes, ...session.links.routes].map(({ destination }) => destination), ["10.1.0.0/16", "10.1.0.0/16"]);
      engine.sink?.event({ type: "container", action: "start", containerId: "a" });
      await turn();
      lastRead(engine).resolve(inventory(container("a")));
      await turn();
      prober.resolves[1]?.answer.resolve([]);
      await turn();
      assert.deepEqual(session.links.routes.map(({ destination }) => destination), ["10.2.0.0/16"]);
      session.configure({ host: "b", exec: false });
      assert.deepEqual(session.links.routes, [], "it is another engine’s");
    });

    it("are read again after an event even if the picture is the same: a restart changes interfaces, not rows", async () => {
      const { engine, prober } = await live(container("a"));
      session.links.watch();
      await turn();
      prober.resolves[0]?.answer.resolve([]);
      await turn();
      engine.sink?.event({ type: "container", action: "start", containerId: "a" });
      await turn();
      lastRead(engine).resolve(inventory(container("a")));
      await turn();
      assert.equal(prober.resolves.length, 2);
    });

    it("are read again when the host itself changed, after a run that is under way, and are not followed when nobody watches", async () => {
      const { prober } = await live(container("a"));
      assert.equal(prober.followers.size, 0);
      const watching = session.links.watch();
      await turn();
      for (let times = 0; times < 3; times++) prober.hostChanged();
      await turn();
      assert.equal(prober.resolves.length, 1, "the run that is under way is not overtaken");
      prober.resolves[0]?.answer.resolve([]);
      await turn();
      assert.equal(prober.resolves.length, 2, "once more for all that was told meanwhile");
      prober.resolves[1]?.answer.resolve([link("a", "n")]);
      await turn();
      prober.hostChanged();
      await turn();
      assert.equal(prober.resolves.length, 3);
      prober.resolves[2]?.answer.resolve([]);
      await turn();
      watching.dispose();
      assert.equal(prober.followers.size, 0);
      const again = session.links.watch();
      await turn();
      assert.equal(prober.followers.size, 1);
      again.dispose();
    });

    it("are read by nobody's wish when nobody watches", async () => {
      const { engine, prober } = await live(container("a"));
      session.links.watch().dispose();
      await turn();
      prober.resolves[0]?.answer.resolve([]);
      await turn();
      engine.sink?.resumed();
      lastRead(engine).resolve(inventory(container("b")));
      await turn();
      assert.equal(prober.resolves.length, 1);
    });

    it("asked for, are read with nothing remembered: not all that changes an interface is told by the engine", async () => {
      const { engine, prober } = await live(container("a"));
      const report = session.links.resolve();
      await turn();
      assert.deepEqual(prober.invalidated, [undefined]);
      lastRead(engine).resolve(inventory(container("b")));
      await turn();
      assert.equal(prober.resolves.at(-1)?.inventory.containers[0]?.id, "b");
      prober.resolves.at(-1)?.answer.resolve([link("b", "n")]);
      assert.equal((await report).links.length, 1);
    });

    it("keep the last report when they cannot be read, and say why", async () => {
      const { engine, prober } = await live(container("a"));
      const first = session.links.resolve();
      await answerRead(engine);
      prober.resolves.at(-1)?.answer.resolve([link("a", "n")]);
      const report = await first;
      const second = session.links.resolve();
      await answerRead(engine);
      prober.resolves.at(-1)?.answer.reject(new Problem("refused", "no"));
      await assert.rejects(second, { kind: "refused" });
      assert.equal(session.links.report, report);
      assert.equal(session.links.problem?.message, "no");
    });

    it("give an overtaken request the newer report", async () => {
      const { engine, prober } = await live(container("a"));
      const first = session.links.resolve();
      await answerRead(engine);
      const second = session.links.resolve();
      await answerRead(engine);
      prober.resolves.at(-1)?.answer.resolve([link("a", "n")]);
      prober.resolves[0]?.answer.resolve([]);
      assert.equal(await first, await second);
    });

    it("are read anew when commands inside containers become allowed", async () => {
      const { prober } = await live(container("a"));
      session.links.watch();
      await turn();
      prober.resolves[0]?.answer.resolve([]);
      await turn();
      session.configure({ host: "a", exec: true });
      await turn();
      assert.deepEqual(prober.resolves.map(({ exec }) => exec), [false, true]);
      assert.deepEqual(prober.invalidated, [undefined]);
      assert.equal(engines.length, 1, "the engine is the same");
    });

    it("of another engine are not shown for this one", async () => {
      const { engine, prober } = await live(container("a"));
      const report = session.links.resolve();
      await answerRead(engine);
      prober.resolves.at(-1)?.answer.resolve([link("a", "n")]);
      await report;
      session.configure({ host: "b", exec: false });
      assert.equal(session.links.report, undefined);
    });
  });

  it("ends everything when it is disposed", async () => {
    const { engine, prober } = await live(container("a"));
    session.dispose();
    assert.deepEqual([engine.disposed, prober.disposed, engine.sink], [1, 1, undefined]);
    await assert.rejects(session.engine(), { kind: "cancelled" });
    await assert.rejects(session.links.resolve(), { kind: "cancelled" });
  });
});
