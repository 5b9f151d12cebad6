import { createServer, request } from "node:http";
import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Stands before an engine's socket, hands everything on and counts the requests. */
export class CountingProxy {
  requests = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(
    readonly target: string,
    readonly path: string,
  ) {
    this.#server = createServer((incoming, outgoing) => {
      this.requests++;
      const { method, url: path, headers } = incoming;
      const call = request({ socketPath: this.target, agent: false, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        // An event stream says nothing for a long time: its head must not wait for the first event.
        outgoing.flushHeaders();
        answer.pipe(outgoing);
      });
      call.on("error", (error) => outgoing.destroy(error));
      outgoing.on("close", () => call.destroy());
      incoming.pipe(call);
    });
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.path, resolve);
    });
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
