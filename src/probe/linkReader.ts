import { endsOf, hostChanges, isTouched } from "../core/hostChange";
import type { HostUnseen } from "../core/hostView";
import type { Container, ContainerId, Inventory } from "../core/inventory";
import type { Link, Reason } from "../core/link";
import { bridgesOf } from "../core/linkAttribute";
import type { HostProof, HostReading } from "../core/linkFacts";
import { pairLinks } from "../core/linkPair";
import type { CounterReading } from "../core/traffic";
import type { PairInput } from "../core/linkPair";
import type { ContainerProcess, Engine } from "../engine/engine";
import { optional } from "../engine/json";
import { Problem } from "../engine/problem";
import { CgroupFinder } from "./cgroup";
import { EXEC_LIMIT, readByExec } from "./exec";
import { mayBeLocal, proveHost, stillHolds } from "./hostNamespace";
import { INSPECTS, mapLimited } from "./limit";
import { LinkMonitor } from "./linkMonitor";
import type { Heard } from "./linkMonitor";
import { isTold, loadNetlink, namespaceIn } from "./netlink";
import type { Known, Netlink, NetlinkReading } from "./netlink";
import type { ProbePermissions } from "./probe";
import { commandLine, isUnchanged, namespaceOf, readContainer, readListed, ticks } from "./procfs";
import type { SeenContainer } from "./procfs";
import type { Place } from "./wires";
import { readCounters, readSysfs, readTraffic } from "./sysfs";

export interface ReaderOptions {
  /** Instead of the addon: a system where it does not load gives undefined. */
  readonly loadNetlink?: () => Netlink | undefined;
  /** Instead of the machine's cgroups: where they tell nothing, the engine is asked for each process. */
  readonly cgroups?: Pick<CgroupFinder, "find" | "learn">;
}

type ProcessOf = (id: ContainerId) => Promise<ContainerProcess>;
/** What is known of one container before its links are decided. */
interface Look {
  readonly container: Container;
  readonly process?: ContainerProcess;
  readonly seen?: SeenContainer;
  /** It was restarted between two looks. */
  readonly changed?: boolean;
  readonly failure?: string;
}
/** What is known of one container, and its links as they are by that. */
type Decided = readonly [Look, readonly Link[] | "changed"];
/** What one read gave. */
export interface ReadAnswer {
  /** The links of each container, or that it changed while it was read. */
  readonly links: readonly (readonly [Container, readonly Link[] | "changed"])[];
  /** Where those are for whose namespace the kernel told an id: all that leads there is known. */
  readonly placed: ReadonlyMap<ContainerId, Place>;
  /** The host's own interfaces, where they are proven to be the engine's and netlink told them. */
  readonly host?: NetlinkReading;
}
interface HostSide {
  readonly reading: HostReading;
  readonly proof: HostProof;
}
/** What is the same for all containers of one read. */
interface Scene {
  readonly inventory: Inventory;
  readonly permissions: ProbePermissions;
  /** Could the engine be on this machine? */
  readonly local: boolean;
  /** The engine's host, if it is proven to be where we are. */
  readonly host?: HostSide;
}

/** Reads the two sides in the order of the strategies, stopping at proof: netlink, /proc and /sys, exec. Keeps no answers. */
export class LinkReader {
  readonly #load: () => Netlink | undefined;
  /** Loaded on first use; false where it does not load. */
  #netlink: Netlink | false | undefined;
  readonly #cgroups: Pick<CgroupFinder, "find" | "learn">;
  /** What proved the host's namespace last: a later read may have no container that could prove it anew. */
  #proof: HostProof | undefined;
  /** A container's runtime was last seen in another namespace than ours. */
  #foreign = false;

  constructor(
    readonly engine: Engine,
    options: ReaderOptions,
  ) {
    this.#load = options.loadNetlink ?? loadNetlink;
    this.#cgroups = options.cgroups ?? new CgroupFinder();
  }

