/** What the kernel itself says of links, read as root from inside and outside the namespaces: the measure of what is shown. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { raw } from "./engine";

/** One veth of a container and its other end on the host. */
export interface KernelPair {
  readonly container: string;
  readonly interface: string;
  readonly ifindex: number;
  readonly mac: string;
  readonly peer: { readonly interface: string; readonly ifindex: number; readonly iflink: number; readonly bridge: string | undefined };
}

interface IpLink {
  readonly ifname: string;
  readonly ifindex: number;
  readonly link_index?: number;
  readonly link_netnsid?: number;
  readonly address?: string;
  readonly master?: string;
  readonly linkinfo?: { readonly info_kind?: string };
}

const run = promisify(execFile);

async function ipLinks(enter: readonly string[]): Promise<IpLink[]> {
  const [program, ...rest] = [...enter, "ip", "-json", "-details", "link", "show"];
  const { stdout } = await run(program, rest, { maxBuffer: 1 << 24 });
  return JSON.parse(stdout) as IpLink[];
}

/** The pid of a running container. */
export async function pidOf(container: string): Promise<number> {
  const { State } = await raw<{ State: { Pid: number } }>("GET", `/containers/${container}/json`);
  if (State.Pid === 0) throw new Error(`${container} is not running`);
  return State.Pid;
}

/**
 * The pairs of one running container on bridge networks. The container's own `iflink` is the index of the other end in
 * the host's namespace; whatever contradicts it there is an error of this reading, not a pair.
 */
export async function kernelPairs(container: string): Promise<KernelPair[]> {
  const pid = await pidOf(container);
  const [inside, host] = await Promise.all([ipLinks(["nsenter", "-t", String(pid), "-n"]), ipLinks([])]);
  return inside
    .filter((link) => link.linkinfo?.info_kind === "veth")
    .map((link) => {
      // The kernel leaves the index out where it equals the interface's own.
      const index = link.link_index ?? link.ifindex;
      const peer = host.find((other) => other.ifindex === index);
      if (peer?.linkinfo?.info_kind !== "veth") throw new Error(`${container} ${link.ifname}: no veth #${index} on the host`);
      const back = peer.link_index ?? peer.ifindex;
      if (back !== link.ifindex) throw new Error(`${peer.ifname} names #${back}, not ${container}’s #${link.ifindex}`);
      return {
        container,
        interface: link.ifname,
        ifindex: link.ifindex,
        mac: link.address ?? "",
        peer: { interface: peer.ifname, ifindex: peer.ifindex, iflink: back, bridge: peer.master },
      };
    });
}
