import type { HelperGrant } from "../core/helper";
import type { Container, ContainerId, Inventory } from "../core/inventory";
import type { Link, Reason } from "../core/link";
import { bridgesOf } from "../core/linkAttribute";
import { countersAgree, type ContainerReading, type HostProof, type HostReading } from "../core/linkFacts";
import { pairLinks, type PairInput } from "../core/linkPair";
import { isLoose } from "../core/linkWires";
import type { ContainerProcess, Engine } from "../engine/engine";
import { optional } from "../engine/json";
import { EXEC_LIMIT, readByExec } from "./exec";
import { netlinkQuestions, readNetlinkAnswers } from "./helperNetlink";
import { parseHelperOutput, parseIpLinks, type HelperOutput } from "./helperOutput";
import type { HelperRunner } from "./helperRunner";
import { helperPerl, helperScript } from "../core/helperScript";
import { proveHost, stillHolds } from "./hostNamespace";
import { INSPECTS, mapLimited } from "./limit";
import { isSame, unlessFatal } from "./linkReader";
import { namespaceIn } from "./netlink";
import { countersOf, isUnchanged, namespaceOf, readContainer, runtimeNamespace, type SeenContainer } from "./procfs";
import { readCounters, readSysfs } from "./sysfs";

/** What one helper found out. */
export interface HelperAnswer {
  /** The links of each container, or that it changed while it was read. */
  readonly links: ReadonlyMap<ContainerId, readonly Link[] | "changed">;
  /** Those of which all that leads into their namespace is known. */
  readonly placed: ReadonlySet<ContainerId>;
  readonly host: HostReading;
  /** Two containers have interfaces without an end on the host, and one's traffic is the other's. */
  readonly wired: boolean;
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
  readonly host: { readonly reading: HostReading; readonly proof: HostProof };
  readonly output: HelperOutput;
  readonly exec: boolean;
}

/** Strategy 3: reads the engine's host, and the containers as they are seen from there, by one helper container. Keeps no answers. */
export class HelperReader {
  /** What proved the helper's place last: a later one may see no container that could prove it anew. */
  #proof: HostProof | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly runner: HelperRunner,
  ) {}

  /** Rejects only where the engine itself is out of reach, or the signal ends it. */
  async read(containers: readonly Container[], inventory: Inventory, grant: HelperGrant, exec: boolean, signal: AbortSignal): Promise<HelperResult> {
    const looks = await mapLimited(containers, INSPECTS, async (container): Promise<Look> => ({ container, ...optional("process", await this.#process(container.id)) }));
    const pids = looks.flatMap(({ process }) => (process === undefined || process.pid <= 0 ? [] : [process.pid]));
    const ran = await this.runner.run({ ...grant, script: helperScript, arguments: [pids.join(" "), grant.rights, helperPerl, ...netlinkQuestions(pids)] }, parseHelperOutput, signal);
    if ("code" in ran) return { kind: "failed", reason: ran };
    const { output } = ran;
    const seen = await mapLimited(looks, INSPECTS, (look) => enter(look, output));
    const reading = output.datagrams === undefined ? readSysfs(readCounters(output.first), bridgesOf(inventory.containers, inventory), output.host) : readNetlinkAnswers(pids, output.datagrams);
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
    return { kind: "read", answer: { links, placed, host: reading, wired: areWired(seen, links, output), ...(lacks && { lacking: { code: "helperTools", params: { image: grant.image } } }) } };
  }

  #prove(inventory: Inventory, reading: HostReading, looks: readonly Look[], { first }: HelperOutput): HostProof | undefined {
    const witnesses = looks.flatMap(({ container, seen }) => (seen === undefined ? [] : [{ container, seen, ...optional("nsid", namespaceIn(reading, seen)) }]));
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
    return isSame(process, await this.#process(container.id));
  }

  #process(id: ContainerId): Promise<ContainerProcess | undefined> {
    return this.engine.process(id).catch(unlessFatal);
  }
}

const failed = (code: Reason["code"], params: Reason["params"]): HelperResult => ({ kind: "failed", reason: { code, params } });

/** Did what one sent arrive at another? The helper read them twice, in this order. */
function areWired(looks: readonly Look[], links: HelperAnswer["links"], { first, again }: HelperOutput): boolean {
  const ends = looks.flatMap(({ container: { id }, seen }) => {
    const own = links.get(id);
    if (seen === undefined || own === undefined || own === "changed") return [];
    const [before, after] = [countersOf(seen.process.pid, first), countersOf(seen.process.pid, again)];
    return own.filter(isLoose).map(({ interface: name }) => ({ id, before: before.get(name), after: after.get(name) }));
  });
  return ends.some(({ id, before, after }, at) => before !== undefined && after !== undefined && ends.slice(at).some((other) => other.id !== id && countersAgree(other.before, [before, after]) === "mirror"));
}

/** Adds what the helper saw of a container: from outside, and from inside its network namespace where it may enter. */
async function enter(look: Look, { first, inside }: HelperOutput): Promise<Look> {
  const pid = look.process?.pid ?? 0;
  // Where the cgroup does not tell whose a process is (rootless without cgroups), the engine does: a helper has its process ids, and it is asked again after.
  const seen = pid > 0 ? await readContainer(pid, look.container.id, () => Promise.resolve(true), first) : undefined;
  const lines = inside.get(pid);
  // Every namespace has a loopback: a list without it is none.
  if (seen === undefined || lines?.some((line) => /^\d+: lo[:@]/.test(line)) !== true) return { ...look, ...optional("seen", seen) };
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

/** The same links, saying who read what. */
function readByHelper(links: readonly Link[]): Link[] {
  const own = /^(engine API|exec )/;
  return links.map((link) => ({ ...link, via: "helper", evidence: link.evidence.map((fact) => (own.test(fact.source) ? fact : { ...fact, source: `helper: ${fact.source}` })) }));
}
