import type { Disposable } from "../core/emitter";
import type { ContainerId, Inventory } from "../core/inventory";
import { Problem } from "../core/problem";
import type { Engine, EngineEvent } from "../engine/engine";
import type { Prober } from "../probe/probe";
import { FailedStarts } from "./failedStarts";
import { Refresher } from "./refresher";
import { UntoldNetworks } from "./untoldNetworks";

/** What a connection tells its session. */
export interface ConnectionListener {
  /** A read is complete. The same as the last one, if nothing changed. */
  read(inventory: Inventory): void;
  /** Reading failed: the engine is lost to us. */
  lost(problem: Problem): void;
}

/** One engine while it can be reached: its events, each of which causes a read at once, and its prober. */
export class Connection implements Disposable {
  readonly #refresher: Refresher<Inventory>;
  readonly #failedStarts: FailedStarts;
  readonly #events: Disposable;
  readonly #untold: UntoldNetworks;
  /** As the engine gave it. */
  #raw: Inventory | undefined;
  #inventory: Inventory | undefined;

  constructor(
    readonly engine: Engine,
    readonly prober: Prober,
    private readonly listener: ConnectionListener,
  ) {
    this.#failedStarts = new FailedStarts(engine, () => {
      if (this.#raw !== undefined) this.#publish(this.#raw);
    });
    this.#refresher = new Refresher((signal) => engine.inventory(signal), {
      done: (inventory) => this.#publish(inventory),
      failed: (error) => this.listener.lost(asProblem(error)),
    });
    this.#untold = new UntoldNetworks(engine, () => this.#raw?.networks, () => this.refresh());
    // Subscribed before the first read: what changes between the two is not missed.
    this.#events = engine.events({
      event: (event) => this.#happened(event),
      resumed: () => {
        this.#changed();
        this.#refresher.trigger();
      },
      // The stream alone may have broken, and is being reconnected: whether the engine is there, a read tells.
      lost: () => this.#refresher.trigger(),
    });
  }

  /** The last inventory; undefined before the first read. */
  get inventory(): Inventory | undefined {
    return this.#inventory;
  }

  /** Whether somebody sees the networks: what the engine does not tell of is asked for only then. */
  watched(seen: boolean): void {
    this.#untold.follow(seen);
  }

  /** An inventory whose reading began after this call. Rejects with `Problem`. */
  async refresh(): Promise<Inventory> {
    return this.#published(this.#refresher.run());
  }

  /** The inventory after the reads that are under way; the last one if none is. Rejects with `Problem`. */
  async settled(): Promise<Inventory> {
    const pending = this.#refresher.pending;
    return this.#inventory !== undefined && pending === undefined ? this.#inventory : this.#published(pending ?? this.#refresher.run());
  }

  async #published(reading: Promise<Inventory>): Promise<Inventory> {
    try {
      const raw = await reading;
      return this.#inventory ?? raw;
    } catch (error) {
      throw asProblem(error);
    }
  }

  #happened({ containerId }: EngineEvent): void {
    const read = (): void => this.#refresher.trigger();
    if (containerId === undefined) {
      read();
      return;
    }
    this.#changed(containerId);
    // Docker tells of connect, pause, rename and others before it saves the container (moby daemon/pause.go, rename.go,
    // container_operations.go): a list read at once may give the old state, and nothing tells of the new one. But
    // whoever changes a container holds its lock until it is saved, and inspect waits for that lock.
    this.engine.inspectContainer(containerId as ContainerId).then(read, read);
  }

  #publish(raw: Inventory): void {
    this.#raw = raw;
    const inventory = this.#failedStarts.apply(raw);
    if (this.#inventory === undefined || !sameInventory(inventory, this.#inventory)) this.#inventory = inventory;
    this.listener.read(this.#inventory);
  }

  #changed(containerId?: string): void {
    this.prober.invalidate(containerId as ContainerId | undefined);
    this.#failedStarts.forget(containerId);
  }

  /** Ends what is under way, with this problem if there is one. */
  dispose(because?: Problem): void {
    this.#events.dispose();
    this.#untold.follow(false);
    this.#refresher.dispose();
    this.#failedStarts.dispose();
    this.prober.dispose();
    this.engine.dispose(because);
  }
}

/** Do both say the same, but for when they were taken? */
function sameInventory(a: Inventory, b: Inventory): boolean {
  return JSON.stringify([a.networks, a.containers]) === JSON.stringify([b.networks, b.containers]);
}

/** Whatever was thrown as a `Problem`; one that is none is a fault of ours, and its text goes along. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem("unreachable", error instanceof Error ? error.message : String(error), undefined, { cause: error });
}
