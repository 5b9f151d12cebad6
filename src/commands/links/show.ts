import type { Target } from "../../core/target";
import type { CommandContext } from "../context";

/** Opens the Network Map, on the row that is meant. */
export function showLinks({ map }: CommandContext, clicked: Target | undefined): Promise<void> {
  map.show(clicked);
  return Promise.resolve();
}
