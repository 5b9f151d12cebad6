/** A unix socket in front of the engine's, so that a test can take the engine away, slow it down or count what is asked, while the real one stays up. */
import { chmodSync, chownSync, mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engine } from "./engine";

/** What is answered to what is not allowed: by an authorization plugin (moby pkg/authorization), and by HAProxy before the socket. */
const FORBIDDEN = {
  plugin: reply("application/json", JSON.stringify({ message: "authorization denied by plugin policy: not by you" })),
  proxy: reply("text/html", "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n"),
};

function reply(type: string, body: string): string {
  return `HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

export class EngineProxy {
  /** Of its own, where no path was given. */
  readonly #folder: string | undefined;
  readonly path: string;
  readonly #open = new Set<Socket>();
  #server: Server | undefined;
  #held: { readonly what: RegExp; skip: number; readonly until: Promise<void>; readonly release: () => void } | undefined;
  /** The first line of each request that came, such as `GET /v1.41/networks HTTP/1.1`. */
  readonly requests: string[] = [];
  /** Called before each request is passed on; what it returns is waited for. */
  onRequest: ((line: string) => Promise<void> | undefined) | undefined;

  /** Whoever runs the engine forbids this: it never hears of it, and the answer is as a plugin or a proxy gives it. */
  forbids: { readonly line: (line: string) => boolean; readonly by: keyof typeof FORBIDDEN } | undefined;

  /** The engine does what is asked by these requests, and nobody gets to know: in place of an answer every connection breaks, or that one stays silent. */
  loses: { readonly what: RegExp; readonly how: "break" | "silence" } | undefined;

  /**
   * @param path where the engine's group finds it; without one, for this test alone
   * @param upstream the engine's own socket
   */
  constructor(
    path?: string,
    private readonly upstream = engine.socket,
  ) {
    this.#folder = path === undefined ? mkdtempSync(join(tmpdir(), "dne-proxy-")) : undefined;
    this.path = path ?? join(this.#folder ?? "", "docker.sock");
  }

  /** The engine is there. `mode`: whether its group may open its socket. */
  async start(mode = 0o660): Promise<void> {
    const server = createServer((client) => this.#accept(client, connect(this.upstream)));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(this.path, resolve);
    });
    if (this.#folder !== undefined) return;
    chownSync(this.path, 0, engine.gid);
    chmodSync(this.path, mode);
  }

  #accept(client: Socket, upstream: Socket): void {
    let lost: "break" | "silence" | undefined;
    // One after the other: what comes behind a request that is held waits too.
    let turn = Promise.resolve();
    client.on("data", (chunk: Buffer) => {
      const line = /^[A-Z]+ \S+ HTTP\/1\.1/.exec(chunk.toString("latin1"))?.[0];
      if (line !== undefined) this.requests.push(line);
      turn = turn.then(async () => {
        if (line !== undefined) {
          await this.onRequest?.(line);
          if (this.#held?.what.test(line) && this.#held.skip-- <= 0) await this.#held.until;
          if (this.loses?.what.test(line)) lost = this.loses.how;
          if (this.forbids?.line(line) === true) {
            client.end(FORBIDDEN[this.forbids.by]);
            return;
          }
        }
        upstream.write(chunk);
      });
    });
    upstream.on("data", (chunk) => {
      if (lost === undefined) client.write(chunk);
      else if (lost === "break") this.cut();
    });
    const end = (): void => {
      client.destroy();
      upstream.destroy();
      this.#open.delete(client);
      this.#open.delete(upstream);
    };
    for (const socket of [client, upstream]) {
      this.#open.add(socket);
      socket.on("error", end).on("close", end);
    }
  }

  /** Keeps requests that look so from the engine, as if it were slow, until `release`; the first ones may pass. */
  hold(what: RegExp, skip = 0): void {
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => (release = resolve));
    this.#held = { what, skip, until, release };
  }

  release(): void {
    this.#held?.release();
    this.#held = undefined;
  }

  /** The engine goes away, with what was held: its socket vanishes and every connection breaks. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.cut();
    this.release();
    this.loses = undefined;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  /** Only the connections break; new ones are taken. */
  cut(): void {
    for (const socket of this.#open) socket.destroy();
  }

  async dispose(): Promise<void> {
    await this.stop();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}
