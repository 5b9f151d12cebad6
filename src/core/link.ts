import type { HelperSight } from "./helper";
import type { HostSight } from "./hostView";
import type { ContainerId, EngineInfo, NetworkId } from "./inventory";

/** One interface of one container and its other end. The field meanings are the contract of `LinkReportJson`. */
export interface Link {
  readonly container: { readonly id: ContainerId; readonly name: string };
  /** Which attachment; null for an interface that the engine did not make, or a mode without one. */
  readonly network: { readonly id: NetworkId; readonly name: string; readonly driver: string } | null;
  /** The container's end, as its own kernel numbers it. Unknown fields are absent, never 0. */
  readonly interface?: string;
  readonly ifindex?: number;
  readonly iflink?: number;
  readonly mac?: string;
  /** With prefix length. */
  readonly addresses: readonly string[];
  readonly mtu?: number;
  /** Operational state as sysfs says it: `up`, `down`, `unknown`. */
  readonly state?: string;
  readonly kind: LinkKind;
  readonly peer?: Peer;
  readonly verdict: Verdict;
  /** With `ambiguous`: who it could be. */
  readonly candidates?: readonly Peer[];
  readonly evidence: readonly Evidence[];
  /** How it was decided; `api` where no probing was needed. */
  readonly method: Method;
  /** What the host told was read by a helper container, on the engine's host. */
  readonly via?: "helper";
  /** Why there is no (proven) peer. */
  readonly reason?: Reason;
}

export type LinkKind = "veth" | "macvlan" | "ipvlan" | "overlay" | "host" | "shared" | "none" | "other";
export type Verdict = "verified" | "inferred" | "ambiguous" | "unavailable" | "notApplicable";
export type Method = "api" | "netlink" | "procfs" | "exec";

/** The other end. */
export interface Peer {
  readonly interface?: string;
  readonly ifindex?: number;
  readonly iflink?: number;
  /** The bridge that it is a port of (its `master`). */
  readonly bridge?: string;
  readonly namespace: "host" | "overlay" | "container";
  /** With `container`: whose interface it is. */
  readonly container?: Link["container"];
}

/** An end's name as it stands alone: a container's in front of its interface's, as containerlab writes it. */
export function peerName({ interface: name, container }: Pick<Peer, "interface" | "container">): string | undefined {
  return name === undefined || container === undefined ? name : `${container.name}:${name}`;
}

type Params = Readonly<Record<string, string | number>>;

/** One fact that was read. Its words are `factWords[fact]` of words.ts with `params` put in. */
export interface Evidence {
  readonly fact: Fact;
  readonly params: Params;
  /** Where it was read, for example `rtnetlink RTM_GETNSID` or `/sys/class/net/veth0fbbd68/iflink`. */
  readonly source: string;
  /** Does it speak for the verdict? */
  readonly holds: boolean;
}

/** Is something not as it should be? That several interfaces could be the other end is not: the verdict says what comes of it. */
export function isFinding({ fact, holds }: Evidence): boolean {
  return !holds && fact !== "candidates";
}

/** Parameters in braces. */
export type Fact =
  /** {interface} {ifindex} {iflink} */ | "containerEnd"
  /** {interface} {ifindex} */ | "containerIndex"
  /** {interface} {ifindex} {iflink} */ | "hostEnd"
  /** {interface} {pid} {nsid} */ | "peerNamespace"
  /** {interface} {nsid} {container} */ | "peerContainer"
  /** {container} {interface} {ifindex} {iflink} */ | "farEnd"
  /** {interface} {kind} */ | "linkKind"
  /** {interface} {bridge} {network} */ | "bridgePort"
  /** {interface} {bridge} {expected} {network} */ | "wrongBridge"
  /** {interface} {expected} {network} */ | "noBridge"
  /** {interface} {ifindex} */ | "noHostEnd"
  /** {interface} {mac} */ | "mac"
  /** {interface} {address} */ | "address"
  /** {interface} {bridge} {mac} */ | "forwarding"
  /** {interface} {other} */ | "counters"
  /** {interface} {other} */ | "countersDiffer"
  /** {bridge} {gateway} */ | "hostNamespace"
  /** {mode} */ | "networkMode"
  /** {network} {driver} */ | "driver"
  /** {count} {iflink} */ | "candidates";

/** Words: `reasonWords[code]` of words.ts with `params` put in. */
export interface Reason {
  readonly code: ReasonCode;
  readonly params: Params;
}

