import { type Disposable, Emitter } from "../core/emitter";
import type { Inventory } from "../core/inventory";
import { Problem } from "../core/problem";
import type { Engine } from "../engine/engine";
import type { ProbePermissions } from "../probe/probe";
import type * as backend from "./backend";
import { asProblem, Connection } from "./connection";
import { SessionLinks } from "./linkStore";
import type { Session, SessionOptions, Snapshot, Status } from "./session";
import { TrafficMeter } from "./traffic";

/** What is loaded when the session starts. */
export type Backend = Pick<typeof backend, "openEngine" | "findEngine" | "createProber">;

export interface SessionLog {
  info(message: string): void;
  error(message: string, cause?: unknown): void;
}

const firstRetry = 1_000;
const longestRetry = 30_000;

/**
 * Makes a session. It does nothing until `start`, or until its engine is asked for.
 * @param load for tests; the engine's chunk is loaded no sooner than needed
 */
export function createSession(options: SessionOptions, log: SessionLog, load: () => Promise<Backend> = () => import("./backend")): Session {
  return new EngineSession(options, log, load);
}

/** An attempt to connect, until it has succeeded or failed. */
interface Attempt {
  readonly abort: AbortController;
  readonly result: Promise<Connection>;
}

class EngineSession implements Session {
  readonly #changes = new Emitter<Snapshot>();
  readonly onDidChange = this.#changes.event;
  readonly links: SessionLinks;
  readonly traffic = new TrafficMeter(() => this.#connection?.prober);
  #snapshot: Snapshot = { status: { kind: "idle" } };
  #connection: Connection | undefined;
  #attempt: Attempt | undefined;
  #retry: NodeJS.Timeout | undefined;
  #delay = firstRetry;
  /** Since when the picture is stale; kept over the attempts until one succeeds. */
  #lostSince: number | undefined;
  #lastWords = "";
  #disposed = false;
  #watchers = 0;

  constructor(
    private options: SessionOptions,
    private readonly log: SessionLog,
    private readonly load: () => Promise<Backend>,
  ) {
    const permissions = (): ProbePermissions => this.#permissions();
    this.links = new SessionLinks({
      connection: () => this.#connected(),
      get permissions() {
        return permissions();
      },
    });
  }

  #permissions({ exec, helpers, helperImage }: SessionOptions = this.options): ProbePermissions {
    const grant = helpers?.[this.#connection?.engine.info.id ?? ""];
    if (grant === undefined) return { exec };
    return { exec, helper: { ...grant, ...(helperImage !== undefined && helperImage !== "" && { image: helperImage }) } };
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  start(): void {
    if (this.#snapshot.status.kind === "idle") this.#connected().catch(() => undefined);
  }

  watch(): Disposable {
    this.#watch(1);
    let watching = true;
    return {
      dispose: () => {
        if (watching) this.#watch(-1);
        watching = false;
      },
    };
  }

  #watch(more: number): void {
    this.#watchers += more;
    this.#connection?.watched(this.#watchers > 0);
  }

  async refresh(): Promise<void> {
    try {
      if (this.#connection === undefined) await this.#connected();
      else if (await this.#moved()) await this.#reconnect();
      else {
        this.#connection.prober.invalidate();
        await this.#connection.refresh();
      }
    } catch {
      // The snapshot says what is wrong.
    }
  }

  async engine(): Promise<Engine> {
    return (await this.#connected()).engine;
  }

  async inventory(): Promise<Inventory> {
    return (await this.#connected()).refresh();
  }

  async images(): Promise<readonly string[]> {
    return await (await this.engine()).images();
  }

  configure(options: SessionOptions): void {
    const before = this.options;
    this.options = options;
    if (this.#disposed) return;
    if (options.host.trim() !== before.host.trim()) {
      if (this.#snapshot.status.kind === "idle") return;
      this.#reconnect().catch(() => undefined);
    } else if (JSON.stringify(this.#permissions()) !== JSON.stringify(this.#permissions(before))) {
      this.#connection?.prober.invalidate();
      this.links.follow();
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#disconnect();
    this.links.dispose();
    this.#changes.dispose();
  }

  /** Does the setting, the environment or the CLI's context point elsewhere by now? */
  async #moved(): Promise<boolean> {
    const now = this.#connection?.engine.info.endpoint;
    const { findEngine } = await this.load();
    // What cannot be found at all is no reason to leave an engine that answers.
    return findEngine({ host: this.options.host }).then(
      (url) => url !== now,
      () => false,
    );
  }

  /** Leaves this engine with its picture, which would be false for another. */
  #reconnect(): Promise<Connection> {
    this.#disconnect();
    this.#lostSince = undefined;
    this.#delay = firstRetry;
    this.#set({ status: { kind: "connecting" } });
    this.links.reset();
    return this.#connected();
  }

  #disconnect(): void {
    clearTimeout(this.#retry);
    this.#attempt?.abort.abort();
    this.#attempt = undefined;
    this.#connection?.dispose();
    this.#connection = undefined;
  }

  /** The live connection; somebody waits for it, so if there is none the attempt is made now and shown. */
  #connected(): Promise<Connection> {
    if (this.#connection !== undefined) return Promise.resolve(this.#connection);
    if (this.#disposed) return Promise.reject(new Problem("cancelled", "The session has ended"));
    if (this.#snapshot.status.kind !== "connecting") this.#set({ ...this.#snapshot, status: { kind: "connecting" } });
    return this.#connect();
  }

  #connect(): Promise<Connection> {
    if (this.#attempt !== undefined) return this.#attempt.result;
    clearTimeout(this.#retry);
    const abort = new AbortController();
    const attempt: Attempt = { abort, result: this.#open(abort.signal) };
    this.#attempt = attempt;
    return attempt.result;
  }

  async #open(signal: AbortSignal): Promise<Connection> {
    let connection: Connection | undefined;
    try {
      const { openEngine, createProber } = await this.load();
      const engine = await openEngine({ host: this.options.host }, signal);
      const opened = new Connection(engine, createProber(engine, { host: this.options.host, log: (line) => this.log.info(`$ ${line}`) }), {
        read: (inventory) => {
          if (this.#connection === opened) this.#read(inventory);
        },
        lost: (problem) => {
          if (this.#connection === opened) this.#lost(problem);
        },
      });
      connection = opened;
      signal.throwIfAborted();
      const inventory = await opened.refresh();
      signal.throwIfAborted();
      this.#attempt = undefined;
      this.#connection = opened;
      this.#live(inventory);
      return opened;
    } catch (error) {
      connection?.dispose();
      if (signal.aborted) {
        // Overtaken by another setting: whoever waits wants the engine that is meant now.
        if (!this.#disposed) return this.#connect();
        throw new Problem("cancelled", "The session has ended", undefined, { cause: error });
      }
      this.#attempt = undefined;
      const problem = asProblem(error);
      this.#lost(problem);
      throw problem;
    }
  }

  #live(inventory: Inventory): void {
    const { product, version, apiVersion, endpoint } = inventory.engine;
    this.#lostSince = undefined;
    this.#delay = firstRetry;
    this.#say(`Connected to ${product} ${version} (API ${apiVersion}) at ${endpoint}`);
    this.#set({ status: { kind: "live" }, inventory });
    this.links.follow();
    this.#watch(0);
  }

  #read(inventory: Inventory): void {
    if (inventory !== this.#snapshot.inventory) this.#set({ status: { kind: "live" }, inventory });
    // Also when the picture is the same: a container that restarted looks alike and has other interfaces.
    this.links.follow();
  }

  #lost(problem: Problem): void {
    this.#connection?.dispose(problem);
    this.#connection = undefined;
    this.#lostSince ??= Date.now();
    this.#say(`${problem.endpoint === undefined ? "" : `${problem.endpoint}: `}${problem.message}`, problem);
    const status: Status = { kind: "lost", problem, since: this.#lostSince };
    this.#set({ ...this.#snapshot, status });
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#connect().catch(() => undefined), this.#delay);
    this.#delay = Math.min(this.#delay * 2, longestRetry);
  }

  /** Logs what is new; an attempt that fails as the last one did is not. */
  #say(message: string, problem?: Problem): void {
    if (message === this.#lastWords) return;
    this.#lastWords = message;
    if (problem === undefined) this.log.info(message);
    else this.log.error(message, problem.cause);
  }

  #set(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#changes.fire(snapshot);
  }
}
