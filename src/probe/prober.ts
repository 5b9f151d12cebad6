import type { Disposable } from "../core/emitter";
import { hostChanges, isTouched } from "../core/hostChange";
import { hostView } from "../core/hostView";
import type { HostSight } from "../core/hostView";
import { GATEWAY_BRIDGE, isLive } from "../core/inventory";
import type { Container, ContainerId, Inventory } from "../core/inventory";
import type { Link, Reason } from "../core/link";
import type { HostReading, HostRoute } from "../core/linkFacts";
import { classify, modeLink, unseenLink } from "../core/linkClassify";
import { rejectDoubleClaims } from "../core/linkClaims";
import type { CounterReading } from "../core/traffic";
import type { ContainerProcess, Engine } from "../engine/engine";
import { HostFollower } from "./hostFollower";
import { INSPECTS, mapLimited } from "./limit";
import type { Known, NetlinkReading } from "./netlink";
import { isFatal, LinkReader } from "./linkReader";
import type { ReaderOptions } from "./linkReader";
import type { CreateProber, ProbePermissions, Prober } from "./probe";
import { readRoutes } from "./routes";
import { type Place, WireReader } from "./wires";

/** Makes the prober of an engine; opens nothing until its first resolve. */
export const createProber: CreateProber & ((engine: Engine, options?: ReaderOptions) => Prober) = (engine: Engine, options: ReaderOptions = {}) => new CachingProber(engine, options);

/** How long after an event a container that does not run may still have ends on the host, or have them already, in ms. */
const STIRRING = 3_000;
/** How much later than that it is looked at again, in ms. */
const SLACK = 50;
/** How long after a part of the host was read the whole of it is, in ms: nobody tells of everything. */
const REST = 1_000;

interface Entry {
  /** All that an answer depends on, apart from what was read. */
  readonly signature: string;
  readonly links: readonly Link[];
  /** Where it is, if the kernel told an id of its namespace. */
  readonly place?: Place;
}

/** What was read of the containers that had to be. */
interface Reading {
  readonly answers: ReadonlyMap<ContainerId, readonly Link[]>;
  readonly placed: ReadonlyMap<ContainerId, Place>;
  readonly host?: NetlinkReading;
}

/** What is the same for all that one resolve reads. */
interface Task {
  readonly inventory: Inventory;
  readonly permissions: ProbePermissions;
  readonly signal: AbortSignal;
  /** Of the host, as it was last read. */
  readonly known?: Known;
}

class CachingProber implements Prober {
  readonly #reader: LinkReader;
  readonly #entries = new Map<ContainerId, Entry>();
  readonly #processes = new Map<ContainerId, ContainerProcess>();
  /** Who shares whose network, as of the last inventory. */
  readonly #sharers = new Map<ContainerId, ContainerId[]>();
  /** Counts invalidations: an answer that was being read when its container changed is not kept. */
  #generation = 0;
  readonly #invalidated = new Map<ContainerId, number>();
  #allInvalidated = 0;
  /** When an event last named a container: Docker tells of `connect` before `start`, and of `die` before it takes the ends away. */
  readonly #stirred = new Map<ContainerId, number>();
  readonly #wires: WireReader;
  readonly #follower: HostFollower;
  /** The host's links as of the last resolve. */
  #reading: HostReading | undefined;
  /** When a link of the host appeared, by its index; those of the first reading were there before. */
  readonly #appeared = new Map<number, number>();
  #host: HostSight | undefined;

