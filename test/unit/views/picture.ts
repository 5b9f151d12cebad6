import type { Attachment, Container, ContainerId, EngineInfo, Inventory, Network, NetworkId } from "../../../src/core/inventory";
import type { Link, LinkReport } from "../../../src/core/link";
import { indexOf, type L10n, type Lost, type Picture } from "../../../src/views/picture";

/** English, with the parameters put in as VS Code does. */
export const l10n = {
  t: (message: string, ...args: (string | number | boolean)[]) => message.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)])),
} as L10n;

const engine: EngineInfo = {
  id: "E", name: "box", product: "docker", version: "28.5.2", apiVersion: "1.51", operatingSystem: "Debian", rootless: false,
  desktop: false, swarm: false, networkDrivers: ["bridge", "host", "null"], endpoint: "unix:///var/run/docker.sock",
};

export function network(digit: string, name: string, more: Partial<Network> = {}): Network {
  return {
    id: digit.repeat(64) as NetworkId, name, driver: "bridge", scope: "local", internal: false, attachable: false, ingress: false, ipv6: false,
    configOnly: false, builtIn: false, pools: [], options: {}, labels: {}, ...more,
  };
}

export const myNet = network("a", "my-net", { pools: [{ subnet: "172.18.0.0/16", gateway: "172.18.0.1" }], bridge: "br-aaaaaaaaaaaa" });
export const bridge = network("b", "bridge", { builtIn: true, pools: [{ subnet: "172.17.0.0/16" }] });
export const host = network("c", "host", { builtIn: true, driver: "host" });
export const none = network("d", "none", { builtIn: true, driver: "null" });

export function on(to: Network, more: Partial<Attachment> = {}): Attachment {
  return { networkId: to.id, networkName: to.name, aliases: [], ...more };
}

export function container(digit: string, name: string, more: Partial<Container> = {}): Container {
  return {
    id: digit.repeat(64) as ContainerId, name, image: "busybox", state: "running", status: "Up 3 minutes", mode: { kind: "network", network: "my-net" },
    attachments: [], ports: [], labels: {}, ...more,
  };
}

export function inventory(containers: readonly Container[], networks: readonly Network[] = [myNet, bridge, host, none]): Inventory {
  return { engine, takenAt: "2026-01-02T03:04:05Z", networks, containers };
}

export function report(links: readonly Link[]): LinkReport {
  return { engine, takenAt: "2026-01-02T03:04:05Z", links };
}

export function picture(of: Inventory, more: { readonly lost?: Lost; readonly report?: LinkReport; readonly linksProblem?: string } = {}): Picture {
  return { inventory: of, index: indexOf(of), l10n, ...more };
}
