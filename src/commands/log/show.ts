import type { CommandContext } from "../context";

/** Shows the output channel. */
export function showLog({ log }: CommandContext): Promise<void> {
  log.show();
  return Promise.resolve();
}
