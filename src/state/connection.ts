import type { Disposable } from "../core/emitter";
import type { ContainerId, Inventory } from "../core/inventory";
import { Problem } from "../core/problem";
import type { Engine, EngineEvent } from "../engine/engine";
import type { Prober } from "../probe/probe";
import { FailedStarts } from "./failedStarts";
import { Refresher } from "./refresher";

/**
 * When to read once more after the last event, in ms. Docker tells of `connect`, `pause`, `unpause` and (20.10) `die` before
 * its own lists show them: it saves the container after it has told (moby daemon/pause.go, container_operations.go), so a
 * read at once may still give the old state, and nothing would tell of the new one.
 */
const afterwards = [100, 1_000];

/** What a connection tells its session. */
export interface ConnectionListener {
  /** A read is complete. The same as the last one, if nothing changed. */
  read(inventory: Inventory): void;
  /** Reading failed: the engine is lost to us. */
  lost(problem: Problem): void;
}

/** What Docker tells before its list shows it: a list that is asked for at once is still the old one. */
const toldEarly: ReadonlySet<string> = new Set(["connect", "disconnect", "pause", "unpause"]);

/** One engine while it can be reached: its events, each of which causes a read at once, and its prober. */
export class Connection implements Disposable {
  readonly #refresher: Refresher<Inventory>;
  readonly #failedStarts: FailedStarts;
  readonly #events: Disposable;
  #again: readonly NodeJS.Timeout[] = [];
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
    // Subscribed before the first read: what changes between the two is not missed.
    this.#events = engine.events({
      event: ({ containerId }) => {
        if (containerId !== undefined) this.#changed(containerId);
        this.#refresher.trigger();
        this.#readAgain();
      },
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

  #happened({ action, containerId }: EngineEvent): void {
    if (containerId !== undefined) this.#changed(containerId);
    if (containerId === undefined || !toldEarly.has(action)) this.#refresher.trigger();
    // Inspect waits for the container's lock, which whoever does this holds until it is listed.
    else void this.engine.process(containerId as ContainerId).then(
      () => this.#refresher.trigger(),
      () => this.#refresher.trigger(),
    );
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

  #readAgain(): void {
    this.#again.forEach((timer) => clearTimeout(timer));
    this.#again = afterwards.map((delay) => setTimeout(() => this.#refresher.trigger(), delay));
  }

  dispose(): void {
    this.#again.forEach((timer) => clearTimeout(timer));
    this.#events.dispose();
    this.#refresher.dispose();
    this.#failedStarts.dispose();
    this.prober.dispose();
    this.engine.dispose();
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
