import { startFailedOfInspected } from "../core/inspected";
import type { Container, ContainerId, Inventory } from "../core/inventory";
import type { Engine } from "../engine/engine";

/** How many are asked about at a time: this must not hold up what a person waits for. */
const atOnce = 2;

/**
 * Tells containers whose start was refused from those that were never started. From Docker 27 on the list gives both as
 * "created" and only inspect knows: each such container is inspected once, behind the picture that is already shown, and
 * again only after an event names it.
 */
export class FailedStarts {
  readonly #failed = new Map<ContainerId, boolean>();
  /** Questions under way; one that is replaced or removed meanwhile has an answer from before. */
  readonly #asked = new Map<ContainerId, symbol>();
  #queue: ContainerId[] = [];
  #asking = 0;

  constructor(
    private readonly engine: Pick<Engine, "inspectContainer" | "info">,
    /** Something was found out that `apply` had not known. */
    private readonly learned: () => void,
  ) {}

  /** The inventory with what is known put in; what is not is asked for in the background. */
  apply(inventory: Inventory): Inventory {
    if (this.engine.info.product !== "docker") return inventory;
    const created = new Set(inventory.containers.filter(({ state }) => state === "created").map(({ id }) => id));
    for (const id of this.#failed.keys()) if (!created.has(id)) this.#failed.delete(id);
    this.#queue = [...created].filter((id) => !this.#failed.has(id) && !this.#asked.has(id));
    for (let free = atOnce - this.#asking; free > 0; free--) void this.#ask();
    if (![...created].some((id) => this.#failed.get(id) === true)) return inventory;
    const mark = (container: Container): Container =>
      this.#failed.get(container.id) === true ? { ...container, state: "failed" } : container;
    return { ...inventory, containers: inventory.containers.map(mark) };
  }

  /** It may have been started since the answer; without an id, any may have been. */
  forget(id?: string): void {
    if (id === undefined) this.#failed.clear();
    else this.#failed.delete(id as ContainerId);
    if (id === undefined) this.#asked.clear();
    else this.#asked.delete(id as ContainerId);
  }

  async #ask(): Promise<void> {
    this.#asking++;
    for (let id = this.#queue.shift(); id !== undefined; id = this.#queue.shift()) {
      const question = Symbol(id);
      this.#asked.set(id, question);
      // One that cannot be inspected is gone, or the engine is: either is noticed elsewhere.
      const failed = await this.engine.inspectContainer(id).then(startFailedOfInspected, () => undefined);
      if (this.#asked.get(id) !== question) continue;
      this.#asked.delete(id);
      if (failed === undefined) continue;
      this.#failed.set(id, failed);
      if (failed) this.learned();
    }
    this.#asking--;
  }

  dispose(): void {
    this.#queue = [];
    this.#asked.clear();
  }
}
