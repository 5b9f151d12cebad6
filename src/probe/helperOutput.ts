import type { Files } from "./files";

/** What a helper printed, taken apart. */
export interface HelperOutput {
  /** Processes and their interfaces, when it began and when it ended. */
  readonly first: Files;
  readonly again: Files;
  /** The host's own files. Empty where `datagrams` tell it. */
  readonly host: Files;
  /** Answers of rtnetlink; undefined where it could not be asked. */
  readonly datagrams: readonly Buffer[] | undefined;
  /** Lines that `ip -o link` printed in the network namespace of each process. */
  readonly inside: ReadonlyMap<number, readonly string[]>;
}

/** Undefined for what is cut off or is no helper's output at all: then nothing of it counts. */
export function parseHelperOutput(stdout: string): HelperOutput | undefined {
  const sections = sectionsOf(stdout);
  const [first, again] = [sections?.get("first"), sections?.get("again")];
  if (sections?.keys().next().value !== "first" || first === undefined || again === undefined) return undefined;
  const host = sections.get("host");
  return {
    first: filesOf(first),
    again: filesOf(again),
    host: filesOf([...(host ?? []), ...(sections.get("forwarding") ?? [])]),
    datagrams: host === undefined ? datagramsOf(sections.get("netlink") ?? []) : undefined,
    inside: insideOf(sections.get("inside") ?? []),
  };
}

/** What rtnetlink answered in the namespace of each process, where it could be asked; undefined for what is cut off. */
export function parseWiresOutput(stdout: string): ReadonlyMap<number, readonly Buffer[]> | undefined {
  const sections = sectionsOf(stdout);
  return sections && new Map([...sections].flatMap(([pid, lines]) => [datagramsOf(lines)].flatMap((datagrams) => (datagrams === undefined ? [] : [[Number(pid), datagrams] as const]))));
}

/** Lines by the word of the section that they are in, from the first to `@end`. */
function sectionsOf(stdout: string): Map<string, readonly string[]> | undefined {
  const lines = stdout.split("\n");
  if (lines[0]?.startsWith("@") !== true || lines.at(-1) !== "" || lines.at(-2) !== "@end") return undefined;
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of lines.slice(0, -2)) {
    if (!line.startsWith("@")) {
      current.push(line);
      continue;
    }
    // What a section says is said once.
    if (sections.has(line.slice(1))) return undefined;
    sections.set(line.slice(1), (current = []));
  }
  return sections;
}

function filesOf(lines: readonly string[]): Files {
  const texts = new Map<string, string>();
  const inodes = new Map<string, number>();
  const tables = new Map<string, Buffer>();
  const names = new Set<string>();
  for (const line of lines) {
    const [, path, text] = /^(\/[^:]+):(.*)$/s.exec(line) ?? [];
    if (path !== undefined && text !== undefined) {
      texts.set(path, `${texts.get(path) ?? ""}${text}\n`);
      const name = /^\/sys\/class\/net\/([^/]+)\/ifindex$/.exec(path)?.[1];
      if (name !== undefined) names.add(name);
      continue;
    }
    const [, number = "", of = ""] = /^ *([0-9a-f]*) (\/.+)$/.exec(line) ?? [];
    if (of.endsWith("/brforward")) tables.set(of, Buffer.from(number, "hex"));
    else if (of !== "" && Number(number) > 0) inodes.set(of, Number(number));
  }
  return {
    text: (path) => texts.get(path),
    bytes: (path) => tables.get(path),
    inode: (path) => inodes.get(path),
    interfaces: () => [...names],
    macs: () => new Map(),
  };
}

function datagramsOf(lines: readonly string[]): Buffer[] | undefined {
  const whole = lines.length > 0 && lines.every((line) => /^([0-9a-f]{2})+$/.test(line));
  return whole ? lines.map((line) => Buffer.from(line, "hex")) : undefined;
}

function insideOf(lines: readonly string[]): Map<number, string[]> {
  const inside = new Map<number, string[]>();
  for (const line of lines) {
    const [, pid, text] = /^(\d+) (.*)$/s.exec(line) ?? [];
    if (pid !== undefined && text !== undefined) inside.set(Number(pid), [...(inside.get(Number(pid)) ?? []), text]);
  }
  return inside;
}

/** One interface as `ip -o link` prints it, of iproute2 or of busybox. */
export interface InsideLink {
  readonly ifindex: number;
  /** The index of its other end, in the other end's namespace. */
  readonly iflink: number;
  readonly mac?: string;
  readonly mtu?: number;
  readonly state?: string;
}

/**
 * By name, without `lo`. A name that stands there twice is left out: what a container may write into its interfaces (an
 * alias with a line end) must not speak for another.
 */
export function parseIpLinks(lines: readonly string[]): Map<string, InsideLink> {
  const heads = lines.flatMap((line) => {
    const [, index, name, link, rest = ""] = /^(\d+): ([^\s@:]{1,15})(?:@([^\s:]+))?: (.*)$/s.exec(line) ?? [];
    return index === undefined || name === undefined ? [] : [{ ifindex: Number(index), name, link, rest }];
  });
  const count = (name: string): number => heads.filter((one) => one.name === name).length;
  // Where the namespace has an interface of the other end's index, that one's name is printed in its place.
  const indices = new Map(heads.map(({ name, ifindex }) => [name, ifindex]));
  return new Map(
    heads.flatMap(({ ifindex, name, link, rest }) => {
      const number = /^if(\d+)$/.exec(link ?? "")?.[1];
      const named = link === undefined ? undefined : indices.get(link);
      const iflink = link === undefined ? ifindex : (named ?? (number === undefined ? undefined : Number(number)));
      // An interface that is itself called `if40`: whether its name is meant, or the number, cannot be told.
      const unclear = link !== undefined && named !== undefined && (number !== undefined || count(link) !== 1);
      if (name === "lo" || count(name) !== 1 || iflink === undefined || unclear) return [];
      const [mac, mtu, state] = [/ link\/ether ([0-9a-f:]{17})\b/.exec(rest)?.[1], / mtu (\d+)\b/.exec(rest)?.[1], / state ([A-Z]+)\b/.exec(rest)?.[1]];
      return [[name, { ifindex, iflink, ...(mac === undefined ? {} : { mac }), ...(mtu === undefined ? {} : { mtu: Number(mtu) }), ...(state === undefined ? {} : { state: state.toLowerCase() }) }] as const];
    }),
  );
}
