/** Reads the kernel's text tables. All of it may come from inside a container, so anything that does not fit is left out. */
import { parse } from "ipaddr.js";
import type { Counters } from "../core/linkFacts";
import type { TrafficCounters } from "../core/traffic";

/** Names and counters of all interfaces: /proc/net/dev. */
export function parseDev(text: string): Map<string, Counters> {
  return new Map([...parseTraffic(text)].map(([name, { rxBytes, rxPackets, txBytes, txPackets }]) => [name, { rxBytes, rxPackets, txBytes, txPackets }]));
}

/** The same with errors and drops. */
export function parseTraffic(text: string): Map<string, TrafficCounters> {
  const found = new Map<string, TrafficCounters>();
  for (const line of text.split("\n")) {
    const match = /^\s*([^\s/:]{1,15}):\s*(\d+(?:\s+\d+){15})\s*$/.exec(line);
    if (match === null) continue;
    const [, name = "", numbers = ""] = match;
    const [rxBytes = 0, rxPackets = 0, rxErrors = 0, rxDropped = 0, , , , , txBytes = 0, txPackets = 0, txErrors = 0, txDropped = 0] = numbers.trim().split(/\s+/).map(Number);
    found.set(name, { rxBytes, rxPackets, rxErrors, rxDropped, txBytes, txPackets, txErrors, txDropped });
  }
  return found;
}

/** Indices by name: /proc/net/igmp. */
export function parseIgmp(text: string): Map<string, number> {
  return indices(text, /^(\d+)\t([^\s:]{1,15})\s*:/);
}

/** Indices by name: /proc/net/dev_mcast and /proc/net/igmp6. */
export function parseMulticast(text: string): Map<string, number> {
  return indices(text, /^(\d+)\s+([^\s/:]{1,15})\s/);
}

function indices(text: string, pattern: RegExp): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split("\n")) {
    const match = pattern.exec(line);
    const index = Number(match?.[1]);
    if (match?.[2] !== undefined && Number.isSafeInteger(index) && index > 0) found.set(match[2], index);
  }
  return found;
}

/** The index in /proc/net/dev_snmp6/NAME. */
export function parseSnmp6(text: string): number | undefined {
  const index = Number(/^ifIndex\s+(\d+)\s/.exec(text)?.[1]);
  return Number.isSafeInteger(index) && index > 0 ? index : undefined;
}

export interface Inet6 {
  readonly name: string;
  readonly ifindex: number;
  /** With prefix length. */
  readonly address: string;
}

/** /proc/net/if_inet6, without loopback's. */
export function parseInet6(text: string): Inet6[] {
  return text.split("\n").flatMap((line) => {
    const match = /^([0-9a-f]{32}) ([0-9a-f]{2,8}) ([0-9a-f]{2}) [0-9a-f]{2} [0-9a-f]{2,} +([^\s/:]{1,15})$/.exec(line);
    if (match === null || match[4] === "lo") return [];
    const [, digits = "", index = "", prefix = "", name = ""] = match;
    return [{ name, ifindex: parseInt(index, 16), address: `${parse(digits.replace(/....(?=.)/g, "$&:")).toString()}/${parseInt(prefix, 16)}` }];
  });
}

export interface Route {
  readonly name: string;
  /** As 32-bit numbers. */
  readonly destination: number;
  readonly mask: number;
}

/** The connected IPv4 networks (those without a gateway) of /proc/net/route. */
export function parseConnected(text: string): Route[] {
  return text.split("\n").flatMap((line) => {
    const match = /^([^\s/:]{1,15})\t([0-9A-F]{8})\t00000000 *\t[0-9A-F]{4}\t\d+\t\d+\t\d+\t([0-9A-F]{8})\t/.exec(line);
    if (match === null) return [];
    const [, name = "", destination = "", mask = ""] = match;
    return mask === "00000000" ? [] : [{ name, destination: swapped(destination), mask: swapped(mask) }];
  });
}

/** The kernel prints addresses as the number that a little-endian machine reads. */
function swapped(hex: string): number {
  const value = parseInt(hex, 16);
  return ((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
}

/** The namespace's own IPv4 addresses, without loopback's: /proc/net/fib_trie. */
export function parseLocal(text: string): string[] {
  const found = new Set<string>();
  let leaf: string | undefined;
  for (const line of text.split("\n")) {
    const at = /\|-- (\d{1,3}(?:\.\d{1,3}){3})$/.exec(line)?.[1];
    if (at !== undefined) leaf = at;
    else if (leaf !== undefined && line.endsWith("/32 host LOCAL") && !leaf.startsWith("127.")) found.add(leaf);
  }
  return [...found];
}

/** Each address with the interface whose connected network it is in, most specific first. Addresses without one are left out. */
export function addressesByInterface(local: readonly string[], connected: readonly Route[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const specific = [...connected].sort((a, b) => b.mask - a.mask);
  for (const address of local) {
    const value = numberOf(address);
    const route = specific.find(({ destination, mask }) => ((value & mask) >>> 0) === destination);
    if (route === undefined) continue;
    const prefix = Math.clz32(~route.mask);
    found.set(route.name, [...(found.get(route.name) ?? []), `${address}/${prefix}`]);
  }
  return found;
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
}

/** Ticks since boot at which a process started: with its id, the identity of a process. /proc/PID/stat. */
export function parseStart(stat: string): { readonly parent: number; readonly start: string } | undefined {
  // The second field is the program's name in parentheses, and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [, parent, start] = [fields[0], fields[1], fields[19]];
  return parent === undefined || start === undefined ? undefined : { parent: Number(parent), start };
}

/** Is this the cgroup of that container? Undefined: it does not say, as from inside a cgroup namespace. */
export function cgroupNames(cgroup: string, containerId: string): boolean | undefined {
  if (cgroup.includes(containerId)) return true;
  return /^\d+:[^:]*:\/(\.\.[/.]*)?$/m.test(cgroup) && !/[0-9a-f]{64}/.test(cgroup) ? undefined : false;
}
