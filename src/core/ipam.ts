import { type Address, bitsOf, type Cidr, contains, type Family, formatAddress, formatCidr, networkOfCidr, overlaps, parseAddress, parseCidr, rangeOf, withoutPrefix } from "./address";
import { type EngineInfo, type Inventory, isLive, membersOf, type Network } from "./inventory";

/** Why a subnet, a gateway or an address will not do. */
export type IpamIssue =
  | { readonly kind: "notCidr"; readonly text: string }
  /** an address without its prefix length */ | { readonly kind: "prefixMissing"; readonly suggestion: string }
  | { readonly kind: "hostBits"; readonly suggestion: string }
  /** too many addresses */ | { readonly kind: "prefixShort"; readonly prefix: number; readonly least: number }
  /** no room for a gateway and a container */ | { readonly kind: "prefixLong"; readonly prefix: number; readonly most: number }
  | { readonly kind: "wrongFamily"; readonly expected: Family }
  /** loopback, multicast and such, which no network can use */ | { readonly kind: "specialRange"; readonly range: string }
  | { readonly kind: "overlap"; readonly network: string; readonly subnet: string }
  | { readonly kind: "notAddress"; readonly text: string }
  | { readonly kind: "outside"; readonly subnet: string }
  | { readonly kind: "networkAddress"; readonly subnet: string }
  | { readonly kind: "broadcastAddress"; readonly subnet: string }
  | { readonly kind: "gatewayTaken"; readonly network: string }
  | { readonly kind: "addressTaken"; readonly container: string };

/**
 * Prefix lengths that make a usable network: more than 2^24 IPv4 addresses are a slip; a gateway and a container need
 * two. Only Docker 28 and later uses both addresses of a /31 (measured: 20.10 finds none there; no engine uses a /127).
 */
function prefixesOf(family: Family, engine: EngineInfo): { readonly least: number; readonly most: number } {
  if (family === "ipv6") return { least: 16, most: 126 };
  return { least: 8, most: engine.product === "docker" && Number.parseInt(engine.version, 10) >= 28 ? 31 : 30 };
}

const special: readonly Cidr[] = ["0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3", "::/127", "fe80::/10", "ff00::/8"].flatMap(
  (text) => parseCidr(text) ?? [],
);

/** The engine keeps local and swarm pools apart: only pools of one space collide (libnetwork's address spaces). */
export type AddressSpace = "local" | "swarm";

export function addressSpaceOf(driver: string): AddressSpace {
  return driver === "overlay" ? "swarm" : "local";
}

/** Checks the subnet of a network to be created. */
export function checkSubnet(text: string, family: Family, space: AddressSpace, inventory: Inventory): IpamIssue | undefined {
  const cidr = parseCidr(text);
  if (cidr === undefined) {
    const address = parseAddress(text);
    return address === undefined ? { kind: "notCidr", text } : { kind: "prefixMissing", suggestion: suggested(address) };
  }
  if (cidr.family !== family) return { kind: "wrongFamily", expected: family };
  const { least, most } = prefixesOf(family, inventory.engine);
  if (cidr.prefix < least) return { kind: "prefixShort", prefix: cidr.prefix, least };
  if (cidr.prefix > most) return { kind: "prefixLong", prefix: cidr.prefix, most };
  const clean = networkOfCidr(cidr);
  if (clean.address !== cidr.address) return { kind: "hostBits", suggestion: formatCidr(clean) };
  const range = special.find((block) => overlaps(block, cidr));
  if (range !== undefined) return { kind: "specialRange", range: formatCidr(range) };
  return overlapWith(cidr, space, inventory);
}

function overlapWith(cidr: Cidr, space: AddressSpace, inventory: Inventory): IpamIssue | undefined {
  for (const { network, pool, subnet } of poolsIn(space, inventory)) {
    if (overlaps(pool, cidr)) return { kind: "overlap", network: network.name, subnet };
  }
  return undefined;
}

/** Every pool of an address space that can be read; an odd one cannot be compared and is left to the engine. */
function poolsIn(space: AddressSpace, inventory: Inventory): { network: Network; pool: Cidr; subnet: string }[] {
  return inventory.networks
    .filter((network) => addressSpaceOf(network.driver) === space)
    .flatMap((network) =>
      network.pools.flatMap(({ subnet }) => {
        const pool = parseCidr(subnet);
        return pool === undefined ? [] : [{ network, pool, subnet }];
      }),
    );
}

/** Checks the gateway of a network to be created; `subnet` has passed `checkSubnet`. */
export function checkGateway(text: string, subnet: string): IpamIssue | undefined {
  const address = parseAddress(text);
  const cidr = parseCidr(subnet);
  if (address === undefined || cidr === undefined) return { kind: "notAddress", text };
  if (address.family !== cidr.family) return { kind: "wrongFamily", expected: cidr.family };
  return contains(cidr, address) ? edgeOf(address, cidr) : { kind: "outside", subnet };
}

