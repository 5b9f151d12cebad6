import type { Disposable } from "../core/emitter";

/**
 * Reads a value again each time it is told to, at once, but never twice at the same time: whatever asks while a read is in
 * flight shares the one that follows it. An answer that arrives after `dispose` is dropped.
 */
export class Refresher<T> implements Disposable {
  readonly #abort = new AbortController();
  #current: Promise<T> | undefined;
  #next: Promise<T> | undefined;

  constructor(
    private readonly read: (signal: AbortSignal) => Promise<T>,
    private readonly outcome: { readonly done: (value: T) => void; readonly failed: (error: unknown) => void },
  ) {}

  /** The read that is under way or queued, whose answer will be the newest; undefined when all is quiet. */
  get pending(): Promise<T> | undefined {
    return this.#next ?? this.#current;
  }

  /** A value whose reading began after this call. Rejects as the read does; `failed` has been told by then. */
  run(): Promise<T> {
    if (this.#current === undefined) return this.#start();
    this.#next ??= this.#current.then(
      () => this.#start(),
      () => this.#start(),
    );
    return this.#next;
  }

  /** `run`, for those who do not wait for it. */
  trigger(): void {
    this.run().catch(() => undefined);
  }

  #start(): Promise<T> {
    this.#next = undefined;
    const current = this.#once();
    this.#current = current;
    return current;
  }

  async #once(): Promise<T> {
    try {
      this.#abort.signal.throwIfAborted();
      const value = await this.read(this.#abort.signal);
      this.#abort.signal.throwIfAborted();
      this.#current = undefined;
      this.outcome.done(value);
      return value;
    } catch (error) {
      this.#current = undefined;
      if (!this.#abort.signal.aborted) this.outcome.failed(error);
      throw error;
    }
  }

  dispose(): void {
    this.#abort.abort();
  }
}
