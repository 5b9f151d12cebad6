/** A unix socket in front of the engine's, so that a test can take the engine away and count what is asked, while the real one stays up. */
import { mkdtempSync, rmSync } from "node:fs";
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
  readonly #folder = mkdtempSync(join(tmpdir(), "dne-proxy-"));
  readonly path = join(this.#folder, "docker.sock");
  readonly #open = new Set<Socket>();
  #server: Server | undefined;
  /** The first line of each request that came through, such as `GET /v1.41/networks HTTP/1.1`. */
  readonly requests: string[] = [];
  /** Called before each request is passed on; what it returns is waited for. */
  onRequest: ((line: string) => Promise<void> | undefined) | undefined;

  /** Whoever runs the engine forbids this: it never hears of it, and the answer is as a plugin or a proxy gives it. */
  forbids: { readonly line: (line: string) => boolean; readonly by: keyof typeof FORBIDDEN } | undefined;

  /** The engine has done what was asked, and nobody gets to know: every connection breaks in place of an answer. */
  dropAnswers = false;

  /** The engine is there. */
  async start(): Promise<void> {
    const server = createServer((client) => {
      const upstream = connect(engine.socket);
      this.#open.add(client).add(upstream);
      client.on("data", (chunk) => void this.#forward(chunk, client, upstream));
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

  async #forward(chunk: Buffer, client: Socket, upstream: Socket): Promise<void> {
    const line = /^[A-Z]+ \S+ HTTP\/1\.1/.exec(chunk.toString("latin1"))?.[0];
    if (line !== undefined) {
      this.requests.push(line);
      await this.onRequest?.(line);
      if (this.forbids?.line(line) === true) {
        client.end(FORBIDDEN[this.forbids.by]);
        return;
      }
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
