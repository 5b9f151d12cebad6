import { StringDecoder } from "node:string_decoder";
import type { Readable } from "node:stream";
import type { Disposable } from "../core/emitter";
import { helperLabel } from "../core/helper";
import type { EngineEvent, EventSink } from "./engine";
import { asNumber, asRecord, asText, optional } from "./json";

/**
 * What the engine is asked to send: it filters, so that an idle engine and one whose health checks run cost nothing here.
 * No `exec_*`, `attach`, `kill`, `resize`: they change nothing that is shown, and the first would be our own.
 */
export const eventFilters: Readonly<Record<string, readonly string[]>> = {
  type: ["network", "container"],
  event: [
    ...["create", "destroy", "remove", "connect", "disconnect", "update", "prune"],
    ...["start", "stop", "die", "pause", "unpause", "rename"],
    // Podman's word for die
    "died",
  ],
};

/** Takes a byte stream of JSON lines apart, wherever it was cut: between lines, inside one, inside a UTF-8 character. */
export class LineSplitter {
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";

  constructor(
    private readonly line: (text: string) => void,
    /** A line longer than this many characters is no event: it is dropped instead of filling the memory. */
    private readonly limit = 1024 * 1024,
  ) {}

  push(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split("\n");
    this.#rest = lines.pop() ?? "";
    if (this.#rest.length > this.limit) this.#rest = "";
    for (const line of lines) if (line.trim() !== "") this.line(line);
  }
}

/**
 * One event, normalised over Docker's old form (`status`, `id`), its new one (Type, Action, Actor) and Podman's.
 * Undefined for what is none, for what changes nothing here, and for the extension's own helpers, whose events would make it
 * refresh itself for ever.
 * @param helpers ids of the helpers that were heard of: a network's event names a container, but not its labels
 */
export function decodeEvent(json: unknown, helpers = new Set<string>()): EngineEvent | undefined {
  const row = asRecord(json);
  const actor = asRecord(row["Actor"]);
  const attributes = asRecord(actor["Attributes"]);
  const type = asText(row["Type"]) ?? "container";
  // `exec_create: cat …` and `health_status: healthy` carry more behind the colon.
  const written = (asText(row["Action"]) ?? asText(row["status"]) ?? "").split(":")[0] ?? "";
  const action = podmanActions[written] ?? written;
  if ((type !== "network" && type !== "container") || action === "" || action.startsWith("exec_")) return undefined;
  const id = asText(actor["ID"]) ?? asText(row["id"]);
  if (attributes[helperLabel] !== undefined) {
    if (id !== undefined && type === "container") helpers[action === "destroy" ? "delete" : "add"](id);
    return undefined;
  }
  if (type === "container") return { type, action, ...optional("containerId", id) };
  // Podman's connect and disconnect have the container in Actor.ID, and the network's name in an attribute or nowhere.
  const container = asText(attributes["container"]);
  const podmans = container === undefined && (asText(attributes["network"]) !== undefined || (action.endsWith("connect") && attributes["podId"] !== undefined));
  if (helpers.has((podmans ? id : container) ?? "")) return undefined;
  return {
    type,
    action,
    ...optional("networkId", podmans ? asText(attributes["network"]) : id),
    ...optional("containerId", podmans ? id : container),
  };
}

const podmanActions: Readonly<Record<string, string>> = { remove: "destroy", died: "die" };

/** Opens the engine's event stream, from `since` (seconds since the epoch, by the engine's clock) on. */
export type OpenEvents = (since: number | undefined, signal: AbortSignal) => Promise<Readable>;

const firstDelay = 250;
const longestDelay = 15_000;

/**
 * Follows the engine's events until disposed. A stream that breaks is opened again after 0.25 s, then after twice as
 * long each time up to 15 s, from the last event's second on (an event told twice only causes one more read).
 * @param since where to begin: the engine's own time when the connection was made, so that nothing falls between
 */
export function followEvents(open: OpenEvents, sink: EventSink, since?: number): Disposable {
  const abort = new AbortController();
  let last = since;
  let delay = firstDelay;
  let timer: NodeJS.Timeout | undefined;

  const follow = async (resumed: boolean): Promise<void> => {
    try {
      const stream = await open(last, abort.signal);
      if (resumed) sink.resumed();
      await drain(stream);
      throw new Error("The engine ended the stream of events");
    } catch (error) {
      if (abort.signal.aborted) return;
      sink.lost(error);
      // The sink may have ended it: TypeScript does not see that.
      if (isAborted(abort.signal)) return;
      timer = setTimeout(() => void follow(true), delay);
      delay = Math.min(delay * 2, longestDelay);
    }
  };

  const helpers = new Set<string>();
  const drain = (stream: Readable): Promise<void> =>
    new Promise((resolve, reject) => {
      const splitter = new LineSplitter((line) => {
        const json = parse(line);
        last = asNumber(asRecord(json)["time"]) ?? last;
        const event = decodeEvent(json, helpers);
        if (event !== undefined && !abort.signal.aborted) sink.event(event);
      });
      // A stream that has stayed or told something was a success; one that breaks at once keeps the growing delay.
      const stayed = setTimeout(() => (delay = firstDelay), 5_000);
      stayed.unref();
      const stop = (): void => void stream.destroy();
      abort.signal.addEventListener("abort", stop, { once: true });
      stream.on("data", (chunk: Buffer) => {
        delay = firstDelay;
        splitter.push(chunk);
      });
      stream.once("error", reject);
      stream.once("close", () => {
        clearTimeout(stayed);
        abort.signal.removeEventListener("abort", stop);
        resolve();
      });
    });

  void follow(false);
  return {
    dispose: () => {
      clearTimeout(timer);
      abort.abort();
    },
  };
}

const isAborted = (signal: AbortSignal): boolean => signal.aborted;

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
