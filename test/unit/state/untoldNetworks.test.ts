import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { NetworkId } from "../../../src/core/inventory";
import { createSession, type Backend } from "../../../src/state/engineSession";
import type { Session } from "../../../src/state/session";
import { UntoldNetworks } from "../../../src/state/untoldNetworks";
import { Deferred, FakeEngine, FakeProber, inventory, turn } from "./fakes";

const pause = 10;
const ids = (...names: string[]): NetworkId[] => names as NetworkId[];

describe("Networks of which an engine does not tell", () => {
  let engine: FakeEngine;
  let shown: NetworkId[] | undefined;
  let there: NetworkId[];
  let reads: number;
  /** What a read finds; a test may let it lag behind. */
  let read: () => Promise<void>;
  let untold: UntoldNetworks;

  beforeEach(() => {
    engine = new FakeEngine();
    [shown, there, reads] = [ids("a"), ids("a"), 0];
    engine.untold = () => Promise.resolve(there);
    read = () => Promise.resolve(void (shown = there));
    untold = new UntoldNetworks(engine, () => shown?.map((id) => ({ id })), () => (reads++, read()), pause);
  });
  afterEach(() => untold.follow(false));

  it("are asked for while somebody looks, and all is read again only when they are others", async () => {
    untold.follow(true);
    await delay(8 * pause);
    assert.ok(engine.questions >= 3, `${engine.questions} questions`);
    assert.equal(reads, 0);
    there = ids("a", "b");
    await delay(8 * pause);
    assert.deepEqual([reads, shown], [1, ids("a", "b")]);
    there = ids("b");
    await delay(8 * pause);
    assert.deepEqual([reads, shown], [2, ids("b")]);
  });

  it("are asked for at once by who begins to look, once however often it is said", async () => {
    there = ids("z", "a");
    untold.follow(true);
    untold.follow(true);
    await turn();
    assert.deepEqual([engine.questions, reads], [1, 1]);
  });

  it("are not asked for when nobody looks any more, and an answer that comes then counts for nothing", async () => {
    const late = new Deferred<NetworkId[]>();
    engine.untold = () => late.promise;
    untold.follow(true);
    untold.follow(false);
    late.resolve(ids("a", "b"));
    await delay(8 * pause);
    assert.deepEqual([engine.questions, reads], [1, 0]);
  });

  it("are not asked for while an answer is awaited", async () => {
    engine.untold = () => new Deferred<NetworkId[]>().promise;
    untold.follow(true);
    await delay(8 * pause);
    assert.equal(engine.questions, 1);
  });

  it("are the same in another order", async () => {
    shown = ids("a", "b");
    there = ids("b", "a");
    untold.follow(true);
    await delay(3 * pause);
    assert.equal(reads, 0);
  });

  it("cause one read and no more where the inventory goes on to say otherwise", async () => {
    read = () => Promise.resolve();
    there = ids("a", "b");
    untold.follow(true);
    await delay(8 * pause);
    assert.equal(reads, 1);
    there = ids("a", "c");
    await delay(8 * pause);
    assert.equal(reads, 2);
  });

  it("are asked for again after a question or a read that failed", async () => {
    engine.untold = () => Promise.reject(new Error("busy"));
    untold.follow(true);
    await delay(4 * pause);
    assert.equal(reads, 0);
    read = () => Promise.reject(new Error("down"));
    engine.untold = () => Promise.resolve(ids("a", "b"));
    await delay(4 * pause);
    assert.equal(reads, 1);
    read = () => Promise.resolve(void (shown = there));
    there = ids("c");
    engine.untold = () => Promise.resolve(there);
    await delay(4 * pause);
    assert.deepEqual(shown, ids("c"));
  });

  it("are not asked for before the first inventory is there to compare with", async () => {
    shown = undefined;
    untold.follow(true);
    await delay(3 * pause);
    assert.equal(reads, 0);
  });

  it("are not asked for any more once the engine tells", async () => {
    untold.follow(true);
    await delay(4 * pause);
    engine.untold = undefined;
    const before = engine.questions;
    await delay(4 * pause);
    assert.equal(engine.questions, before);
  });

  describe("in a session", () => {
    const silent = { info: () => undefined, error: () => undefined };
    const open = async (engines: FakeEngine[]): Promise<{ session: Session; live: () => Promise<FakeEngine> }> => {
      const openEngine = (): Promise<FakeEngine> => {
        const made = new FakeEngine();
        made.untold = () => Promise.resolve([]);
        engines.push(made);
        return Promise.resolve(made);
      };
      const load = (): Promise<Backend> => Promise.resolve({ openEngine, createProber: () => new FakeProber(), findEngine: () => Promise.resolve("unix:///fake") });
      const session = createSession({ host: "a", exec: false }, silent, load);
      const live = async (): Promise<FakeEngine> => {
        await turn();
        engines.at(-1)?.reads[0]?.resolve(inventory());
        await turn();
        return engines.at(-1) ?? assert.fail("nothing was opened");
      };
      await turn();
      return { session, live };
    };

    it("are asked for as long as any who watches is left, of the engine that is meant; and to watch connects to none", async () => {
      const engines: FakeEngine[] = [];
      const one = await open(engines);
      const other = await open([]);
      try {
        const watching = [one.session.watch(), one.session.watch()];
        await turn();
        assert.equal(engines.length, 0);
        one.session.start();
        const first = await one.live();
        one.session.configure({ host: "b", exec: false });
        const second = await one.live();
        assert.deepEqual([first.questions, second.questions], [1, 1]);
        watching[0]?.dispose();
        watching[0]?.dispose();
        second.untold = () => Promise.resolve(ids("new"));
        other.session.start();
        const unseen = await other.live();
        other.session.watch().dispose();
        assert.equal(unseen.questions, 1, "at once");
        await delay(3_300);
        assert.deepEqual([second.questions, second.reads.length], [2, 2], "one is left");
        assert.deepEqual([first.questions, unseen.questions], [1, 1], "nobody looks at these");
      } finally {
        one.session.dispose();
        other.session.dispose();
      }
    });
  });
});
