/** A tiny client of Docker's HTTP API over a unix socket: the rig's own, so that it shares no fault with the product. */
import { request } from "node:http";

/**
 * @typedef {object} DockerApi
 * @property {<T = any>(path: string) => Promise<T>} get
 * @property {<T = any>(path: string, body?: unknown) => Promise<T>} post a Buffer is sent as a tar archive, anything else as JSON
 * @property {<T = any>(path: string) => Promise<T>} delete
 */

/**
 * @param {string} socket path of the engine's unix socket
 * @returns {DockerApi} every call rejects with the engine's own words and `status` when it answers 400 or more.
 *   An answer of JSON lines gives the last one.
 */
export function dockerApi(socket) {
  return {
    get: (path) => send(socket, "GET", path),
    post: (path, body) => send(socket, "POST", path, body).catch((/** @type {NodeJS.ErrnoException} */ error) => {
      // An engine that has seen an archive's end may hang up on its last bytes, and its answer is lost: then once more.
      if (!Buffer.isBuffer(body) || (error.code !== "EPIPE" && error.code !== "ECONNRESET")) throw error;
      return send(socket, "POST", path, body);
    }),
    delete: (path) => send(socket, "DELETE", path),
  };
}

/**
 * @param {string} socketPath @param {string} method @param {string} path @param {unknown} [body]
 * @returns {Promise<any>}
 */
function send(socketPath, method, path, body) {
  const raw = Buffer.isBuffer(body);
  const payload = raw ? body : body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = payload === undefined ? {} : { "content-type": raw ? "application/x-tar" : "application/json", "content-length": Buffer.byteLength(payload) };
    const call = request({ socketPath, method, path, headers, agent: false, timeout: 60_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (/** @type {string} */ chunk) => (text += chunk));
      response.on("error", reject);
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        const answer = parse(text);
        if (status >= 400 || answer?.error !== undefined) {
          const words = answer?.message ?? answer?.error ?? text;
          reject(Object.assign(new Error(`${method} ${path}: ${String(words)}`), { status }));
        } else resolve(answer);
      });
    });
    call.on("timeout", () => call.destroy(new Error(`${method} ${path}: no answer within 60 s`)));
    call.on("error", reject);
    call.end(payload);
  });
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(text.trim().split("\n").at(-1) ?? "");
    } catch {
      return text;
    }
  }
}

/**
 * The versions of the engine behind a socket, or undefined if none answers.
 * @param {string} socket
 * @returns {Promise<{ version: string, apiVersion: string } | undefined>}
 */
export async function engineVersion(socket) {
  try {
    const { Version, ApiVersion } = await dockerApi(socket).get("/version");
    return { version: String(Version), apiVersion: String(ApiVersion) };
  } catch {
    return undefined;
  }
}
