/** A unix socket in front of the engine's, so that a test can take the engine away and count what is asked, while the real one stays up. */
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engine } from "./engine";

export class EngineProxy {
  readonly #folder = mkdtempSync(join(tmpdir(), "dne-proxy-"));
  readonly path = join(this.#folder, "docker.sock");
  readonly #open = new Set<Socket>();
  #server: Server | undefined;
  /** The first line of each request that came through, such as `GET /v1.41/networks HTTP/1.1`. */
  readonly requests: string[] = [];
  /** Called before each request is passed on; what it returns is waited for. */
  onRequest: ((line: string) => Promise<void> | undefined) | undefined;

  /** The engine has done what was asked, and nobody gets to know: every connection breaks in place of an answer. */
  dropAnswers = false;

  /** The engine is there. */
  async start(): Promise<void> {
    const server = createServer((client) => {
      const upstream = connect(engine.socket);
      this.#open.add(client).add(upstream);
      client.on("data", (chunk) => void this.#forward(chunk, upstream));
      upstream.on("data", (chunk) => {
        if (this.dropAnswers) this.cut();
        else client.write(chunk);
      });
      const end = (): void => {
        client.destroy();
        upstream.destroy();
        this.#open.delete(client);
        this.#open.delete(upstream);
      };
      for (const socket of [client, upstream]) socket.on("error", end).on("close", end);
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(this.path, resolve);
    });
  }

  async #forward(chunk: Buffer, upstream: Socket): Promise<void> {
    const line = /^[A-Z]+ \S+ HTTP\/1\.1/.exec(chunk.toString("latin1"))?.[0];
    if (line !== undefined) {
      this.requests.push(line);
      await this.onRequest?.(line);
    }
    upstream.write(chunk);
  }

  /** The engine goes away: its socket vanishes and every connection breaks. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#open) socket.destroy();
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  /** Only the connections break; new ones are taken. */
  cut(): void {
    for (const socket of this.#open) socket.destroy();
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
