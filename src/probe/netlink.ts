import { createRequire } from "node:module";
import type { HostLink, HostReading } from "../core/linkFacts";
import * as wire from "./netlinkMessages";
import type { DumpedAddress, DumpedLink, Message } from "./netlinkMessages";

/** What the kernel told over one rtnetlink socket. */
export interface NetlinkReading extends HostReading {
  readonly method: "netlink";
  /** By process id: the id of its network namespace here, -1 where no link of ours leads there. Absent: no such process, or it changed. */
  readonly namespaces: ReadonlyMap<number, number>;
}

/** Reads the host's links and the namespaces of processes. */
export type ReadNetlink = (pids: readonly number[]) => Promise<NetlinkReading>;

/** As much of the `netlink` package's raw socket as is used. */
interface RawSocket {
  on(event: "message", listener: (datagram: Buffer) => void): unknown;
  on(event: "truncatedMessage", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  send(data: Buffer, options: undefined, callback: (error?: Error) => void): void;
  close(): void;
}
type RawModule = { readonly RawNetlinkSocket: new (protocol: number, options: Readonly<Record<string, unknown>>) => RawSocket };
type OpenSocket = () => RawSocket;

const NETLINK_ROUTE = 0;
/** What a dump's part may hold; the kernel fills as much as it is given, which saves most of the calls. */
const BUFFER = 32_768;
/** Answers wait in the receive buffer, about 0.8 KiB each: more questions at once would lose some. */
const RECEIVE = 212_992;
const QUESTIONS = 100;
const TIMEOUT_MS = 2_000;
/** Dumps that were interrupted by a change are asked again, this often in all. */
const ATTEMPTS = 5;

/**
 * Loads the netlink addon. Undefined where it does not load: another system than Linux, musl, an unknown processor.
 * That is a missing strategy, not an error.
 */
export function loadNetlink(): ReadNetlink | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    // Not the package itself: its parsers for Wi-Fi and WireGuard take four times as long to load.
    const { RawNetlinkSocket } = createRequire(__filename)("netlink/dist/raw") as RawModule;
    const open: OpenSocket = () => new RawNetlinkSocket(NETLINK_ROUTE, { messagePeeking: false, msgBufferSize: BUFFER, recvBufferSize: RECEIVE, sendBufferSize: BUFFER });
    return (pids) => read(open, pids);
  } catch {
    return undefined;
  }
}

async function read(open: OpenSocket, pids: readonly number[]): Promise<NetlinkReading> {
  const socket = open();
  try {
    const conversation = new Conversation(socket);
    for (let attempt = 1; ; attempt++) {
      try {
        const reading = await readOnce(conversation, pids);
        // A namespace gets its id when a link into it is first shown, which may have been by this very dump.
        if (reading.namespaces.size === pids.length || attempt > 1) return reading;
      } catch (error) {
        if (!(error instanceof Interrupted) || attempt === ATTEMPTS) throw error;
      }
    }
  } finally {
    socket.close();
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

function hostLinks(dumped: readonly DumpedLink[], addresses: readonly DumpedAddress[]): HostLink[] {
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

/** Questions and answers over one socket, matched by sequence number. */
class Conversation {
  readonly #waiting = new Map<number, { readonly message: (message: Message) => void; readonly fail: (error: Error) => void }>();
  #seq = 0;

  constructor(readonly socket: RawSocket) {
    // The addon ends the whole process when its callback throws, and runs promise reactions inside it: so nothing here
    // throws, and all that follows an answer runs later.
    socket.on("message", (datagram) => {
      for (const message of wire.messages(datagram)) this.#waiting.get(message.seq)?.message(message);
    });
    socket.on("truncatedMessage", () => this.#fail(new Error("An answer of rtnetlink was longer than its buffer")));
    socket.on("error", (error) => this.#fail(error));
  }

  dump<T>(question: (seq: number) => Buffer, answer: number, decode: (body: Buffer) => T | undefined): Promise<T[]> {
    return this.#ask(question(++this.#seq), [this.#seq], ({ type, flags, body }, items: T[]) => {
      if ((flags & wire.NLM_F_DUMP_INTR) !== 0) throw new Interrupted();
      if (type === wire.NLMSG_ERROR) throw new Error(`rtnetlink answered with error ${wire.decodeError(body)}`);
      const item = type === answer ? decode(body) : undefined;
      if (item !== undefined) items.push(item);
      return type === wire.NLMSG_DONE;
    });
  }

  async namespaces(pids: readonly number[]): Promise<Map<number, number>> {
    const found = new Map<number, number>();
    for (let from = 0; from < pids.length; from += QUESTIONS) {
      const part = new Map(pids.slice(from, from + QUESTIONS).map((pid) => [++this.#seq, pid]));
      const question = Buffer.concat([...part].map(([seq, pid]) => wire.askNamespace(seq, pid)));
      await this.#ask<never>(question, [...part.keys()], ({ type, seq, body }) => {
        const nsid = type === wire.RTM_NEWNSID ? wire.decodeNamespace(body) : undefined;
        const pid = part.get(seq);
        // An error says that there is no such process: then there is no answer for it.
        if (nsid !== undefined && pid !== undefined) found.set(pid, nsid);
        return true;
      });
    }
    return found;
  }

  /** Sends one datagram and waits until every one of its questions is answered (`take` says when). */
  #ask<T>(question: Buffer, seqs: readonly number[], take: (message: Message, items: T[]) => boolean): Promise<T[]> {
    return new Promise((resolve, reject) => {
      const items: T[] = [];
      const open = new Set(seqs);
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        for (const seq of seqs) this.#waiting.delete(seq);
        setImmediate(settle);
      };
      const fail = (error: Error): void => end(() => reject(error));
      const timer = setTimeout(() => fail(new Error("rtnetlink did not answer in time")), TIMEOUT_MS);
      const message = (answer: Message): void => {
        try {
          if (take(answer, items)) open.delete(answer.seq);
          if (open.size === 0) end(() => resolve(items));
        } catch (error) {
          fail(error instanceof Error ? error : new Error(String(error)));
        }
      };
      for (const seq of seqs) this.#waiting.set(seq, { message, fail });
      this.socket.send(question, undefined, (error) => {
        if (error !== undefined) fail(error);
      });
    });
  }

  #fail(error: Error): void {
    for (const { fail } of new Set(this.#waiting.values())) fail(error);
  }
}

/** The links changed while they were dumped: ask again. */
export class Interrupted extends Error {}
