import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { basename } from "node:path";
import type { Counters, HostLink, HostReading } from "../core/linkFacts";
import type { TrafficCounters } from "../core/traffic";
import { parseDev, parseTraffic } from "./procText";
import { readInterfaces } from "./procfs";

const CLASS = "/sys/class/net";

/** The host's traffic counters of all interfaces at this moment. */
export function readCounters(): Map<string, Counters> {
  return parseDev(read("/proc/thread-self/net/dev") ?? "");
}

/** What the host's interfaces counted, by index. Empty where there is no sysfs of our network namespace. */
export function readTraffic(): Map<number, TrafficCounters> {
  const traffic = parseTraffic(read("/proc/thread-self/net/dev") ?? "");
  return new Map(
    [...traffic].flatMap(([name, counters]) => {
      const ifindex = Number(read(`${CLASS}/${name}/ifindex`));
      return ifindex > 0 ? [[ifindex, counters] as const] : [];
    }),
  );
}

/**
 * The host's links from /sys and /proc alone, for where no netlink socket can be had: no kinds, no namespaces.
 * @param before counters from before the containers were read
 * @param bridges whose forwarding tables are wanted
 * @returns undefined where there is no sysfs, or it is that of another network namespace than this process is in
 */
export function readSysfs(before: ReadonlyMap<string, Counters>, bridges: Iterable<string>): HostReading | undefined {
  const links = names().map(readLink).filter((link) => link !== undefined);
  if (!isOurs(links)) return undefined;
  const after = readCounters();
  const addresses = new Map(readInterfaces("thread-self")?.interfaces.map((own) => [own.name, own.addresses]));
  return {
    method: "procfs",
    links: links.map(({ name, ifindex, iflink, bridge }): HostLink => {
      const [first, second] = [before.get(name), after.get(name)];
      return {
        name,
        ifindex,
        iflink,
        ...(bridge === undefined ? {} : { bridge }),
        ...(first === undefined || second === undefined ? {} : { counters: [first, second] as const }),
        addresses: addresses.get(name) ?? [],
      };
    }),
    forwarding: new Map([...new Set(bridges)].map((bridge) => [bridge, readForwarding(bridge, links)])),
  };
}

interface SysfsLink {
  readonly name: string;
  readonly ifindex: number;
  readonly iflink: number;
  readonly mac: string;
  readonly bridge?: string;
  /** Its number as a port of that bridge. */
  readonly port?: number;
}

function readLink(name: string): SysfsLink | undefined {
  const ifindex = Number(read(`${CLASS}/${name}/ifindex`));
  const iflink = Number(read(`${CLASS}/${name}/iflink`));
  // An interface may go while it is read.
  if (!(ifindex > 0) || !(iflink > 0)) return undefined;
  const base = { name, ifindex, iflink, mac: read(`${CLASS}/${name}/address`)?.trim() ?? "" };
  try {
    const bridge = basename(readlinkSync(`${CLASS}/${name}/master`));
    return { ...base, bridge, port: Number(read(`${CLASS}/${name}/brport/port_no`)) };
  } catch {
    return base;
  }
}

/**
 * A sysfs shows the network namespace it was mounted in, which need not be ours (`nsenter --net` leaves it behind).
 * Names are often alike, MAC addresses are not.
 */
function isOurs(links: readonly SysfsLink[]): boolean {
  const known = new Map(links.map((link) => [link.name, link]));
  const ours = [...readCounters().keys()];
  if (ours.length !== known.size || !ours.every((name) => known.has(name))) return false;
  const indices = readInterfaces("thread-self")?.interfaces ?? [];
  if (indices.some(({ name, ifindex }) => ifindex !== undefined && known.get(name)?.ifindex !== ifindex)) return false;
  return Object.entries(networkInterfaces()).every(([name, addresses]) => addresses?.every(({ mac }) => mac === known.get(name)?.mac) ?? true);
}

function readForwarding(bridge: string, links: readonly SysfsLink[]): Map<string, string> {
  const ports = new Map(links.filter((link) => link.bridge === bridge).map(({ name, port }) => [port, name]));
  const heard = new Map<string, string>();
  try {
    for (const { mac, port } of parseForwarding(readFileSync(`${CLASS}/${bridge}/brforward`))) {
      const name = ports.get(port);
      if (name !== undefined) heard.set(mac, name);
    }
  } catch {
    // Not a bridge, or gone: nothing is known of it.
  }
  return heard;
}

/** struct __fdb_entry of linux/if_bridge.h, without the bridge's own addresses. */
export function parseForwarding(table: Buffer): { readonly mac: string; readonly port: number }[] {
  const found: { mac: string; port: number }[] = [];
  for (let at = 0; at + 16 <= table.length; at += 16) {
    const local = table.readUInt8(at + 7) !== 0;
    const port = table.readUInt8(at + 6) | (table.readUInt8(at + 12) << 8);
    if (!local) found.push({ mac: table.toString("hex", at, at + 6).replace(/..(?=.)/g, "$&:"), port });
  }
  return found;
}

function names(): string[] {
  try {
    // Not every entry is an interface: bonding puts a file there.
    return readdirSync(CLASS, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink()).map(({ name }) => name);
  } catch {
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
