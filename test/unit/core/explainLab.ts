/** A lab with every mode, as an engine and the kernel would tell it. */
import type { Container, ContainerId, Inventory } from "../../../src/core/inventory";
import type { Link, LinkReport } from "../../../src/core/link";
import type { L10n } from "../../../src/core/text";
import { attachmentOn, containerLike, engineLike, networkLike } from "./sample";

/** English, with the parameters put in as VS Code does. */
export const english: L10n = { t: (message, ...args) => message.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)])) };

const bridgeId = "f".repeat(64);
export const networks = {
  default: networkLike("bridge", { builtIn: true, bridge: "docker0", pools: [{ subnet: "172.17.0.0/16", gateway: "172.17.0.1" }], options: { "com.docker.network.bridge.enable_icc": "true" } }),
  mine: networkLike("my-net", { bridge: "br-0123456789ab", pools: [{ subnet: "172.18.0.0/16", gateway: "172.18.0.1" }, { subnet: "fd00:1::/64", gateway: "fd00:1::1" }] }),
  internal: networkLike("vault-net", { internal: true, bridge: "br-aaaaaaaaaaaa", pools: [{ subnet: "172.19.0.0/16", gateway: "172.19.0.1" }] }),
  isolated: networkLike("island", { internal: true, bridge: "br-bbbbbbbbbbbb", pools: [{ subnet: "172.20.0.0/16" }], options: { "com.docker.network.bridge.gateway_mode_ipv4": "isolated" } }),
  routed: networkLike("routed", { bridge: "br-cccccccccccc", pools: [{ subnet: "172.21.0.0/16" }], options: { "com.docker.network.bridge.enable_ip_masquerade": "false" } }),
  overlay: networkLike("mesh", { driver: "overlay", scope: "swarm", attachable: true, id: `mesh${bridgeId}`.slice(0, 25) as never, pools: [{ subnet: "10.0.1.0/24", gateway: "10.0.1.1" }], options: { "com.docker.network.driver.overlay.vxlanid_list": "4097" } }),
  gwbridge: networkLike("docker_gwbridge", { builtIn: true, bridge: "docker_gwbridge", pools: [{ subnet: "172.22.0.0/16", gateway: "172.22.0.1" }] }),
  macvlan: networkLike("lan", { driver: "macvlan", options: { parent: "eth9.20", macvlan_mode: "bridge" }, pools: [{ subnet: "192.0.2.0/24", gateway: "192.0.2.1" }] }),
  ipvlan: networkLike("lan3", { driver: "ipvlan", options: { parent: "eth9", ipvlan_mode: "l3" }, pools: [{ subnet: "198.51.100.0/24" }] }),
  plugin: networkLike("weave", { driver: "weaveworks/net-plugin" }),
  host: networkLike("host", { builtIn: true, driver: "host" }),
  none: networkLike("none", { builtIn: true, driver: "null" }),
};

const on = (name: keyof typeof networks, ipv4: string): Container["attachments"][number] =>
  attachmentOn(networks[name], { ipv4, gateway: networks[name].pools[0]?.gateway ?? "0.0.0.0", mac: "02:42:ac:12:00:02" });
const ids = { container1: "container1-id" as ContainerId };

