import { readFileSync, statSync } from "node:fs";
import type { ContainerInterface, ContainerReading } from "../core/linkFacts";
import * as text from "./procText";

/** A process that was seen, so that it can be told whether it is still the same one in the same network namespace. */
export interface SeenProcess {
  readonly pid: number;
  /** Ticks since boot at its start. */
  readonly start: string;
  readonly namespace: NamespaceId;
  /** Network namespace of its parent, the engine's runtime on the host; absent if it cannot be seen. */
  readonly parentNamespace?: NamespaceId;
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
 * What any user may read of a container's process. /proc answers from memory in some 20 µs a file, where the thread pool
 * costs four times that: so it is read synchronously.
 * @param belongs told by /proc/PID/cgroup if possible; asked only when that does not say
 * @returns undefined where the process cannot be seen, or is not that container's
 */
export async function readContainer(pid: number, containerId: string, belongs: (pid: number) => Promise<boolean>): Promise<SeenContainer | undefined> {
  const found = readProcess(pid);
  const cgroup = read(pid, "cgroup");
  if (found === undefined || cgroup === undefined) return undefined;
  const named = text.cgroupNames(cgroup, containerId);
  if (named === false || (named === undefined && !(await belongs(pid)))) return undefined;
  const { parent, ...process } = found;
  // Process 1 adopts orphans: it tells nothing of who started this one.
  const parentNamespace = parent > 1 ? namespaceOf(parent) : undefined;
  const reading = readInterfaces(pid);
  return reading === undefined ? undefined : { process: { ...process, ...(parentNamespace === undefined ? {} : { parentNamespace }) }, reading };
}

function readProcess(pid: number): (SeenProcess & { readonly parent: number }) | undefined {
  const own = text.parseStart(read(pid, "stat") ?? "");
  const namespace = namespaceOf(pid);
  return own === undefined || namespace === undefined ? undefined : { pid, start: own.start, namespace, parent: own.parent };
}

/** Is it still the same process, in the same namespace, with the same interfaces? */
export function isUnchanged({ process, reading }: SeenContainer): boolean {
  const now = readProcess(process.pid);
  if (now?.start !== process.start || now.namespace !== process.namespace) return false;
  const again = readIndices(process.pid);
  return again !== undefined && again.size === reading.interfaces.length && reading.interfaces.every(({ name, ifindex }) => again.has(name) && again.get(name) === ifindex);
}

export function namespaceOf(pid: number | "thread-self"): NamespaceId | undefined {
  try {
    return statSync(`/proc/${pid}/net/dev`).ino;
  } catch {
    return undefined;
  }
}

/** The command line of a process, argument by argument. */
export function commandLine(pid: number): string[] | undefined {
  return read(pid, "cmdline")?.split("\0").slice(0, -1);
}

/** The interfaces of a process's network namespace, without `lo`; undefined if they cannot be read. */
export function readInterfaces(pid: number | "thread-self"): ContainerReading | undefined {
  const dev = read(pid, "net/dev");
  if (dev === undefined) return undefined;
  const inet6 = text.parseInet6(read(pid, "net/if_inet6") ?? "");
  const inet4 = text.addressesByInterface(text.parseLocal(read(pid, "net/fib_trie") ?? ""), text.parseConnected(read(pid, "net/route") ?? ""));
  const counters = text.parseDev(dev);
  const indexed = indicesOf(pid, counters.keys());
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

function readIndices(pid: number): Map<string, number | undefined> | undefined {
  const dev = read(pid, "net/dev");
  return dev === undefined ? undefined : indicesOf(pid, text.parseDev(dev).keys());
}

/** Each table lists only interfaces that have something to list there, so they are asked in turn until all have an index. */
function indicesOf(pid: number | "thread-self", names: Iterable<string>): Map<string, number | undefined> {
  const found = new Map<string, number | undefined>();
  for (const name of names) if (name !== "lo") found.set(name, undefined);
  const missing = (): string[] => [...found].filter(([, index]) => index === undefined).map(([name]) => name);
  for (const [file, parse] of [["igmp", text.parseIgmp], ["dev_mcast", text.parseMulticast]] as const) {
    if (missing().length === 0) break;
    const indices = parse(read(pid, `net/${file}`) ?? "");
    for (const name of missing()) found.set(name, indices.get(name));
  }
  for (const name of missing()) found.set(name, text.parseSnmp6(read(pid, `net/dev_snmp6/${name}`) ?? ""));
  return found;
}

function read(pid: number | "thread-self", file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}