  /**
   * The host's own interfaces now, for when no container had to be read: only if it was proven before whose they are.
   * Undefined where they are not to be seen; `unseen` says why.
   */
  async host(): Promise<NetlinkReading | undefined> {
    if (this.#proof === undefined || this.#netlink === undefined || this.#netlink === false) return undefined;
    const reading = await this.#netlink.read([]).catch(() => undefined);
    if (reading === undefined) return undefined;
    this.#proof = stillHolds(this.#proof, reading);
    return this.#proof === undefined ? undefined : reading;
  }

  /** rtnetlink, where it loads and the host that it tells of is proven to be the engine's. */
  get netlink(): Netlink | undefined {
    return this.#proof === undefined || this.#netlink === false ? undefined : this.#netlink;
  }

  /** Listens to the host's own links; undefined where it is not proven that they are the engine's, or netlink does not tell them. */
  listen(heard: Heard): LinkMonitor | undefined {
    return this.#proof === undefined || this.#netlink === undefined || this.#netlink === false ? undefined : new LinkMonitor(heard);
  }

  /** What the host's interfaces counted until now. Undefined where it is not proven that they are the engine's. */
  async counters(): Promise<CounterReading | undefined> {
    if (this.#proof === undefined || this.#netlink === undefined) return undefined;
    const before = performance.now();
    const counters = this.#netlink === false ? readTraffic() : await this.#netlink.counters();
    // The kernel read them somewhere in between.
    return { at: (before + performance.now()) / 2, counters };
  }

  /** Why the host's own interfaces are not to be seen, where they are not. */
  unseen(containers: readonly Container[]): HostUnseen {
    const { info, socketPath } = this.engine;
    const because = (code: HostUnseen["code"]): HostUnseen => ({ visible: false, code, params: { engine: info.name } });
    if (info.rootless) return because("rootless");
    if (info.desktop) return because("desktop");
    if (!mayBeLocal(info, socketPath)) return because("remote");
    if (this.#netlink === false) return because("noNetlink");
    if (this.#proof !== undefined) return because("unreadable");
    if (this.#foreign) return because("foreign");
    return because(containers.length === 0 ? "noContainer" : "notProven");
  }

  /**
   * The links of each container, or that it changed while it was read; and the host's side.
   * @param known of the host: then the rest of it is read only where a link cannot be proven without
   */
  async read(
    containers: readonly Container[],
    inventory: Inventory,
    permissions: ProbePermissions,
    processOf: ProcessOf,
    signal: AbortSignal,
    known?: Known,
  ): Promise<ReadAnswer> {
    const local = mayBeLocal(this.engine.info, this.engine.socketPath);
    const netlink = local && (this.#netlink ??= this.#load() ?? false);
    const counters = local && netlink === false ? readCounters() : new Map<never, never>();
    // The first tells where to find the others.
    const [foremost, ...rest] = containers;
    const at = local ? ticks() : NaN;
    const looks = foremost === undefined ? [] : [await this.#look(foremost, local, at, processOf)];
    looks.push(...(await mapLimited(rest, INSPECTS, (container) => this.#look(container, local, at, processOf))));
    signal.throwIfAborted();
    const decide = async (from: Known | undefined): Promise<{ readonly scene: Scene; readonly decided: readonly Decided[] }> => {
      const reading = await this.#readHost(netlink, looks, inventory, counters, from);
      const proof = reading === undefined ? undefined : this.#prove(inventory, reading, looks);
      const scene: Scene = { inventory, permissions, local, ...(reading === undefined || proof === undefined ? {} : { host: { reading, proof } }) };
      return { scene, decided: looks.map((look): Decided => [look, this.#decide(look, scene)]) };
    };
    const first = await decide(known);
    const { scene, decided } = known === undefined || first.decided.every(isProven) ? first : await decide(undefined);
    signal.throwIfAborted();
    const links = await mapLimited(decided, EXEC_LIMIT, async ([look, own]) => {
      const { container } = look;
      if (own === "changed" || !own.some(needsLook)) return [container, own] as const;
      return [container, await this.#lookInside(look, own, scene, processOf)] as const;
    });
    const moved = scene.host === undefined ? [] : hostChanges(scene.host.reading, await this.#hostAgain(netlink, scene.host.reading, decided, inventory, counters));
    const told = scene.host !== undefined && isTold(scene.host.reading) ? scene.host.reading : undefined;
    const placed = new Map(
      looks.flatMap(({ container, seen }) => {
        const nsid = told === undefined || seen === undefined ? undefined : namespaceIn(told, seen);
        return nsid === undefined || seen === undefined ? [] : [[container.id, { nsid, process: seen.process }] as const];
      }),
    );
    // What was read of a container still holds, but its other end went elsewhere meanwhile.
    const still = links.map(([container, own]) => (own !== "changed" && isTouched(own, placed.get(container.id)?.nsid, moved) ? ([container, "changed"] as const) : ([container, own] as const)));
    return { links: still, placed, ...(told === undefined ? {} : { host: told }) };
  }

  /** The host's side once more: all of it after looks into containers, which may take seconds, else what the rows are about. Where it is not told any more, all of it is gone. */
  async #hostAgain(netlink: Netlink | false, reading: HostReading, decided: readonly Decided[], inventory: Inventory, counters: ReturnType<typeof readCounters>): Promise<HostReading> {
    const rows = decided.flatMap(([, own]) => (own === "changed" ? [] : own));
    const again = async (): Promise<HostReading | undefined> => {
      if (reading.method !== "netlink" || netlink === false) return await this.#readHost(false, decided.map(([look]) => look), inventory, counters);
      return await (rows.some(needsLook) ? netlink.read([]) : netlink.again(reading, endsOf(rows, reading)));
    };
    return (await again().catch(() => undefined)) ?? { ...reading, links: [] };
  }

  async #look(container: Container, local: boolean, at: number, processOf: ProcessOf): Promise<Look> {
    try {
      const found = local ? this.#cgroups.find(container.id) : undefined;
      const already = found === undefined ? undefined : readListed(found, { container: container.id, at });
      if (already !== undefined) return { container, seen: already };
      const process = await processOf(container.id);
      const seen = local && process.pid > 0 ? await readContainer(process.pid, container.id, (pid) => this.#runs(pid, container.id)) : undefined;
      if (seen !== undefined) {
        this.#cgroups.learn(seen.process.pid, container.id);
        return { container, process, seen };
      }
      // Not to be seen from here, or gone since the engine named it?
      const now = local ? await this.engine.process(container.id) : process;
      return { container, process, changed: !isSame(process, now) };
    } catch (error) {
      if (isFatal(error)) throw error;
      return { container, failure: error instanceof Problem ? error.message : String(error) };
    }
  }

  /** Where the cgroup does not tell whose a process is: does it run the container's command line? */
  async #runs(pid: number, id: ContainerId): Promise<boolean> {
    const { Path: path, Args: args } = (await this.engine.inspectContainer(id)) as { Path?: unknown; Args?: unknown };
    const wanted = [path, ...(Array.isArray(args) ? (args as unknown[]) : [])];
    const running = commandLine(pid);
    return running !== undefined && running.length === wanted.length && running.every((argument, at) => argument === wanted[at]);
  }

  async #readHost(netlink: Netlink | false, looks: readonly Look[], inventory: Inventory, counters: ReturnType<typeof readCounters>, known?: Known): Promise<HostReading | undefined> {
    const pids = looks.flatMap(({ seen }) => seen?.process.pid ?? []);
    if (pids.length === 0) return undefined;
    const reading = netlink === false ? undefined : await netlink.read(pids, known).catch(() => undefined);
    if (reading !== undefined) return reading;
    return readSysfs(counters, bridgesOf(looks.map(({ container }) => container), inventory));
  }

  #prove(inventory: Inventory, reading: HostReading, looks: readonly Look[]): HostProof | undefined {
    const witnesses = looks.flatMap(({ container, seen }) => (seen === undefined ? [] : [{ container, seen, ...optional("nsid", namespaceIn(reading, seen)) }]));
    const proof = proveHost(inventory, reading, witnesses, namespaceOf("thread-self"));
    this.#foreign = proof === "foreign";
    if (proof === "foreign") this.#proof = undefined;
    else this.#proof = proof ?? (this.#proof && stillHolds(this.#proof, reading));
    return this.#proof;
  }

  #decide({ container, process, seen, changed, failure }: Look, { inventory, host, local }: Scene): readonly Link[] | "changed" {
    if (process === undefined && seen === undefined) return pairLinks({ container, inventory, otherwise: { code: "failed", params: { detail: failure ?? "" } } });
    if (process?.pid === 0 || changed === true) return "changed";
    const input: PairInput = { container, inventory, otherwise: this.#reason(seen, host, local), ...(host === undefined ? {} : { host }) };
    if (seen === undefined) return pairLinks(input);
    const nsid = host === undefined ? undefined : namespaceIn(host.reading, seen);
    if (!isUnchanged(seen) || (host?.reading.method === "netlink" && nsid === undefined)) return "changed";
    return pairLinks({ ...input, reading: seen.reading, ...(nsid === undefined ? {} : { namespace: { pid: seen.process.pid, nsid } }) });
  }

  #reason(seen: SeenContainer | undefined, host: HostSide | undefined, local: boolean): Reason {
    if (local && seen === undefined) return { code: "notVisible", params: {} };
    // Its own namespace is the only one left out then: a link of it is missing.
    if (host !== undefined) return { code: "elsewhere", params: {} };
    return { code: "remote", params: { engine: this.engine.info.name } };
  }

  /** Strategy 2. */
  async #lookInside({ container, seen, ...look }: Look, links: readonly Link[], { inventory, permissions, local, host }: Scene, processOf: ProcessOf): Promise<readonly Link[] | "changed"> {
    // The container's side may be known without a look, and the host's side be elsewhere: then that is what there is to say.
    const because = (reason: Reason): readonly Link[] =>
      links.map((link) => (link.verdict === "ambiguous" || (link.verdict === "unavailable" && seen === undefined && needsLook(link)) ? { ...link, reason } : link));
    if (!permissions.exec) return seen === undefined ? because({ code: "execOff", params: {} }) : links;
    if (container.state === "paused") return because({ code: "paused", params: {} });
    const process = look.process ?? (await processOf(container.id).catch(unlessFatal));
    if (process === undefined) return "changed";
    const outcome = await readByExec(this.engine, container.id, seen?.reading);
    if (outcome.kind === "failed") return because({ code: "execFailed", params: { detail: outcome.detail } });
    const now = await this.engine.process(container.id).catch(unlessFatal);
    if (!isSame(process, now) || (seen !== undefined && !isUnchanged(seen))) return "changed";
    const nsid = host === undefined || seen === undefined ? undefined : namespaceIn(host.reading, seen);
    return pairLinks({
      container,
      inventory,
      reading: outcome.reading,
      otherwise: this.#reason(seen, host, local),
      ...(host === undefined ? {} : { host }),
      ...(nsid === undefined || seen === undefined ? {} : { namespace: { pid: seen.process.pid, nsid } }),
    });
  }
}

/** The engine itself is out of reach: nothing that is read now means anything. */
export function isFatal(error: unknown): boolean {
  return !(error instanceof Problem) || !["notFound", "conflict", "refused", "engineFailed"].includes(error.kind);
}

/** For `catch`: an answer that did not come is none, unless the engine itself is out of reach. */
export function unlessFatal(error: unknown): undefined {
  if (isFatal(error)) throw error;
}

/** Is it still the process that a container had before? */
export function isSame(before: ContainerProcess | undefined, now: ContainerProcess | undefined): boolean {
  return before !== undefined && now?.pid === before.pid && now.startedAt === before.startedAt;
}

/** Is all that was seen of a container proven? Then the rest of the host can tell nothing else of it. */
const isProven = ([, own]: Decided): boolean => own !== "changed" && own.every(({ verdict }) => verdict === "verified");

/** Would a look inside the container tell more? */
function needsLook({ verdict, reason }: Link): boolean {
  if (verdict === "ambiguous" || verdict === "inferred") return true;
  return verdict === "unavailable" && (reason?.code === "remote" || reason?.code === "notVisible");
}
