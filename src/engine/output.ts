import type { Readable } from "node:stream";
import { Problem } from "./problem";
import { FrameSplitter } from "./frames";

/** What a command printed. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Collects both outputs until the stream ends. Rejects with `Problem` `refused` when they are more than `limit` bytes
 * together, and when the signal ends it or the stream breaks.
 */
export function collectOutput(stream: Readable, limit: number, signal: AbortSignal): Promise<Output> {
  const pieces = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  let size = 0;
  const frames = new FrameSplitter((of, bytes) => {
    size += bytes.length;
    if (size > limit) throw new Problem("refused", `The command printed more than ${limit / 1024} KiB`);
    pieces[of].push(bytes);
  });
  return new Promise((resolve, reject) => {
    const stop = (): void => void stream.destroy();
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    stream.on("data", (chunk: Buffer) => {
      try {
        frames.push(chunk);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
        stop();
      }
    });
    stream.once("error", reject);
    stream.once("close", () => {
      signal.removeEventListener("abort", stop);
      const text = (of: readonly Buffer[]): string => Buffer.concat(of).toString("utf8");
      if (stream.readableEnded && frames.complete) resolve({ stdout: text(pieces.stdout), stderr: text(pieces.stderr) });
      else reject(new Problem("unreachable", "The connection ended before the command did"));
    });
  });
}
