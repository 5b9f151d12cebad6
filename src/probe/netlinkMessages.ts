import { fromByteArray } from "ipaddr.js";
import type { TrafficCounters } from "../core/traffic";

/** rtnetlink's messages as bytes (linux/rtnetlink.h, linux/if_link.h, linux/net_namespace.h). Little-endian hosts only: all that netlink's prebuilt addon knows. */

export const RTM_NEWLINK = 16;
const RTM_GETLINK = 18;
export const RTM_NEWADDR = 20;
const RTM_GETADDR = 22;
export const RTM_NEWSTATS = 92;
const RTM_GETSTATS = 94;
export const RTM_NEWNSID = 88;
const RTM_GETNSID = 90;
export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
const NLM_F_REQUEST = 0x1;
const NLM_F_DUMP = 0x300;
/** The answer changed while it was dumped: its parts may not fit together. */
export const NLM_F_DUMP_INTR = 0x10;

const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;
const IFLA_MTU = 4;
const IFLA_LINK = 5;
const IFLA_MASTER = 10;
const IFLA_OPERSTATE = 16;
const IFLA_LINKINFO = 18;
const IFLA_EXT_MASK = 29;
const RTEXT_FILTER_SKIP_STATS = 1 << 3;
const IFLA_INFO_KIND = 1;
const IFLA_LINK_NETNSID = 37;
const IFLA_TARGET_NETNSID = 46;
const IFF_UP = 0x1;
const ARPHRD_LOOPBACK = 772;
/** RFC 2863's states, in the kernel's order and in sysfs's words (linux/if.h). */
const OPERATIONAL = ["unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up"] as const;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const IFLA_STATS_LINK_64 = 1;
const NETNSA_NSID = 1;
const NETNSA_PID = 2;

const HEADER = 16;
/** Flags of an attribute's type: nested, network byte order. */
const ATTRIBUTE_TYPE = 0x3fff;

export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly seq: number;
  readonly body: Buffer;
}

/** One host link as RTM_NEWLINK tells it. */
export interface DumpedLink {
  readonly ifindex: number;
  readonly name: string;
  readonly kind?: string;
  /** IFLA_LINK; absent where the kernel leaves it out. */
  readonly link?: number;
  readonly nsid?: number;
  /** The namespace that was asked, where another than the socket's was. */
  readonly target?: number;
  /** Index of the bridge. */
  readonly master?: number;
  readonly mac?: string;
  readonly mtu?: number;
  /** As sysfs says it. */
  readonly state?: string;
  /** Set up by its administrator, whatever its state is. */
  readonly enabled: boolean;
  readonly loopback: boolean;
}

export interface DumpedAddress {
  readonly ifindex: number;
  /** With prefix length; IPv6 as RFC 5952 writes it. */
  readonly address: string;
}

function message(type: number, flags: number, seq: number, body: Buffer): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(HEADER + body.length, 0);
  header.writeUInt16LE(type, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt32LE(seq, 8);
  return Buffer.concat([header, body]);
}

/** Asks for all links, without their counters: to gather these is most of the kernel's work. */
export const dumpLinks = (seq: number): Buffer => askLinks(seq, NLM_F_DUMP, 0, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);

/** Asks for one link by its index. */
export const askLink = (seq: number, ifindex: number): Buffer => askLinks(seq, 0, ifindex, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);

function askLinks(seq: number, flags: number, ifindex: number, attribute: number, value: number): Buffer {
  const body = Buffer.alloc(24); // struct ifinfomsg and one attribute
  body.writeInt32LE(ifindex, 4);
  body.writeUInt16LE(8, 16);
  body.writeUInt16LE(attribute, 18);
  body.writeInt32LE(value, 20);
  return message(RTM_GETLINK, NLM_F_REQUEST | flags, seq, body);
}

/**
 * Asks for all links of another namespace, by the id that the socket's has for it; the ids in the answer are the socket's namespace's too.
 * Answered only to who administers that namespace. A kernel before 4.20 does not know the question and tells of the socket's own.
 */
export const dumpLinksIn = (nsid: number) => (seq: number): Buffer => askLinks(seq, NLM_F_DUMP, 0, IFLA_TARGET_NETNSID, nsid);

export const dumpAddresses = (seq: number): Buffer => message(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, seq, Buffer.alloc(8));

/** Asks for the 64-bit counters of all links, and for nothing else of them: a tenth of what a dump of links is. */
export function dumpStats(seq: number): Buffer {
  const body = Buffer.alloc(12); // struct if_stats_msg
  body.writeUInt32LE(1 << (IFLA_STATS_LINK_64 - 1), 8);
  return message(RTM_GETSTATS, NLM_F_REQUEST | NLM_F_DUMP, seq, body);
}

/** Asks for the id that the socket's namespace has for the namespace of a process. */
export function askNamespace(seq: number, pid: number): Buffer {
  const body = Buffer.alloc(12); // struct rtgenmsg, padded, and one attribute
  body.writeUInt16LE(8, 4);
  body.writeUInt16LE(NETNSA_PID, 6);
  body.writeUInt32LE(pid, 8);
  return message(RTM_GETNSID, NLM_F_REQUEST, seq, body);
}

