import { setTimeout as delay } from "node:timers/promises";
import type { Network, NetworkId } from "../core/inventory";
import type { Engine } from "../engine/engine";

/** How long after an answer it is asked again, ms. */
const usualPause = 3_000;

/**
 * Notices networks that are made and removed elsewhere where the engine's events do not tell of them (Podman 4): it asks for
 * their ids while somebody looks, and has all read again only when they are others than those shown. Where the engine tells,
 * nothing is asked and no timer runs.
 */
export class UntoldNetworks {
  #looking: AbortController | undefined;

  constructor(
    private readonly engine: Pick<Engine, "untoldNetworks">,
    /** As they were read last; undefined before the first read. */
    private readonly shown: () => readonly Pick<Network, "id">[] | undefined,
    private readonly read: () => Promise<unknown>,
    private readonly pause = usualPause,
  ) {}

  /** Whether somebody looks. Who begins to is shown at once what happened meanwhile. */
  follow(seen: boolean): void {
    if (!seen) {
      this.#looking?.abort();
      this.#looking = undefined;
    } else if (this.#looking === undefined) {
      this.#looking = new AbortController();
      void this.#look(this.#looking.signal);
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    /** What was found and read since: should the inventory still say otherwise, to read it once more would not help. */
    let found: string | undefined;
    for (;;) {
      const asked = this.engine.untoldNetworks(signal);
      if (asked === undefined) return;
      // A failure is no news: whether the engine is there, its event stream tells.
      const ids = await asked.then(textOf, () => undefined);
      const shown = this.shown();
      if (isAborted(signal)) return;
      if (ids !== undefined && shown !== undefined) {
        if (ids === textOf(shown.map(({ id }) => id))) found = undefined;
        else if (ids !== found) {
          found = ids;
          await this.read().catch(() => undefined);
        }
      }
      await delay(this.pause, undefined, { signal }).catch(() => undefined);
      if (isAborted(signal)) return;
    }
  }
}

const isAborted = (signal: AbortSignal): boolean => signal.aborted;

/** The same for the same ids, in whatever order. */
const textOf = (ids: readonly NetworkId[]): string => [...ids].sort().join();