/** Checks a fixed address for a container on an existing network. */
export function checkAddress(text: string, family: Family, network: Network, inventory: Inventory): IpamIssue | undefined {
  const address = parseAddress(text);
  if (address === undefined) return { kind: "notAddress", text };
  if (address.family !== family) return { kind: "wrongFamily", expected: family };
  const pools = network.pools.flatMap((pool) => {
    const cidr = parseCidr(pool.subnet);
    return cidr?.family === family ? [{ ...pool, cidr }] : [];
  });
  const home = pools.find(({ cidr }) => contains(cidr, address));
  if (home === undefined) {
    // With no pool on record (IPv6 that the engine chooses later) only the engine can tell.
    return pools.length === 0 ? undefined : { kind: "outside", subnet: pools.map(({ subnet }) => subnet).join(", ") };
  }
  const edge = edgeOf(address, home.cidr);
  if (edge !== undefined) return edge;
  // An engine that chose the gateway itself may not tell it (measured on 20.10 and 28), and yet refuses the address.
  const gateway = home.gateway ?? (network.driver === "bridge" ? defaultGateway(home.subnet) : undefined);
  if (gateway !== undefined && same(gateway, address)) return { kind: "gatewayTaken", network: network.name };
  const holder = membersOf(inventory, network).find(
    ({ container, attachment }) =>
      // What a stopped container has on record is free again.
      isLive(container) && [attachment.ipv4, attachment.ipv6].some((taken) => taken !== undefined && same(taken, address)),
  );
  return holder && { kind: "addressTaken", container: holder.container.name };
}

/** The network's own and the broadcast address belong to nobody. A block of one or two addresses has neither. */
function edgeOf(address: Address, cidr: Cidr): IpamIssue | undefined {
  if (bitsOf(cidr.family) - cidr.prefix < 2) return undefined;
  const { first, last } = rangeOf(cidr);
  const subnet = formatCidr(networkOfCidr(cidr));
  if (address.value === first) return { kind: "networkAddress", subnet };
  if (address.value === last && cidr.family === "ipv4") return { kind: "broadcastAddress", subnet };
  return undefined;
}

function same(text: string, address: Address): boolean {
  const other = parseAddress(withoutPrefix(text));
  return other?.family === address.family && other.value === address.value;
}

function suggested(address: Address): string {
  const prefix = address.family === "ipv4" ? 24 : 64;
  return formatCidr(networkOfCidr({ family: address.family, address: address.value, prefix }));
}

/** The gateway that the engine takes if none is given: the first address of the subnet. */
export function defaultGateway(subnet: string): string | undefined {
  const cidr = parseCidr(subnet);
  return cidr && formatAddress({ family: cidr.family, value: rangeOf(cidr).first + 1n });
}

/**
 * A subnet that is free on this engine, as its default pools would give it: 172.17–172.31 /16, then 192.168 /20;
 * for an overlay 10.0.x /24. Undefined when all are taken. `besides`: subnets that are spoken for too.
 */
export function freeSubnet(space: AddressSpace, inventory: Inventory, besides: readonly string[] = []): string | undefined {
  const candidates =
    space === "swarm"
      ? Array.from({ length: 256 }, (_, i) => `10.0.${i}.0/24`)
      : [
          ...Array.from({ length: 15 }, (_, i) => `172.${17 + i}.0.0/16`),
          ...Array.from({ length: 16 }, (_, i) => `192.168.${16 * i}.0/20`),
        ];
  return candidates.find((text) => checkSubnet(text, "ipv4", space, inventory) === undefined && !touches(text, besides));
}

/** The lowest address of a network that is nobody's, as far as it is known here; undefined when none is found soon. */
export function freeAddress(network: Network, family: Family, inventory: Inventory): string | undefined {
  for (const { subnet, ipRange } of network.pools) {
    const cidr = parseCidr(ipRange ?? subnet);
    if (cidr?.family !== family) continue;
    const { first, last } = rangeOf(cidr);
    for (let value = first; value <= last && value < first + 4096n; value++) {
      const text = formatAddress({ family, value });
      if (checkAddress(text, family, network, inventory) === undefined) return text;
    }
  }
  return undefined;
}

/**
 * A free unique local IPv6 subnet (RFC 4193). Its 40-bit global id is derived from the engine's id, as newer engines do,
 * so that one engine's proposals stay together and two engines' do not collide.
 */
export function freeSubnet6(space: AddressSpace, inventory: Inventory, besides: readonly string[] = []): string | undefined {
  const global = hash40(inventory.engine.id);
  for (let n = 0n; n < 4096n; n++) {
    const text = formatCidr({ family: "ipv6", address: (0xfdn << 120n) | (global << 80n) | (n << 64n), prefix: 64 });
    if (checkSubnet(text, "ipv6", space, inventory) === undefined && !touches(text, besides)) return text;
  }
  return undefined;
}

/** A free subnet of the same family and size: the next ones after it first, then what `freeSubnet` would propose. */
export function subnetLike(subnet: string, space: AddressSpace, inventory: Inventory, besides: readonly string[] = []): string | undefined {
  const cidr = parseCidr(subnet);
  if (cidr === undefined) return undefined;
  const { family, prefix } = cidr;
  const size = 1n << BigInt(bitsOf(family) - prefix);
  for (let n = 1n; n <= 256n; n++) {
    const address = cidr.address + n * size;
    if (address >> BigInt(bitsOf(family)) > 0n) break;
    const text = formatCidr({ family, address, prefix });
    if (checkSubnet(text, family, space, inventory) === undefined && !touches(text, besides)) return text;
  }
  return family === "ipv4" ? freeSubnet(space, inventory, besides) : freeSubnet6(space, inventory, besides);
}

/** Does it overlap with one of those? */
function touches(text: string, others: readonly string[]): boolean {
  const cidr = parseCidr(text);
  return others.some((other) => {
    const block = parseCidr(other);
    return cidr !== undefined && block !== undefined && overlaps(cidr, block);
  });
}

/** FNV-1a, folded to 40 bits: spreads ids, secures nothing. */
function hash40(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return BigInt.asUintN(40, hash ^ (hash >> 40n));
}
