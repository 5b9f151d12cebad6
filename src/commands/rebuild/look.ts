import { specOfInspected } from "../../core/inspected";
import { membersOf, type Network } from "../../core/inventory";
import { Problem } from "../../core/problem";
import type { Found, FoundNetwork, Rebuild } from "../../core/rebuild";
import type { Engine } from "../../engine/engine";

/** What the engine has now of a rebuild's networks and containers. */
export async function lookAt(engine: Engine, { old, new: renewed }: Rebuild): Promise<Found> {
  const inventory = await engine.inventory();
  const concerned = inventory.networks.filter(({ id, name }) => id === old.id || name === old.spec.name || name === renewed.spec.name);
  const found = async (network: Network): Promise<FoundNetwork[]> => {
    const json = await engine.inspectNetwork(network.id).catch((error: unknown) => {
      if (error instanceof Problem && error.kind === "notFound") return undefined;
      throw error;
    });
    if (json === undefined) return [];
    const spec = specOfInspected(json);
    const attached = membersOf(inventory, network).map(({ container }) => container.id);
    return [{ id: network.id, name: network.name, attached, ...(spec === undefined ? {} : { spec }) }];
  };
  return { networks: (await Promise.all(concerned.map(found))).flat(), containers: new Set(inventory.containers.map(({ id }) => id)) };
}
