import { hasPair, peerName, tellingAddresses, type Link } from "./link";
import { format, kindWords, reasonWords, verdictWord, verdictWords } from "./words";

type Cell = string | number | undefined;
/** Columns by their headings. */
type Columns = Readonly<Record<string, (link: Link) => Cell>>;

/** Named as in the JSON of the same export. What is not known is an empty cell. */
const csvColumns = {
  container: ({ container }) => container.name,
  containerId: ({ container }) => container.id,
  network: ({ network }) => network?.name,
  driver: ({ network }) => network?.driver,
  interface: (link) => link.interface,
  ifindex: (link) => link.ifindex,
  iflink: (link) => link.iflink,
  peerIfindex: (link) => (hasPair(link) ? link.peer.ifindex : undefined),
  peerInterface: (link) => (hasPair(link) ? link.peer.interface : undefined),
  bridge: (link) => (hasPair(link) ? link.peer.bridge : undefined),
  peerNamespace: (link) => (hasPair(link) ? link.peer.namespace : undefined),
  peerContainer: (link) => (hasPair(link) ? link.peer.container?.name : undefined),
  mac: ({ mac }) => mac,
  addresses: ({ addresses }) => addresses.join(" "),
  mtu: ({ mtu }) => mtu,
  state: ({ state }) => state,
  kind: ({ kind }) => kind,
  verdict: ({ verdict }) => verdict,
  candidates: ({ candidates = [] }) => candidates.flatMap((one) => peerName(one) ?? one.ifindex ?? []).join(" "),
  method: ({ method }) => method,
  reason: reasonOf,
} as const satisfies Columns;

/** What the table on screen has of both ends; verdict and reason follow it. */
const shownColumns = {
  Container: ({ container }) => container.name,
  Network: ({ network }) => network?.name,
  Interface: (link) => link.interface,
  Index: (link) => link.ifindex,
  "Host index": csvColumns.peerIfindex,
  "Host interface": (link) => (hasPair(link) ? peerName(link.peer) : undefined),
  Bridge: csvColumns.bridge,
  Addresses: ({ addresses }) => tellingAddresses(addresses).join(", "),
} as const satisfies Columns;

const markdownColumns = {
  ...shownColumns,
  Verdict: (link) => verdictWord(link, { verdicts: verdictWords, kinds: kindWords, stopped: "not running" }),
  Reason: reasonOf,
} as const satisfies Columns;

function reasonOf({ reason }: Link): Cell {
  return reason && format(reasonWords[reason.code], reason.params);
}

/** Comma separated values after RFC 4180, with a header line. No cell is a formula to a spreadsheet. */
export function toCsv(links: readonly Link[]): string {
  return table(csvColumns, links)
    .map((cells) => `${cells.map((cell) => quoted(inert(cell))).join(",")}\r\n`)
    .join("");
}

/** A table of GitHub's Markdown. Engine text in it stays text. */
export function toMarkdown(links: readonly Link[]): string {
  const [head = [], ...rows] = table(markdownColumns, links).map((cells) => cells.map(escaped));
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

/** One row as the table on screen shows it, tab separated; verdict and reason in the user's words. No cell is a formula. */
export function rowText(link: Link, { verdict, reason }: { readonly verdict: string; readonly reason?: string }): string {
  return [...Object.values(shownColumns).map((cell) => cell(link)), verdict, reason].map((cell) => inert(oneLine(text(cell)))).join("\t");
}

function table(columns: Columns, links: readonly Link[]): string[][] {
  const cells = Object.values(columns);
  return [Object.keys(columns), ...links.map((link) => cells.map((cell) => text(cell(link))))];
}

function text(cell: Cell): string {
  return cell === undefined ? "" : String(cell);
}

/** Spreadsheets run a cell that begins like a formula, also behind blanks; an apostrophe makes it text. */
function inert(cell: string): string {
  return /^\s*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function oneLine(cell: string): string {
  return cell.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}

/** Every mark with a meaning gets a backslash, addresses of the web are kept from becoming links. */
function escaped(cell: string): string {
  return oneLine(cell)
    .trim()
    .replace(/[\\`*_{}[\]<>()#+!|~&$]/g, "\\$&")
    .replace(/:(?=\/\/)|(?<=\bwww)\./gi, "\\$&");
}
