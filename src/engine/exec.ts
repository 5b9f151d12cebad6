import { setTimeout as delay } from "node:timers/promises";
import type { ClientContainer } from "./client";
import type { ExecResult } from "./engine";
import { asNumber, asRecord } from "./json";
import { collectOutput } from "./output";

/** More than this many bytes of output, both streams together, is not what was asked for. */
const outputLimit = 1024 * 1024;

/**
 * Runs `argv` in a container: no shell, no terminal, nothing on its standard input. The signal ends the waiting; the API
 * has no way to end the process.
 */
export async function runExec(container: ClientContainer, argv: readonly string[], signal: AbortSignal): Promise<ExecResult> {
  const exec = await container.exec({ Cmd: [...argv], AttachStdin: false, AttachStdout: true, AttachStderr: true, Tty: false, abortSignal: signal });
  const stream = await exec.start({ hijack: false, stdin: false, Detach: false, Tty: false, abortSignal: signal });
  const { stdout, stderr } = await collectOutput(stream, outputLimit, signal);
  // The stream may end a moment before the engine has noted the exit.
  for (;;) {
    const state = asRecord(await exec.inspect({ abortSignal: signal }));
    const exitCode = asNumber(state["ExitCode"]);
    if (state["Running"] !== true && exitCode !== undefined) return { exitCode, stdout, stderr };
    await delay(5, undefined, { signal });
  }
}
