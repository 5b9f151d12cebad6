import { bitsOf, formatCidr, parseAddress } from "../core/address";
import { asArray, asRecord, asText, asTextRecord, type Json, optional } from "./json";

/** What Podman's own API tells of a network and its Docker API leaves out. */
export interface PodmanNetwork {
  /** Its bridge; of a macvlan or ipvlan, its parent. */
  readonly interface?: string;
  /** The range from which addresses are given, as a CIDR, by the subnet as it is written. */
  readonly ranges: ReadonlyMap<string, string>;
}

/** `GET /libpod/networks/json` → by id. */
export function decodePodmanNetworks(json: unknown): Map<string, PodmanNetwork> {
  return new Map(asArray(json).map(asRecord).flatMap((row) => {
    const id = asText(row["id"]);
    return id === undefined ? [] : [[id, decodePodmanNetwork(row)] as const];
  }));
}

/** One of them, and `GET /libpod/networks/{name}/json`. */
export function decodePodmanNetwork(json: unknown): PodmanNetwork {
  const row = asRecord(json);
  const ranges = asArray(row["subnets"]).map(asRecord).flatMap(({ subnet, lease_range: lease }) => {
    const { start_ip: start, end_ip: end } = asRecord(lease);
    const range = blockOf(asText(start), asText(end));
    return typeof subnet === "string" && range !== undefined ? [[subnet, range] as const] : [];
  });
  return { ranges: new Map(ranges), ...optional("interface", asText(row["network_interface"])) };
}

/** Podman keeps a block without its first address. Undefined for a range that is no block: no API of Docker's could say it. */
function blockOf(start: string | undefined, end: string | undefined): string | undefined {
  const [first, last] = [parseAddress(start ?? ""), parseAddress(end ?? "")];
  if (first === undefined || last === undefined || first.family !== last.family) return undefined;
  const [address, size] = [first.value - 1n, last.value - first.value + 2n];
  const hostBits = size.toString(2).length - 1;
  if (size <= 1n || size !== 1n << BigInt(hostBits) || address % size !== 0n) return undefined;
  return formatCidr({ family: first.family, address, prefix: bitsOf(first.family) - hostBits });
}

/** Podman numbers the bridges that it names itself. */
const numbered = /^podman\d+$/;

/**
 * A network as Docker's API describes one, with what Podman's leaves out or calls by its own names: made again from it, it is
 * the same network.
 */
export function completeNetwork(json: unknown, known: PodmanNetwork | undefined): Json {
  const row = asRecord(json);
  const { mtu, ...options } = asTextRecord(row["Options"]);
  const bridge = row["Driver"] === "bridge";
  const named = known?.interface !== undefined && bridge && !numbered.test(known.interface) ? known.interface : undefined;
  const config = asArray(asRecord(row["IPAM"])["Config"]).map(asRecord);
  return {
    ...row,
    Options: {
      ...optional("parent", bridge ? undefined : known?.interface),
      ...optional("com.docker.network.bridge.name", named),
      ...optional("com.docker.network.driver.mtu", mtu),
      ...options,
    },
    IPAM: { ...asRecord(row["IPAM"]), Config: config.map((pool) => ({ ...pool, ...optional("IPRange", known?.ranges.get(asText(pool["Subnet"]) ?? "")) })) },
  };
}