export const containers = {
  one: containerLike("container1", { attachments: [on("mine", "172.18.0.2/16")], ports: [{ hostIp: "0.0.0.0", hostPort: 8080, containerPort: 80, protocol: "tcp" }, { hostIp: "::", hostPort: 8080, containerPort: 80, protocol: "tcp" }] }),
  two: containerLike("container2", { attachments: [on("mine", "172.18.0.3/16")] }),
  both: containerLike("both", { attachments: [on("mine", "172.18.0.4/16"), on("internal", "172.19.0.2/16")] }),
  plain: containerLike("plain", { mode: { kind: "network", network: "default" }, attachments: [on("default", "172.17.0.2/16")] }),
  asleep: containerLike("asleep", { state: "exited", status: "Exited (0) 2 days ago", attachments: [on("mine", "172.18.0.2/16")] }),
  host: containerLike("on-host", { mode: { kind: "host" }, attachments: [attachmentOn(networks.host)] }),
  none: containerLike("vault", { mode: { kind: "none" }, attachments: [attachmentOn(networks.none)] }),
  detached: containerLike("loose", {}),
  sidecar: containerLike("sidecar", { mode: { kind: "container", container: ids.container1, id: ids.container1 } }),
  chained: containerLike("chained", { mode: { kind: "container", container: "sidecar-id", id: "sidecar-id" as ContainerId } }),
  orphan: containerLike("orphan", { state: "exited", mode: { kind: "container", container: "gone-id" } }),
  onHostToo: containerLike("host-sidecar", { mode: { kind: "container", container: "on-host-id", id: "on-host-id" as ContainerId } }),
  overlay: containerLike("meshed", { attachments: [on("overlay", "10.0.1.5/24")] }),
  macvlan: containerLike("lan1", { attachments: [on("macvlan", "192.0.2.10/24")] }),
  ipvlan: containerLike("lan2", { attachments: [on("ipvlan", "198.51.100.10/24")] }),
  plugin: containerLike("woven", { attachments: [on("plugin", "10.32.0.2/12")] }),
  isolated: containerLike("robinson", { attachments: [on("isolated", "172.20.0.2/16")] }),
  routed: containerLike("router", { attachments: [on("routed", "172.21.0.2/16")] }),
  gone: containerLike("relic", { attachments: [{ networkId: "no-id" as never, networkName: "no-more", aliases: [] }] }),
};

export const inventory: Inventory = { engine: engineLike({ name: "box" }), takenAt: "2026-01-01T00:00:00Z", networks: Object.values(networks), containers: Object.values(containers) };

function linkOf(container: Container, network: keyof typeof networks | null, more: Partial<Link>): Link {
  const { id, name } = container;
  const to = network === null ? null : networks[network];
  return {
    container: { id, name },
    network: to && { id: to.id, name: to.name, driver: to.driver },
    interface: "eth0",
    addresses: container.attachments.find(({ networkId }) => networkId === to?.id)?.ipv4?.split(" ") ?? [],
    mac: "02:42:ac:12:00:02",
    kind: "veth",
    verdict: "verified",
    evidence: [],
    method: "netlink",
    ...more,
  };
}
const veth = (container: Container, network: keyof typeof networks, ifindex: number, name = "eth0"): Link =>
  linkOf(container, network, { interface: name, ifindex, iflink: ifindex + 1, peer: { interface: `veth${String(ifindex).padStart(7, "0")}`, ifindex: ifindex + 1, iflink: ifindex, bridge: networks[network].bridge ?? "?", namespace: "host" } });

export const links: readonly Link[] = [
  veth(containers.one, "mine", 39),
  veth(containers.two, "mine", 41),
  veth(containers.both, "mine", 43),
  veth(containers.both, "internal", 45, "eth1"),
  veth(containers.plain, "default", 47),
  veth(containers.isolated, "isolated", 49),
  veth(containers.routed, "routed", 51),
  linkOf(containers.overlay, "overlay", { kind: "overlay", verdict: "unavailable", ifindex: 53, reason: { code: "overlay", params: {} }, peer: { namespace: "overlay" } }),
  veth(containers.overlay, "gwbridge", 55, "eth1"),
  linkOf(containers.macvlan, "macvlan", { kind: "macvlan", verdict: "notApplicable", ifindex: 57, reason: { code: "parent", params: { parent: "eth9.20", mode: "bridge" } } }),
  linkOf(containers.ipvlan, "ipvlan", { kind: "ipvlan", verdict: "notApplicable", ifindex: 59, reason: { code: "parent", params: { parent: "eth9", mode: "l3" } } }),
  linkOf(containers.plugin, "plugin", { kind: "other", verdict: "unavailable", ifindex: 61, reason: { code: "driver", params: { driver: "weaveworks/net-plugin" } } }),
];

export const report: LinkReport = {
  engine: inventory.engine,
  takenAt: inventory.takenAt,
  links,
  host: {
    visible: true,
    bridges: [{ name: "br-0123456789ab", ifindex: 5, kind: "bridge", addresses: ["172.18.0.1/16"], networks: [], findings: [], ports: [{ name: "veth0000039", ifindex: 40, addresses: [], networks: [], findings: [] }] }],
    others: [
      { name: "eth0", ifindex: 2, addresses: ["192.0.2.5/24"], networks: [], findings: [] },
      { name: "lo", ifindex: 1, loopback: true, addresses: ["127.0.0.1/8"], networks: [], findings: [] },
    ],
  },
};
