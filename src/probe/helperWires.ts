import type { HelperGrant } from "../core/helper";
import { helperPerl, wiresScript } from "../core/helperScript";
import type { ContainerId } from "../core/inventory";
import type { Link } from "../core/link";
import { isLoose, joinWires, ownersOf, toldOf, type LooseEnd } from "../core/linkWires";
import type { ContainerProcess, Engine } from "../engine/engine";
import { optional } from "../engine/json";
import { netlinkQuestions, readNetlinkAnswers } from "./helperNetlink";
import { parseWiresOutput } from "./helperOutput";
import type { HelperRunner } from "./helperRunner";
import { INSPECTS, mapLimited } from "./limit";
import { isSame, unlessFatal } from "./linkReader";

type Joined = ReadonlyMap<Link, Link>;

/** Finds the wires between containers of an engine elsewhere: by a second helper, where it may enter and there are such ends. */
export class HelperWires {
  /** What was found of these rows, or is being found: they are made anew when anything of theirs changed. */
  #known: { readonly rows: readonly Link[]; readonly image: string; readonly joined: Promise<Joined> } | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly runner: HelperRunner,
  ) {}

  forget(): void {
    this.#known = undefined;
  }

  /** The same rows, but for those whose other end was found in a container, or could not be asked for. */
  async join(links: readonly Link[], grant: HelperGrant, signal: AbortSignal): Promise<readonly Link[]> {
    const loose = grant.rights === "enter" ? links.filter(isLoose) : [];
    const homes = new Set(loose.map(({ container }) => container.id));
    if (homes.size < 2) return links;
    const known = this.#known;
    const holds = known?.image === grant.image && known.rows.length === loose.length && known.rows.every((row, at) => row === loose[at]);
    const { joined } = holds ? known : (this.#known = { rows: loose, image: grant.image, joined: this.#find(loose, [...homes], grant, signal) });
    const found = await joined.catch((error: unknown) => {
      // What did not come to an end says nothing of the next time.
      this.forget();
      throw error;
    });
    return links.map((link) => found.get(link) ?? link);
  }

  async #find(loose: readonly LooseEnd["link"][], homes: readonly ContainerId[], grant: HelperGrant, signal: AbortSignal): Promise<Joined> {
    const before = await this.#processes(homes);
    const pids = [...before.values()].map(({ pid }) => pid);
    const ran = await this.runner.run({ ...grant, script: wiresScript, arguments: [pids.join(" "), helperPerl, ...netlinkQuestions(pids)] }, parseWiresOutput, signal);
    if ("code" in ran) return new Map(loose.map((link) => [link, { ...link, reason: ran }]));
    const after = await this.#processes(homes);
    const still = [...before].filter(([id, process]) => isSame(process, after.get(id)));
    const ends = still.flatMap(([home, { pid }]) => {
      const reading = readNetlinkAnswers(pids, ran.output.get(pid) ?? []);
      const owners = ownersOf(still.flatMap(([id, process]) => [reading?.namespaces.get(process.pid)].flatMap((nsid) => (nsid === undefined ? [] : [[nsid, id] as const]))));
      const asked = (what: string): string => `helper: nsenter -t ${pid} -n, rtnetlink ${what}`;
      const sources = { link: asked("RTM_GETLINK"), namespace: asked("RTM_GETNSID") };
      const own = loose.filter(({ container }) => container.id === home);
      return own.map((link): LooseEnd => ({ link, ...optional("told", reading && toldOf({ link }, reading.links, owners, sources)) }));
    });
    return joinWires(ends);
  }

  async #processes(ids: readonly ContainerId[]): Promise<ReadonlyMap<ContainerId, ContainerProcess>> {
    const found = await mapLimited(ids, INSPECTS, async (id) => {
      const process = await this.engine.process(id).catch(unlessFatal);
      return process === undefined || process.pid <= 0 ? [] : [[id, process] as const];
    });
    return new Map(found.flat());
  }
}
