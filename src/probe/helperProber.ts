import { setTimeout as delay } from "node:timers/promises";
import type { HelperGrant, HelperMore, HelperSight } from "../core/helper";
import type { Disposable } from "../core/emitter";
import { hostView, type HostSight } from "../core/hostView";
import type { Container, ContainerId, Inventory } from "../core/inventory";
import type { Link, Reason } from "../core/link";
import { rejectDoubleClaims } from "../core/linkClaims";
import { classify } from "../core/linkClassify";
import type { HostReading } from "../core/linkFacts";
import type { Engine } from "../engine/engine";
import { optional } from "../engine/json";
import { HelperReader, type HelperResult } from "./helperReader";
import { HelperRunner } from "./helperRunner";
import { HelperWires } from "./helperWires";
import type { Prober, ProberOptions, ProbePermissions } from "./probe";

/** A helper begins no sooner after the last one began, in ms: a storm of events starts no more. */
const PACE = 1_000;
/** What failed is not tried again before that, in ms, unless everything is to be read anew. */
const AFTER_FAILURE = 10_000;
/** How long after an event its container may be about to leave ends on the host, in ms. */
const STIRRING = 3_000;

interface Entry {
  /** The rows that the prober without helper gave: it makes new ones whenever it had to read again. */
  readonly base: readonly Link[];
  readonly links: readonly Link[];
  readonly placed: boolean;
}

/** One resolve, in which answers may still be missing. */
interface Task {
  readonly inventory: Inventory;
  readonly grant: HelperGrant;
  readonly exec: boolean;
  readonly rows: ReadonlyMap<ContainerId, readonly Link[]>;
  readonly own: readonly Container[];
}

/** A prober that has the host's side read by helper containers where it cannot be read from here and the user consents. */
export class HelperProber implements Prober {
  readonly #reader: HelperReader;
  readonly #wires: HelperWires;
  readonly #ended = new AbortController();
  readonly #kept = new Map<ContainerId, Entry>();
  readonly #stirred = new Map<ContainerId, number>();
  /** The helper that runs now. It is not ended when its resolve is overtaken: what it reads is kept for the next one. */
  #running: Promise<void> | undefined;
  #begun = -Infinity;
  #again: NodeJS.Timeout | undefined;
  readonly #followers = new Set<() => void>();
  #failure: { readonly reason: Reason; readonly at: number; readonly grant: string } | undefined;
  #lacking: Reason | undefined;
  /** Containers seem to be wired to each other. */
  #wired = false;
  #reading: { readonly host: HostReading; readonly of: string } | undefined;
  /** Was the engine's host elsewhere, when last looked at? */
  #elsewhere: boolean | undefined;
  #host: HostSight | undefined;
  #sight: HelperSight | undefined;

  constructor(
    engine: Engine,
    private readonly base: Prober,
    options: ProberOptions = {},
  ) {
    const runner = new HelperRunner(engine, options);
    this.#reader = new HelperReader(engine, runner);
    this.#wires = new HelperWires(engine, runner);
  }

  get host(): HostSight | undefined {
    return this.#host ?? this.base.host;
  }

  get helper(): HelperSight | undefined {
    return this.#sight;
  }

