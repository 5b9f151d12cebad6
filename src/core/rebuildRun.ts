import type { NetworkId } from "./inventory";
import { putBack } from "./plan";
import { type Block, type Found, type Goal, nextStep, type Rebuild, type Trail } from "./rebuild";
import type { Operation } from "./spec";

/** What a rebuild works on. */
export interface World {
  look(): Promise<Found>;
  perform(operation: Operation): Promise<{ readonly id: string }>;
  /** Writes down where it is; settled when it is safe on disk. Called before every step, and with every network made. */
  save(trail: Trail): Promise<void>;
}

/** A person is needed before it can go on. */
export class RebuildBlocked extends Error {
  override readonly name = "RebuildBlocked";

  constructor(readonly block: Block) {
    super(block.kind);
  }
}

/**
 * Goes step by step to the goal, from whatever is there. Rejects with the engine's `Problem`, with `RebuildBlocked`, or with
 * the signal's reason between two steps; it can always be called again, for either goal.
 * @returns the names of containers whose address the engine chose anew
 */
export async function pursue(rebuild: Rebuild, goal: Goal, trail: Trail, world: World, signal?: AbortSignal): Promise<{ readonly moved: readonly string[] }> {
  const moved: string[] = [];
  let now: Trail = trail;
  let last = "";
  for (;;) {
    signal?.throwIfAborted();
    const next = nextStep(rebuild, goal, now, await world.look());
    if (next === "reached") return { moved };
    if ("block" in next) throw new RebuildBlocked(next.block);
    const { operation } = next;
    const key = JSON.stringify(operation);
    // Done, and not to be seen: again and again would not help.
    if (key === last) throw new Error(`${operation.kind} had no effect`);
    last = key;
    // Only making a network changes what one that is not noted must have been made for.
    if (operation.kind === "createNetwork") now = { ...now, doing: goal };
    await world.save(now);
    if (operation.kind === "connect") {
      if ((await putBack(operation, (again) => world.perform(again))) === "engineChose") moved.push(operation.container.name);
      continue;
    }
    const { id } = await world.perform(operation);
    if (operation.kind !== "createNetwork") continue;
    now = { ...now, made: { ...now.made, [goal]: id as NetworkId } };
    await world.save(now);
  }
}
