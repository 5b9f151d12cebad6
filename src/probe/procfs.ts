import type { ContainerInterface, ContainerReading, Counters } from "../core/linkFacts";
import { machine } from "./files";
import type { Files } from "./files";
import * as text from "./procText";

/** A process that was seen, so that it can be told whether it is still the same one in the same network namespace. */
export interface SeenProcess {
  readonly pid: number;
  readonly namespace: NamespaceId;
  /** When it was started, in ticks since boot as /proc/PID/stat has it; or where it was listed, which is what that is asked for then. */
  readonly since: string | Listing;
}

/** A container's cgroup listed a process. */
export interface Listing {
  readonly container: string;
  /** Ticks since boot, before that list was read: whoever had been started by then, and is still there, is who was listed. */
  readonly at: number;
}

/**
 * Tells network namespaces apart without any privilege: the inode of a file that /proc makes once per namespace
 * (`/proc/PID/ns/net` itself may be read by its owner only).
 */
export type NamespaceId = number;

export interface SeenContainer {
  readonly process: SeenProcess;
  readonly reading: ContainerReading;
}

/**
 * What any user may read of a container's process.
 * @param belongs told by /proc/PID/cgroup if possible; asked only when that does not say
 * @returns undefined where the process cannot be seen, or is not that container's
 */
export async function readContainer(pid: number, containerId: string, belongs: (pid: number) => Promise<boolean>, files: Files = machine): Promise<SeenContainer | undefined> {
  const found = readProcess(pid, files);
  const cgroup = read(pid, "cgroup", files);
  if (found === undefined || cgroup === undefined) return undefined;
  const named = text.cgroupNames(cgroup, containerId);
  if (named === false || (named === undefined && !(await belongs(pid)))) return undefined;
  const reading = readInterfaces(pid, files);
  return reading === undefined ? undefined : { process: { pid, namespace: found.namespace, since: found.start }, reading };
}

/** The same of a process that the container's cgroup listed: that it is the container's is seen at the end, by `isUnchanged`. */
export function readListed(pid: number, since: Listing): SeenContainer | undefined {
  const namespace = namespaceOf(pid);
  const reading = namespace === undefined ? undefined : readInterfaces(pid);
  return namespace === undefined || reading === undefined ? undefined : { process: { pid, namespace, since }, reading };
}

/** Ticks since boot, as processes' starts are counted: a hundredth of a second on whatever machine Node runs. NaN where they cannot be read. */
export function ticks(files: Files = machine): number {
  // Written in hundredths already: rounded, for a hundred times 35065.63 is a little less than 3506563 here.
  return Math.round(Number.parseFloat(files.text("/proc/uptime") ?? "") * 100);
}

/** Network namespace of a process's parent, the engine's runtime on the host; undefined if it cannot be seen. */
export function runtimeNamespace({ pid }: SeenProcess, files: Files = machine): NamespaceId | undefined {
  const { parent = 0 } = text.parseStart(read(pid, "stat", files) ?? "") ?? {};
  // Process 1 adopts orphans: it tells nothing of who started this one.
  return parent > 1 ? namespaceOf(parent, files) : undefined;
}

function readProcess(pid: number, files: Files): { readonly start: string; readonly namespace: NamespaceId } | undefined {
  const own = text.parseStart(read(pid, "stat", files) ?? "");
  const namespace = namespaceOf(pid, files);
  return own === undefined || namespace === undefined ? undefined : { start: own.start, namespace };
}

/** Is it still the same process, in the same namespace, and has each of its interfaces the index that it had? */
export function isUnchanged({ process: { pid, namespace, since }, reading }: SeenContainer, files: Files = machine): boolean {
  const now = readProcess(pid, files);
  if (now?.namespace !== namespace) return false;
  // One that is as young as the list may be another than was listed: then its own cgroup says whose it is.
  const same = typeof since === "string" ? now.start === since : Number(now.start) < since.at || text.cgroupNames(read(pid, "cgroup", files) ?? "", since.container) === true;
  if (!same) return false;
  const again = indicesOf(pid, reading.interfaces.map(({ name }) => name), files);
  return reading.interfaces.every(({ name, ifindex }) => again.get(name) === ifindex);
}

export function namespaceOf(pid: number | "thread-self", files: Files = machine): NamespaceId | undefined {
  return files.inode(`/proc/${pid}/net/dev`);
}

/** The command line of a process, argument by argument. */
export function commandLine(pid: number): string[] | undefined {
  return read(pid, "cmdline", machine)?.split("\0").slice(0, -1);
}

/** What the interfaces of a process's network namespace counted until now, by name. */
export function countersOf(pid: number, files: Files = machine): ReadonlyMap<string, Counters> {
  return text.parseDev(read(pid, "net/dev", files) ?? "");
}

/** The interfaces of a process's network namespace, without `lo`; undefined if they cannot be read. */
export function readInterfaces(pid: number | "thread-self", files: Files = machine): ContainerReading | undefined {
  const dev = read(pid, "net/dev", files);
  if (dev === undefined) return undefined;
  const inet6 = text.parseInet6(read(pid, "net/if_inet6", files) ?? "");
  const inet4 = text.addressesByInterface(text.parseLocal(read(pid, "net/fib_trie", files) ?? ""), text.parseConnected(read(pid, "net/route", files) ?? ""));
  const counters = text.parseDev(dev);
  const indexed = indicesOf(pid, counters.keys(), files);
  const interfaces = [...indexed].map(([name, ifindex]): ContainerInterface => {
    const own = inet6.filter((address) => address.name === name).map(({ address }) => address);
    const traffic = counters.get(name);
    return {
      name,
      ...(ifindex === undefined ? {} : { ifindex }),
      addresses: [...(inet4.get(name) ?? []), ...own],
      ...(traffic === undefined ? {} : { counters: traffic }),
    };
  });
  return { method: "procfs", sources: { index: `/proc/${pid}/net/igmp`, address: `/proc/${pid}/net/{fib_trie,route,if_inet6}` }, interfaces };
}

/** Each table lists only interfaces that have something to list there, so they are asked in turn until all have an index. */
function indicesOf(pid: number | "thread-self", names: Iterable<string>, files: Files): Map<string, number | undefined> {
  const found = new Map<string, number | undefined>();
  for (const name of names) if (name !== "lo") found.set(name, undefined);
  const missing = (): string[] => [...found].filter(([, index]) => index === undefined).map(([name]) => name);
  for (const [file, parse] of [["igmp", text.parseIgmp], ["dev_mcast", text.parseMulticast]] as const) {
    if (missing().length === 0) break;
    const indices = parse(read(pid, `net/${file}`, files) ?? "");
    for (const name of missing()) found.set(name, indices.get(name));
  }
  for (const name of missing()) found.set(name, text.parseSnmp6(read(pid, `net/dev_snmp6/${name}`, files) ?? ""));
  return found;
}

function read(pid: number | "thread-self", file: string, files: Files): string | undefined {
  return files.text(`/proc/${pid}/${file}`);
}
