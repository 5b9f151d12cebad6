/** A unix socket that passes on to the engine, and can be taken away and brought back: an engine that stops and starts. */
import { chmodSync, chownSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { engine } from "./engine";

export class SocketProxy {
  #server: Server | undefined;
  readonly #open = new Set<Socket>();
  /** The first line of each request that came, such as `GET /v1.41/networks HTTP/1.1`. */
  readonly requests: string[] = [];
  #swallow: RegExp | undefined;
  #hold: { readonly what: RegExp; skip: number; readonly until: Promise<void>; readonly release: () => void } | undefined;

  constructor(readonly path: string) {}

  /** Listens. `mode`: who may open it, for example 0o660 of the engine's group. */
  async start(mode = 0o660): Promise<void> {
    const server = createServer((client) => {
      const upstream = connect(engine.socket);
      for (const [one, other] of [[client, upstream], [upstream, client]] as const) {
        this.#open.add(one);
        one.on("error", () => undefined);
        one.on("close", () => {
          this.#open.delete(one);
          other.destroy();
        });
      }
      upstream.pipe(client);
      // One after the other: what comes behind a held request waits too.
      let turn = Promise.resolve();
      client.on("data", (chunk: Buffer) => {
        const line = /^[A-Z]+ \S+ HTTP\/1\.1/.exec(chunk.toString("latin1"))?.[0];
        if (line !== undefined) this.requests.push(line);
        if (this.#swallow?.test(chunk.toString("latin1"))) upstream.unpipe(client);
        turn = turn.then(async () => {
          if (this.#hold?.what.test(chunk.toString("latin1")) && this.#hold.skip-- <= 0) await this.#hold.until;
          upstream.write(chunk);
        });
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.path, resolve);
    });
    chownSync(this.path, 0, engine.gid);
    chmodSync(this.path, mode);
    this.#server = server;
  }

  /** Keeps requests that look so from the engine, as if it were slow, until `release`; the first ones may pass. */
  hold(what: RegExp, skip = 0): void {
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => (release = resolve));
    this.#hold = { what, skip, until, release };
  }

  /** Lets requests that look so be done and their answers, and all that follows on their connections, go astray. */
  swallow(what: RegExp): void {
    this.#swallow = what;
  }

  release(): void {
    this.#hold?.release();
    this.#hold = undefined;
  }

  /** Goes away with all its connections and what is held, and the socket too, as with an engine that was stopped. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#open) socket.destroy();
    await closed;
    this.release();
    this.#swallow = undefined;
    rmSync(this.path, { force: true });
  }
}
