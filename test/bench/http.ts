import { Agent, request } from "node:http";

/** The barest way to an engine: one HTTP request over a kept-alive connection, the body read and not looked at. */
export class BareHttp {
  readonly #agent = new Agent({ keepAlive: true });

  constructor(readonly socketPath: string) {}

  /** Rejects on any answer but 2xx. Gives the body. */
  call(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<Buffer> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers = payload === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(payload) };
    return new Promise((resolve, reject) => {
      const call = request({ socketPath: this.socketPath, agent: this.#agent, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const all = Buffer.concat(chunks);
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(all);
          else reject(new Error(`${method} ${path}: ${status} ${all.toString()}`));
        });
      });
      call.on("error", reject);
      call.end(payload);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