  constructor(
    readonly engine: Engine,
    options: ReaderOptions,
  ) {
    this.#reader = new LinkReader(engine, options);
    this.#wires = new WireReader(engine);
    this.#follower = new HostFollower(
      (heard) => this.#reader.listen(heard),
      () => this.invalidate(),
    );
  }

  follow(changed: () => void): Disposable {
    return this.#follower.follow(changed);
  }

  get host(): HostSight | undefined {
    return this.#host;
  }

  routes(): readonly HostRoute[] {
    return this.#reading === undefined ? [] : readRoutes();
  }

  counters(): Promise<CounterReading | undefined> {
    return this.#reader.counters();
  }

  async resolve(inventory: Inventory, permissions: ProbePermissions, signal: AbortSignal): Promise<readonly Link[]> {
    const { settled, own, sharers } = classify(inventory);
    this.#forget(inventory);
    for (const { container, owner } of sharers) this.#sharers.set(owner.id, [...(this.#sharers.get(owner.id) ?? []), container.id]);

    const generation = this.#generation;
    const ofNetworks = networkSignatures(inventory);
    const signatures = new Map(own.map((container) => [container.id, signatureOf(container, ofNetworks, permissions)]));
    // As of now: what is invalidated while others are read is read by the next resolve, and shown until then.
    const known = new Map(this.#entries);
    const stale = own.filter(({ id }) => known.get(id)?.signature !== signatures.get(id));
    const read = async (containers: readonly Container[]): Promise<Reading> => {
      const { moment, known } = this.#follower;
      const answer = await this.#read(containers, { inventory, permissions, signal, ...(known && { known }) });
      if (answer.host !== undefined) this.#follower.keep(answer.host, moment);
      return answer;
    };
    const first = await read(stale);
    const now = first.host ?? (await this.#hostNow());
    // What the engine told of is read. The host's own links tell whose answers do not hold any more besides.
    const touched = this.#touched(own.filter(({ id }) => !first.answers.has(id)), known, now);
    const second = await read(touched);
    const answers = new Map([...first.answers, ...second.answers]);
    const placed = new Map([...first.placed, ...second.placed]);
    for (const [id, links] of answers) {
      const changed = Math.max(this.#allInvalidated, this.#invalidated.get(id) ?? 0) > generation;
      const passing = links.some(({ reason }) => reason?.code === "changed" || reason?.code === "failed");
      const place = placed.get(id);
      if (changed || passing) this.#entries.delete(id);
      else this.#entries.set(id, { signature: signatures.get(id) ?? "", links, ...(place && { place }) });
    }
    const all = own.flatMap(({ id }) => answers.get(id) ?? known.get(id)?.links ?? []);
    const shared = await mapLimited(sharers, INSPECTS, ({ container, owner, link }) => this.#sharerLink(container, owner, link));
    const placeOf = (id: ContainerId): Place | undefined => placed.get(id) ?? (answers.has(id) ? undefined : known.get(id)?.place);
    const paused = new Set(own.filter(({ state }) => state === "paused").map(({ id }) => id));
    const mayRun = (id: ContainerId): boolean => permissions.exec && !paused.has(id);
    const links = await this.#wires.join(rejectDoubleClaims([...settled, ...all, ...shared]), { placeOf, mayRun, netlink: this.#reader.netlink }, signal);
    signal.throwIfAborted();
    const reading = second.host ?? now;
    const unplaced = own.filter(({ id }) => placeOf(id) === undefined);
    const stirring = this.#stirring(inventory);
    const fresh = this.#fresh(reading);
    const unread = [...unplaced, ...stirring].map(({ name }) => name);
    this.#host = reading === undefined ? this.#reader.unseen(own) : hostView({ reading, links, inventory, unread, fresh });
    this.#reading = reading;
    if (reading !== undefined) this.#follower.proven();
    if (reading?.part === true) this.#follower.lookAgain(REST);
    else if (stirring.length > 0 || fresh.size > 0) this.#follower.lookAgain(STIRRING + SLACK);
    else this.#follower.settled();
    return links;
  }

  /** The host's links: read before, if the kernel told of no change since. */
  async #hostNow(): Promise<NetlinkReading | undefined> {
    const known = this.#follower.reading;
    if (known !== undefined) return known;
    const moment = this.#follower.moment;
    const reading = await this.#reader.host();
    if (reading !== undefined) this.#follower.keep(reading, moment);
    return reading;
  }

  /** Those whose known answers the host's links contradict by now. */
  #touched(containers: readonly Container[], known: ReadonlyMap<ContainerId, Entry>, now: HostReading | undefined): readonly Container[] {
    const before = this.#reading;
    if (before === now || before === undefined) return [];
    // It is not proven any more whose links these are.
    if (now === undefined) return containers;
    const changed = hostChanges(before, now);
    if (changed.length === 0) return [];
    return containers.filter(({ id }) => {
      const entry = known.get(id);
      return entry !== undefined && isTouched(entry.links, entry.place?.nsid, changed);
    });
  }

  /** Indices of the links that appeared a moment ago. */
  #fresh(reading: HostReading | undefined): ReadonlySet<number> {
    // Nobody would be told when it is settled.
    if (!this.#follower.following) return new Set();
    const known = new Set(this.#reading?.links.map(({ ifindex }) => ifindex));
    const links = this.#reading === undefined ? [] : (reading?.links ?? []);
    for (const { ifindex, kind } of links) if (kind === "veth" && !known.has(ifindex)) this.#appeared.set(ifindex, Date.now());
    for (const [ifindex, at] of this.#appeared) if (at < Date.now() - STIRRING) this.#appeared.delete(ifindex);
    return new Set(this.#appeared.keys());
  }

  /** Containers that do not run, but did a moment ago, or are about to. */
  #stirring({ containers }: Inventory): Container[] {
    const since = Date.now() - STIRRING;
    for (const [id, at] of this.#stirred) if (at < since) this.#stirred.delete(id);
    return containers.filter((container) => !isLive(container) && (container.state === "restarting" || this.#stirred.has(container.id)));
  }

  invalidate(container?: ContainerId): void {
    this.#generation++;
    this.#wires.forget(container);
    if (container === undefined) {
      this.#allInvalidated = this.#generation;
      this.#entries.clear();
      this.#processes.clear();
      return;
    }
    this.#stirred.set(container, Date.now());
    for (const id of [container, ...(this.#sharers.get(container) ?? [])]) {
      this.#invalidated.set(id, this.#generation);
      this.#entries.delete(id);
      this.#processes.delete(id);
    }
  }

  dispose(): void {
    this.#follower.dispose();
    this.invalidate();
  }

  /** Reads containers; those that changed meanwhile once more. */
  async #read(containers: readonly Container[], { inventory, permissions, signal, known }: Task): Promise<Reading> {
    const answers = new Map<ContainerId, readonly Link[]>();
    const placed = new Map<ContainerId, Place>();
    let host: NetlinkReading | undefined;
    let rest = containers;
    for (let attempt = 1; rest.length > 0; attempt++) {
      const changed: Container[] = [];
      const processOf = (id: ContainerId): Promise<ContainerProcess> => this.#process(id);
      const answer = await this.#reader.read(rest, inventory, permissions, processOf, signal, attempt === 1 ? known : undefined);
      host = answer.host ?? host;
      for (const [container, links] of answer.links) {
        if (links !== "changed") answers.set(container.id, links);
        else if (attempt === 1) changed.push(container);
        else answers.set(container.id, changedLinks(container, inventory));
        if (links === "changed") this.#processes.delete(container.id);
      }
      for (const [id, place] of answer.placed) if (answers.has(id)) placed.set(id, place);
      rest = changed;
    }
    return { answers, placed, ...(host === undefined ? {} : { host }) };
  }

  /** A sharer stays in the namespace it joined: when the owner was restarted since, that is no longer the owner's. */
  async #sharerLink(container: Container, owner: Container, link: Link): Promise<Link> {
    try {
      const [sharing, owning] = [await this.#process(container.id), await this.#process(owner.id)];
      const before = Date.parse(sharing.startedAt) < Date.parse(owning.startedAt);
      return before ? modeLink(container, "shared", { code: "ownerRestarted", params: { owner: owner.name } }) : link;
    } catch (error) {
      if (isFatal(error)) throw error;
      return { ...link, verdict: "unavailable", reason: { code: "changed", params: {} } };
    }
  }

  async #process(id: ContainerId): Promise<ContainerProcess> {
    const known = this.#processes.get(id);
    if (known !== undefined) return known;
    const generation = this.#generation;
    const process = await this.engine.process(id);
    if (generation === this.#generation) this.#processes.set(id, process);
    return process;
  }

  #forget({ containers }: Inventory): void {
    this.#sharers.clear();
    const present = new Set(containers.filter(isLive).map(({ id }) => id));
    for (const known of [this.#entries, this.#processes, this.#invalidated]) {
      for (const id of known.keys()) if (!present.has(id)) known.delete(id);
    }
  }
}

function changedLinks(container: Container, inventory: Inventory): Link[] {
  const reason: Reason = { code: "changed", params: {} };
  if (container.attachments.length === 0) return [{ ...modeLink(container, "other", reason), verdict: "unavailable" }];
  return container.attachments.map((attachment) => unseenLink(container, attachment, inventory.networks.find((network) => network.id === attachment.networkId), reason));
}

/** What an answer depends on of each network, by name. */
function networkSignatures({ networks }: Inventory): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { name, id, driver, bridge, options, pools } of networks) found.set(name, `${found.get(name) ?? ""}${JSON.stringify([id, driver, bridge, options, pools])}`);
  return found;
}

function signatureOf({ name, state, mode, attachments }: Container, networks: ReadonlyMap<string, string>, permissions: ProbePermissions): string {
  const names = new Set([...attachments.map(({ networkName }) => networkName), GATEWAY_BRIDGE]);
  return JSON.stringify([name, state, mode, attachments, [...names].map((one) => networks.get(one)), permissions.exec]);
}
