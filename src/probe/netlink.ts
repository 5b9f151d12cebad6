import { createRequire } from "node:module";
import type { HostLink, HostReading } from "../core/linkFacts";
import type { TrafficCounters } from "../core/traffic";
import * as wire from "./netlinkMessages";
import type { DumpedAddress, DumpedLink } from "./netlinkMessages";
import { Conversation, Interrupted } from "./netlinkSocket";
import type { RawSocket } from "./netlinkSocket";
import { netlinkAnswers } from "./netlinkTrial";
import type { SeenContainer } from "./procfs";

/** What the kernel told over one rtnetlink socket. */
export interface NetlinkReading extends HostReading {
  readonly method: "netlink";
  /** By process id: the id of its network namespace here, -1 where no link of ours leads there. Absent: no such process, or it changed. */
  readonly namespaces: ReadonlyMap<number, number>;
  /** Not all of it was read now: what nobody told of is as it was in an earlier reading. */
  readonly part?: true;
}

/** The id of a process's network namespace, as the host has it. Undefined where the kernel was not asked or did not tell. */
export function namespaceIn(reading: HostReading, { process }: SeenContainer): number | undefined {
  return isTold(reading) ? reading.namespaces.get(process.pid) : undefined;
}

export const isTold = (reading: HostReading): reading is NetlinkReading => "namespaces" in reading;

/** An earlier reading, with the links that the kernel told of since, by index, and whether of addresses. */
export interface Known {
  readonly reading: NetlinkReading;
  readonly links: ReadonlySet<number>;
  readonly addresses: boolean;
}

/** The links of another namespace, with ids as this one has them. */
export interface Inside {
  readonly nsid: number;
  readonly links: readonly HostLink[];
}

/** rtnetlink in this process's own network namespace. */
export interface Netlink {
  /**
   * The host's links, and the namespaces of processes. With what is `known`, only the links that were told of since and those that
   * lead to these processes are asked for, where these are few.
   */
  read(pids: readonly number[], known?: Known): Promise<NetlinkReading>;
  /** The same reading with these links, by index, as they are now. */
  again(reading: HostReading, indices: ReadonlySet<number>): Promise<HostReading>;
  /** What the host's links counted, by index. */
  counters(): Promise<ReadonlyMap<number, TrafficCounters>>;
  /** The links of these processes' namespaces, by process id, of those that have an id here; refused to who does not administer them. */
  inside(pids: readonly number[]): Promise<ReadonlyMap<number, Inside> | "refused">;
}

type OpenSocket = () => Promise<RawSocket>;
type RawModule = { readonly RawNetlinkSocket: new (protocol: number, options: Readonly<Record<string, unknown>>) => RawSocket };

const NETLINK_ROUTE = 0;
/** What a dump's part may hold; the kernel fills as much as it is given, which saves most of the calls. */
const BUFFER = 32_768;
/** What waits to be read, in bytes: as much as any user may ask for. */
const RECEIVE = 212_992;
/** So many questions about links take as long as asking for all. */
const FEW = 100;
/** Dumps that were interrupted by a change are asked again, this often in all. */
const ATTEMPTS = 5;

/**
 * Loads the netlink addon. Undefined where it does not load: another system than Linux, musl, an unknown processor.
 * That is a missing strategy, not an error.
 */
export function loadNetlink(): Netlink | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    // Not the package itself: its parsers for Wi-Fi and WireGuard take four times as long to load.
    const load = createRequire(__filename);
    const { RawNetlinkSocket } = load("netlink/dist/raw") as RawModule;
    let trial: Promise<boolean> | undefined;
    const open: OpenSocket = async () => {
      if (process.versions["electron"] !== undefined && !(await (trial ??= netlinkAnswers(load.resolve("netlink/dist/raw"))))) {
        throw new Error("The netlink addon cannot hand over what the kernel answers in this editor");
      }
      return new RawNetlinkSocket(NETLINK_ROUTE, { messagePeeking: false, msgBufferSize: BUFFER, recvBufferSize: RECEIVE, sendBufferSize: BUFFER });
    };
    return {
      read: (pids, known) => converse(open, (conversation) => read(conversation, pids, known)),
      again: (reading, indices) => converse(open, (conversation) => again(conversation, reading, indices)),
      counters: () => converse(open, counters),
      inside: (pids) => converse(open, (conversation) => uninterrupted(() => inside(conversation, pids))),
    };
  } catch {
    return undefined;
  }
}

async function converse<T>(open: OpenSocket, about: (conversation: Conversation) => Promise<T>): Promise<T> {
  const socket = await open();
  try {
    return await about(new Conversation(socket));
  } finally {
    socket.close();
  }
}

async function read(conversation: Conversation, pids: readonly number[], known?: Known): Promise<NetlinkReading> {
  const once = (): Promise<NetlinkReading> => uninterrupted(() => (known === undefined || known.links.size + pids.length > FEW ? readOnce(conversation, pids) : readPart(conversation, pids, known)));
  const reading = await once();
  // A namespace gets its id when a link into it is first shown, which may have been by this very dump.
  return reading.namespaces.size === pids.length ? reading : await once();
}

/** An id that is the same before and after was that namespace's all the while, as in `readOnce`. */
async function readPart(conversation: Conversation, pids: readonly number[], known: Known): Promise<NetlinkReading> {
  const before = await conversation.namespaces(pids);
  const ids = new Set(before.values());
  // Of a veth whose other end went to another namespace nothing is told, only of that end.
  const ends = known.reading.links.filter(({ nsid, iflink }) => (nsid !== undefined && ids.has(nsid)) || known.links.has(iflink));
  const bridges = new Set(ends.map(({ bridge }) => bridge));
  const asked = [...ends, ...known.reading.links.filter(({ name }) => bridges.has(name))].map(({ ifindex }) => ifindex);
  const now = await again(conversation, known.reading, new Set([...known.links, ...asked]));
  const links = known.addresses ? addressed(now.links, await conversation.dump(wire.dumpAddresses, wire.RTM_NEWADDR, wire.decodeAddress)) : now.links;
  const after = await conversation.namespaces(pids);
  return { method: "netlink", links, namespaces: unchanged(before, after), forwarding: new Map(), part: true };
}

