import type { Network } from "./inventory";
import type { Evidence } from "./link";
import { ambiguous, bridgeFacts, endFact, peerOf } from "./linkEvidence";
import type { Decision } from "./linkEvidence";
import { countersAgree } from "./linkFacts";
import type { ContainerInterface, HostLink, HostReading } from "./linkFacts";

/** Which interface of the host is the other end of `own`? */
export interface Question {
  readonly own: ContainerInterface;
  /** Even its own index is only what a program inside the container said. */
  readonly hearsay?: true;
  /** Its indices are the kernel's own word, asked for in its namespace by who entered it from outside. */
  readonly entered?: true;
  /** The container's MAC address on this interface, as the engine gave it: what a container says of itself proves nothing. */
  readonly mac?: string;
  /** Absent where the engine did not make the interface: then nothing here proves a pair. */
  readonly network?: Network;
  /** The bridge that the other end should be a port of. */
  readonly expected?: string;
  readonly host: HostReading;
}

export type Guess = Omit<Decision, "method" | "kind">;

const elsewhere: Guess = { verdict: "unavailable", reason: { code: "elsewhere", params: {} }, evidence: [] };
const notDockers: Guess = { verdict: "unavailable", reason: { code: "notDockers", params: {} }, evidence: [] };

/**
 * From the container's index alone. An index is unique only inside one namespace (on Docker 28 every eth0 is 2), so this
 * proves a pair only where the host has a single port that could be it, or its bridge learned the container's MAC there.
 */
export function pairByIndex({ own, mac, network, expected, host }: Question): Guess {
  const { ifindex } = own;
  if (ifindex === undefined) return elsewhere;
  const all = host.links.filter((link) => link.iflink === ifindex && mayBeVeth(link));
  const count: Evidence = { fact: "candidates", params: { count: all.length, iflink: ifindex }, source: sourceOf(host), holds: all.length === 1 };
  if (network === undefined || expected === undefined) {
    const guess = all[0] === undefined ? notDockers : unproven(all, own, host, network);
    return { ...guess, evidence: [count, ...guess.evidence] };
  }
  const ports = all.filter(({ bridge }) => bridge === expected);
  const heard = mac === undefined ? undefined : host.forwarding.get(expected)?.get(mac);
  const learned = ports.find(({ name }) => name === heard);
  const uncontradicted = all.filter((link) => countersAgree(own.counters, link.counters) !== "contradict");
  const possible = uncontradicted.filter(({ bridge }) => bridge === expected);
  const only = possible.length === 1 ? possible[0] : undefined;
  const mirrors = only !== undefined && countersAgree(own.counters, only.counters) === "mirror";
  // What the bridge heard and what the counters say must not be at odds: a container can send with another's MAC address.
  const contradicted = heard !== undefined && heard !== only?.name;

  if (learned !== undefined && possible.includes(learned)) {
    const forwarding: Evidence = { fact: "forwarding", params: { interface: learned.name, bridge: expected, mac: mac ?? "" }, source: `/sys/class/net/${expected}/brforward`, holds: true };
    return verified(learned, own, host, network, [count, forwarding]);
  }
  // The true end, moved off its bridge or not, is never contradicted: a single one left on the whole host is it.
  const alone = all.length === 1 || (mirrors && uncontradicted.length === 1);
  if (only !== undefined && ports.length === 1 && alone && !contradicted) return verified(only, own, host, network, [count]);
  const left = possible.length > 0 ? possible : ports.length > 0 ? ports : all;
  const guess = left.length === 0 ? elsewhere : unproven(left, own, host, network);
  return { ...guess, evidence: [count, ...guess.evidence] };
}

/**
 * From the index of the other end, as a program inside the container read it. That program is the container's own: it may
 * name a port that is another's, which on Docker 28 names every container back. So what it says picks one of the
 * candidates, and only what the host itself shows of that one proves it: that it is the only one, or what its bridge heard.
 */
export function pairByIflink(question: Question): Guess {
  const { own, network, host } = question;
  const end = host.links.find(({ ifindex }) => ifindex === own.iflink);
  if (end === undefined || end.iflink !== own.ifindex || !mayBeVeth(end)) return network === undefined ? notDockers : elsewhere;
  // Whoever entered the namespace asked the kernel itself: two ends that name each other on the network's bridge are a pair.
  if (question.entered === true && question.expected !== undefined && end.bridge === question.expected && countersAgree(own.counters, end.counters) !== "contradict") {
    return verified(end, own, host, network, []);
  }
  const outside = pairByIndex(question);
  if (question.hearsay === true || outside.verdict !== "verified") return unproven([end], own, host, network);
  if (outside.peer?.ifindex === end.ifindex) return outside;
  return unproven(host.links.filter(({ ifindex }) => ifindex === end.ifindex || ifindex === outside.peer?.ifindex), own, host, network);
}

/** An interface that is its own other end is hardware or a bridge, unless it is a port. */
export function mayBeVeth(link: HostLink): boolean {
  if (link.hardware === true) return false;
  return link.kind === undefined ? link.ifindex !== link.iflink || link.bridge !== undefined : link.kind === "veth";
}

function verified(end: HostLink, own: ContainerInterface, host: HostReading, network: Network | undefined, evidence: readonly Evidence[]): Guess {
  return { peer: peerOf(end), verdict: "verified", evidence: [endFact(end, sourceOf(host, end)), ...bridgeFacts(end, network, sourceOf(host, end)), ...evidence, ...counterFacts(own, end)] };
}

/** One that nothing contradicts is a guess; several are a choice. */
function unproven(ends: readonly HostLink[], own: ContainerInterface, host: HostReading, network: Network | undefined): Guess {
  const [end] = ends;
  if (end === undefined || ends.length > 1) return { ...ambiguous(ends), evidence: [] };
  const evidence = [endFact(end, sourceOf(host, end)), ...bridgeFacts(end, network, sourceOf(host, end)), ...counterFacts(own, end)];
  return { peer: peerOf(end), verdict: "inferred", reason: { code: "unconfirmed", params: { interface: end.name } }, evidence };
}

function counterFacts(own: ContainerInterface, end: HostLink): Evidence[] {
  const agree = countersAgree(own.counters, end.counters);
  if (agree === undefined) return [];
  const fact = agree === "mirror" ? "counters" : "countersDiffer";
  return [{ fact, params: { interface: own.name, other: end.name }, source: "/proc/net/dev", holds: agree === "mirror" }];
}

function sourceOf(host: HostReading, end?: HostLink): string {
  return host.method === "netlink" ? "rtnetlink RTM_GETLINK" : `/sys/class/net/${end === undefined ? "*" : end.name}`;
}
