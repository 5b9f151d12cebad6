import assert from "node:assert/strict";
import { Problem } from "../../../src/core/problem";
import { within } from "../../../src/engine/limits";

const never = (): Promise<never> => new Promise(() => undefined);

describe("A request with limits", () => {
  it("ends when its time is over, and tells the request so", async () => {
    let told: unknown;
    const ended = within(5, undefined, (signal) => {
      signal.addEventListener("abort", () => (told = signal.reason as unknown));
      return never();
    });
    await assert.rejects(ended, { kind: "unreachable" });
    assert.ok(told instanceof Problem);
  });

  it("ends with what ended its signal where that is a problem, else as cancelled", async () => {
    const lost = new Problem("unreachable", "the engine went");
    for (const before of [true, false]) {
      for (const [because, kind] of [[lost, "unreachable"], [undefined, "cancelled"]] as const) {
        const abort = new AbortController();
        if (before) abort.abort(because);
        const ended = within(10_000, AbortSignal.any([new AbortController().signal, abort.signal]), never);
        abort.abort(because);
        await assert.rejects(ended, (error) => error instanceof Problem && error.kind === kind && (because === undefined || error === because));
      }
    }
  });
});
