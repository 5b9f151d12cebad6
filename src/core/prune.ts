import { type Inventory, isLive, membersOf, type Network } from "./inventory";

/** A network that nothing running uses. */
export interface Unused {
  readonly network: Network;
  /** Names of containers that are attached and not running: starting them would need the network. */
  readonly stopped: readonly string[];
}

/**
 * What `docker network prune` would remove, in the inventory's order: local networks that the engine did not make itself and
 * that no running container is on. It also takes those that only stopped containers are on, so these are named.
 */
export function unusedNetworks(inventory: Inventory): Unused[] {
  return inventory.networks
    .filter((network) => !network.builtIn && !network.ingress && network.name !== "docker_gwbridge" && (network.scope === "local" || network.driver !== "overlay" || network.attachable))
    .flatMap((network) => {
      const members = membersOf(inventory, network).map(({ container }) => container);
      if (members.some((container) => isLive(container) || container.state === "restarting")) return [];
      return [{ network, stopped: members.map(({ name }) => name) }];
    });
}
