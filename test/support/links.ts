/** Resolving links with the product, and holding them against the kernel. */
import assert from "node:assert/strict";
import type { ContainerId, Inventory } from "../../src/core/inventory";
import type { Link } from "../../src/core/link";
import type { Engine } from "../../src/engine/engine";
import { openEngine } from "../../src/engine/open";
import { createProber } from "../../src/probe/prober";
import type { ReaderOptions } from "../../src/probe/linkReader";
import { engine as rig } from "./engine";
import { kernelLinks, kernelPairs, pidOf, type Look } from "./kernel";

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
 * interface has exactly one row.
 * @returns how many pairs were compared
 */
export async function holdAgainstKernel(links: readonly Link[], inventory: Inventory, { all, ...look }: Look & { readonly all: boolean }): Promise<number> {
  const containers = ownNamespaces(inventory);
  const key = (pair: { container: string; ifindex: number | undefined; peer: { interface?: string | undefined; ifindex?: number | undefined; bridge?: string | undefined } }): string =>
    `${pair.container.slice(0, 12)} #${String(pair.ifindex)} ⇄ #${String(pair.peer.ifindex)} ${String(pair.peer.interface)} on ${String(pair.peer.bridge)}`;
  const truth = new Set((await kernelPairs(containers, look)).map(key));
  const shown = links.filter(({ verdict }) => verdict === "verified").map((link) => key({ container: link.container.id, ifindex: link.ifindex, peer: link.peer ?? {} }));
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
