import type { ContainerId, NetworkId } from "../../../src/core/inventory";
import type { Link, LinkReport } from "../../../src/core/link";
import { engineLike } from "../core/sample";

/** A proven pair, with what a test cares for put in. */
export function veth(container: string, more: Partial<Link> = {}): Link {
  return {
    container: { id: container.padEnd(64, "0") as ContainerId, name: container },
    network: network("my-net"),
    interface: "eth0",
    ifindex: 39,
    iflink: 40,
    mac: "02:42:ac:13:00:03",
    addresses: ["172.19.0.3/16"],
    kind: "veth",
    peer: { interface: "veth0fbbd68", ifindex: 40, iflink: 39, bridge: "br-2f1a09c3d7e4", namespace: "host" },
    verdict: "verified",
    evidence: [],
    method: "netlink",
    ...more,
  };
}

/** A container without an interface of its own, and why. */
export function bare(container: string, kind: Link["kind"], code: NonNullable<Link["reason"]>["code"], params = {}): Link {
  return {
    container: { id: container.padEnd(64, "0") as ContainerId, name: container },
    network: null,
    addresses: [],
    kind,
    verdict: "notApplicable",
    evidence: [],
    method: "api",
    reason: { code, params },
  };
}

export function network(name: string): NonNullable<Link["network"]> {
  return { id: `id-of-${name}` as NetworkId, name, driver: "bridge" };
}

export const engine = engineLike({ id: "e", networkDrivers: ["bridge"] });

export function report(...links: Link[]): LinkReport {
  return { engine, takenAt: "2026-01-01T00:00:00.000Z", links };
}
