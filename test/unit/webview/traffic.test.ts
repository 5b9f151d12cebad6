import assert from "node:assert/strict";
import type { TrafficCounters } from "../../../src/core/traffic";
import { englishWords } from "../../../src/protocol/strings";
import { bytesWords, curves, HISTORY, spokenTraffic, TrafficHistory } from "../../../src/webview/model/traffic";

const flow = (rxBytes: number, txBytes: number, more: Partial<TrafficCounters> = {}): TrafficCounters => ({ rxBytes, rxPackets: 0, rxErrors: 0, rxDropped: 0, txBytes, txPackets: 0, txErrors: 0, txDropped: 0, ...more });
const words = englishWords.map;

describe("An amount of bytes", () => {
  it("is written in human units with one decimal", () => {
    const written = [0, 999, 1_000, 1_234, 999_949, 999_950, 1_500_000, 2.5e9, 7e15, 7e18].map((bytes) => bytesWords(bytes, "en"));
    assert.deepEqual(written, ["0 B", "999 B", "1.0 kB", "1.2 kB", "999.9 kB", "1.0 MB", "1.5 MB", "2.5 GB", "7.0 PB", "7,000.0 PB"]);
    assert.equal(bytesWords(1_234, "de"), "1,2 kB");
  });
});

describe("The traffic of the last minute", () => {
  it("is the container's own view at its veth: what the host's end sent, it received", () => {
    const history = new TrafficHistory();
    history.apply({ changed: [{ ifindex: 7, rates: flow(100, 2_000), total: flow(1, 2) }], gone: [] });
    assert.deepEqual(history.ofHost(7)?.rates, flow(100, 2_000));
    assert.deepEqual(history.ofContainer(7)?.rates, flow(2_000, 100));
    assert.deepEqual(history.ofContainer(7)?.total, flow(2, 1));
    assert.deepEqual(history.ofContainer(7)?.history, [flow(2_000, 100)]);
    assert.equal(history.ofContainer(8), undefined);
    assert.equal(history.ofContainer(undefined), undefined);
  });

  it("goes on for who is not named in a tick, and ends for who is gone", () => {
    const history = new TrafficHistory();
    history.apply({ changed: [{ ifindex: 7, total: flow(0, 0) }], gone: [] });
    history.apply({ changed: [{ ifindex: 7, rates: flow(5, 0), total: flow(5, 0) }], gone: [] });
    for (let tick = 0; tick < 2 * HISTORY; tick++) history.apply({ changed: [], gone: [] });
    assert.deepEqual(history.ofHost(7)?.history, Array.from({ length: HISTORY }, () => flow(5, 0)));
    history.apply({ changed: [], gone: [7] });
    assert.equal(history.ofHost(7), undefined);
  });

  it("counts what was lost in that minute, and not what was lost before", () => {
    const history = new TrafficHistory();
    const total = (rxDropped: number): TrafficCounters => flow(0, 0, { rxDropped });
    history.apply({ changed: [{ ifindex: 7, total: total(1_000) }], gone: [] });
    assert.equal(history.ofHost(7)?.lost, 0);
    history.apply({ changed: [{ ifindex: 7, rates: total(3), total: total(1_003) }], gone: [] });
    assert.equal(history.ofHost(7)?.lost, 3);
    for (let tick = 0; tick <= HISTORY; tick++) history.apply({ changed: [], gone: [] });
    assert.equal(history.ofHost(7)?.lost, 0);
  });

  it("is drawn by one measure for both directions, with gaps where nothing is known", () => {
    const { received, sent } = curves([flow(2_000, 0), undefined, flow(1_000, 2_000)], HISTORY - 1, 10);
    assert.equal(received, "M57 0M59 5");
    assert.equal(sent, "M57 10M59 0");
    assert.equal(curves([flow(10, 0)], HISTORY - 1, 10).received, "M59 9.9", "a few bytes are no traffic");
    assert.deepEqual(curves([], 60, 10), { received: "", sent: "" });
  });

  it("is said in words", () => {
    const traffic = { total: flow(0, 0), history: [], lost: 0 };
    assert.equal(spokenTraffic({ ...traffic, rates: flow(1_200, 64) }, words, "en"), "receives 1.2 kB and sends 64 B per second");
    assert.equal(spokenTraffic({ ...traffic, rates: flow(0, 0), lost: 12 }, words, "en"), "idle, Errors and drops in the last minute: 12");
    assert.equal(spokenTraffic(traffic, words, "en"), "");
  });
});
