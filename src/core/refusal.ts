/** Why an engine refused an operation on a network, as far as its message is known to us. */
export type RefusalKind =
  | "nameInUse"
  | "nameReserved"
  | "poolOverlap"
  | "bridgeOverlap"
  | "poolsExhausted"
  | "ipv6PoolNeeded"
  | "gatewayOutside"
  | "gatewayInUse"
  | "noFreeAddress"
  | "addressInUse"
  | "addressOutside"
  | "addressNeedsSubnet"
  | "aliasNotHere"
  | "alreadyAttached"
  | "notAttached"
  | "hasEndpoints"
  | "modeForbids"
  | "predefined"
  | "notSwarmManager"
  | "notAttachable"
  | "driverUnsupported"
  | "driverUnknown"
  | "parentInUse"
  | "parentMissing"
  | "bridgeInUse"
  | "portInUse"
  | "containerNameInUse"
  | "noSuchImage"
  | "onlyOne"
  | "mustUnpause"
  | "mustStop"
  | "noSuchNetwork"
  | "noSuchContainer"
  | "notAllowed";

/**
 * Messages of Docker 20.10 to 29 (daemon/network.go, container_operations.go, libnetwork) and Podman, and of what may stand before them, by what
 * is stable in them. Order matters: the first match counts.
 */
const patterns: readonly (readonly [RegExp, RefusalKind])[] = [
  // moby pkg/authorization/authz.go; HAProxy’s own page, which is what a filtering proxy before the socket answers.
  [/authorization denied by plugin|plugin \S+ failed with error: authz|request forbidden by administrative rules/i, "notAllowed"],
  [/available,? non-overlapping ipv6/i, "ipv6PoolNeeded"],
  [/available,? non-overlapping ipv4|predefined address pools have been fully subnetted|free private network subnet/i, "poolsExhausted"],
  [/networks have same bridge name/i, "bridgeInUse"],
  // Of listed networks the pools are compared before their bridges: so it is one that the engine did not come to write down.
  [/conflicts with network [^:]*: networks have overlapping ipv[46]/i, "bridgeOverlap"],
  [/pool overlaps|overlapping ipv[46]|subnet .* is already used|conflicts with network/i, "poolOverlap"],
  [/supported only when connecting to networks with user configured subnets|user configured subnets/i, "addressNeedsSubnet"],
  [/user specified ip address is supported on user[- ]defined networks only/i, "addressNeedsSubnet"],
  [/network-scoped alias(es)? (is|are) (only )?supported/i, "aliasNotHere"],
  [/network with name .* already exists|network name .* already (used|exists)|network already exists/i, "nameInUse"],
  [/not permitted on predefined|name .* is reserved/i, "nameReserved"],
  [/no matching subnet for gateway|gateway .* not in subnet|invalid gateway/i, "gatewayOutside"],
  [/failed to allocate gateway \(.+\)/i, "gatewayInUse"],
  [/no available (ipv[46] )?addresses/i, "noFreeAddress"],
  [/port is already allocated|address already in use.*(bind|listen)|(bind|listen).*address already in use/i, "portInUse"],
  [/address already in use|requested ip address .* already (allocated|in use)/i, "addressInUse"],
  [/does not belong to any of this network.s subnets|no configured subnet.* contains? (the )?ip address|address .* (out of range|is not in|not in any)|requested static ip .* not in any subnet|invalid address .*(pool|subnet)/i, "addressOutside"],
  [/endpoint with name .* already exists|already connected to network|is already attached/i, "alreadyAttached"],
  [/is not connected to (the )?network/i, "notAttached"],
  [/has active endpoints|has associated containers/i, "hasEndpoints"],
  [/sharing network namespace|in private \(none\) mode|container cannot be disconnected from host|cannot (dis)?connect container (to|from) host|invalid network mode/i, "modeForbids"],
  [/pre-?defined network and cannot be removed|default network .* cannot be removed/i, "predefined"],
  [/only one instance of/i, "onlyOne"],
  [/swarm manager|from a worker node/i, "notSwarmManager"],
  [/not manually attachable/i, "notAttachable"],
  [/plugin .* not found|could not find .*driver|unsupported driver/i, "driverUnknown"],
  [/already using parent interface|parent interface .* in use/i, "parentInUse"],
  [/invalid subinterface|parent .* (was not found|not found|does not exist)/i, "parentMissing"],
  [/bridge name already assigned|bridge with name .* already exists/i, "bridgeInUse"],
  [/in a paused or unknown state|running or paused, refusing to clean up|is paused\W+unpause the container/i, "mustUnpause"],
  [/cannot remove .*container.*(stop the container before|cannot be removed without force)/i, "mustStop"],
  [/container name .* is already in use|name .* is in use: container already exists/i, "containerNameInUse"],
  [/no such image/i, "noSuchImage"],
  [/operation not supported|kernel .* (required|does not support)|protocol not supported/i, "driverUnsupported"],
  [/no such container/i, "noSuchContainer"],
  [/network (.* )?not found|no such network|unable to find network/i, "noSuchNetwork"],
];

/** Which known refusal an engine's message is; undefined when it must speak for itself. */
export function refusalOf(message: string): RefusalKind | undefined {
  return patterns.find(([pattern]) => pattern.test(message))?.[1];
}
