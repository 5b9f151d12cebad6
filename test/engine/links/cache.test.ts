import assert from "node:assert/strict";
import type { ContainerId } from "../../../src/core/inventory";
import type { Link } from "../../../src/core/link";
import type { ContainerProcess, Engine } from "../../../src/engine/engine";
import type { Prober } from "../../../src/probe/probe";
import { createProber } from "../../../src/probe/prober";
import { cleanUp, makeContainer, makeNetwork, raw } from "../../support/engine";
import type { Made } from "../../support/engine";
import { holdAgainstKernel, open, rowOf, rowsOf } from "../../support/links";

/** A machine whose cgroups tell nothing: then the engine is asked about each container that is read, and can be listened to. */
const hidden = { cgroups: { find: () => undefined, learn: () => undefined } };

describe("Links that are kept", () => {
  let real: Engine;
  let asked: ContainerId[];
  let prober: Prober;
  let net: Made;
  const made: Made[] = [];

  /** The real engine, counting the containers that are asked about; `during` runs before an answer is given. */
  function counting(during: (id: ContainerId) => Promise<unknown> = () => Promise.resolve()): Engine {
    const process = async (id: ContainerId): Promise<ContainerProcess> => {
      asked.push(id);
      const answer = await real.process(id);
      await during(id);
      return answer;
    };
    return new Proxy(real, {
      get: (target, key) => {
        if (key === "process") return process;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
  }
  const resolve = async (): Promise<readonly Link[]> => prober.resolve(await real.inventory(), { exec: false }, new AbortController().signal);

  before(async () => {
    real = await open();
    net = await makeNetwork("kept");
    for (let index = 0; index < 5; index++) made.push(await makeContainer(`kept${index}`, { mode: net.name }));
  });
  beforeEach(() => {
    asked = [];
    prober = createProber(counting(), hidden);
  });
  afterEach(() => prober.dispose());
  after(async () => {
    real.dispose();
    await cleanUp();
  });

  it("are not read again while nothing changed", async () => {
    const first = await resolve();
    asked = [];
    assert.deepEqual(await resolve(), first);
    assert.deepEqual(asked, []);
  });

  it("are read again for the one container that changed, and only for it", async () => {
    await resolve();
    const other = await makeNetwork("kept-other");
    await raw("POST", `/networks/${other.id}/connect`, { Container: made[2]!.id });
    asked = [];
    prober.invalidate(made[2]!.id as ContainerId);
    const links = await resolve();
    assert.deepEqual(new Set(asked), new Set([made[2]!.id]));
    assert.equal(rowsOf(links, made[2]!).length, 2);
    await holdAgainstKernel(links, await real.inventory(), { all: true });
  });

  it("are read again when the inventory tells of a change that no event named", async () => {
    await resolve();
    await raw("POST", `/networks/${net.id}/disconnect`, { Container: made[3]!.id });
    assert.equal(rowOf(await resolve(), made[3]!).reason?.code, "none");
    await raw("POST", `/networks/${net.id}/connect`, { Container: made[3]!.id });
    assert.equal(rowOf(await resolve(), made[3]!).verdict, "verified");
  });

  it("of a container restarted without an event are not those of its former process", async () => {
    prober = createProber(real);
    await resolve();
    await raw("POST", `/containers/${made[0]!.id}/restart?t=0`);
    prober.invalidate(made[0]!.id as ContainerId);
    const links = await resolve();
    assert.equal(rowOf(links, made[0]!).verdict, "verified");
    await holdAgainstKernel(links, await real.inventory(), { all: true });
  });

  it("are not published when the container changes while it is read, but read once more", async () => {
    let restarted = false;
    prober = createProber(
      counting(async (id) => {
        if (id !== made[1]!.id || restarted) return;
        restarted = true;
        // The process that the engine just named is gone when its answer arrives.
        await raw("POST", `/containers/${id}/restart?t=0`);
      }),
      hidden,
    );
    const links = await resolve();
    assert.ok(restarted);
    assert.equal(rowOf(links, made[1]!).verdict, "verified");
    await holdAgainstKernel(links, await real.inventory(), { all: true });
  });

  it("are kept by nobody when an event came while they were read", async () => {
    let told = false;
    prober = createProber(
      counting(async (id) => {
        if (id !== made[4]!.id || told) return;
        told = true;
        prober.invalidate(id);
        await Promise.resolve();
      }),
      hidden,
    );
    await resolve();
    asked = [];
    await resolve();
    assert.deepEqual(asked, [made[4]!.id]);
  });

  it("of all the others stay where they are when everything is invalidated while one is read", async () => {
    let invalidating = false;
    prober = createProber(
      counting(() => {
        if (invalidating) prober.invalidate();
        return Promise.resolve();
      }),
      hidden,
    );
    const before = await resolve();
    prober.invalidate(made[0]!.id as ContainerId);
    invalidating = true;
    assert.deepEqual(await resolve(), before);
    invalidating = false;
    asked = [];
    await resolve();
    assert.deepEqual(new Set(asked), new Set(made.map(({ id }) => id)), "the next reads them all");
  });

  it("stay true while containers come and go under them", async function () {
    this.timeout(60_000);
    prober = createProber(real);
    const churn = (async () => {
      for (let round = 0; round < 6; round++) {
        const passing = await makeContainer(`passing${round}`, { mode: net.name });
        await raw("POST", `/containers/${made[round % 5]!.id}/restart?t=0`);
        await raw("DELETE", `/containers/${passing.id}?force=1`);
      }
    })();
    const progress = { ended: false };
    void churn.finally(() => (progress.ended = true));
    let rounds = 0;
    do {
      prober.invalidate();
      // Whatever happens meanwhile: every row is a verdict with its reason, none fails the whole.
      for (const link of await resolve()) if (link.verdict !== "verified") assert.notEqual(link.reason, undefined);
      rounds++;
    } while (!progress.ended);
    await churn;
    assert.ok(rounds > 3);
    prober.invalidate();
    await holdAgainstKernel(await resolve(), await real.inventory(), { all: true });
  });
});
