import { setTimeout as delay } from "node:timers/promises";
import type { Inventory } from "../core/inventory";
import { peersOfInspected } from "../core/inspected";
import type { OverlayNodes } from "../core/link";
import type { Engine } from "../engine/engine";
import { INSPECTS, mapLimited } from "../probe/limit";

/** How long the links wait for them, ms: a swarm without a leader answers late. */
const patience = 1_000;

/**
 * The nodes of a swarm that take part in each overlay, by address. A manager tells them only of one network at a time, and no event says
 * that they changed: so they are asked for with the links, of the overlays that somebody here is on, and of a network that is gone
 * meanwhile, cannot be read, or is not told in time, none are known.
 */
export async function overlayNodes(engine: Pick<Engine, "inspectNetwork">, { networks, containers }: Pick<Inventory, "networks" | "containers">): Promise<OverlayNodes> {
  const overlays = networks.filter(({ driver }) => driver === "overlay").filter(({ id }) => containers.some(({ attachments }) => attachments.some(({ networkId }) => networkId === id)));
  if (overlays.length === 0) return {};
  const late = delay<readonly string[]>(patience, [], { ref: false });
  const told = await mapLimited(overlays, INSPECTS, async ({ id }) => [id, await Promise.race([engine.inspectNetwork(id).then(peersOfInspected, () => []), late])] as const);
  return Object.fromEntries(told.filter(([, nodes]) => nodes.length > 0));
}
