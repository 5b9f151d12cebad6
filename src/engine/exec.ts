import { Writable, type Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { Problem } from "../core/problem";
import type { ClientContainer } from "./client";
import type { ExecResult } from "./engine";
import { asNumber, asRecord } from "./json";

/** More than this many bytes of output, both streams together, is not what was asked for. */
const outputLimit = 1024 * 1024;

/**
 * Runs `argv` in a container: no shell, no terminal, nothing on its standard input. The signal ends the waiting; the API
 * has no way to end the process.
 */
export async function runExec(container: ClientContainer, argv: readonly string[], signal: AbortSignal): Promise<ExecResult> {
  const exec = await container.exec({ Cmd: [...argv], AttachStdin: false, AttachStdout: true, AttachStderr: true, Tty: false, abortSignal: signal });
  const stream = await exec.start({ hijack: false, stdin: false, Detach: false, Tty: false, abortSignal: signal });
  const { stdout, stderr } = await collect(stream, container, signal);
  // The stream may end a moment before the engine has noted the exit.
  for (;;) {
    const state = asRecord(await exec.inspect({ abortSignal: signal }));
    const exitCode = asNumber(state["ExitCode"]);
    if (state["Running"] !== true && exitCode !== undefined) return { exitCode, stdout, stderr };
    await delay(5, undefined, { signal });
  }
}

function collect(stream: Readable, container: ClientContainer, signal: AbortSignal): Promise<{ stdout: string; stderr: string }> {
  let size = 0;
  const sink = (): { chunks: Buffer[]; stream: Writable } => {
    const chunks: Buffer[] = [];
    const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
      chunks.push(chunk);
      done();
    };
    return { chunks, stream: new Writable({ write }) };
  };
  const stdout = sink();
  const stderr = sink();
  return new Promise((resolve, reject) => {
    const stop = (): void => void stream.destroy();
    signal.addEventListener("abort", stop, { once: true });
    stream.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= outputLimit) return;
      reject(new Problem("refused", `The command printed more than ${outputLimit / 1024} KiB`));
      stop();
    });
    container.modem.demuxStream(stream, stdout.stream, stderr.stream);
    stream.once("error", reject);
    stream.once("close", () => {
      signal.removeEventListener("abort", stop);
      const text = ({ chunks }: { chunks: Buffer[] }): string => Buffer.concat(chunks).toString("utf8");
      if (stream.readableEnded) resolve({ stdout: text(stdout), stderr: text(stderr) });
      else reject(new Problem("unreachable", "The connection ended before the command did"));
    });
  });
}
