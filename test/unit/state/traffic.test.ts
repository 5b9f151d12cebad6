import assert from "node:assert/strict";
import type { CounterReading, TrafficCounters } from "../../../src/core/traffic";
import { TrafficMeter } from "../../../src/state/traffic";

const bytes = (rxBytes: number): TrafficCounters => ({ rxBytes, rxPackets: 0, rxErrors: 0, rxDropped: 0, txBytes: 0, txPackets: 0, txErrors: 0, txDropped: 0 });

describe("The traffic meter", () => {
  let readings: (CounterReading | undefined | Error)[];
  let asked: number;
  const prober = (): { counters(): Promise<CounterReading | undefined> } => ({
    counters: () => {
      asked++;
      const next = readings.shift();
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
  });
  const at = (ms: number, links: Record<number, number>): CounterReading => ({ at: ms, counters: new Map(Object.entries(links).map(([index, value]) => [Number(index), bytes(value)])) });

  beforeEach(() => {
    [readings, asked] = [[], 0];
  });

  it("tells all at first, without rates, then only those whose numbers are others", async () => {
    const one = prober();
    const meter = new TrafficMeter(() => one);
    readings = [at(0, { 3: 100, 7: 5 }), at(1_000, { 3: 600, 7: 5 }), at(2_000, { 3: 600, 7: 5 }), at(3_000, { 3: 600, 7: 5 })];
    assert.deepEqual(await meter.tick(true), { changed: [{ ifindex: 3, total: bytes(100) }, { ifindex: 7, total: bytes(5) }], gone: [] });
    assert.deepEqual(await meter.tick(false), { changed: [{ ifindex: 3, rates: bytes(500), total: bytes(600) }, { ifindex: 7, rates: bytes(0), total: bytes(5) }], gone: [] });
    assert.deepEqual(await meter.tick(false), { changed: [{ ifindex: 3, rates: bytes(0), total: bytes(600) }], gone: [] });
    assert.deepEqual(await meter.tick(false), { changed: [], gone: [] });
  });

  it("tells all again to one that knows nothing, with the rates that there are", async () => {
    const one = prober();
    const meter = new TrafficMeter(() => one);
    readings = [at(0, { 3: 100 }), at(1_000, { 3: 100 }), at(2_000, { 3: 100 })];
    await meter.tick(true);
    await meter.tick(false);
    assert.deepEqual(await meter.tick(true), { changed: [{ ifindex: 3, rates: bytes(0), total: bytes(100) }], gone: [] });
  });

  it("says who is gone, and gives no rate to who is new, was made anew, or was not looked at for long", async () => {
    const one = prober();
    const meter = new TrafficMeter(() => one);
    readings = [at(0, { 3: 100, 7: 5 }), at(1_000, { 3: 50, 9: 1 }), at(2_000, { 3: 60, 9: 1 }), at(60_000, { 3: 90, 9: 1 })];
    await meter.tick(true);
    assert.deepEqual(await meter.tick(false), { changed: [{ ifindex: 3, total: bytes(50) }, { ifindex: 9, total: bytes(1) }], gone: [7] });
    assert.deepEqual((await meter.tick(false))?.changed[0], { ifindex: 3, rates: bytes(10), total: bytes(60) });
    assert.deepEqual((await meter.tick(false))?.changed, [{ ifindex: 3, total: bytes(90) }, { ifindex: 9, total: bytes(1) }]);
  });

  it("compares no numbers of one engine with those of another, and tells nothing where nothing can be read", async () => {
    let current: ReturnType<typeof prober> | undefined = prober();
    const meter = new TrafficMeter(() => current);
    readings = [at(0, { 3: 100 }), at(1_000, { 3: 200 }), new Error("no"), undefined, at(2_000, { 3: 300 })];
    await meter.tick(true);
    current = prober();
    assert.deepEqual(await meter.tick(false), { changed: [{ ifindex: 3, total: bytes(200) }], gone: [] });
    assert.equal(await meter.tick(false), undefined);
    assert.equal(await meter.tick(false), undefined);
    assert.deepEqual(await meter.tick(false), { changed: [{ ifindex: 3, total: bytes(300) }], gone: [] });
    current = undefined;
    assert.equal(await meter.tick(false), undefined);
    assert.equal(asked, 5, "one reading each time, and none without an engine");
  });
});
