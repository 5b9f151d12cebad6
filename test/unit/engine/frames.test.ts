import assert from "node:assert/strict";
import fc from "fast-check";
import { PassThrough } from "node:stream";
import { FrameSplitter, type OutputStream } from "../../../src/engine/frames";
import { collectOutput } from "../../../src/engine/output";

function frame(stream: OutputStream, text: string | Buffer): Buffer {
  const bytes = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(stream === "stdout" ? 1 : 2, 0);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

describe("A stream of two outputs", () => {
  it("is taken apart however it was cut: inside a header, inside a character, between bytes", () => {
    const piece = fc.record({ stream: fc.constantFrom<OutputStream>("stdout", "stderr"), text: fc.string({ unit: "grapheme" }) });
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(40), { minLength: 1 }), (pieces, cuts) => {
        const whole = Buffer.concat(pieces.map(({ stream, text }) => frame(stream, text)));
        const got = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
        const splitter = new FrameSplitter((stream, bytes) => got[stream].push(bytes));
        for (let at = 0, cut = 0; at < whole.length; cut++) {
          const size = Math.max(1, cuts[cut % cuts.length]!);
          splitter.push(whole.subarray(at, at + size));
          at += size;
        }
        assert.ok(splitter.complete);
        for (const stream of ["stdout", "stderr"] as const) {
          assert.equal(Buffer.concat(got[stream]).toString(), pieces.filter((one) => one.stream === stream).map(({ text }) => text).join(""));
        }
      }),
    );
  });

  it("that ends inside a frame is not complete, and one that is none is refused", () => {
    const splitter = new FrameSplitter(() => undefined);
    splitter.push(frame("stdout", "abc").subarray(0, 9));
    assert.equal(splitter.complete, false);
    assert.throws(() => new FrameSplitter(() => undefined).push(Buffer.from("plain text, as of a terminal")), /not understood/);
  });

  const collect = (bytes: Buffer, limit = 1024): Promise<unknown> => {
    const stream = new PassThrough();
    const output = collectOutput(stream, limit, new AbortController().signal);
    stream.end(bytes);
    return output;
  };

  it("is collected to its end; one that is cut, too long or none is a failure", async () => {
    assert.deepEqual(await collect(Buffer.concat([frame("stdout", "a"), frame("stderr", "b"), frame("stdout", "c")])), { stdout: "ac", stderr: "b" });
    await assert.rejects(collect(frame("stdout", "abc").subarray(0, 10)), { kind: "unreachable" });
    await assert.rejects(collect(frame("stdout", "x".repeat(2000))), { kind: "refused" });
    await assert.rejects(collect(Buffer.from("no frames at all")), /not understood/);
  });

  it("is left by who waits no longer", async () => {
    const abort = new AbortController();
    const stream = new PassThrough();
    const output = collectOutput(stream, 1024, abort.signal);
    abort.abort();
    await assert.rejects(output, { kind: "unreachable" });
    assert.ok(stream.destroyed);
  });
});
