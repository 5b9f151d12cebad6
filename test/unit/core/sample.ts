import type { Attachment, Container, ContainerId, EngineInfo, Inventory, Network, NetworkId } from "../../../src/core/inventory";

/** Makers of inventories: what a test says is what differs from the usual. */
export function networkLike(name: string, more: Partial<Network> = {}): Network {
  return {
    id: `${name}-id` as NetworkId,
    name,
    driver: "bridge",
    scope: "local",
    internal: false,
    attachable: false,
    ingress: false,
    ipv6: false,
    configOnly: false,
    builtIn: false,
    pools: [],
    options: {},
    labels: {},
    ...more,
  };
}

export function containerLike(name: string, more: Partial<Container> = {}): Container {
  return {
    id: `${name}-id` as ContainerId,
    name,
    image: "busybox",
    state: "running",
    status: "Up",
    mode: { kind: "network", network: "my-net" },
    attachments: [],
    ports: [],
    labels: {},
    ...more,
  };
}

export function attachmentOn(network: Network, more: Partial<Attachment> = {}): Attachment {
  return { networkId: network.id, networkName: network.name, aliases: [], ...more };
}

export function engineLike(more: Partial<EngineInfo> = {}): EngineInfo {
  return {
    id: "engine",
    name: "host",
    product: "docker",
    version: "28.5.2",
    apiVersion: "1.51",
    operatingSystem: "Debian",
    rootless: false,
    desktop: false,
    swarm: false,
    networkDrivers: ["bridge", "host", "ipvlan", "macvlan", "null", "overlay"],
    endpoint: "unix:///var/run/docker.sock",
    ...more,
  };
}

export function inventoryLike(networks: readonly Network[], containers: readonly Container[] = [], engine: Partial<EngineInfo> = {}): Inventory {
  return { engine: engineLike(engine), takenAt: "2026-01-01T00:00:00Z", networks, containers };
}
