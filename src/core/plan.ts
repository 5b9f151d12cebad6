import { parseAddress } from "./address";
import type { ContainerId, NetworkId } from "./inventory";
import { Problem } from "./problem";
import { refusalOf } from "./refusal";
import type { EndpointSpec, Operation } from "./spec";

type Named<Id> = { readonly id: Id; readonly name: string };
export type Connect = Extract<Operation, { kind: "connect" }>;
type Disconnect = Extract<Operation, { kind: "disconnect" }>;

/** One operation and, if it can be taken back, what puts things as they were. */
export interface Step {
  readonly operation: Operation;
  readonly undo?: Connect | Disconnect;
}

/** Does one operation on the engine; rejects with a `Problem`. */
export type Perform = (operation: Operation) => Promise<{ readonly id: string }>;

/** How an endpoint came back: as it was, or with an address that the engine chose anew. */
export type PutBack = "same" | "engineChose";

/** A plan that stopped at one operation. What had been done was put back, except what `lost` names; `noted`: it is written down how to put that back. */
export class PlanError extends Error {
  override readonly name = "PlanError";

  constructor(
    readonly failed: Operation,
    override readonly cause: unknown,
    readonly restored: readonly { readonly operation: Connect | Disconnect; readonly how: PutBack }[],
    readonly lost: readonly { readonly operation: Connect | Disconnect; readonly cause: unknown }[],
    readonly noted = false,
  ) {
    super(`${failed.kind} failed`, { cause });
  }
}

/** An attached container, with all that is needed to attach it again. */
export interface AttachedMember {
  readonly container: Named<ContainerId>;
  readonly endpoint: EndpointSpec;
  /** The MAC address that it has while it runs, where attaching asks for none. */
  readonly mac?: string;
  /** The engine does not tell which addresses it asked for: Podman of a container that does not run. */
  readonly untold?: true;
}

/** Detaches every member, then removes the network. Members should be in the order of `byAddress`. */
export function removePlan(network: Named<NetworkId>, members: readonly AttachedMember[]): Step[] {
  return [
    ...members.map(({ container, endpoint }): Step => ({
      operation: { kind: "disconnect", network, container, force: false },
      undo: { kind: "connect", network, container, endpoint },
    })),
    { operation: { kind: "removeNetwork", network } },
  ];
}

/**
 * Lowest address first: where the engine insists on choosing addresses it gives the lowest free one, so that attaching
 * again in this order gives most of them back (measured on 20.10 and 28).
 */
export function byAddress<T extends { readonly endpoint: EndpointSpec }>(members: readonly T[]): T[] {
  const value = ({ endpoint }: T): bigint => parseAddress(endpoint.ipv4 ?? "")?.value ?? 1n << 32n;
  return [...members].sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0));
}

/** Does the steps in order. If one fails, what was done before is put back in the same order; `PlanError` tells how it went. */
export async function runPlan(steps: readonly Step[], perform: Perform): Promise<void> {
  const done: (Connect | Disconnect)[] = [];
  for (const { operation, undo } of steps) {
    try {
      await perform(operation);
    } catch (cause) {
      const restored: { operation: Connect | Disconnect; how: PutBack }[] = [];
      const lost: { operation: Connect | Disconnect; cause: unknown }[] = [];
      for (const back of done) {
        try {
          restored.push({ operation: back, how: await putBack(back, perform) });
        } catch (failure) {
          lost.push({ operation: back, cause: failure });
        }
      }
      throw new PlanError(operation, cause, restored, lost);
    }
    if (undo !== undefined) done.push(undo);
  }
}

/**
 * Attaches a container as it was, or detaches one that was not attached. Where the address was the engine's own choice the engine may refuse to be told it, and
 * it may have been given away since: the wire matters more than the number, so then the engine chooses again.
 */
export async function putBack(operation: Connect | Disconnect, perform: Perform): Promise<PutBack> {
  try {
    await perform(operation);
    return "same";
  } catch (cause) {
    if (operation.kind === "disconnect") throw cause;
    const { ipv4, ipv6, ...rest } = operation.endpoint;
    const refusal = cause instanceof Problem ? refusalOf(cause.message) : undefined;
    const aboutAddress = refusal === "addressNeedsSubnet" || refusal === "addressInUse";
    if (!aboutAddress || (ipv4 === undefined && ipv6 === undefined)) throw cause;
    await perform({ ...operation, endpoint: rest });
    return "engineChose";
  }
}
