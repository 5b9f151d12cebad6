import { helperCommand, helperSummary, type HelperGrant, type HelperSpec } from "../core/helper";
import { quote } from "../core/cli";
import type { Container, ContainerId, Inventory } from "../core/inventory";
import { networkOf } from "../core/inventory";
import type { Link, Reason } from "../core/link";
import { bridgeOf } from "../core/linkAttribute";
import type { ContainerReading, HostProof, HostReading } from "../core/linkFacts";
import { pairLinks, type PairInput } from "../core/linkPair";
import type { ContainerProcess, Engine } from "../engine/engine";
import { Problem } from "../engine/problem";
import { EXEC_LIMIT, readByExec } from "./exec";
import { netlinkQuestions, readNetlinkAnswers } from "./helperNetlink";
import { parseHelperOutput, parseIpLinks, type HelperOutput } from "./helperOutput";
import { helperPerl, helperScript } from "../core/helperScript";
import { proveHost, stillHolds } from "./hostNamespace";
import { mapLimited } from "./limit";
import { isFatal } from "./linkReader";
import type { NetlinkReading } from "./netlink";
import type { ProberOptions } from "./probe";
import { isUnchanged, namespaceOf, readContainer, runtimeNamespace, type SeenContainer } from "./procfs";
import { readCounters, readSysfs } from "./sysfs";

/** What one helper found out. */
export interface HelperAnswer {
  /** The links of each container, or that it changed while it was read. */
  readonly links: ReadonlyMap<ContainerId, readonly Link[] | "changed">;
  /** Those of which all that leads into their namespace is known. */
  readonly placed: ReadonlySet<ContainerId>;
  readonly host: HostReading;
  /** The image could not do what was asked for besides. */
  readonly lacking?: Reason;
}

export type HelperResult = { readonly kind: "read"; readonly answer: HelperAnswer } | { readonly kind: "failed"; readonly reason: Reason };

interface Look {
  readonly container: Container;
  readonly process?: ContainerProcess;
  readonly seen?: SeenContainer;
  /** Also seen from inside its namespace. */
  readonly entered?: boolean;
}

interface Scene {
  readonly inventory: Inventory;
  readonly host: { readonly reading: HostReading | NetlinkReading; readonly proof: HostProof };
  readonly output: HelperOutput;
  readonly exec: boolean;
}

const INSPECTS = 8;
/** How long a helper may take in all, ms; much less than what makes one a leftover. */
const LIMIT = 20_000;

/** Strategy 3: reads the engine's host, and the containers as they are seen from there, by one helper container. Keeps no answers. */
export class HelperReader {
  /** What proved the helper's place last: a later one may see no container that could prove it anew. */
  #proof: HostProof | undefined;
  /** The image of the last whole command line in the log. */
  #told = "";

  constructor(
    private readonly engine: Engine,
    private readonly options: ProberOptions,
  ) {}

