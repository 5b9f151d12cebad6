import assert from "node:assert/strict";
import fc from "fast-check";
import { fromOtherEnd, isTraffic, lostOf, ratesBetween, type TrafficCounters } from "../../../src/core/traffic";

function counters(more: Partial<TrafficCounters> = {}): TrafficCounters {
  return { rxBytes: 0, rxPackets: 0, rxErrors: 0, rxDropped: 0, txBytes: 0, txPackets: 0, txErrors: 0, txDropped: 0, ...more };
}
const any = fc.record({ rxBytes: fc.maxSafeNat(), rxPackets: fc.maxSafeNat(), rxErrors: fc.nat(), rxDropped: fc.nat(), txBytes: fc.maxSafeNat(), txPackets: fc.maxSafeNat(), txErrors: fc.nat(), txDropped: fc.nat() });

describe("A rate", () => {
  it("is what was counted in between, per second of the time that passed", () => {
    const before = counters({ rxBytes: 1_000, rxPackets: 10, txBytes: 50 });
    const after = counters({ rxBytes: 4_000, rxPackets: 13, txBytes: 50, txDropped: 3 });
    assert.deepEqual(ratesBetween(before, after, 1_500), counters({ rxBytes: 2_000, rxPackets: 2, txDropped: 2 }));
    assert.deepEqual(ratesBetween(before, before, 1_000), counters());
  });

  it("is none where any counter went back: made anew, or wrapped around at 32 bits", () => {
    const before = counters({ rxBytes: 2 ** 32 - 100, txBytes: 5 });
    assert.equal(ratesBetween(before, { ...before, rxBytes: 200 }, 1_000), undefined);
    assert.equal(ratesBetween(before, { ...before, rxBytes: 2 ** 32, txBytes: 4 }, 1_000), undefined);
  });

  it("is none where no time passed, time went back, or so much passed that it would not be now", () => {
    for (const ms of [0, -1, NaN, 5_001, Infinity]) assert.equal(ratesBetween(counters(), counters({ rxBytes: 1 }), ms), undefined, String(ms));
    assert.notEqual(ratesBetween(counters(), counters({ rxBytes: 1 }), 5_000), undefined);
  });

  it("is never negative, and for a veth's two ends the same with its directions changed", () => {
    fc.assert(
      fc.property(any, any, fc.double({ min: 1, max: 5_000, noNaN: true }), (before, after, ms) => {
        const rates = ratesBetween(before, after, ms);
        if (rates === undefined) return;
        assert.ok(Object.values(rates).every((rate: number) => rate >= 0));
        assert.deepEqual(ratesBetween(fromOtherEnd(before), fromOtherEnd(after), ms), fromOtherEnd(rates));
        assert.deepEqual(fromOtherEnd(fromOtherEnd(rates)), rates);
        assert.equal(lostOf(fromOtherEnd(rates)), lostOf(rates));
      }),
      { examples: [[counters(), counters({ rxErrors: 140_142_675, txErrors: 242_276_035, txDropped: 423_779_845 }), 22.810739836066602]] },
    );
  });

  it("is known by its numbers, all of them", () => {
    assert.ok(isTraffic(counters()));
    assert.ok(!isTraffic({ ...counters(), txErrors: "0" }));
    assert.ok(!isTraffic({ rxBytes: 1 }));
    assert.ok(!isTraffic(null));
  });
});
