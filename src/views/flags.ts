import { containerIssue, detachIssue, networkIssue } from "../core/attach";
import { projectOf } from "../core/arrange";
import { configFiles } from "../core/composeProject";
import { isLive, type Attachment, type Container, type Network } from "../core/inventory";
import { canDo, canRunInside, webPorts } from "../core/lifecycle";

/**
 * What menus may ask of a row, and nothing else: `viewItem =~ /;flag;/` in package.json. What a row is comes first, then
 * what can be done with it, so that the impossible is not offered. A test holds package.json against this list, both ways.
 */
export const flags = [
  "engine",
  "network",
  "container",
  "endpoint",
  "interface",
  /** containers can be attached to this network */
  "joinable",
  /** this network can be removed */
  "removable",
  /** has a subnet to copy */
  "subnet",
  /** this container can be attached to networks */
  "attachable",
  /** this endpoint can be detached */
  "detachable",
  /** has an address to copy */
  "address",
  /** this container can be started */
  "startable",
  /** this container can be stopped and restarted */
  "stoppable",
  "pausable",
  "paused",
  /** something can be run inside this container */
  "runnable",
  /** has a port that a browser can open */
  "published",
  /** this row is named by a container, so that what is done with containers belongs here */
  "loggable",
  /** made by Docker Compose, from a file that can be gone to */
  "compose",
] as const;
export type Flag = (typeof flags)[number];

/** The flags as a contextValue. */
export function contextValue(own: readonly Flag[]): string {
  return own.length === 0 ? "" : `;${own.join(";")};`;
}

/** Networks that are a way of not having a network of one's own. */
export function isMode(network: Pick<Network, "driver">): boolean {
  return network.driver === "host" || network.driver === "null";
}

export function networkFlags(network: Network): Flag[] {
  return [
    "network",
    ...(networkIssue(network) === undefined ? (["joinable"] as const) : []),
    ...(network.builtIn ? [] : (["removable"] as const)),
    ...(network.pools.length > 0 ? (["subnet"] as const) : []),
    ...(projectOf(network) === undefined ? [] : (["compose"] as const)),
  ];
}

export function containerFlags(container: Container): Flag[] {
  return [
    "container",
    ...(containerIssue(container) === undefined ? (["attachable"] as const) : []),
    ...(container.attachments.some((attachment) => hasAddress(container, attachment)) ? (["address"] as const) : []),
    ...lifecycleFlags(container),
  ];
}

/** What can be done with a container in the state that it is in. */
export function lifecycleFlags(container: Container): Flag[] {
  return [
    ...(canDo("start", container) ? (["startable"] as const) : []),
    ...(canDo("stop", container) ? (["stoppable"] as const) : []),
    ...(canDo("pause", container) ? (["pausable"] as const) : []),
    ...(canDo("unpause", container) ? (["paused"] as const) : []),
    ...(canRunInside(container) ? (["runnable"] as const) : []),
    ...(isLive(container) && webPorts(container.ports).length > 0 ? (["published"] as const) : []),
    "loggable",
    ...(configFiles(container).length > 0 ? (["compose"] as const) : []),
  ];
}

export function endpointFlags(network: Network, container: Container, attachment: Attachment): Flag[] {
  return [
    "endpoint",
    ...(detachIssue(network) === undefined ? (["detachable"] as const) : []),
    ...(hasAddress(container, attachment) ? (["address"] as const) : []),
  ];
}

/** An address on record is an address in use only while the container runs: another may have it otherwise. */
export function hasAddress(container: Container, attachment: Attachment): boolean {
  return isLive(container) && (attachment.ipv4 !== undefined || attachment.ipv6 !== undefined);
}
