import type { ContainerId } from "../core/inventory";
import type { Link } from "../core/link";
import type { ContainerReading } from "../core/linkFacts";
import { isLoose, joinWires, mirrors, ownersOf, toldOf, type LooseEnd } from "../core/linkWires";
import type { Engine } from "../engine/engine";
import { optional } from "../engine/json";
import { EXEC_LIMIT, readByExec } from "./exec";
import { mapLimited } from "./limit";
import type { Inside, Netlink } from "./netlink";
import { countersOf, isUnchanged, readInterfaces, type SeenContainer, type SeenProcess } from "./procfs";

/** Where a container's interfaces are. */
export interface Place {
  readonly process: SeenProcess;
  /** The kernel's id of its namespace here; -1 where no link of the host leads there. */
  readonly nsid: number;
}

/** A container with ends of which the host has no other. */
interface Home {
  readonly id: ContainerId;
  readonly place: Place;
  readonly seen: SeenContainer;
  readonly ends: readonly LooseEnd[];
}

/** Where to look, and how. */
export interface WireSight {
  readonly placeOf: (id: ContainerId) => Place | undefined;
  /** Whether a program may, and can, be run inside now. */
  readonly mayRun: (id: ContainerId) => boolean;
  readonly netlink: Netlink | undefined;
}

/** Finds the wires between containers that no interface of the host is part of. Where there are no such ends, nothing is read. */
export class WireReader {
  /** We do not administer the containers' namespaces: so it need not be asked again. */
  #refused = false;
  /** What programs inside said, for as long as the namespace and its indices are the same. */
  readonly #said = new Map<ContainerId, { readonly of: string; readonly ends: ReadonlyMap<string, number> }>();

  constructor(private readonly engine: Engine) {}

  forget(container?: ContainerId): void {
    if (container === undefined) this.#said.clear();
    else this.#said.delete(container);
  }

  /** The same rows, but for those whose other end was found in a container. */
  async join(links: readonly Link[], { placeOf, mayRun, netlink }: WireSight, signal: AbortSignal): Promise<readonly Link[]> {
    const homes = homesOf(links, placeOf);
    if (homes.length === 0) return links;
    const told = await this.#told(homes, netlink);
    const isTold = ({ place }: Home): boolean => told.has(place.process.pid);
    const owners = ownersOf(homes.map(({ id, place }) => [told.get(place.process.pid)?.nsid ?? place.nsid, id]));
    const seen = [...homes.filter(isTold).map((home) => withTold(home, told, owners)), ...(await this.#asked(homes.filter((home) => !isTold(home)), mayRun))];
    signal.throwIfAborted();
    const joined = joinWires(seen.flatMap(({ ends }) => ends));
    if (joined.size === 0) return links;
    // Whose namespace changed meanwhile has other ends by now, and is no other's end.
    const changed = new Set(homes.filter((home) => !isUnchanged(home.seen)).map(({ id }) => id));
    return links.map((link) => {
      const row = joined.get(link) ?? link;
      const others = [row.peer, ...(row.candidates ?? [])].map((peer) => peer?.container?.id);
      return row !== link && [link.container.id, ...others].some((id) => id !== undefined && changed.has(id)) ? link : row;
    });
  }

  /** What the kernel tells to who may ask in the containers' namespaces, by process id. */
  async #told(homes: readonly Home[], netlink: Netlink | undefined): Promise<ReadonlyMap<number, Inside>> {
    if (this.#refused || netlink === undefined) return new Map();
    const told = await netlink.inside(homes.map(({ place }) => place.process.pid)).catch(() => new Map<never, never>());
    this.#refused = told === "refused";
    return told === "refused" ? new Map() : told;
  }

  /** Without that: whose traffic mirrors another's is asked, if it may be, what it says of its ends. */
  async #asked(homes: readonly Home[], mayRun: WireSight["mayRun"]): Promise<readonly Home[]> {
    if (homes.length < 2) return homes;
    const rounds = [0, 1, 2].map(() => new Map(homes.map(({ id, place }) => [id, countersOf(place.process.pid)])));
    const counted = homes.map((home) => withCounters(home, rounds.map((round) => round.get(home.id))));
    const all = counted.flatMap(({ ends }) => ends);
    return mapLimited(counted, EXEC_LIMIT, async (home) => {
      const open = home.ends.some((end) => all.some((other) => other !== end && mirrors(end, other)));
      const said = open && mayRun(home.id) ? await this.#whatItSays(home) : undefined;
      return said === undefined ? home : { ...home, ends: home.ends.map((end) => ({ ...end, ...optional("said", said.get(end.link.interface)) })) };
    });
  }

  async #whatItSays({ id, seen }: Home): Promise<ReadonlyMap<string, number>> {
    const of = JSON.stringify([seen.process, seen.reading.interfaces.map(({ name, ifindex }) => [name, ifindex])]);
    const known = this.#said.get(id);
    if (known?.of === of) return known.ends;
    const outcome = await readByExec(this.engine, id, seen.reading);
    const interfaces = outcome.kind === "read" ? outcome.reading.interfaces : [];
    const ends = new Map(interfaces.flatMap(({ name, iflink }) => (iflink === undefined ? [] : [[name, iflink] as const])));
    this.#said.set(id, { of, ends });
    return ends;
  }
}

function homesOf(links: readonly Link[], placeOf: WireSight["placeOf"]): Home[] {
  const loose = new Map<ContainerId, LooseEnd["link"][]>();
  for (const link of links) if (isLoose(link)) loose.set(link.container.id, [...(loose.get(link.container.id) ?? []), link]);
  return [...loose].flatMap(([id, own]) => {
    const place = placeOf(id);
    const reading = place === undefined ? undefined : readInterfaces(place.process.pid);
    if (place === undefined || reading === undefined) return [];
    const ends = own.filter(({ interface: name, ifindex }) => indexOf(reading, name) === ifindex).map((link): LooseEnd => ({ link }));
    return ends.length === 0 ? [] : [{ id, place, seen: { process: place.process, reading }, ends }];
  });
}

const SOURCES = { link: "rtnetlink RTM_GETLINK, IFLA_TARGET_NETNSID", namespace: "rtnetlink RTM_GETNSID" };

const indexOf = ({ interfaces }: ContainerReading, name: string): number | undefined => interfaces.find((one) => one.name === name)?.ifindex;

function withTold(home: Home, told: ReadonlyMap<number, Inside>, owners: ReadonlyMap<number, ContainerId>): Home {
  const links = told.get(home.place.process.pid)?.links ?? [];
  return { ...home, ends: home.ends.map((end) => ({ ...end, ...optional("told", toldOf(end, links, owners, SOURCES)) })) };
}

function withCounters(home: Home, rounds: readonly (ReturnType<typeof countersOf> | undefined)[]): Home {
  return {
    ...home,
    ends: home.ends.map((end) => {
      const [before, between, after] = rounds.map((round) => round?.get(end.link.interface));
      return before && between && after ? { ...end, counters: [before, between, after] as const } : end;
    }),
  };
}
