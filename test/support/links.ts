/** Resolving links with the product, and holding them against the kernel. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ContainerId, Inventory } from "../../src/core/inventory";
import type { Link } from "../../src/core/link";
import type { Engine } from "../../src/engine/engine";
import { openEngine } from "../../src/engine/open";
import { createProber } from "../../src/probe/prober";
import type { ReaderOptions } from "../../src/probe/linkReader";
import { engine as rig } from "./engine";
import { kernelLinks, kernelPairs, kernelWires, pidOf, type Look } from "./kernel";

const run = promisify(execFile);

export function open(socket = rig.socket): Promise<Engine> {
  return openEngine({ host: `unix://${socket}` });
}

/** What a fresh prober says now. */
export async function resolve(engine: Engine, { exec = false, ...options }: ReaderOptions & { readonly exec?: boolean } = {}): Promise<{ links: readonly Link[]; inventory: Inventory }> {
  const inventory = await engine.inventory();
  const prober = createProber(engine, options);
  try {
    return { links: await prober.resolve(inventory, { exec }, new AbortController().signal), inventory };
  } finally {
    prober.dispose();
  }
}

/** A program that finds the links, see engine/links/resolve.ts; flags follow. */
export const resolveProgram = [process.execPath, join(process.cwd(), "out/test/engine/links/resolve.js"), rig.socket] as const;

/** Put before a command line: runs it as a user without any privilege, who may open the engine's socket. */
export const asNobody = ["setpriv", "--reuid=65534", "--regid=65534", `--groups=${rig.gid}`, "--inh-caps=-all", "--"] as const;

/** What the product finds when it runs elsewhere or as another: `argv` is put before its command line. */
export async function linksBy(argv: readonly string[], ...flags: string[]): Promise<Link[]> {
  const [command = "", ...rest] = [...argv, ...resolveProgram, ...flags];
  return JSON.parse((await run(command, rest, { maxBuffer: 1 << 26 })).stdout) as Link[];
}

/** The rows of one container. */
export function rowsOf(links: readonly Link[], container: { readonly id: string }): Link[] {
  return links.filter((link) => link.container.id === container.id);
}

/** Its only row. */
export function rowOf(links: readonly Link[], container: { readonly id: string; readonly name: string }): Link {
  const rows = rowsOf(links, container);
  assert.equal(rows.length, 1, `${container.name} has ${rows.length} rows: ${JSON.stringify(rows)}`);
  return rows[0]!;
}

/** The containers with a namespace of their own now, whoever made them. */
export function ownNamespaces(inventory: Inventory): ContainerId[] {
  return inventory.containers.filter(({ state, mode }) => (state === "running" || state === "paused") && (mode.kind === "network" || mode.kind === "none")).map(({ id }) => id);
}

/**
 * Every pair that is shown as verified must be one; with `all`, every pair that the kernel has must be shown so; and every
 * interface has exactly one row. `administers`: the look was by who may ask the kernel inside the containers' namespaces.
 * @returns how many pairs were compared
 */
export async function holdAgainstKernel(links: readonly Link[], inventory: Inventory, { all, ...look }: Look & { readonly all: boolean; readonly administers?: boolean }): Promise<number> {
  const containers = ownNamespaces(inventory);
  const key = (pair: { container: string; ifindex: number | undefined; peer: { interface?: string | undefined; ifindex?: number | undefined; bridge?: string | undefined } }): string =>
    `${pair.container.slice(0, 12)} #${String(pair.ifindex)} ⇄ #${String(pair.peer.ifindex)} ${String(pair.peer.interface)} on ${String(pair.peer.bridge)}`;
  const truth = new Set((await kernelPairs(containers, look)).map(key));
  const verified = links.filter(({ verdict }) => verdict === "verified");
  const joined = verified.filter(({ peer }) => peer?.namespace === "container");
  const complete = all && look.administers === true;
  const wires = new Set((joined.length === 0 && !complete ? [] : await kernelWires(containers, look.pidOf)).map(({ container, ifindex, peer }) => `${container.slice(0, 12)} #${ifindex} ⇄ #${peer.ifindex} ${peer.container.slice(0, 12)}:${peer.interface}`));
  for (const { container, ifindex, peer } of joined) {
    const wire = `${container.id.slice(0, 12)} #${String(ifindex)} ⇄ #${String(peer?.ifindex)} ${String(peer?.container?.id.slice(0, 12))}:${String(peer?.interface)}`;
    assert.ok(wires.delete(wire), `shown as verified, but it is no wire: ${wire}`);
  }
  if (complete) assert.deepEqual([...wires], [], "not all wires between containers are verified");
  const shown = verified.filter((link) => !joined.includes(link)).map((link) => key({ container: link.container.id, ifindex: link.ifindex, peer: link.peer ?? {} }));
  for (const pair of shown) assert.ok(truth.has(pair), `shown as verified, but it is no pair: ${pair}`);
  assert.equal(new Set(shown).size, shown.length, "a pair has two rows");
  if (all) assert.deepEqual([...shown].sort(), [...truth].sort(), "not all pairs are verified");
  for (const id of containers) {
    const inside = (await kernelLinks(await (look.pidOf ?? pidOf)(id))).filter(({ ifname }) => ifname !== "lo").map(({ ifname, ifindex }) => ({ ifname, ifindex }));
    const rows = rowsOf(links, { id }).filter((link) => link.interface !== undefined);
    assert.deepEqual(rows.map((link) => link.interface).sort(), inside.map(({ ifname }) => ifname).sort(), "one row per interface");
    for (const { ifname, ifindex } of inside) {
      const told = rows.find((link) => link.interface === ifname)?.ifindex;
      if (told !== undefined) assert.equal(told, ifindex, `${ifname} has another index`);
    }
  }
  return shown.length;
}

/** The same engine, as reached from another machine: nothing of its host is to be seen from here. */
export function remote(engine: Engine, more: Partial<Engine> = {}): Engine {
  return new Proxy(engine, {
    get: (target, key) => {
      if (key === "socketPath") return undefined;
      if (key in more) return more[key as keyof Engine];
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
