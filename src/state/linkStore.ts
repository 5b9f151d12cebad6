import { Emitter, type Disposable } from "../core/emitter";
import type { Inventory } from "../core/inventory";
import { compareLinks, type Link, type LinkReport, type OverlayNodes } from "../core/link";
import type { HostRoute } from "../core/linkFacts";
import { Problem } from "../core/problem";
import type { ProbePermissions, Prober } from "../probe/probe";
import { asProblem, type Connection } from "./connection";
import { overlayNodes } from "./overlayNodes";
import type { LinkStore } from "./session";

/** What the store needs of its session. */
export interface LinkSource {
  /** Connecting if need be. Rejects with `Problem`. */
  connection(): Promise<Connection>;
  readonly permissions: ProbePermissions;
}

/** The links of a session: resolved while somebody watches, or on request, and never otherwise. */
export class SessionLinks implements LinkStore, Disposable {
  readonly #changes = new Emitter<void>();
  readonly onDidChange = this.#changes.event;
  #watchers = 0;
  /** Held while somebody watches: the host's own changes are told by no engine. */
  #following: { readonly prober: Prober; readonly handle: Disposable } | undefined;
  /** The host changed while a run was under way. */
  #again = false;
  /** The next run reads everything again. */
  #anew = false;
  #report: LinkReport | undefined;
  /** Whose report that is. */
  #prober: Prober | undefined;
  /** Read when first asked for since that report. */
  #routes: readonly HostRoute[] | undefined;
  #problem: Problem | undefined;
  #run: { readonly abort: AbortController; readonly result: Promise<LinkReport> } | undefined;

  constructor(private readonly source: LinkSource) {}

  get report(): LinkReport | undefined {
    return this.#report;
  }

  get problem(): Problem | undefined {
    return this.#problem;
  }

  get routes(): readonly HostRoute[] {
    return (this.#routes ??= this.#prober?.routes() ?? []);
  }

  watch(): Disposable {
    this.#watchers++;
    this.#start().catch(() => undefined);
    let watching = true;
    return {
      dispose: () => {
        if (watching) this.#watchers--;
        watching = false;
        if (this.#watchers === 0) this.#unfollow();
      },
    };
  }

  #followHost(prober: Prober): void {
    if (this.#watchers === 0 || this.#following?.prober === prober) return;
    this.#unfollow();
    const changed = (): void => {
      // A run is not overtaken: changes without end must not keep it from ever being finished.
      this.#again = this.#run !== undefined;
      if (!this.#again) this.follow();
    };
    this.#following = { prober, handle: prober.follow(changed) };
  }

  #unfollow(): void {
    this.#following?.handle.dispose();
    this.#following = undefined;
  }

  /**
   * A report as of now, nothing of it remembered: not all that changes an interface is told by the engine
   * (`ip link set … master`). Rejects with `Problem`.
   */
  resolve(): Promise<LinkReport> {
    this.#anew = true;
    return this.#start();
  }

  /** The inventory was read, or what is permitted changed. */
  follow(): void {
    if (this.#watchers > 0 || this.#run !== undefined) this.#start().catch(() => undefined);
  }

  /** Another engine is meant now: what is known of the last one must not be shown for it. */
  reset(): void {
    this.#run?.abort.abort();
    this.#run = undefined;
    this.#unfollow();
    this.#prober = undefined;
    this.#routes = undefined;
    if (this.#report === undefined && this.#problem === undefined) return;
    this.#report = undefined;
    this.#problem = undefined;
    this.#changes.fire();
  }

  /** Begins a run, which overtakes the one that is under way: whoever waits for that gets this one's report. */
  #start(): Promise<LinkReport> {
    this.#run?.abort.abort();
    this.#again = false;
    const abort = new AbortController();
    const result = this.#read(abort.signal).finally(() => {
      if (this.#run?.abort !== abort) return;
      this.#run = undefined;
      if (this.#again) this.follow();
    });
    this.#run = { abort, result };
    return result;
  }

  async #read(signal: AbortSignal): Promise<LinkReport> {
    try {
      const connection = await this.source.connection();
      this.#followHost(connection.prober);
      const inventory = await this.#inventory(connection);
      signal.throwIfAborted();
      const [links, nodes] = await Promise.all([connection.prober.resolve(inventory, this.source.permissions, signal), overlayNodes(connection.engine, inventory)]);
      signal.throwIfAborted();
      const report = reportOf(inventory, links, connection.prober, nodes);
      this.#report = report;
      this.#prober = connection.prober;
      this.#routes = undefined;
      this.#problem = undefined;
      this.#changes.fire();
      return report;
    } catch (error) {
      if (signal.aborted) {
        if (this.#run !== undefined) return this.#run.result;
        throw new Problem("cancelled", "cancelled", undefined, { cause: error });
      }
      this.#problem = asProblem(error);
      this.#changes.fire();
      throw this.#problem;
    }
  }

  async #inventory(connection: Connection): Promise<Inventory> {
    if (!this.#anew) return connection.settled();
    // Before the read: it is published, which begins a run that overtakes this one and must not ask again.
    this.#anew = false;
    connection.prober.invalidate();
    return connection.refresh();
  }

  dispose(): void {
    this.#watchers = 0;
    this.#unfollow();
    this.#run?.abort.abort();
    this.#run = undefined;
    this.#changes.dispose();
  }
}

function reportOf(inventory: Inventory, links: readonly Link[], { host, helper }: Pick<Prober, "host" | "helper">, nodes: OverlayNodes): LinkReport {
  return { engine: inventory.engine, takenAt: new Date().toISOString(), links: [...links].sort(compareLinks), ...(host && { host }), ...(helper && { helper }), ...(Object.keys(nodes).length > 0 && { nodes }) };
}