  /** Rejects only where the engine itself is out of reach, or the signal ends it. */
  async read(containers: readonly Container[], inventory: Inventory, grant: HelperGrant, exec: boolean, signal: AbortSignal): Promise<HelperResult> {
    const looks = await mapLimited(containers, INSPECTS, async (container): Promise<Look> => ({ container, ...present("process", await this.#process(container.id)) }));
    const pids = looks.flatMap(({ process }) => (process === undefined || process.pid <= 0 ? [] : [process.pid]));
    const ran = await this.#run({ ...grant, script: helperScript, arguments: [pids.join(" "), grant.rights, helperPerl, ...netlinkQuestions(pids)] }, signal);
    if ("code" in ran) return { kind: "failed", reason: ran };
    const { output } = ran;
    const seen = await mapLimited(looks, INSPECTS, (look) => enter(look, output));
    const reading = output.datagrams === undefined ? readSysfs(readCounters(output.first), bridgesOf(inventory), output.host) : readNetlinkAnswers(pids, output.datagrams);
    if (reading === undefined && output.datagrams !== undefined) return failed("helperOutput", { detail: "rtnetlink" });
    const proof = reading && this.#prove(inventory, reading, seen, output);
    if (reading === undefined || proof === undefined) {
      const hidden = pids.length > 0 && seen.every((look) => look.seen === undefined);
      return failed(hidden ? "notVisible" : "helperUnproven", {});
    }
    const scene: Scene = { inventory, host: { reading, proof }, output, exec };
    const links = new Map(await mapLimited(seen, EXEC_LIMIT, async (look) => [look.container.id, await this.#decide(look, scene)] as const));
    const placed = new Set(seen.filter((look) => look.entered === true || (look.seen !== undefined && namespaceIn(reading, look.seen) !== undefined)).map(({ container }) => container.id));
    const lacks = grant.rights === "enter" && output.datagrams === undefined && seen.some((look) => look.seen !== undefined) && !seen.some(({ entered }) => entered === true);
    return { kind: "read", answer: { links, placed, host: reading, ...(lacks && { lacking: { code: "helperTools", params: { image: grant.image } } }) } };
  }

  async #run(spec: HelperSpec, signal: AbortSignal): Promise<{ readonly output: HelperOutput } | Reason> {
    // The script is long, and the same each time.
    const told = `${spec.image} ${spec.rights}`;
    const { log, host } = this.options;
    log?.(quote(this.#told === told ? helperSummary(spec, host) : helperCommand(spec, host)));
    this.#told = told;
    try {
      const outcome = await this.engine.runHelper(spec, this.options.helperLimit ?? LIMIT, signal);
      switch (outcome.kind) {
        case "late":
          return { code: "helperLate", params: { seconds: outcome.seconds } };
        case "tooLong":
          return { code: "helperTooLong", params: { megabytes: outcome.megabytes } };
        case "printed": {
          const output = parseHelperOutput(outcome.stdout);
          return output === undefined ? { code: "helperOutput", params: { detail: firstLine(outcome.stderr || outcome.stdout) } } : { output };
        }
      }
    } catch (error) {
      if (isFatal(error)) throw error;
      return refusalOf(error, spec.image);
    }
  }

  #prove(inventory: Inventory, reading: HostReading | NetlinkReading, looks: readonly Look[], { first }: HelperOutput): HostProof | undefined {
    const witnesses = looks.flatMap(({ container, seen }) => (seen === undefined ? [] : [{ container, seen, ...present("nsid", namespaceIn(reading, seen)) }]));
    const proof = proveHost(inventory, reading, witnesses, namespaceOf("thread-self", first), (process) => runtimeNamespace(process, first));
    this.#proof = proof === "foreign" ? undefined : (proof ?? (this.#proof && stillHolds(this.#proof, reading)));
    return this.#proof;
  }

  async #decide(look: Look, scene: Scene): Promise<readonly Link[] | "changed"> {
    const { container, process, seen } = look;
    if (process === undefined || process.pid <= 0) return "changed";
    const input = { container, inventory: scene.inventory, host: scene.host };
    if (seen === undefined) return (await this.#isStill(look)) ? readByHelper(pairLinks({ ...input, otherwise: { code: "notVisible", params: {} } })) : "changed";
    const nsid = namespaceIn(scene.host.reading, seen);
    if (!isUnchanged(seen, scene.output.again) || (scene.host.reading.method === "netlink" && nsid === undefined)) return "changed";
    const known: PairInput = {
      ...input,
      otherwise: { code: "elsewhere", params: {} },
      reading: seen.reading,
      ...(nsid === undefined ? {} : { namespace: { pid: seen.process.pid, nsid } }),
    };
    const links = await this.#lookInside(look, known, pairLinks(known), scene.exec);
    return (await this.#isStill(look)) ? readByHelper(links) : "changed";
  }

  /** What indices seen from outside leave open, a look inside the container may decide (strategy 2). */
  async #lookInside({ container, seen }: Look, input: PairInput, links: readonly Link[], exec: boolean): Promise<readonly Link[]> {
    if (seen === undefined || !links.some(({ verdict }) => verdict === "ambiguous" || verdict === "inferred")) return links;
    const because = (reason: Reason): readonly Link[] => links.map((link) => (link.verdict === "ambiguous" ? { ...link, reason } : link));
    if (!exec) return links;
    if (container.state === "paused") return because({ code: "paused", params: {} });
    const outcome = await readByExec(this.engine, container.id, seen.reading);
    return outcome.kind === "read" ? pairLinks({ ...input, reading: outcome.reading }) : because({ code: "execFailed", params: { detail: outcome.detail } });
  }

  async #isStill({ container, process }: Look): Promise<boolean> {
    const now = await this.#process(container.id);
    return now !== undefined && now.pid === process?.pid && now.startedAt === process.startedAt;
  }

  async #process(id: ContainerId): Promise<ContainerProcess | undefined> {
    try {
      return await this.engine.process(id);
    } catch (error) {
      if (isFatal(error)) throw error;
      return undefined;
    }
  }
}

const failed = (code: Reason["code"], params: Reason["params"]): HelperResult => ({ kind: "failed", reason: { code, params } });

function present<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}

/** Adds what the helper saw of a container: from outside, and from inside its network namespace where it may enter. */
async function enter(look: Look, { first, inside }: HelperOutput): Promise<Look> {
  const pid = look.process?.pid ?? 0;
  // Where the cgroup does not tell whose a process is (rootless without cgroups), the engine does: a helper has its process ids, and it is asked again after.
  const seen = pid > 0 ? await readContainer(pid, look.container.id, () => Promise.resolve(true), first) : undefined;
  const lines = inside.get(pid);
  // Every namespace has a loopback: a list without it is none.
  if (seen === undefined || lines?.some((line) => /^\d+: lo[:@]/.test(line)) !== true) return { ...look, ...present("seen", seen) };
  const own = parseIpLinks(lines);
  const interfaces = seen.reading.interfaces.map((one) => {
    const found = own.get(one.name);
    // What is seen from outside stands: another index means that it changed in between.
    return found === undefined || (one.ifindex !== undefined && one.ifindex !== found.ifindex) ? one : { ...one, ...found };
  });
  if (!interfaces.every(({ iflink }) => iflink !== undefined)) return { ...look, seen };
  const reading: ContainerReading = { ...seen.reading, entered: true, sources: { ...seen.reading.sources, index: `nsenter -t ${pid} -n ip link` }, interfaces };
  return { ...look, seen: { ...seen, reading }, entered: true };
}

function namespaceIn(reading: HostReading | NetlinkReading, { process }: SeenContainer): number | undefined {
  return "namespaces" in reading ? reading.namespaces.get(process.pid) : undefined;
}

function bridgesOf(inventory: Inventory): string[] {
  return inventory.containers.flatMap(({ attachments }) => attachments.flatMap((attachment) => bridgeOf(networkOf(inventory, attachment)) ?? []));
}

/** The same links, saying who read what. */
function readByHelper(links: readonly Link[]): Link[] {
  const own = /^(engine API|exec )/;
  return links.map((link) => ({ ...link, via: "helper", evidence: link.evidence.map((fact) => (own.test(fact.source) ? fact : { ...fact, source: `helper: ${fact.source}` })) }));
}

function refusalOf(error: unknown, image: string): Reason {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Problem && error.kind === "notFound" && /image/i.test(message)) return { code: "helperImage", params: { image } };
  if (/executable file .*not found|"sh": .*no such file/i.test(message)) return { code: "helperShell", params: { image } };
  return { code: "helperRefused", params: { detail: firstLine(message) } };
}

/** What a program or an engine says can be anything and any length. */
function firstLine(text: string): string {
  const line = text.trim().split("\n", 1)[0] ?? "";
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
