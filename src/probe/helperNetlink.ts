import { hostLinks } from "./netlink";
import type { NetlinkReading } from "./netlink";
import * as wire from "./netlinkMessages";
import type { Message } from "./netlinkMessages";

/** Namespaces before and after the dumps: an id that is the same at both times meant the same all the while. */
interface Layout {
  readonly before: ReadonlyMap<number, number>;
  readonly links: number;
  readonly addresses: number;
  readonly after: ReadonlyMap<number, number>;
}

/** Sequence number by process. The first namespace gets its id when a link into it is first shown: so it is dumped twice. */
function layoutOf(pids: readonly number[]): Layout {
  const numbered = (from: number): Map<number, number> => new Map(pids.map((pid, at) => [pid, from + at]));
  return { before: numbered(2), links: pids.length + 2, addresses: pids.length + 3, after: numbered(pids.length + 4) };
}

/** What a helper is to ask rtnetlink, message by message, in hex. */
export function netlinkQuestions(pids: readonly number[]): string[] {
  const { before, links, addresses, after } = layoutOf(pids);
  const namespaces = (asked: ReadonlyMap<number, number>): Buffer[] => [...asked].map(([pid, seq]) => wire.askNamespace(seq, pid));
  const all = [wire.dumpLinks(1), ...namespaces(before), wire.dumpLinks(links), wire.dumpAddresses(addresses), ...namespaces(after)];
  return all.map((message) => message.toString("hex"));
}

/** The answers to `netlinkQuestions`; undefined where one is missing, or a dump was torn by a change. */
export function readNetlinkAnswers(pids: readonly number[], datagrams: readonly Buffer[]): NetlinkReading | undefined {
  const answers = new Map<number, Message[]>();
  for (const message of datagrams.flatMap((datagram) => [...wire.messages(datagram)])) {
    const known = answers.get(message.seq);
    if (known === undefined) answers.set(message.seq, [message]);
    else known.push(message);
  }
  const layout = layoutOf(pids);
  const dump = <T>(seq: number, type: number, decode: (body: Buffer) => T | undefined): T[] | undefined => {
    const messages = answers.get(seq) ?? [];
    const whole = messages.at(-1)?.type === wire.NLMSG_DONE && messages.every(({ flags }) => (flags & wire.NLM_F_DUMP_INTR) === 0);
    return whole ? messages.flatMap((message) => (message.type === type ? (decode(message.body) ?? []) : [])) : undefined;
  };
  const namespace = (seq: number | undefined): number | undefined => {
    const message = answers.get(seq ?? 0)?.[0];
    return message?.type === wire.RTM_NEWNSID ? wire.decodeNamespace(message.body) : undefined;
  };
  const links = dump(layout.links, wire.RTM_NEWLINK, wire.decodeLink);
  const addresses = dump(layout.addresses, wire.RTM_NEWADDR, wire.decodeAddress);
  if (links === undefined || addresses === undefined) return undefined;
  const namespaces = new Map(
    pids.flatMap((pid) => {
      const nsid = namespace(layout.after.get(pid));
      return nsid !== undefined && namespace(layout.before.get(pid)) === nsid ? [[pid, nsid] as const] : [];
    }),
  );
  return { method: "netlink", links: hostLinks(links, addresses), namespaces, forwarding: new Map() };
}
