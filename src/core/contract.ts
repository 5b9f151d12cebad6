import type { EngineInfo } from "./inventory";
import type { Evidence, Fact, Link, LinkKind, LinkReport, Method, Peer, Verdict } from "./link";
import { factWords, format, reasonWords } from "./words";

/**
 * The links of one engine at one moment, as `dockerNetworks.links.export` writes them and the extension's API gives them.
 * A public contract: within version 1 fields may be added, never removed nor given another meaning.
 *
 * Fields that are not known are absent, never 0 nor an empty text.
 */
export interface LinkReportJson {
  readonly version: 1;
  /** Which engine, and by what endpoint it was reached. */
  readonly engine: EngineInfo;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  /** Sorted by network name (those without one last), then container name, then interface. */
  readonly links: readonly LinkJson[];
}

/** One interface of one container and its other end; one without an interface where a container has none now. */
export interface LinkJson {
  /** Whose interface. `id` in full. */
  readonly container: { readonly id: string; readonly name: string };
  /** Which attachment; null for an interface that the engine did not make, and for a mode without one. */
  readonly network: { readonly id: string; readonly name: string; readonly driver: string } | null;
  /** The container's end, as its own kernel side numbers it. */
  readonly interface?: string;
  readonly ifindex?: number;
  /** The index of the other end, in the other end's namespace. */
  readonly iflink?: number;
  /** Lower case, colons. */
  readonly mac?: string;
  /** With prefix length. */
  readonly addresses: readonly string[];
  /** Bytes. */
  readonly mtu?: number;
  /** `up`, `down`, `unknown`, as sysfs says it. */
  readonly state?: string;
  readonly kind: LinkKind;
  /** The other end; with `verified` it is proven, with `inferred` it is likely. One in a container's namespace has that `container`. */
  readonly peer?: Peer;
  /**
   * `verified`: proven, nothing else possible; `inferred`: likely, not proven; `ambiguous`: one of `candidates`;
   * `unavailable`: not known, `reason` says why; `notApplicable`: there is no veth.
   */
  readonly verdict: Verdict;
  readonly candidates?: readonly Peer[];
  /** Each fact that was read. */
  readonly evidence: readonly EvidenceJson[];
  /** How it was decided. */
  readonly method: Method;
  /** What the host told was read by a helper container on the engine's host, with the user's consent. */
  readonly via?: "helper";
  /** In English, why there is no proven peer. */
  readonly reason?: string;
}

export interface EvidenceJson {
  /** A stable name. */
  readonly fact: Fact;
  /** The same as an English sentence. */
  readonly statement: string;
  /** Where it was read. */
  readonly source: string;
  /** False: it speaks against the rest, as a finding. */
  readonly holds: boolean;
  readonly params: Readonly<Record<string, string | number>>;
}

/** A report in the public form; plain data, ready for `JSON.stringify`. */
export function toReportJson(report: LinkReport): LinkReportJson {
  return { version: 1, engine: report.engine, takenAt: report.takenAt, links: report.links.map(toLinkJson) };
}

function toLinkJson(link: Link): LinkJson {
  // Named one by one: what is added to a link inside does not become public by itself.
  const { container, network, interface: name, ifindex, iflink, mac, addresses, mtu, state, kind, peer, verdict, candidates, evidence, method, via, reason } = link;
  return {
    container: { id: container.id, name: container.name },
    network: network === null ? null : { id: network.id, name: network.name, driver: network.driver },
    ...(name === undefined ? {} : { interface: name }),
    ...(ifindex === undefined ? {} : { ifindex }),
    ...(iflink === undefined ? {} : { iflink }),
    ...(mac === undefined ? {} : { mac }),
    addresses: [...addresses],
    ...(mtu === undefined ? {} : { mtu }),
    ...(state === undefined ? {} : { state }),
    kind,
    ...(peer === undefined ? {} : { peer: { ...peer } }),
    verdict,
    ...(candidates === undefined ? {} : { candidates: candidates.map((candidate) => ({ ...candidate })) }),
    evidence: evidence.map(toEvidenceJson),
    method,
    ...(via === undefined ? {} : { via }),
    ...(reason === undefined ? {} : { reason: format(reasonWords[reason.code], reason.params) }),
  };
}

function toEvidenceJson({ fact, params, source, holds }: Evidence): EvidenceJson {
  return { fact, statement: format(factWords[fact], params), source, holds, params: { ...params } };
}
