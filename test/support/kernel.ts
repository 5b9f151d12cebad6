/**
 * The oracle of the link tests: what the kernel says of interfaces, read from inside each network namespace by `ip`
 * (iproute2), as root. It shares nothing with the product but the kernel.
 */
import { execFile } from "node:child_process";
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
export async function kernelPairs(containers: readonly string[], { host: at, pidOf: processOf = pidOf }: Look = {}): Promise<KernelPair[]> {
  const names = new Map<string, { readonly container: string; readonly pid: number }>();
  try {
    for (const container of containers) {
      const name = `oracle-${String(process.pid)}-${container.slice(0, 12)}`;
      const pid = await processOf(container);
      await ip(["netns", "attach", name, String(pid)]);
      names.set(name, { container, pid });
    }
    // The first dump makes the ids that the list then names.
    await kernelLinks(at);
    const ids = JSON.parse(await ip(["-j", "netns", "list-id"], at)) as readonly { nsid: number; name?: string }[];
    const byId = new Map(ids.flatMap(({ nsid, name }) => (name !== undefined && names.has(name) ? [[nsid, names.get(name)!] as const] : [])));
    const inside = new Map<string, KernelLink[]>();
    for (const { container, pid } of names.values()) inside.set(container, await kernelLinks(pid));
    return (await kernelLinks(at)).flatMap((host) => {
      const owner = host.link_netnsid === undefined || host.linkinfo?.info_kind !== "veth" ? undefined : byId.get(host.link_netnsid);
      if (owner === undefined) return [];
      const own = inside.get(owner.container)!.find(({ ifindex }) => ifindex === (host.link_index ?? host.ifindex));
      if (own?.linkinfo?.info_kind !== "veth" || (own.link_index ?? own.ifindex) !== host.ifindex) throw new Error(`The two ends disagree: ${JSON.stringify([host, own])}`);
      return [{ container: owner.container, interface: own.ifname, ifindex: own.ifindex, peer: { interface: host.ifname, ifindex: host.ifindex, bridge: host.master } }];
    });
  } finally {
    for (const name of names.keys()) await ip(["netns", "delete", name]);
  }
}
