/** Engines of any size that nobody has to start: what the map would be told of them. */
import type { HostBridge, HostView } from "../../src/core/hostView";
import type { Attachment, Container, ContainerId, Network, NetworkId } from "../../src/core/inventory";
import { compareLinks, type Link, type LinkReport } from "../../src/core/link";
import { factsOf } from "../../src/core/topology";
import type { MapState } from "../../src/protocol/messages";
import { containerLike, engineLike, networkLike } from "../unit/core/sample";

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");
const fullId = (kind: string, index: number): string => `${kind}${hex(index, 11)}`.padEnd(64, "0");

export interface LabSize {
  readonly containers: number;
  readonly networks: number;
}

/**
 * Projects with a network before and one behind, and one network that the first container of each project is on too: as a
 * proxy's is. Some have published ports; all wires are proven.
 */
export function syntheticState({ containers, networks }: LabSize): MapState {
  const names = Array.from({ length: networks }, (_, index) => (index === 0 ? "proxy" : `shop${Math.ceil(index / 2)}_${index % 2 === 1 ? "front" : "back"}`));
  const nets = names.map((name, index): Network => {
    const id = fullId("a", index) as NetworkId;
    const subnet = `172.${20 + (index >> 8)}.${index & 255}`;
    return networkLike(name, {
      id,
      bridge: `br-${id.slice(0, 12)}`,
      internal: name.endsWith("back"),
      pools: [{ subnet: `${subnet}.0/24`, gateway: `${subnet}.1` }],
      labels: index === 0 ? {} : { "com.docker.compose.project": name.replace(/_.*/, "") },
    });
  });
  const links: Link[] = [];
  const ports = new Map<string, HostBridge["ports"]>();
  const projects = Math.max(1, Math.ceil((networks - 1) / 2));
  const roles = ["web", "api", "db", "cache", "worker"] as const;
  let next = 100;
  const all = Array.from({ length: containers }, (_, index): Container => {
    const id = fullId("c", index) as ContainerId;
    const project = (index % projects) + 1;
    const place = Math.floor(index / projects);
    const [front, back] = [nets[project * 2 - 1] ?? nets[0]!, nets[project * 2] ?? nets[project * 2 - 1] ?? nets[0]!];
    const own = [...new Set(place === 0 ? [front, nets[0]!] : place === 1 ? [front, back] : place % 2 === 0 ? [back] : [front])];
    const name = `shop${project}-${roles[place % 5]!}-${Math.floor(place / 5) + 1}`;
    const attachments = own.map((network, nth): Attachment => {
      const ifindex = 2 + nth;
      const peer = next++;
      const veth = `veth${hex((peer * 2654435761) % 0xfffffff, 7)}`;
      const address = `${network.pools[0]!.subnet.replace(/\.0\/24$/, "")}.${2 + (index % 250)}`;
      ports.set(network.bridge!, [...(ports.get(network.bridge!) ?? []), { name: veth, ifindex: peer, kind: "veth", state: "up", addresses: [], networks: [], findings: [] }]);
      links.push({
        container: { id, name },
        network: { id: network.id, name: network.name, driver: "bridge" },
        interface: `eth${nth}`, ifindex, iflink: peer,
        addresses: [`${address}/24`],
        kind: "veth", verdict: "verified", method: "netlink", evidence: [],
        peer: { interface: veth, ifindex: peer, iflink: ifindex, bridge: network.bridge!, namespace: "host" },
      });
      return { networkId: network.id, networkName: network.name, ipv4: `${address}/24`, aliases: [] };
    });
    return containerLike(name, {
      id,
      attachments,
      mode: { kind: "network", network: own[0]!.name },
      ports: place === 3 ? [{ hostPort: 8000 + index, containerPort: 80, protocol: "tcp" }] : [],
      labels: { "com.docker.compose.project": `shop${project}` },
    });
  });
  const host: HostView = {
    visible: true,
    bridges: nets.map(({ id, name, bridge }, index) => ({ name: bridge!, ifindex: 5 + index, kind: "bridge", state: "up", addresses: [], networks: [{ id, name, driver: "bridge" }], findings: [], ports: ports.get(bridge!) ?? [] })),
    others: [
      { name: "enp0s3", ifindex: 2, state: "up", addresses: ["10.0.2.15/24"], networks: [], findings: [] },
      { name: "lo", ifindex: 1, loopback: true, state: "unknown", addresses: ["127.0.0.1/8"], networks: [], findings: [] },
    ],
  };
  const report: LinkReport = { engine: engineLike(), takenAt: "2026-01-01T00:00:00Z", links: links.sort(compareLinks), host };
  return { engine: { label: "Docker 28.5.2", status: "live" }, networks: [], loading: false, facts: factsOf({ networks: nets, containers: all }), report };
}
