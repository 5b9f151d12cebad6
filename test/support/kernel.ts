/**
 * The oracle of the link tests: what the kernel says of interfaces, read from inside each network namespace by `ip`
 * (iproute2), as root. It shares nothing with the product but the kernel.
 */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { raw } from "./engine";

const run = promisify(execFile);

/** One interface as `ip -d -j link` tells it. */
export interface KernelLink {
  readonly ifindex: number;
  readonly ifname: string;
  readonly link_index?: number;
  readonly link_netnsid?: number;
  readonly master?: string;
  readonly address?: string;
  readonly mtu?: number;
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: { readonly mode?: string } };
}

/** A veth between the host and a container, proven from both sides. */
export interface KernelPair {
  readonly container: string;
  readonly interface: string;
  readonly ifindex: number;
  readonly peer: { readonly interface: string; readonly ifindex: number; readonly bridge: string | undefined };
}

export async function pidOf(container: string): Promise<number> {
  return (await raw<{ State: { Pid: number } }>("GET", `/containers/${container}/json`)).State.Pid;
}

/** A veth from one container's namespace into another's; each of its ends is one of these. */
export interface KernelWire {
  readonly container: string;
  readonly interface: string;
  readonly ifindex: number;
  readonly peer: { readonly container: string; readonly interface: string; readonly ifindex: number };
}

/**
 * Every veth whose two ends are both in these containers. Asked inside each namespace, of iproute2, whose namespace the kernel's id is; then both
 * ends must name each other.
 */
export function kernelWires(containers: readonly string[], processOf = pidOf): Promise<KernelWire[]> {
  return withNames(containers, processOf, async (names) => {
    const ends = new Map<string, { readonly link: KernelLink; readonly index: number; readonly home: string; readonly there: string | undefined }>();
    for (const { container: home, pid } of names.values()) {
      const byId = await namesById(names, pid);
      for (const link of await kernelLinks(pid)) {
        if (link.linkinfo?.info_kind !== "veth" || link.link_netnsid === undefined) continue;
        ends.set(`${home} ${link.ifindex}`, { link, index: link.link_index ?? link.ifindex, home, there: byId.get(link.link_netnsid)?.container });
      }
    }
    return [...ends.values()].flatMap(({ link, index, home, there }) => {
      const other = ends.get(`${there ?? ""} ${index}`);
      if (other === undefined || there === undefined) return [];
      if (other.there !== home || other.index !== link.ifindex) throw new Error(`The two ends disagree: ${JSON.stringify([link, other])}`);
      return [{ container: home, interface: link.ifname, ifindex: link.ifindex, peer: { container: there, interface: other.link.ifname, ifindex: other.link.ifindex } }];
    });
  });
}

interface Named {
  readonly container: string;
  readonly pid: number;
}

/** Gives each container's namespace a name of iproute2's for the moment, of this process alone. */
async function withNames<T>(containers: readonly string[], processOf: typeof pidOf, use: (names: ReadonlyMap<string, Named>) => Promise<T>): Promise<T> {
  const names = new Map<string, Named>();
  try {
    for (const container of containers) {
      const name = `oracle-${String(process.pid)}-${container.slice(0, 12)}`;
      const pid = await processOf(container);
      await ip(["netns", "attach", name, String(pid)]);
      names.set(name, { container, pid });
    }
    return await use(names);
  } finally {
    for (const name of names.keys()) await ip(["netns", "delete", name]);
  }
}

/** Whose namespace each id means that the kernel has in this namespace, or in that of a process. */
async function namesById(names: ReadonlyMap<string, Named>, pid?: number): Promise<ReadonlyMap<number, Named>> {
  // The first dump makes the ids that the list then names.
  await kernelLinks(pid);
  const ids = JSON.parse(await ip(["-j", "netns", "list-id"], pid)) as readonly { nsid: number; name?: string }[];
  return new Map(ids.flatMap(({ nsid, name }) => (name !== undefined && names.has(name) ? [[nsid, names.get(name)!] as const] : [])));
}

/** A process in a network namespace of its own, which is no container's. Who asks for it ends it. */
export async function startStranger(): Promise<ChildProcess> {
  const child = spawn("unshare", ["--net", "sh", "-c", "echo ready; exec sleep 600"], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

/** Runs `ip` in this namespace, or in that of a process. */
export async function ip(argv: readonly string[], pid?: number): Promise<string> {
  const command = pid === undefined ? ["ip", ...argv] : ["nsenter", "-t", String(pid), "-n", "ip", ...argv];
  return (await run(command[0]!, command.slice(1))).stdout;
}

export async function kernelLinks(pid?: number): Promise<KernelLink[]> {
  return JSON.parse(await ip(["-d", "-j", "link"], pid)) as KernelLink[];
}

/** The interfaces inside a container, without `lo`. */
export async function insideLinks(container: string): Promise<KernelLink[]> {
  return (await kernelLinks(await pidOf(container))).filter(({ ifname }) => ifname !== "lo");
}

/** Another namespace than this one to look from, or another engine's containers. */
export interface Look {
  /** A process in the host namespace. */
  readonly host?: number;
  readonly pidOf?: (container: string) => Promise<number>;
}

/**
 * Every veth between this namespace (or another host's) and the given containers. Whose namespace an id means is asked of iproute2 by giving
 * each container's namespace a name for the moment, of this process alone; then both ends must name each other.
 */
export function kernelPairs(containers: readonly string[], { host: at, pidOf: processOf = pidOf }: Look = {}): Promise<KernelPair[]> {
  return withNames(containers, processOf, async (names) => {
    const byId = await namesById(names, at);
    const inside = new Map<string, KernelLink[]>();
    for (const { container, pid } of names.values()) inside.set(container, await kernelLinks(pid));
    return (await kernelLinks(at)).flatMap((host) => {
      const owner = host.link_netnsid === undefined || host.linkinfo?.info_kind !== "veth" ? undefined : byId.get(host.link_netnsid);
      if (owner === undefined) return [];
      const own = inside.get(owner.container)!.find(({ ifindex }) => ifindex === (host.link_index ?? host.ifindex));
      if (own?.linkinfo?.info_kind !== "veth" || (own.link_index ?? own.ifindex) !== host.ifindex) throw new Error(`The two ends disagree: ${JSON.stringify([host, own])}`);
      return [{ container: owner.container, interface: own.ifname, ifindex: own.ifindex, peer: { interface: host.ifname, ifindex: host.ifindex, bridge: host.master } }];
    });
  });
}

/** Joins two containers past the host, each end of its own name, as `<subnet>.1` and `<subnet>.2`. */
export async function wire(one: readonly [id: string, name: string], two: readonly [id: string, name: string], subnet: string): Promise<void> {
  const [pidOne, pidTwo] = [await pidOf(one[0]), await pidOf(two[0])];
  await ip(["link", "add", one[1], "netns", String(pidOne), "type", "veth", "peer", "name", two[1], "netns", String(pidTwo)]);
  for (const [pid, name, host] of [[pidOne, one[1], 1], [pidTwo, two[1], 2]] as const) {
    await ip(["addr", "add", `${subnet}.${host}/24`, "dev", name], pid);
    await ip(["link", "set", name, "up"], pid);
  }
}
