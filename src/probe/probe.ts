import type { Disposable } from "../core/emitter";
import type { HelperGrant, HelperSight } from "../core/helper";
import type { HostSight } from "../core/hostView";
import type { ContainerId, Inventory } from "../core/inventory";
import type { Link } from "../core/link";
import type { HostRoute } from "../core/linkFacts";
import type { CounterReading } from "../core/traffic";
import type { Engine } from "../engine/engine";

/** What a probe may do beyond reading what any user can read. */
export interface ProbePermissions {
  /** Run `cat` inside containers: the setting is on and the workspace is trusted. */
  readonly exec: boolean;
  /** Run helper containers: the user has consented for this engine and the workspace is trusted. */
  readonly helper?: HelperGrant;
}

/** Reads and proves links. Holds the cache and the netlink socket; one per engine connection. */
export interface Prober {
  /**
   * The links of every container in the inventory (stopped ones included, with their reason).
   * Containers whose cached answer still holds are not read again.
   */
  resolve(inventory: Inventory, permissions: ProbePermissions, signal: AbortSignal): Promise<readonly Link[]>;
  /** The host's interfaces as of the last resolve. */
  readonly host?: HostSight | undefined;
  /** Where else the host's packets go, read at each call; none where its side is not proven. */
  routes(): readonly HostRoute[];
  /**
   * Calls back when the host's own interfaces changed since the last resolve, which no engine tells, until it is disposed.
   * Many changes are one call. Nothing is called where the host's side is not proven or cannot be heard.
   */
  follow(changed: () => void): Disposable;
  /**
   * What the host's interfaces counted until now, read at each call. Undefined where it is not proven that they are the
   * engine's; it may reject where they cannot be read.
   */
  counters(): Promise<CounterReading | undefined>;
  /** How the host's side stands with helper containers, as of the last resolve; undefined where none is needed. */
  readonly helper?: HelperSight | undefined;
  /** Drops what is cached of a container and of those that share its network; without an id, of all. */
  invalidate(container?: ContainerId): void;
  dispose(): void;
}

/** Makes the prober of an engine; opens nothing until its first resolve. */
export type CreateProber = (engine: Engine, options?: ProberOptions) => Prober;

export interface ProberOptions {
  /** Told the command line of what is about to be run on the engine. */
  readonly log?: (line: string) => void;
  /** The engine as a command line must name it; empty where it would use that one by itself. */
  readonly host?: string;
  /** How long a helper may take, ms. */
  readonly helperLimit?: number;
}
