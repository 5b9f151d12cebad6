import type { Target } from "../../core/target";
import type { CommandContext } from "../context";

/** Opens the picture in the Network Map, at what is meant. */
export function showTopology({ map }: CommandContext, clicked: Target | undefined): Promise<void> {
  map.show(clicked, "topology");
  return Promise.resolve();
}