/** The messages of one datagram; what is cut off is left out. */
export function* messages(datagram: Buffer): Generator<Message> {
  let offset = 0;
  while (offset + HEADER <= datagram.length) {
    const length = datagram.readUInt32LE(offset);
    if (length < HEADER || offset + length > datagram.length) return;
    yield {
      type: datagram.readUInt16LE(offset + 4),
      flags: datagram.readUInt16LE(offset + 6),
      seq: datagram.readUInt32LE(offset + 8),
      body: datagram.subarray(offset + HEADER, offset + length),
    };
    offset += align(length);
  }
}

export function decodeLink(body: Buffer): DumpedLink | undefined {
  if (body.length < 16) return undefined;
  const found: { -readonly [Key in keyof DumpedLink]: DumpedLink[Key] } = {
    ifindex: body.readInt32LE(4),
    name: "",
    enabled: (body.readUInt32LE(8) & IFF_UP) !== 0,
    loopback: body.readUInt16LE(2) === ARPHRD_LOOPBACK,
  };
  eachAttribute(body, 16, body.length, (type, from, to) => {
    const length = to - from;
    if (type === IFLA_IFNAME) found.name = text(body, from, to);
    else if (type === IFLA_ADDRESS && length === 6) found.mac = mac(body.subarray(from, to));
    else if (type === IFLA_OPERSTATE && length > 0) {
      const state = OPERATIONAL[body.readUInt8(from)];
      if (state !== undefined) found.state = state;
    } else if (type === IFLA_LINKINFO) {
      eachAttribute(body, from, to, (inner, start, end) => {
        if (inner === IFLA_INFO_KIND) found.kind = text(body, start, end);
      });
    } else if (length === 4) {
      if (type === IFLA_MTU) found.mtu = body.readUInt32LE(from);
      else if (type === IFLA_LINK) found.link = body.readUInt32LE(from);
      else if (type === IFLA_MASTER) found.master = body.readUInt32LE(from);
      else if (type === IFLA_TARGET_NETNSID) found.target = body.readInt32LE(from);
      else if (type === IFLA_LINK_NETNSID) found.nsid = body.readInt32LE(from);
    }
  });
  return found.name === "" ? undefined : found;
}

export function decodeAddress(body: Buffer): DumpedAddress | undefined {
  if (body.length < 8) return undefined;
  const prefix = body.readUInt8(1);
  let local: Buffer | undefined;
  let address: Buffer | undefined;
  eachAttribute(body, 8, body.length, (type, from, to) => {
    if (type === IFA_LOCAL) local = body.subarray(from, to);
    else if (type === IFA_ADDRESS) address = body.subarray(from, to);
  });
  const bytes = local ?? address;
  if (bytes === undefined || (bytes.length !== 4 && bytes.length !== 16)) return undefined;
  return { ifindex: body.readUInt32LE(4), address: `${ip(bytes)}/${prefix}` };
}

export function decodeStats(body: Buffer): readonly [ifindex: number, TrafficCounters] | undefined {
  if (body.length < 12) return undefined;
  const ifindex = body.readUInt32LE(4);
  let found: readonly [number, TrafficCounters] | undefined;
  eachAttribute(body, 12, body.length, (type, from, to) => {
    if (type !== IFLA_STATS_LINK_64 || to - from < 64) return;
    // struct rtnl_link_stats64. Exact up to 2^53, which is 9 PB.
    const at = (index: number): number => body.readUInt32LE(from + index * 8) + body.readUInt32LE(from + index * 8 + 4) * 2 ** 32;
    found = [ifindex, { rxPackets: at(0), txPackets: at(1), rxBytes: at(2), txBytes: at(3), rxErrors: at(4), txErrors: at(5), rxDropped: at(6), txDropped: at(7) }];
  });
  return found;
}

/** -1: no link of ours leads there. Undefined: not an answer to `askNamespace`. */
export function decodeNamespace(body: Buffer): number | undefined {
  let found: number | undefined;
  eachAttribute(body, 4, body.length, (type, from, to) => {
    if (type === NETNSA_NSID && to - from === 4) found = body.readInt32LE(from);
  });
  return found;
}

/** The error number (positive) of an NLMSG_ERROR. */
export function decodeError(body: Buffer): number {
  return body.length < 4 ? 0 : -body.readInt32LE(0);
}

/** Tells of each attribute its type and where in `body` its value is: of most nobody wants to know more. */
function eachAttribute(body: Buffer, start: number, end: number, visit: (type: number, from: number, to: number) => void): void {
  for (let offset = start; offset + 4 <= end; ) {
    const length = body.readUInt16LE(offset);
    if (length < 4 || offset + length > end) return;
    visit(body.readUInt16LE(offset + 2) & ATTRIBUTE_TYPE, offset + 4, offset + length);
    offset += align(length);
  }
}

const align = (length: number): number => (length + 3) & ~3;

function text(body: Buffer, from: number, to: number): string {
  const end = body.indexOf(0, from);
  return body.toString("utf8", from, end < 0 || end > to ? to : end);
}

const mac = (value: Buffer): string => value.toString("hex").replace(/..(?=.)/g, "$&:");

function ip(bytes: Buffer): string {
  return bytes.length === 4 ? bytes.join(".") : fromByteArray([...bytes]).toString();
}
