import type { ContainerId, NetworkId } from "../core/inventory";
import { decodeTarget, type Target } from "../core/target";

/** Decodes what a menu, a drop or another extension gives a command: the row, and all that are meant. */
export function decodeTargets(first: unknown, second: unknown): [clicked: Target | undefined, all: readonly Target[]] {
  const clicked = decodeTarget(first);
  const all = Array.isArray(second) ? second.flatMap((value) => decodeTarget(value) ?? []) : [];
  return [clicked, all.length > 0 ? all : clicked === undefined ? [] : [clicked]];
}

/** Networks that are meant; an endpoint stands for its network. Each once. */
export function networkIds(targets: readonly Target[]): NetworkId[] {
  return [...new Set(targets.flatMap((target) => (target.type === "container" ? [] : [target.networkId])))];
}

/** Containers that are meant; an endpoint stands for its container. Each once. */
export function containerIds(targets: readonly Target[]): ContainerId[] {
  return [...new Set(targets.flatMap((target) => (target.type === "network" ? [] : [target.containerId])))];
}

/**
 * What was given as the other side, to be wired at once: containers dropped on a network, or networks given for a
 * container. A selection that holds the clicked row's own kind is only a selection.
 */
export function otherSide(clicked: Target | undefined, all: readonly Target[]): readonly Target[] {
  if (clicked === undefined || clicked.type === "endpoint") return [];
  const other = clicked.type === "network" ? (target: Target) => target.type !== "network" : (target: Target) => target.type === "network";
  return all.every(other) ? all : [];
}
