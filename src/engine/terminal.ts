import { Writable, type Readable } from "node:stream";
import type { ClientContainer, ClientExec } from "./client";
import type { ByteSink, Flow, TerminalProcess, TerminalSize } from "./engine";
import { asNumber, asRecord } from "./json";

/** Passes a stream on, and reads no faster than the sink takes it. `ended` never rejects: whoever reads sees where it stops. */
function flowOf(stream: Readable, sink: ByteSink): Flow {
  const ended = new Promise<void>((resolve) => {
    stream.once("close", resolve).once("end", resolve).once("error", () => resolve());
  });
  stream.on("data", (chunk: Buffer) => {
    const taken = sink(chunk);
    if (taken === undefined) return;
    stream.pause();
    void taken.finally(() => stream.resume());
  });
  return { ended, dispose: () => void stream.destroy() };
}

/** Follows the output of a container: with a terminal of its own it is one stream, else two in Docker's framing. */
export async function followLogs(container: ClientContainer, sink: ByteSink, tail: number, since: number | undefined, signal: AbortSignal): Promise<Flow> {
  const tty = asRecord(asRecord(await container.inspect({ abortSignal: signal }))["Config"])["Tty"] === true;
  const from = since === undefined ? { tail } : { since };
  const stream = await container.logs({ follow: true, stdout: true, stderr: true, ...from, abortSignal: signal });
  if (tty) return flowOf(stream, sink);
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const taken = sink(chunk);
      if (taken === undefined) done();
      else void taken.finally(() => done());
    },
  });
  container.modem.demuxStream(stream, out, out);
  const ended = new Promise<void>((resolve) => {
    stream.once("close", resolve).once("end", resolve).once("error", () => resolve());
  });
  return { ended, dispose: () => void stream.destroy() };
}

/** Runs `argv` in a terminal inside the container. */
export async function openTerminal(container: ClientContainer, argv: readonly string[], size: TerminalSize, sink: ByteSink, signal: AbortSignal): Promise<TerminalProcess> {
  const exec = await container.exec({
    Cmd: [...argv],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
    Env: ["TERM=xterm-256color"],
    abortSignal: signal,
  });
  const stream = await exec.start({ hijack: true, stdin: true, Detach: false, Tty: true, abortSignal: signal });
  const flow = flowOf(stream, sink);
  const resize = ({ columns, rows }: TerminalSize): void => {
    // A terminal that is just ending has no size any more.
    exec.resize({ w: columns, h: rows, abortSignal: signal }).catch(() => undefined);
  };
  resize(size);
  return {
    ended: flow.ended,
    exitCode: () => exitCodeOf(exec, signal),
    write: (text) => {
      if (stream.writable) stream.write(text);
    },
    resize,
    dispose: () => flow.dispose(),
  };
}

async function exitCodeOf(exec: ClientExec, signal: AbortSignal): Promise<number | undefined> {
  return exec.inspect({ abortSignal: signal }).then(
    (state) => asNumber(asRecord(state)["ExitCode"]),
    () => undefined,
  );
}
