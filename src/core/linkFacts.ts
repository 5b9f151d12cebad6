/** What was read of interfaces, as plain data: the input of the rules that decide about links. */

/** Traffic counters of one interface, as its own kernel side counts them. */
export interface Counters {
  readonly rxBytes: number;
  readonly rxPackets: number;
  readonly txBytes: number;
  readonly txPackets: number;
}

/** One interface of the host. */
export interface HostLink {
  readonly name: string;
  readonly ifindex: number;
  /** The index that its kernel names as the other end (a veth's peer, a macvlan's parent); its own where there is none. */
  readonly iflink: number;
  /** The kernel's own word, such as `veth` or `bridge`; absent for hardware, and where it cannot be read (sysfs has no word for a veth). */
  readonly kind?: string;
  /** The kernel's id of the namespace that `iflink` is in; absent when it is the host's own, or cannot be read. */
  readonly nsid?: number;
  /** Name of the bridge that it is a port of. */
  readonly bridge?: string;
  readonly addresses: readonly string[];
  /** A device is behind it; told by sysfs alone, where the kind of a virtual interface may be unknown. */
  readonly hardware?: boolean;
  readonly mac?: string;
  readonly mtu?: number;
  /** Operational state in sysfs's words: `up`, `down`, `lowerlayerdown` (a veth whose other end is down), `unknown`… */
  readonly state?: string;
  /** False: its administrator set it down. */
  readonly enabled?: boolean;
  readonly loopback?: boolean;
  /** Read before and after the containers' own, so that traffic in between is no contradiction. */
  readonly counters?: readonly [before: Counters, after: Counters];
}

/** The host's side, read at one moment. */
export interface HostReading {
  /** `netlink` names kinds and namespaces; `procfs` (/proc and /sys alone) does not. */
  readonly method: "netlink" | "procfs";
  readonly links: readonly HostLink[];
  /** By bridge: where each MAC address was last heard, as the name of a port. Empty where not read. */
  readonly forwarding: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** One interface inside a container, as far as it could be read. */
export interface ContainerInterface {
  readonly name: string;
  readonly ifindex?: number;
  readonly iflink?: number;
  readonly mac?: string;
  readonly mtu?: number;
  readonly state?: string;
  /** With prefix length. */
  readonly addresses: readonly string[];
  readonly counters?: Counters;
}

/** The container's side: every interface but `lo`. */
export interface ContainerReading {
  readonly method: "procfs" | "exec";
  /** All of it is what a program inside said, its own indices too: nothing of it was seen from outside. */
  readonly hearsay?: true;
  /** Its indices are the kernel's own word, asked for in its namespace by who entered it from outside. */
  readonly entered?: true;
  /** Where the indices and the addresses were read, as evidence names it. */
  readonly sources: { readonly index: string; readonly address: string };
  readonly interfaces: readonly ContainerInterface[];
}

/** A route of the host's main table. */
export interface HostRoute {
  /** CIDR. */
  readonly destination: string;
  readonly interface: string;
}

/** Whose side the host reading is, once it is proven to be the engine's. */
export interface HostProof {
  readonly bridge: string;
  /** The bridge's: it keeps it when it is renamed. */
  readonly ifindex?: number;
  readonly gateway: string;
  /** Where the gateway's address was read. */
  readonly source: string;
}

/** Could these be the two ends of one wire, going by traffic? Undefined if there is nothing to compare. */
export function countersAgree(inside: Counters | undefined, host: HostLink["counters"]): "mirror" | "contradict" | undefined {
  if (inside === undefined || host === undefined) return undefined;
  const [before, after] = host;
  const within = (low: number, value: number, high: number): boolean => low <= value && value <= high;
  const mirror =
    within(before.txPackets, inside.rxPackets, after.txPackets) &&
    within(before.rxPackets, inside.txPackets, after.rxPackets) &&
    within(before.txBytes, inside.rxBytes, after.txBytes) &&
    within(before.rxBytes, inside.txBytes, after.rxBytes);
  if (!mirror) return "contradict";
  // Two silent wires mirror each other too: that says nothing.
  return inside.rxPackets + inside.txPackets > 0 ? "mirror" : undefined;
}
