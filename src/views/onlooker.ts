import type { Disposable } from "../core/emitter";
import type { Session } from "../state/session";

/** One place where the networks are shown: tells the session while it is seen. */
export class Onlooker implements Disposable {
  #watch: Disposable | undefined;

  constructor(private readonly session: Pick<Session, "watch">) {}

  look(seen: boolean): void {
    if (seen) this.#watch ??= this.session.watch();
    else this.dispose();
  }

  dispose(): void {
    this.#watch?.dispose();
    this.#watch = undefined;
  }
}
