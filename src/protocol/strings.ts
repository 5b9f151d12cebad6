import { hostFindingWords, hostUnseenWords } from "../core/hostWords";
import { topologyWords } from "../core/topologyWords";
import { factWords, kindWords, reasonWords, verdictWords } from "../core/words";

/** The webview's own words, in English. Parameters stand in braces. */
const mapWords = {
  tabLinks: "Links",
  tabHost: "Host",
  search: "Name, index, MAC or address…",
  searchLabel: "Filter links",
  networkLabel: "Network",
  allNetworks: "All networks",
  networkGone: "A network that is gone",
  export: "Export…",
  refresh: "Refresh",
  retry: "Retry",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Not copied",
  clearFilter: "Clear filter",
  live: "Live",
  connecting: "Connecting…",
  notConnected: "Not connected",
  lostSince: "Lost since {time}",
  readAt: "Links as of {time}",
  staleSince: "What is shown is from before {time}.",
  table: "Links between container interfaces and host interfaces",
  container: "Container",
  network: "Network",
  containerEnd: "Container end",
  hostEnd: "Host end",
  bridge: "Bridge",
  addresses: "Addresses",
  verdict: "Verdict",
  attached: "{count} attached",
  gateway: "gateway {address}",
  project: "Compose project {name}",
  withoutVeth: "Without a veth",
  otherInterfaces: "Interfaces that the engine did not make",
  notRunning: "Not running",
  stopped: "not running",
  oneContainer: "1 container",
  containers: "{count} containers",
  oneInterface: "1 interface",
  interfaces: "{count} interfaces",
  chipNotApplicable: "without veth",
  chipHint: "Show only these",
  finding: "finding",
  paused: "paused",
  why: "Why we believe it",
  whyNot: "What we know",
  byHand: "Check it by hand",
  whereHost: "On the engine’s host",
  whereDocker: "Anywhere with a docker command line for this engine",
  holds: "holds",
  noEvidence: "Nothing could be read about this interface.",
  method: "How: {method}",
  methodApi: "the engine’s answer, no probing",
  methodNetlink: "netlink, the kernel’s own answer",
  methodProcfs: "/proc and /sys",
  methodExec: "a look inside the container (exec)",
  candidates: "Could be: {names}",
  mtu: "MTU {mtu}",
  stateIs: "state {state}",
  loading: "Reading links…",
  noneRunning: "No container is running",
  noneRunningHint: "Start one, and its interfaces appear here by themselves.",
  noMatch: "No link matches the filter",
  shown: "Links shown: {count}",
  ariaIndex: "{interface} index {ifindex}",
  ariaPeer: "connected to {peer}",
  ariaProbablyPeer: "probably connected to {peer}",
  ariaBridge: "on bridge {bridge}",
  unnamed: "unnamed interface",
  hostSearch: "Interface, container, network or address…",
  hostSearchLabel: "Filter the host’s interfaces",
  hostTable: "Interfaces of the engine’s host, bridges with their ports",
  interface: "Interface",
  kind: "Kind",
  state: "State",
  mtuTitle: "MTU",
  connectedTo: "Connected to",
  findings: "Findings",
  chipFindings: "with findings",
  hardware: "hardware",
  loopback: "loopback",
  stateDisabled: "set down",
  hostOthers: "On no bridge",
  hostPorts: "ports: {count}",
  hostNetwork: "network {name}",
  hostParentOf: "parent of {name}",
  hostOn: "on {parent}",
  hostElsewhere: "another network namespace",
  hostSwarm: "another network namespace, probably swarm’s own",
  hostUnknown: "not known",
  hostUnread: "not known: {containers} could not be read",
  hostUnseen: "The host’s interfaces cannot be shown",
  hostNoMatch: "No interface matches the filter",
  hostShown: "Lines shown: {count}",
} as const;

const tables = { map: mapWords, facts: factWords, reasons: reasonWords, verdicts: verdictWords, kinds: kindWords, hostFindings: hostFindingWords, hostUnseen: hostUnseenWords, topology: topologyWords } as const;

/** All words of the webview: the same tables as in English, each text in the user's language. */
export type WebviewWords = {
  readonly [Table in keyof typeof tables]: { readonly [Key in keyof (typeof tables)[Table]]: string };
};

export const englishWords: WebviewWords = tables;

/** Every text of every table through `translate`, which gets the English one. */
export function translateWords(translate: (english: string) => string): WebviewWords {
  const table = <T extends Readonly<Record<string, string>>>(words: T): { readonly [Key in keyof T]: string } =>
    Object.fromEntries(Object.entries(words).map(([key, english]) => [key, translate(english)])) as {
      readonly [Key in keyof T]: string;
    };
  return {
    map: table(tables.map),
    facts: table(tables.facts),
    reasons: table(tables.reasons),
    verdicts: table(tables.verdicts),
    kinds: table(tables.kinds),
    hostFindings: table(tables.hostFindings),
    hostUnseen: table(tables.hostUnseen),
    topology: table(tables.topology),
  };
}
