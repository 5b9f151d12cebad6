import { hostView } from "../core/hostView";
import type { HostSight } from "../core/hostView";
import { isLive } from "../core/inventory";
import type { Container, ContainerId, Inventory } from "../core/inventory";
import { compareLinks } from "../core/link";
import type { Link, Reason } from "../core/link";
import type { HostReading } from "../core/linkFacts";
import { classify, modeLink, unseenLink } from "../core/linkClassify";
import { rejectDoubleClaims } from "../core/linkClaims";
import type { ContainerProcess, Engine } from "../engine/engine";
import { mapLimited } from "./limit";
import { isFatal, LinkReader } from "./linkReader";
import type { ReaderOptions } from "./linkReader";
import type { CreateProber, ProbePermissions, Prober } from "./probe";

/** Makes the prober of an engine; opens nothing until its first resolve. */
export const createProber: CreateProber & ((engine: Engine, options?: ReaderOptions) => Prober) = (engine: Engine, options: ReaderOptions = {}) => new CachingProber(engine, options);

/** As many inspects at once as keep an engine busy without crowding out others. */
const INSPECTS = 8;
/** How long after an event a container that does not run may still have ends on the host, or have them already, in ms. */
const STIRRING = 3_000;

interface Entry {
  /** All that an answer depends on, apart from what was read. */
  readonly signature: string;
  readonly links: readonly Link[];
  /** The kernel told its namespace. */
  readonly placed: boolean;
}

/** What was read of the containers that had to be. */
interface Reading {
  readonly answers: ReadonlyMap<ContainerId, readonly Link[]>;
  readonly placed: ReadonlySet<ContainerId>;
  readonly host?: HostReading;
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
  #host: HostSight | undefined;

  constructor(
    readonly engine: Engine,
    options: ReaderOptions,
  ) {
    this.#reader = new LinkReader(engine, options);
  }

  get host(): HostSight | undefined {
    return this.#host;
  }

  async resolve(inventory: Inventory, permissions: ProbePermissions, signal: AbortSignal): Promise<readonly Link[]> {
    const { settled, own, sharers } = classify(inventory);
    this.#forget(inventory);
    for (const { container, owner } of sharers) this.#sharers.set(owner.id, [...(this.#sharers.get(owner.id) ?? []), container.id]);

    const generation = this.#generation;
    const signatures = new Map(own.map((container) => [container.id, signatureOf(container, inventory, permissions)]));
    const stale = own.filter(({ id }) => this.#entries.get(id)?.signature !== signatures.get(id));
    const { answers, placed, host } = await this.#read(stale, inventory, permissions, signal);
    for (const [id, links] of answers) {
      const changed = Math.max(this.#allInvalidated, this.#invalidated.get(id) ?? 0) > generation;
      const passing = links.some(({ reason }) => reason?.code === "changed" || reason?.code === "failed");
      if (changed || passing) this.#entries.delete(id);
      else this.#entries.set(id, { signature: signatures.get(id) ?? "", links, placed: placed.has(id) });
    }
    const read = own.flatMap(({ id }) => answers.get(id) ?? this.#entries.get(id)?.links ?? []);
    const shared = await mapLimited(sharers, INSPECTS, ({ container, owner, link }) => this.#sharerLink(container, owner, link));
    const links = [...rejectDoubleClaims([...settled, ...read, ...shared])].sort(compareLinks);
    const reading = host ?? (await this.#reader.host());
    signal.throwIfAborted();
    const unread = [...own.filter(({ id }) => !placed.has(id) && this.#entries.get(id)?.placed !== true), ...this.#stirring(inventory)].map(({ name }) => name);
    this.#host = reading === undefined ? this.#reader.unseen(own) : hostView({ reading, links, inventory, unread });
    return links;
  }

  /** Containers that do not run, but did a moment ago, or are about to. */
  #stirring({ containers }: Inventory): Container[] {
    const since = Date.now() - STIRRING;
    for (const [id, at] of this.#stirred) if (at < since) this.#stirred.delete(id);
    return containers.filter((container) => !isLive(container) && (container.state === "restarting" || this.#stirred.has(container.id)));
  }

  invalidate(container?: ContainerId): void {
    this.#generation++;
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
    this.invalidate();
  }

  /** Reads containers; those that changed meanwhile once more. */
  async #read(containers: readonly Container[], inventory: Inventory, permissions: ProbePermissions, signal: AbortSignal): Promise<Reading> {
    const answers = new Map<ContainerId, readonly Link[]>();
    const placed = new Set<ContainerId>();
    let host: HostReading | undefined;
    let rest = containers;
    for (let attempt = 1; rest.length > 0; attempt++) {
      const changed: Container[] = [];
      const processOf = (id: ContainerId): Promise<ContainerProcess> => this.#process(id);
      const answer = await this.#reader.read(rest, inventory, permissions, processOf, signal);
      host = answer.host ?? host;
      for (const [container, links] of answer.links) {
        if (links !== "changed") answers.set(container.id, links);
        else if (attempt === 1) changed.push(container);
        else answers.set(container.id, changedLinks(container, inventory));
        if (links === "changed") this.#processes.delete(container.id);
        else if (answer.placed.includes(container.id)) placed.add(container.id);
      }
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

function signatureOf({ name, state, mode, attachments }: Container, inventory: Inventory, permissions: ProbePermissions): string {
  const names = new Set([...attachments.map(({ networkName }) => networkName), "docker_gwbridge"]);
  const networks = inventory.networks.filter((network) => names.has(network.name)).map(({ id, driver, bridge, options, pools }) => [id, driver, bridge, options, pools]);
  return JSON.stringify([name, state, mode, attachments, networks, permissions.exec]);
}
