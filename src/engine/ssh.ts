import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { Agent } from "node:http";
import { Duplex } from "node:stream";
import { Problem } from "../core/problem";
import type { Transport } from "./endpoint";

type Ssh = Extract<Transport, { kind: "ssh" }>;

/**
 * The arguments of `ssh` for one connection, as the docker CLI runs it. `--` ends the options, so that no host name can be
 * one. BatchMode: nobody can answer a question here; keys, agents and known_hosts are the user's own ssh's business.
 */
export function sshArguments(transport: Ssh): string[] {
  const remote = transport.socket === undefined ? [] : ["--host", `unix://${transport.socket}`];
  return [
    ...(transport.user === undefined ? [] : ["-l", transport.user]),
    ...(transport.port === undefined ? [] : ["-p", String(transport.port)]),
    ...["-o", "ConnectTimeout=10", "-o", "BatchMode=yes", "-T", "--", transport.host],
    ...["docker", ...remote.map(quote), "system", "dial-stdio"],
  ];
}

/** ssh joins its last arguments to one line for the remote shell; a path from an address must stay one word there. */
function quote(word: string): string {
  return /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * An HTTP agent whose connections are `ssh … docker system dial-stdio` processes, kept while they are in use or soon
 * will be. The extension host's proxy support leaves requests with a `socketPath` alone: give one, any.
 */
export class SshAgent extends Agent {
  constructor(
    private readonly transport: Ssh,
    private readonly endpoint: string,
    /** The program, for tests. */
    private readonly program = "ssh",
  ) {
    super({ keepAlive: true, maxFreeSockets: 4 });
  }

  override createConnection(): Duplex {
    return new ProcessSocket(spawn(this.program, sshArguments(this.transport), { stdio: "pipe" }), this.endpoint);
  }
}

/** A process's standard streams as the socket that node's HTTP client wants. */
class ProcessSocket extends Duplex {
  #stderr = "";

  constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    endpoint: string,
  ) {
    super({ allowHalfOpen: false });
    child.stdout.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (this.#stderr = (this.#stderr + text).slice(-2_000)));
    child.stdin.on("error", () => undefined); // the process ended: its exit says why
    child.once("error", (error) => this.destroy(new Problem("unreachable", `ssh could not be started: ${error.message}`, endpoint, { cause: error })));
    child.once("close", (code) => {
      const said = this.#stderr.trim();
      if (code === 0 && said === "") this.push(null);
      else this.destroy(new Problem("unreachable", said === "" ? `ssh ended with ${String(code)}` : said, endpoint));
    });
  }

  override _read(): void {
    this.child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.child.stdin.destroyed) done();
    else if (this.child.stdin.write(chunk)) done();
    else this.child.stdin.once("drain", () => done());
  }

  override _final(done: () => void): void {
    this.child.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.child.stdin.destroy();
    this.child.kill();
    done(error);
  }

  // What node's HTTP agent asks of a socket beyond a stream.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  /** An idle connection must not keep the process alive. */
  unref(): this {
    this.child.unref();
    for (const stream of [this.child.stdin, this.child.stdout, this.child.stderr]) (stream as unknown as { unref?(): void }).unref?.();
    return this;
  }
  ref(): this {
    this.child.ref();
    for (const stream of [this.child.stdin, this.child.stdout, this.child.stderr]) (stream as unknown as { ref?(): void }).ref?.();
    return this;
  }
}
