import assert from "node:assert/strict";
import { type RefusalKind, refusalOf } from "../../../src/core/refusal";

/** Answers of Docker 20.10.24 and 28.5.2 and Podman 4.3.1, recorded from real engines. */
const recorded: readonly (readonly [string, RefusalKind])[] = [
  ["network with name a already exists", "nameInUse"],
  ["operation is not permitted on predefined host network", "nameReserved"],
  ["Pool overlaps with other one on this address space", "poolOverlap"],
  ["Cannot create a multi-host network from a worker node. Please create the network from a manager node.", "notSwarmManager"],
  ["cannot create network 1f0e (br-1f0e): conflicts with network 9c2d (br-9c2d): networks have overlapping IPv4", "bridgeOverlap"],
  ["invalid pool request: Pool overlaps with other one on this address space", "poolOverlap"],
  ["no matching subnet for gateway 10.97.0.1", "gatewayOutside"],
  ["failed to allocate gateway (10.98.0.0): Address already in use", "gatewayInUse"],
  ["failed to allocate gateway (): No available addresses on this pool", "noFreeAddress"],
  ["no available IPv4 addresses on this network's address pools: p32 (0f944fe4)", "noFreeAddress"],
  ["could not find an available, non-overlapping IPv6 address pool among the defaults to assign to the network", "ipv6PoolNeeded"],
  ["could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network", "poolsExhausted"],
  ["no available IPv6 addresses on this network's address pools: s127 (98876cc4)", "noFreeAddress"],
  ["operation not supported", "driverUnsupported"],
  ["invalid subinterface vlan name nope, example formatting is eth0.10", "parentMissing"],
  ['plugin "nodriver" not found', "driverUnknown"],
  ['This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.', "notSwarmManager"],
  ['only one instance of "host" network is allowed', "onlyOne"],
  ["endpoint with name one already exists in network a", "alreadyAttached"],
  ["container sharing network namespace with another container or host cannot be connected to any other network", "modeForbids"],
  ["container cannot be connected to multiple networks with one of the networks in private (none) mode", "modeForbids"],
  ["cannot connect container to host network - container must be created in host network mode", "modeForbids"],
  ["cannot disconnect container from host network - container was created in host network mode", "modeForbids"],
  ["container cannot be disconnected from host network or connected to host network", "modeForbids"],
  ["network-scoped alias is supported only for containers in user defined networks", "aliasNotHere"],
  ["user specified IP address is supported on user defined networks only", "addressNeedsSubnet"],
  ["invalid endpoint settings:\nuser specified IP address is supported only when connecting to networks with user configured subnets", "addressNeedsSubnet"],
  ["Address already in use", "addressInUse"],
  ["Invalid address 10.8.0.2: It does not belong to any of this network's subnets", "addressOutside"],
  ["invalid endpoint settings:\nno configured subnet or ip-range contain the IP address 10.8.0.2", "addressOutside"],
  ["container 3462a9ee is not connected to network b", "notAttached"],
  ['error while removing network: network a has active endpoints (name:"one" id:"f59e75289f75")', "hasEndpoints"],
  ["error while removing network: network a id c6e2523a has active endpoints", "hasEndpoints"],
  ["bridge is a pre-defined network and cannot be removed", "predefined"],
  ["network zzz not found", "noSuchNetwork"],
  ["authorization denied by plugin opa-docker-authz: request rejected by administrative policy", "notAllowed"],
  ["403 Forbidden Request forbidden by administrative rules.", "notAllowed"],
  ["No such container: zzz", "noSuchContainer"],
  ["You cannot remove a running container 4687c9be. Stop the container before attempting removal or force remove", "mustStop"],
  ["cannot remove container c21e0181 as it is running - running or paused containers cannot be removed without force: container state improper", "mustStop"],
  ["unable to restart a container in a paused or unknown state: container state improper", "mustUnpause"],
  ["container d0f04cf5 is running or paused, refusing to clean up: container state improper", "mustUnpause"],
];

describe("An engine's refusal", () => {
  for (const [message, kind] of recorded) it(`“${message.split("\n").at(-1)!}” is ${kind}`, () => assert.equal(refusalOf(message), kind));

  it("that is not known speaks for itself", () => {
    assert.equal(refusalOf("the moon is in the wrong house"), undefined);
    assert.equal(refusalOf(""), undefined);
  });
});
