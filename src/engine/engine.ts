import type { Problem } from "../core/problem";
import type { Disposable } from "../core/emitter";
import type { HelperSpec } from "../core/helper";
import type { ContainerId, EngineInfo, Inventory, NetworkId } from "../core/inventory";
import type { Operation } from "../core/spec";

/** How a command run inside a container ended. */
export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a helper container ended, once it ran. */
export type HelperOutcome =
  | { readonly kind: "printed"; readonly stdout: string; readonly stderr: string }
  /** it was ended for taking too long */ | { readonly kind: "late"; readonly seconds: number }
  /** it was ended for printing too much */ | { readonly kind: "tooLong"; readonly megabytes: number };

/** What only inspect tells, for a mapping. */
export interface ContainerProcess {
  /** In the engine's own PID namespace; 0 while it is not running. */
  readonly pid: number;
  /** ISO 8601; changes with every start. */
  readonly startedAt: string;
  readonly paused: boolean;
}

/** A change that the engine told, normalised over engines and API versions. */
export interface EngineEvent {
  readonly type: "network" | "container";
  /** `create`, `destroy`, `connect`, `disconnect`, `start`, `die`, `rename`, `pause`, … */
  readonly action: string;
  readonly networkId?: string;
  readonly containerId?: string;
}

export interface EventSink {
  /** One call per event, in the engine's order. */
  event(event: EngineEvent): void;
  /** The stream (re)connected after a break: anything may have changed, read all again. */
  resumed(): void;
  /** The stream broke; reconnection goes on by itself until disposed. */
  lost(problem: unknown): void;
}

/** Takes bytes; a promise holds the stream until it is settled. */
export type ByteSink = (chunk: Uint8Array) => Promise<void> | undefined;

/** Bytes that keep coming. Dispose it to end it from this side. */
export interface Flow extends Disposable {
  /** Settled when there will be no more, whoever ended it; never rejects. */
  readonly ended: Promise<void>;
}

/** In characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A program in a terminal inside a container. Disposing ends the connection; the program then sees its terminal hang up. */
export interface TerminalProcess extends Flow {
  write(text: string): void;
  resize(size: TerminalSize): void;
  /** How it ended; undefined while it runs or where it cannot be known. */
  exitCode(): Promise<number | undefined>;
}

/** The one way to a container engine. All promises reject with `Problem`. Implemented by dockerEngine.ts. */
export interface Engine extends Disposable {
  readonly info: EngineInfo;
  /** Unix socket path when the engine is reached by one, for the question whose host this is. */
  readonly socketPath?: string;
  /** Two API calls. */
  inventory(signal?: AbortSignal): Promise<Inventory>;
  /** Streams network and container events, server-filtered; reconnects with back-off and `since`. */
  events(sink: EventSink): Disposable;
  /**
   * The ids of all networks, by one call that costs the engine little, where its events do not tell of networks that are made and
   * removed; undefined where they do.
   */
  untoldNetworks(signal?: AbortSignal): Promise<readonly NetworkId[]> | undefined;
  /**
   * The engine's own JSON, for the read-only editor and lazy details; on Podman with what its Docker API leaves out of a network.
   * @param verbose also a swarm's services on it, with their addresses and tasks
   */
  inspectNetwork(id: NetworkId, verbose?: boolean): Promise<unknown>;
  inspectContainer(id: ContainerId): Promise<unknown>;
  /** Images that are on the engine, by the names to run them. */
  images(): Promise<readonly string[]>;
  /** Pid and start time of a container. */
  process(id: ContainerId): Promise<ContainerProcess>;
  /** Does it; returns the new id for `createNetwork` and `runContainer`, else an empty string; engine warnings are joined in `warning`. */
  perform(operation: Operation, signal?: AbortSignal): Promise<{ readonly id: string; readonly warning?: string }>;
  /** Runs `argv` inside, no shell. Rejects when it takes longer than `timeoutMs` or prints more than 1 MiB. */
  exec(id: ContainerId, argv: readonly string[], timeoutMs: number): Promise<ExecResult>;
  /** Follows a container's output, both streams in one: its last `tail` lines, or all since a time (seconds since the epoch), and what comes. */
  logs(id: ContainerId, from: { readonly tail: number } | { readonly since: number }, sink: ByteSink): Promise<Flow>;
  /** Runs `argv`, no shell in between, in a terminal inside. */
  terminal(id: ContainerId, argv: readonly string[], size: TerminalSize, sink: ByteSink): Promise<TerminalProcess>;
  /** Runs a container that is gone when this settles, whatever happened. Rejects where the engine refuses it. Nothing is pulled. */
  runHelper(spec: HelperSpec, timeoutMs: number, signal: AbortSignal): Promise<HelperOutcome>;
  /** Ends all that is under way: with this problem if there is one, else as `cancelled`. */
  dispose(because?: Problem): void;
}
