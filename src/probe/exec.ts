import type { ContainerId } from "../core/inventory";
import type { ContainerInterface, ContainerReading } from "../core/linkFacts";
import type { Engine } from "../engine/engine";
import { addressesByInterface, parseConnected, parseDev, parseInet6, parseLocal } from "./procText";

const TIMEOUT_MS = 3_000;
/** At most this many containers are looked into at once. */
export const EXEC_LIMIT = 4;

export type ExecOutcome =
  | { readonly kind: "read"; readonly reading: ContainerReading }
  /** `detail` is the engine's or the program's own word. */
  | { readonly kind: "failed"; readonly detail: string };

const TABLES = ["/proc/net/dev", "/proc/net/route", "/proc/net/fib_trie", "/proc/net/if_inet6"];
const FILES = ["ifindex", "iflink", "mtu", "operstate", "address"] as const;

/**
 * Reads a container's interfaces by running `cat` of explicit paths inside, no shell. The container may have no `cat`, or
 * one that lies: what can be seen from outside (`seen`) is believed before it.
 */
export async function readByExec(engine: Engine, id: ContainerId, seen: ContainerReading | undefined): Promise<ExecOutcome> {
  try {
    const tables = seen === undefined ? readTables((await engine.exec(id, ["cat", ...TABLES], TIMEOUT_MS)).stdout) : seen;
    const names = tables.interfaces.map(({ name }) => name);
    if (seen === undefined && names.length === 0) {
      // Having no interface is possible; having no table at all means that nothing was read.
      const { exitCode, stdout, stderr } = await engine.exec(id, ["cat", TABLES[0] ?? ""], TIMEOUT_MS);
      return exitCode === 0 && parseDev(stdout).has("lo") ? { kind: "read", reading: tables } : failed(stderr, stdout, exitCode);
    }
    if (names.length === 0) return { kind: "read", reading: tables };
    const paths = names.flatMap((name) => FILES.map((file) => `/sys/class/net/${name}/${file}`));
    const { exitCode, stdout, stderr } = await engine.exec(id, ["cat", ...paths], TIMEOUT_MS);
    const lines = stdout.split("\n");
    // One line a file: with any missing, whose line is whose cannot be told.
    if (exitCode !== 0 || lines.length !== paths.length + 1) return failed(stderr, stdout, exitCode);
    const interfaces = tables.interfaces.map((own, at) => merge(own, lines.slice(at * FILES.length, (at + 1) * FILES.length)));
    if (interfaces.some((own) => own === undefined)) return failed("", "its indices contradict what is seen from outside", exitCode);
    const source = `exec cat /sys/class/net/{${names.join(",")}}/{ifindex,iflink}`;
    return { kind: "read", reading: { method: "exec", ...(tables.hearsay === true && { hearsay: true as const }), sources: { index: source, address: tables.sources.address }, interfaces: interfaces.filter((own) => own !== undefined) } };
  } catch (error) {
    return { kind: "failed", detail: shorten(error instanceof Error ? error.message : String(error)) };
  }
}

/** The tables of one `cat`, one after another: each parser knows its own lines. */
export function readTables(stdout: string): ContainerReading {
  const inet4 = addressesByInterface(parseLocal(stdout), parseConnected(stdout));
  const inet6 = parseInet6(stdout);
  const names = [...parseDev(stdout).keys()].filter((name) => name !== "lo");
  const interfaces = names.map((name): ContainerInterface => {
    return { name, addresses: [...(inet4.get(name) ?? []), ...inet6.filter((one) => one.name === name).map(({ address }) => address)] };
  });
  return { method: "exec", hearsay: true, sources: { index: "", address: "exec cat /proc/net/{fib_trie,route,if_inet6}" }, interfaces };
}

/** Undefined where the lines are not what the files hold, or another index is seen from outside. */
function merge(own: ContainerInterface, [index = "", link = "", mtu = "", state = "", address = ""]: readonly string[]): ContainerInterface | undefined {
  const [ifindex, iflink] = [whole(index), whole(link)];
  if (ifindex === undefined || iflink === undefined || (own.ifindex !== undefined && own.ifindex !== ifindex)) return undefined;
  const size = whole(mtu);
  return {
    ...own,
    ifindex,
    iflink,
    ...(size === undefined ? {} : { mtu: size }),
    ...(/^[a-z]{2,20}$/.test(state) ? { state } : {}),
    ...(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(address) ? { mac: address } : {}),
  };
}

function whole(text: string): number | undefined {
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}

function failed(stderr: string, stdout: string, exitCode: number): ExecOutcome {
  const words = stderr.trim() === "" ? stdout : stderr;
  return { kind: "failed", detail: shorten(words.trim() === "" ? `cat ended with ${exitCode}` : words) };
}

/** What a program prints can be anything and any length. */
function shorten(text: string): string {
  const line = text.trim().split("\n", 1)[0] ?? "";
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
