import { isStopped, type Fact, type Link, type LinkKind, type ReasonCode, type Verdict } from "./link";

/**
 * The words for links, in English; each is also a key of the l10n bundles, so that the same table serves the
 * export (English), the trees and the webview (the user's language). Parameters stand in braces.
 */
export const factWords = {
  containerEnd: "Inside the container, {interface} has index {ifindex} and names peer {iflink}",
  containerIndex: "Inside the container, {interface} has index {ifindex}",
  hostEnd: "On the host, {interface} has index {ifindex} and names peer {iflink}",
  peerNamespace: "The peer of {interface} is in namespace {nsid}, that of the container’s process {pid}",
  peerContainer: "The peer of {interface} is in namespace {nsid}, that of {container}",
  farEnd: "Inside {container}, {interface} has index {ifindex} and names peer {iflink}",
  linkKind: "The kernel calls {interface} a {kind}",
  bridgePort: "{interface} is a port of {bridge}, the bridge of {network}",
  wrongBridge: "{interface} is a port of {bridge}, but {network} uses {expected}",
  noBridge: "{interface} is a port of no bridge, but {network} uses {expected}",
  noHostEnd: "No interface of the host has its peer at {interface}, index {ifindex}",
  mac: "{interface} has the MAC address {mac} that the engine gave",
  address: "{interface} has the address {address} that the engine gave",
  forwarding: "{bridge} learned {mac} on the port of {interface}",
  counters: "Traffic counters of {interface} and {other} mirror each other",
  countersDiffer: "Traffic counters of {interface} and {other} contradict each other",
  hostNamespace: "The host that was read has {bridge} with {gateway}: it is the engine’s host namespace",
  networkMode: "The container’s network mode is {mode}",
  driver: "The driver of {network} is {driver}",
  candidates: "{count} host interfaces name peer {iflink}",
} as const satisfies Record<Fact, string>;

export const reasonWords = {
  host: "uses the host’s interfaces directly",
  none: "loopback only",
  shared: "shares {owner}’s network",
  ownerStopped: "shares the network of {owner}, which is not running",
  ownerGone: "shares the network of {owner}, which is gone",
  ownerRestarted: "still in the network that {owner} had before its restart: restart this one too",
  stopped: "not running: no interfaces exist now",
  parent: "no veth: on parent {parent} ({mode})",
  overlay: "peer is inside the overlay’s own namespace",
  ambiguous: "one of {candidates}: needs a look inside the container",
  wires: "one of {candidates}: each names it, and carried the same traffic",
  unconfirmed: "probably {interface}: nothing contradicts it, but it is not proven",
  remote: "container side known; the host side is on {engine}",
  execOff: "needs a look inside the container, which settings or workspace trust forbid",
  execFailed: "a look inside the container failed: {detail}",
  paused: "paused: nothing can be run inside",
  changed: "changed while it was read",
  notVisible: "its process cannot be seen from here",
  notDockers: "not made by the engine",
  noInterface: "no interface inside belongs to this attachment",
  driver: "the other end of driver {driver} is not known",
  elsewhere: "its other end is not on the engine’s host",
  failed: "could not be read: {detail}",
  soon: "read again in a moment",
  helperImage: "the helper’s image {image} is not on the engine",
  helperShell: "the helper’s image {image} has no shell",
  helperTools: "the helper’s image {image} has no nsenter and ip that work",
  helperRefused: "the engine refused the helper container: {detail}",
  helperLate: "the helper container was not done within {seconds} s",
  helperTooLong: "the helper container printed more than {megabytes} MiB",
  helperOutput: "the helper container’s output cannot be used: {detail}",
  helperUnproven: "nothing that the helper container saw proves that it was on the engine’s host",
} as const satisfies Record<ReasonCode, string>;

export const verdictWords = {
  verified: "verified",
  inferred: "inferred",
  ambiguous: "ambiguous",
  unavailable: "unavailable",
  notApplicable: "no veth",
} as const satisfies Record<Verdict, string>;

export const kindWords = {
  veth: "veth",
  macvlan: "macvlan",
  ipvlan: "ipvlan",
  overlay: "overlay",
  host: "host",
  shared: "shared",
  none: "none",
  other: "other",
} as const satisfies Record<LinkKind, string>;

export interface VerdictTables {
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly kinds: Readonly<Record<LinkKind, string>>;
  readonly stopped: string;
}

/** A word for the verdict; where no veth can be expected, what there is instead. */
export function verdictWord(link: Link, { verdicts, kinds, stopped }: VerdictTables): string {
  if (isStopped(link)) return stopped;
  if (link.verdict !== "notApplicable") return verdicts[link.verdict];
  return link.kind === "veth" || link.kind === "other" ? verdicts.notApplicable : kinds[link.kind];
}

/** Puts parameters into a template; an unknown one stays visible as `{name}`. */
export function format(template: string, params: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : String(value);
  });
}