/** Their addresses are those of the reading: by these no link is known. */
async function again(conversation: Conversation, reading: HostReading, indices: ReadonlySet<number>): Promise<HostReading> {
  const told = await conversation.links([...indices]);
  const known = new Map(reading.links.map((link) => [link.ifindex, link]));
  // Of a bridge that was renamed its ports are not told.
  const renamed = new Map([...told].flatMap(([index, { name }]) => (known.has(index) && known.get(index)?.name !== name ? [[known.get(index)?.name, name] as const] : [])));
  const stay = ({ bridge, ...link }: HostLink): HostLink => ({ ...link, ...(bridge !== undefined && { bridge: renamed.get(bridge) ?? bridge }) });
  const asNow = (link: DumpedLink): HostLink => {
    const bridge = link.master === undefined ? undefined : (told.get(link.master)?.name ?? known.get(link.master)?.name);
    return hostLink(link, bridge, known.get(link.ifindex)?.addresses ?? []);
  };
  const others = reading.links.filter(({ ifindex }) => !indices.has(ifindex));
  return { ...reading, links: [...(renamed.size === 0 ? others : others.map(stay)), ...[...told.values()].map(asNow)] };
}

async function counters(conversation: Conversation): Promise<ReadonlyMap<number, TrafficCounters>> {
  return new Map(await uninterrupted(() => conversation.dump(wire.dumpStats, wire.RTM_NEWSTATS, wire.decodeStats)));
}

async function inside(conversation: Conversation, pids: readonly number[]): Promise<ReadonlyMap<number, Inside> | "refused"> {
  const links = new Map<number, readonly HostLink[]>();
  for (let known = await conversation.namespaces(pids); ; ) {
    const open = new Set([...known.values()].filter((nsid) => nsid >= 0 && !links.has(nsid)));
    for (const nsid of open) {
      const told = await conversation.dump(wire.dumpLinksIn(nsid), wire.RTM_NEWLINK, wire.decodeLink);
      // Every namespace has a loopback: nothing at all, or the links of another namespace, is no answer.
      if (!told.some(({ loopback }) => loopback) || told.some(({ target }) => target !== nsid)) return "refused";
      links.set(nsid, hostLinks(told, []));
    }
    // A namespace gets its id when a link into it is first shown, which may have been by one of these.
    const now = await conversation.namespaces(pids);
    const found = new Map([...now].flatMap(([pid, nsid]) => (known.get(pid) === nsid && links.has(nsid) ? [[pid, { nsid, links: links.get(nsid) ?? [] }] as const] : [])));
    if (![...now.values()].some((nsid) => nsid >= 0 && !links.has(nsid))) return found;
    known = now;
  }
}

/** Changes may interrupt a dump: then it is asked again. */
async function uninterrupted<T>(dump: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await dump();
    } catch (error) {
      if (!(error instanceof Interrupted) || attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * One dump of links and addresses, with the namespaces asked before and after it: an id that is the same at both times
 * was that namespace's all the while, so it means in the dump what it means now.
 */
async function readOnce(conversation: Conversation, pids: readonly number[]): Promise<NetlinkReading> {
  const before = await conversation.namespaces(pids);
  const dumped = await conversation.dump(wire.dumpLinks, wire.RTM_NEWLINK, wire.decodeLink);
  const addresses = await conversation.dump(wire.dumpAddresses, wire.RTM_NEWADDR, wire.decodeAddress);
  const after = await conversation.namespaces(pids);
  return { method: "netlink", links: hostLinks(dumped, addresses), namespaces: unchanged(before, after), forwarding: new Map() };
}

const unchanged = (before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): Map<number, number> => new Map([...after].filter(([pid, nsid]) => before.get(pid) === nsid));

/** The links of a dump with the addresses of another. */
export function hostLinks(dumped: readonly DumpedLink[], addresses: readonly DumpedAddress[]): HostLink[] {
  const names = new Map(dumped.map(({ ifindex, name }) => [ifindex, name]));
  return addressed(dumped.map((link) => hostLink(link, link.master === undefined ? undefined : names.get(link.master), [])), addresses);
}

function addressed(links: readonly HostLink[], dumped: readonly DumpedAddress[]): HostLink[] {
  const byLink = new Map<number, string[]>();
  for (const { ifindex, address } of dumped) byLink.set(ifindex, [...(byLink.get(ifindex) ?? []), address]);
  return links.map((link) => ({ ...link, addresses: byLink.get(link.ifindex) ?? [] }));
}

function hostLink({ ifindex, name, kind, link, nsid, mac, mtu, state, enabled, loopback }: DumpedLink, bridge: string | undefined, addresses: readonly string[]): HostLink {
  return {
    name,
    ifindex,
    // The kernel leaves the peer's index out where it equals the link's own.
    iflink: link ?? ifindex,
    ...(kind === undefined ? {} : { kind }),
    ...(nsid === undefined ? {} : { nsid }),
    ...(bridge === undefined ? {} : { bridge }),
    addresses,
    ...(mac === undefined ? {} : { mac }),
    ...(mtu === undefined ? {} : { mtu }),
    ...(state === undefined ? {} : { state }),
    enabled,
    ...(loopback && { loopback }),
  };
}
