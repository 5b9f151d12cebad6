import type { HostFindingCode, HostUnseenCode } from "./hostView";

/** The words for the host's own view, in English; each is also a key of the l10n bundles. Parameters stand in braces. */
export const hostFindingWords = {
  orphan: "orphan: no container claims its other end",
  bothEnds: "both ends on the host: the other is {other}",
  noNetwork: "no network of this engine uses it",
  missing: "missing: {network} has no bridge on this host",
  wrongBridge: "wrong bridge: {network} uses {expected}",
  noBridge: "on no bridge: {network} uses {expected}",
  disabled: "set down: nothing passes",
  down: "no carrier: its other end is down",
} as const satisfies Record<HostFindingCode, string>;

export const hostUnseenWords = {
  remote: "The host’s interfaces are on {engine}, which is another machine than this window’s.",
  rootless: "{engine} is rootless: its bridges are in RootlessKit’s network namespace, which cannot be read from here.",
  desktop: "{engine} runs in a virtual machine: its interfaces are inside it.",
  foreign: "The interfaces of {engine} are in another network namespace than this window’s.",
  noContainer: "Only a running container can prove that this is the engine’s host. Start one on a bridge network, and the host’s interfaces appear here.",
  notProven: "No running container proves that this is the engine’s host. One on a bridge network, whose process can be seen from here, would.",
  noNetlink: "The host’s interfaces are read by rtnetlink, which cannot be used on this system.",
  unreadable: "The kernel did not tell the host’s interfaces. Refresh to ask again.",
} as const satisfies Record<HostUnseenCode, string>;
