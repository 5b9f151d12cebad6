import type { Duplex, Readable, Writable } from "node:stream";

/**
 * What this extension uses of dockerode, as it really is: its published types know no abort signal for most calls and
 * promise fields that an engine may leave out.
 */
export interface Client {
  readonly modem: Modem;
  version(options: Abortable): Promise<unknown>;
  info(options: Abortable): Promise<unknown>;
  ping(options: Abortable): Promise<unknown>;
  listNetworks(options: Abortable): Promise<unknown>;
  listContainers(options: Abortable & { all: true }): Promise<unknown>;
  /** `filters` is sent as JSON, as the API wants it. */
  getEvents(options: Abortable & { since?: number; filters: object }): Promise<Readable>;
  getNetwork(id: string): ClientNetwork;
  getContainer(id: string): ClientContainer;
}

export interface Abortable {
  readonly abortSignal: AbortSignal;
}

export interface ClientNetwork {
  inspect(options: Abortable): Promise<unknown>;
  remove(options: Abortable): Promise<unknown>;
  /** Everything but the signal is the body. */
  connect(options: Abortable & Readonly<Record<string, unknown>>): Promise<unknown>;
  disconnect(options: Abortable & Readonly<Record<string, unknown>>): Promise<unknown>;
}

export interface ClientContainer {
  readonly modem: Modem;
  inspect(options: Abortable): Promise<unknown>;
  exec(options: Abortable & Readonly<Record<string, unknown>>): Promise<ClientExec>;
  logs(options: Abortable & Readonly<Record<string, unknown>>): Promise<Readable>;
  attach(options: Abortable & { readonly stream: true; readonly stdout: true; readonly stderr: true }): Promise<Readable>;
}

export interface ClientExec {
  /** Takes what is written only if it was hijacked. */
  start(options: Abortable & Readonly<Record<string, unknown>>): Promise<Duplex>;
  resize(options: Abortable & { readonly w: number; readonly h: number }): Promise<unknown>;
  inspect(options: Abortable): Promise<unknown>;
}

/** docker-modem: the requests themselves, and Docker's framing of two output streams in one. */
export interface Modem {
  dial(options: object, done: (error: unknown, answer: unknown) => void): void;
  demuxStream(from: Readable, stdout: Writable, stderr: Writable): void;
}

/** A request that dockerode has no fitting method for. Rejects as dockerode's own do. */
export function dial({ modem }: Client, method: string, path: string, abortSignal: AbortSignal, body?: object): Promise<unknown> {
  const statusCodes = { 200: true, 201: true, 204: true, 304: true };
  return new Promise((resolve, reject) => {
    modem.dial({ method, path, statusCodes, abortSignal, ...(body === undefined ? {} : { options: body }) }, (error, answer) => {
      if (error === null || error === undefined) resolve(answer);
      else reject(error instanceof Error ? error : new Error("The request failed", { cause: error }));
    });
  });
}