export type ReasonCode =
  /** uses the host's interfaces directly */ | "host"
  /** loopback only */ | "none"
  /** {owner}: shares its network */ | "shared"
  /** {owner}: the owner is not running */ | "ownerStopped"
  /** {owner}: the owner is gone */ | "ownerGone"
  /** {owner}: it was restarted and has a new network namespace; this container is still in the old one */ | "ownerRestarted"
  /** not running: no interfaces exist now */ | "stopped"
  /** {parent} {mode}: no veth */ | "parent"
  /** peer inside the overlay's own namespace */ | "overlay"
  /** {candidates}: needs a look inside the container */ | "ambiguous"
  /** {candidates}: each says that it is, and carried the same traffic */ | "wires"
  /** same traffic counters, or unique but not confirmed */ | "unconfirmed"
  /** {engine}: container side known, the host side is on that engine */ | "remote"
  /** needs a look inside, which the setting or an untrusted workspace forbids */ | "execOff"
  /** {detail}: exec was tried and failed (no cat, refused, timed out, rubbish) */ | "execFailed"
  /** paused: nothing can be run inside */ | "paused"
  /** it changed while it was read; the next event reads it again */ | "changed"
  /** the process is not visible from here (hidepid, other pid namespace) */ | "notVisible"
  /** no attachment of the engine's explains this interface */ | "notDockers"
  /** the container has no interface with what the engine recorded for this attachment */ | "noInterface"
  /** {driver}: its kind of other end is not known to this extension */ | "driver"
  /** its other end is in a namespace that is neither the host's nor known */ | "elsewhere"
  /** it is read by helpers, one at a time, and the next one is about to run */ | "soon"
  /** {image}: the image that a helper is to be run from is not there */ | "helperImage"
  /** {image}: it has no shell */ | "helperShell"
  /** {image}: it lacks what is needed to enter a namespace */ | "helperTools"
  /** {detail}: the engine's own word */ | "helperRefused"
  /** {seconds} */ | "helperLate"
  /** {megabytes} */ | "helperTooLong"
  /** {detail}: cut off, or not what a helper prints */ | "helperOutput"
  /** nothing that it read proves that it was on the engine's host */ | "helperUnproven"
  /** {detail} */ | "failed";

export type OverlayNodes = Readonly<Record<NetworkId, readonly string[]>>;

/** All links of one engine at one moment. */
export interface LinkReport {
  readonly engine: EngineInfo;
  /** ISO 8601. */
  readonly takenAt: string;
  /** Sorted by network name (null last), then container name, then interface. */
  readonly links: readonly Link[];
  /** The host's own interfaces, from the same reading. Not part of the public contract. */
  readonly host?: HostSight;
  /** Absent where none is needed. Not part of the public contract. */
  readonly helper?: HelperSight;
  /** Addresses of the nodes that each overlay spans, this one too; one of which none are known is absent. Not part of the public contract. */
  readonly nodes?: OverlayNodes;
}

const collator = new Intl.Collator("en", { numeric: true });

/** The order of a report. */
export function compareLinks(a: Link, b: Link): number {
  if ((a.network === null) !== (b.network === null)) return a.network === null ? 1 : -1;
  return (
    collator.compare(a.network?.name ?? "", b.network?.name ?? "") ||
    collator.compare(a.container.name, b.container.name) ||
    collator.compare(a.interface ?? "", b.interface ?? "")
  );
}

/** Identity of a row: stable while the interface exists. */
export function linkKey(link: Link): string {
  return `${link.container.id}/${link.network?.id ?? ""}/${link.interface ?? ""}`;
}

/** There is an other end to show: proven, or probable and called so. */
export function hasPair(link: Link): link is Link & { readonly peer: Peer } {
  return link.peer !== undefined && (link.verdict === "verified" || link.verdict === "inferred");
}

/** The other end to show, where it is an interface of the host. */
export function hostPeer(link: Link): Peer | undefined {
  return hasPair(link) && link.peer.namespace === "host" ? link.peer : undefined;
}

/** Its container is not running: there are no interfaces to speak of. */
export function isStopped(link: Link): boolean {
  return link.reason?.code === "stopped";
}

/** Link-local addresses are on every IPv6 interface and say little: they are left out unless there is nothing else. */
export function tellingAddresses(addresses: readonly string[]): readonly string[] {
  const telling = addresses.filter((address) => !isLinkLocal(address));
  return telling.length > 0 ? telling : addresses;
}

export function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/i.test(address);
}