  async resolve(inventory: Inventory, permissions: ProbePermissions, signal: AbortSignal): Promise<readonly Link[]> {
    const grant = permissions.helper;
    // A helper tells more than a look into every container, and costs less than two of them: so that comes after it.
    const withheld = grant !== undefined && this.#elsewhere !== false && permissions.exec && this.#failure === undefined;
    const base = await this.base.resolve(inventory, withheld ? { ...permissions, exec: false } : permissions, signal);
    const { own } = classify(inventory);
    if (own.length > 0) this.#elsewhere = isElsewhere(this.base.host);
    if (own.length === 0 || this.#elsewhere !== true || grant === undefined) {
      this.#forget();
      this.#sight = own.length > 0 && this.#elsewhere === true ? { state: "offered" } : undefined;
      return withheld && own.length > 0 ? this.base.resolve(inventory, permissions, signal) : base;
    }
    const rows = new Map(own.map(({ id }) => [id, base.filter(({ container }) => container.id === id)]));
    for (const id of this.#kept.keys()) if (!rows.has(id)) this.#kept.delete(id);
    const open = await this.#read({ inventory, grant, exec: permissions.exec, rows, own }, signal);
    signal.throwIfAborted();
    return await this.#publish(base, { inventory, grant, exec: permissions.exec, rows, own }, open, signal);
  }

  follow(changed: () => void): Disposable {
    // A wrapper of its own, so that one function given twice is called twice.
    const own = (): void => changed();
    const base = this.base.follow(changed);
    this.#followers.add(own);
    return {
      dispose: () => {
        base.dispose();
        this.#followers.delete(own);
        if (this.#followers.size === 0) clearTimeout(this.#again);
      },
    };
  }

  routes(): ReturnType<Prober["routes"]> {
    return this.base.routes();
  }

  counters(): ReturnType<Prober["counters"]> {
    return this.base.counters();
  }

  invalidate(container?: ContainerId): void {
    // Base rows are made anew then, which is what ends an entry here.
    this.base.invalidate(container);
    if (container !== undefined) this.#stirred.set(container, Date.now());
    else {
      // Somebody wants to know anew: that is no storm.
      this.#begun = -Infinity;
      this.#failure = undefined;
      this.#kept.clear();
      this.#reading = undefined;
      this.#wired = false;
      this.#wires.forget();
    }
  }

  dispose(): void {
    this.#ended.abort();
    clearTimeout(this.#again);
    this.base.dispose();
  }

  #forget(): void {
    clearTimeout(this.#again);
    this.#kept.clear();
    this.#wires.forget();
    this.#wired = false;
    this.#host = this.#reading = this.#failure = this.#lacking = undefined;
  }

  /** Reads what is not known yet. Gives those that stay open, and why. */
  async #read(task: Task, signal: AbortSignal): Promise<ReadonlyMap<ContainerId, Reason>> {
    clearTimeout(this.#again);
    const key = JSON.stringify(task.grant);
    if (this.#failure !== undefined && (this.#failure.grant !== key || Date.now() - this.#failure.at > AFTER_FAILURE)) this.#failure = undefined;
    for (let attempt = 1; ; ) {
      const stale = task.own.filter(({ id }) => !sameRows(this.#kept.get(id)?.base, task.rows.get(id)));
      const openFor = (reason: Reason): ReadonlyMap<ContainerId, Reason> => new Map(stale.map(({ id }) => [id, reason]));
      if (stale.length === 0 && this.#reading?.of === sceneOf(task)) return new Map();
      if (this.#failure !== undefined) return openFor(this.#failure.reason);
      if (this.#running !== undefined) {
        await this.#running;
        signal.throwIfAborted();
        continue;
      }
      if (attempt > 2) return openFor({ code: "changed", params: {} });
      const wait = this.#begun + PACE - performance.now();
      if (wait > 0) {
        if (this.#askAgain(wait)) return openFor({ code: "soon", params: {} });
        await delay(wait, undefined, { signal });
        continue;
      }
      attempt++;
      this.#begun = performance.now();
      this.#running = this.#runOnce(stale, task, key).finally(() => (this.#running = undefined));
    }
  }

  /** True if there will be another resolve after `wait` ms. */
  #askAgain(wait: number): boolean {
    if (this.#followers.size === 0) return false;
    this.#again = setTimeout(() => {
      for (const changed of this.#followers) changed();
    }, wait);
    return true;
  }

  async #runOnce(stale: readonly Container[], task: Task, key: string): Promise<void> {
    const result: HelperResult = await this.#reader.read(stale, task.inventory, task.grant, task.exec, this.#ended.signal);
    if (result.kind === "failed") {
      this.#failure = { reason: result.reason, at: Date.now(), grant: key };
      return;
    }
    const { links, placed, host, lacking, wired } = result.answer;
    this.#lacking = lacking;
    this.#wired ||= wired;
    this.#reading = { host, of: sceneOf(task) };
    for (const [id, own] of links) if (own !== "changed") this.#kept.set(id, { base: task.rows.get(id) ?? [], links: own, placed: placed.has(id) });
  }

  async #publish(base: readonly Link[], { inventory, grant, own }: Task, open: ReadonlyMap<ContainerId, Reason>, signal: AbortSignal): Promise<readonly Link[]> {
    const mine = new Set(own.map(({ id }) => id));
    const read = own.flatMap(({ id }) => {
      const entry = this.#kept.get(id);
      const reason = open.get(id);
      if (entry !== undefined && reason === undefined) return entry.links;
      return base.filter(({ container }) => container.id === id).map((link) => (link.verdict === "unavailable" && reason !== undefined && isOpen(link) ? { ...link, reason } : link));
    });
    const known = rejectDoubleClaims([...base.filter(({ container }) => !mine.has(container.id)), ...read]);
    // Not ended with its resolve either: the next one goes on with it.
    const links = await this.#wires.join(known, grant, this.#ended.signal);
    signal.throwIfAborted();
    this.#sight = this.#sightOf(grant, read);
    const unread = [...own.filter(({ id }) => open.has(id) || this.#kept.get(id)?.placed !== true), ...this.#stirring(inventory, mine)].map(({ name }) => name);
    const reading = this.#failure === undefined ? this.#reading?.host : undefined;
    this.#host = reading === undefined ? undefined : asHelpers(hostView({ reading, links, inventory, unread }), reading);
    return links;
  }

  #sightOf({ image, rights }: HelperGrant, read: readonly Link[]): HelperSight {
    const reason = this.#failure?.reason ?? this.#lacking;
    if (reason !== undefined) return { state: "failed", image, rights, reason };
    if (rights === "enter") return { state: "used", image, rights };
    const alike = read.some(({ verdict, via }) => via === "helper" && (verdict === "ambiguous" || verdict === "inferred"));
    return { state: "used", image, rights, ...optional<"more", HelperMore>("more", alike ? "alike" : this.#wired ? "wires" : undefined) };
  }

  /** Containers that do not run, but did a moment ago, or are about to. */
  #stirring({ containers }: Inventory, own: ReadonlySet<ContainerId>): Container[] {
    const since = Date.now() - STIRRING;
    for (const [id, at] of this.#stirred) if (at < since) this.#stirred.delete(id);
    return containers.filter(({ id }) => !own.has(id) && this.#stirred.has(id));
  }
}

/** The host is not where we are, as far as can be told: what is here is not read in its stead. */
function isElsewhere(sight: HostSight | undefined): boolean {
  return sight?.visible === false && ["remote", "rootless", "desktop", "foreign", "notProven"].includes(sight.code);
}

/** Is there no answer yet that would stand without the host's side? */
function isOpen({ reason }: Link): boolean {
  return reason?.code === "remote" || reason?.code === "notVisible" || reason?.code === "execOff";
}

function sameRows(a: readonly Link[] | undefined, b: readonly Link[] | undefined): boolean {
  return a !== undefined && a.length === b?.length && a.every((link, at) => link === b[at]);
}

/** What the host's interfaces depend on, as far as the engine tells. */
function sceneOf({ inventory, own }: Task): string {
  return JSON.stringify([inventory.networks.map(({ id }) => id), own.map(({ id }) => id)]);
}

function asHelpers(view: ReturnType<typeof hostView>, { method }: HostReading): HostSight {
  return { ...view, helper: { method } };
}
