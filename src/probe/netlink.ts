import { createRequire } from "node:module";
import type { HostLink, HostReading } from "../core/linkFacts";
import type { TrafficCounters } from "../core/traffic";
import * as wire from "./netlinkMessages";
import type { DumpedAddress, DumpedLink } from "./netlinkMessages";
import { Conversation, Interrupted } from "./netlinkSocket";
import type { RawSocket } from "./netlinkSocket";
import { netlinkAnswers } from "./netlinkTrial";

/** What the kernel told over one rtnetlink socket. */
export interface NetlinkReading extends HostReading {
  readonly method: "netlink";
  /** By process id: the id of its network namespace here, -1 where no link of ours leads there. Absent: no such process, or it changed. */
  readonly namespaces: ReadonlyMap<number, number>;
}

/** rtnetlink in this process's own network namespace. */
export interface Netlink {
  /** The host's links, and the namespaces of processes. */
  read(pids: readonly number[]): Promise<NetlinkReading>;
  /** What the host's links counted, by index. */
  counters(): Promise<ReadonlyMap<number, TrafficCounters>>;
}

type OpenSocket = () => Promise<RawSocket>;
type RawModule = { readonly RawNetlinkSocket: new (protocol: number, options: Readonly<Record<string, unknown>>) => RawSocket };

const NETLINK_ROUTE = 0;
/** What a dump's part may hold; the kernel fills as much as it is given, which saves most of the calls. */
const BUFFER = 32_768;
/** What waits to be read, in bytes: as much as any user may ask for. */
const RECEIVE = 212_992;
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
    return { read: (pids) => converse(open, (conversation) => read(conversation, pids)), counters: () => converse(open, counters) };
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

async function read(conversation: Conversation, pids: readonly number[]): Promise<NetlinkReading> {
  const reading = await uninterrupted(() => readOnce(conversation, pids));
  // A namespace gets its id when a link into it is first shown, which may have been by this very dump.
  return reading.namespaces.size === pids.length ? reading : await uninterrupted(() => readOnce(conversation, pids));
}

async function counters(conversation: Conversation): Promise<ReadonlyMap<number, TrafficCounters>> {
  return new Map(await uninterrupted(() => conversation.dump(wire.dumpStats, wire.RTM_NEWSTATS, wire.decodeStats)));
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
  const namespaces = new Map([...after].filter(([pid, nsid]) => before.get(pid) === nsid));
  return { method: "netlink", links: hostLinks(dumped, addresses), namespaces, forwarding: new Map() };
}

/** The links of a dump with the addresses of another. */
export function hostLinks(dumped: readonly DumpedLink[], addresses: readonly DumpedAddress[]): HostLink[] {
  const names = new Map(dumped.map(({ ifindex, name }) => [ifindex, name]));
  const byLink = new Map<number, string[]>();
  for (const { ifindex, address } of addresses) byLink.set(ifindex, [...(byLink.get(ifindex) ?? []), address]);
  return dumped.map(({ ifindex, name, kind, link, nsid, master, mac, mtu, state, enabled, loopback }) => {
    const bridge = master === undefined ? undefined : names.get(master);
    return {
      name,
      ifindex,
      // The kernel leaves the peer's index out where it equals the link's own.
      iflink: link ?? ifindex,
      ...(kind === undefined ? {} : { kind }),
      ...(nsid === undefined ? {} : { nsid }),
      ...(bridge === undefined ? {} : { bridge }),
      addresses: byLink.get(ifindex) ?? [],
      ...(mac === undefined ? {} : { mac }),
      ...(mtu === undefined ? {} : { mtu }),
      ...(state === undefined ? {} : { state }),
      enabled,
      ...(loopback && { loopback }),
    };
  });
}
