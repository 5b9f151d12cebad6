import type { Counters, HostLink, HostReading } from "../core/linkFacts";
import type { TrafficCounters } from "../core/traffic";
import { machine } from "./files";
import type { Files } from "./files";
import { parseDev, parseTraffic } from "./procText";
import { readInterfaces } from "./procfs";

const CLASS = "/sys/class/net";

/** The host's traffic counters of all interfaces at this moment. */
export function readCounters(files: Files = machine): Map<string, Counters> {
  return parseDev(files.text("/proc/thread-self/net/dev") ?? "");
}

/** What the host's interfaces counted, by index. Empty where there is no sysfs of our network namespace. */
export function readTraffic(): Map<number, TrafficCounters> {
  const traffic = parseTraffic(machine.text("/proc/thread-self/net/dev") ?? "");
  return new Map(
    [...traffic].flatMap(([name, counters]) => {
      const ifindex = Number(machine.text(`${CLASS}/${name}/ifindex`));
      return ifindex > 0 ? [[ifindex, counters] as const] : [];
    }),
  );
}

/**
 * The host's links from /sys and /proc alone, for where no netlink socket can be had: no namespaces, and no kind of a veth.
 * @param before counters from before the containers were read
 * @param bridges whose forwarding tables are wanted
 * @returns undefined where there is no sysfs, or it is that of another network namespace than this process is in
 */
export function readSysfs(before: ReadonlyMap<string, Counters>, bridges: Iterable<string>, files: Files = machine): HostReading | undefined {
  const found = files.interfaces().map((name) => readLink(name, files)).filter((link) => link !== undefined);
  const links = found.map(({ link }) => link);
  if (!isOurs(links, files)) return undefined;
  const after = readCounters(files);
  const names = new Map(links.map(({ ifindex, name }) => [ifindex, name]));
  const addresses = new Map(readInterfaces("thread-self", files)?.interfaces.map((own) => [own.name, own.addresses]));
  const hostLinks = found.map(({ link, master }): HostLink => {
    const [first, second] = [before.get(link.name), after.get(link.name)];
    const bridge = master === undefined ? undefined : names.get(master);
    return {
      ...link,
      ...(bridge === undefined ? {} : { bridge }),
      ...(first === undefined || second === undefined ? {} : { counters: [first, second] as const }),
      addresses: addresses.get(link.name) ?? [],
    };
  });
  return { method: "procfs", links: hostLinks, forwarding: new Map([...new Set(bridges)].map((bridge) => [bridge, readForwarding(bridge, found, files)])) };
}

type BareLink = Omit<HostLink, "bridge" | "addresses" | "counters">;

interface SysfsLink {
  readonly link: BareLink;
  /** Index of what it is a port of. */
  readonly master?: number;
  /** Its number as a port of that bridge. */
  readonly port?: number;
}

const ARPHRD_LOOPBACK = 772;

function readLink(name: string, files: Files): SysfsLink | undefined {
  const read = (file: string): string | undefined => files.text(`${CLASS}/${name}/${file}`)?.trim();
  const number = (file: string): number => Number(read(file));
  const [ifindex, iflink] = [number("ifindex"), number("iflink")];
  // An interface may go while it is read.
  if (!(ifindex > 0) || !(iflink > 0)) return undefined;
  const [mac, state, flags, port] = [read("address"), read("operstate"), read("flags"), read("brport/port_no")];
  const [mtu, master] = [number("mtu"), number("master/ifindex")];
  const kind = /^DEVTYPE=(\S+)$/m.exec(read("uevent") ?? "")?.[1];
  const link: BareLink = {
    name,
    ifindex,
    iflink,
    ...(kind === undefined ? {} : { kind }),
    hardware: read("device/uevent") !== undefined,
    ...(mac === undefined ? {} : { mac }),
    ...(mtu > 0 && { mtu }),
    ...(state === undefined ? {} : { state }),
    ...(flags === undefined ? {} : { enabled: (Number(flags) & 1) !== 0 }),
    ...(number("type") === ARPHRD_LOOPBACK && { loopback: true }),
  };
  return { link, ...(master > 0 && { master }), ...(port === undefined ? {} : { port: Number(port) }) };
}

/**
 * A sysfs shows the network namespace it was mounted in, which need not be ours (`nsenter --net` leaves it behind).
 * Names are often alike, MAC addresses are not.
 */
function isOurs(links: readonly BareLink[], files: Files): boolean {
  const known = new Map(links.map((link) => [link.name, link]));
  const ours = [...readCounters(files).keys()];
  if (ours.length !== known.size || !ours.every((name) => known.has(name))) return false;
  const indices = readInterfaces("thread-self", files)?.interfaces ?? [];
  if (indices.some(({ name, ifindex }) => ifindex !== undefined && known.get(name)?.ifindex !== ifindex)) return false;
  return [...files.macs()].every(([name, macs]) => macs.every((mac) => mac === known.get(name)?.mac));
}

function readForwarding(bridge: string, links: readonly SysfsLink[], files: Files): Map<string, string> {
  const head = links.find(({ link }) => link.name === bridge)?.link.ifindex;
  const ports = new Map(links.filter(({ master }) => master !== undefined && master === head).map(({ link, port }) => [port, link.name]));
  const heard = new Map<string, string>();
  // Not a bridge, or gone: nothing is known of it.
  for (const { mac, port } of parseForwarding(files.bytes(`${CLASS}/${bridge}/brforward`) ?? Buffer.alloc(0))) {
    const name = ports.get(port);
    if (name !== undefined) heard.set(mac, name);
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
