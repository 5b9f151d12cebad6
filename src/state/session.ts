import type { Disposable, Event } from "../core/emitter";
import type { HelperGrant } from "../core/helper";
import type { Inventory } from "../core/inventory";
import type { LinkReport } from "../core/link";
import type { HostRoute } from "../core/linkFacts";
import type { Engine } from "../engine/engine";
import type { Problem } from "../engine/problem";
import type { TrafficMeter } from "./traffic";

/** How the connection to the engine is. */
export type Status =
  /** nothing asked yet */ | { readonly kind: "idle" }
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  /** the picture kept is from before `since` (ms since the epoch); retried by itself */
  | { readonly kind: "lost"; readonly problem: Problem; readonly since: number };

/** The one mutable value: everything a person sees is derived from it. */
export interface Snapshot {
  readonly status: Status;
  /** The last good picture; stale unless the status is live. */
  readonly inventory?: Inventory;
}

/** Where to look for an engine and what is allowed, as settings and trust say now. */
export interface SessionOptions {
  /** The setting `dockerNetworks.host`, empty for automatic. */
  readonly host: string;
  readonly exec: boolean;
  /** The image of helper containers; empty or absent: what the user chose for the engine. */
  readonly helperImage?: string;
  /** The consents to helper containers by engine id, as far as they count now. */
  readonly helpers?: Readonly<Record<string, HelperGrant>>;
}

/** One engine, its store and its links. Knows nothing of the editor. */
export interface Session extends Disposable {
  readonly snapshot: Snapshot;
  readonly onDidChange: Event<Snapshot>;
  /** Connects if nothing has been asked yet. Idempotent, returns at once. */
  start(): void;
  /**
   * Somebody sees the networks, until disposed: where the engine's events do not tell of all that happens to them, it is asked now and
   * then. Connects to nothing.
   */
  watch(): Disposable;
  /** Reads everything again now; reconnects at once when the engine is lost. */
  refresh(): Promise<void>;
  /** The live engine, connecting if need be; rejects with `Problem`. */
  engine(): Promise<Engine>;
  /** An inventory as of now. */
  inventory(): Promise<Inventory>;
  /** The names of the images that are on the engine now. Rejects with `Problem`. */
  images(): Promise<readonly string[]>;
  /** Settings or trust changed: reconnects if the endpoint did. */
  configure(options: SessionOptions): void;
  readonly links: LinkStore;
  readonly traffic: Pick<TrafficMeter, "tick">;
}

/** The links of a session, resolved only while somebody watches or asks. */
export interface LinkStore {
  /** The last good report, if any. */
  readonly report: LinkReport | undefined;
  /** Set when the last resolve failed; the report is then from before. */
  readonly problem: Problem | undefined;
  /** Where else the host's packets go, as of the last report; none where its side is not proven. */
  readonly routes: readonly HostRoute[];
  readonly onDidChange: Event<void>;
  /** Keeps the report following the engine until disposed. Nothing is read when nobody watches. */
  watch(): Disposable;
  /** A report as of now. */
  resolve(): Promise<LinkReport>;
}
