import assert from "node:assert/strict";
import { PassThrough, type Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import type { EngineEvent } from "../../../src/engine/engine";
import { decodeEvent, followEvents, LineSplitter } from "../../../src/engine/events";
import { recordedEvents } from "./fixtures";

function splitAt(bytes: Buffer, cuts: readonly number[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < places.length; i++) splitter.push(bytes.subarray(places[i - 1], places[i]));
  return lines;
}

describe("The stream of events", () => {
  it("is the same wherever it is cut, also inside a character", () => {
    const text = fc.array(fc.string({ unit: "grapheme", minLength: 1 }).map((line) => line.replace(/[\r\n]/g, "") + "é水🐳"));
    fc.assert(
      fc.property(text, fc.array(fc.nat()), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
        assert.deepEqual(splitAt(bytes, cuts), lines);
      }),
    );
  });

  it("drops a line without end instead of keeping it for ever", () => {
    const lines: string[] = [];
    const splitter = new LineSplitter((line) => lines.push(line), 10);
    for (let i = 0; i < 5; i++) splitter.push(Buffer.from("xxxxxxxx"));
    splitter.push(Buffer.from("\nnext\n"));
    assert.equal(lines.at(-1), "next");
    assert.ok((lines[0] ?? "").length < 20);
  });

  for (const engine of ["docker20", "docker28", "podman4"] as const) {
    it(`gives every container of ${engine} its create, start and rename`, () => {
      const events = splitAt(recordedEvents(engine), [7, 333, 2_000]).flatMap((line) => decodeEvent(JSON.parse(line)) ?? []);
      const count = (action: string): number => events.filter((event) => event.type === "container" && event.action === action).length;
      assert.ok(count("create") >= 7);
      assert.ok(count("start") >= 2);
      assert.equal(count("rename"), 1);
      for (const event of events) {
        if (event.type === "container") assert.match(event.containerId ?? "", /^[0-9a-f]{64}$/);
        else assert.match(event.networkId ?? "", /^[0-9a-f]{64}$/);
      }
    });
  }

  it("reads the old form, the new one and Podman's alike", () => {
    const wanted: EngineEvent = { type: "container", action: "die", containerId: "c1" };
    assert.deepEqual(decodeEvent({ status: "die", id: "c1", from: "busybox" }), wanted);
    assert.deepEqual(decodeEvent({ Type: "container", Action: "die", Actor: { ID: "c1", Attributes: {} } }), wanted);
    assert.deepEqual(decodeEvent({ Type: "container", Action: "died", Actor: { ID: "c1" } }), wanted);
    assert.equal(decodeEvent({ Type: "container", Action: "remove", Actor: { ID: "c1" } })?.action, "destroy");
    const connected = { type: "network", action: "connect", networkId: "n1", containerId: "c1" };
    assert.deepEqual(decodeEvent({ Type: "network", Action: "connect", Actor: { ID: "n1", Attributes: { container: "c1", name: "x" } } }), connected);
    assert.deepEqual(decodeEvent({ Type: "network", Action: "connect", Actor: { ID: "c1", Attributes: { network: "n1" } } }), connected);
    // Podman 4.3 with events in a file names no network.
    const nameless = { ID: "c1", Attributes: { containerExitCode: "0", image: "", name: "web", podId: "" } };
    assert.deepEqual(decodeEvent({ Type: "network", Action: "disconnect", Actor: nameless }), { type: "network", action: "disconnect", containerId: "c1" });
  });

  it("leaves out what changes nothing, and the extension's own helpers", () => {
    assert.equal(decodeEvent({ Type: "container", Action: "exec_create: cat /x", Actor: { ID: "c1" } }), undefined);
    assert.equal(decodeEvent({ Type: "image", Action: "pull", Actor: { ID: "i1" } }), undefined);
    const helper = { ID: "c1", Attributes: { "docker-network-explorer.helper": "1" } };
    assert.equal(decodeEvent({ Type: "container", Action: "start", Actor: helper }), undefined);
    assert.equal(decodeEvent("start"), undefined);
  });

  describe("after a break", () => {
    const line = (time: number): string => `${JSON.stringify({ Type: "network", Action: "create", Actor: { ID: "n1" }, time })}\n`;

    it("is opened again from the last event on, and says so", async () => {
      const opened: (number | undefined)[] = [];
      const streams: PassThrough[] = [];
      const told: string[] = [];
      const stream = followEvents(
        (since) => {
          opened.push(since);
          const next = new PassThrough();
          streams.push(next);
          return Promise.resolve<Readable>(next);
        },
        { event: () => told.push("event"), resumed: () => told.push("resumed"), lost: () => told.push("lost") },
        100,
      );
      await delay(1);
      streams[0]?.write(line(107));
      await delay(5);
      streams[0]?.end();
      await delay(350);
      streams[1]?.write(line(109));
      await delay(5);
      assert.deepEqual(opened, [100, 107]);
      assert.deepEqual(told, ["event", "lost", "resumed", "event"]);
      stream.dispose();
      assert.ok(streams[1]?.destroyed);
    });

    it("is tried again at growing distances, until it is disposed", async function () {
      this.timeout(10_000);
      const times: number[] = [];
      const stream = followEvents(
        () => {
          times.push(performance.now());
          return Promise.reject(new Error("gone"));
        },
        { event: () => undefined, resumed: () => assert.fail("nothing was resumed"), lost: () => undefined },
      );
      await delay(900);
      stream.dispose();
      const [first = 0, second = 0, third = 0] = times;
      assert.equal(times.length, 3);
      assert.ok(second - first > 230 && second - first < 450, `${second - first}`);
      assert.ok(third - second > 480 && third - second < 750, `${third - second}`);
      await delay(1_100);
      assert.equal(times.length, 3);
    });
  });
});
