import type { CommandContext } from "../context";

/** Tries to reach the engine again at once, without waiting for the next attempt. */
export async function retry({ session }: CommandContext): Promise<void> {
  await session.refresh();
  // It tells the views by itself; whoever asked for it is told here.
  if (session.snapshot.status.kind === "lost") throw session.snapshot.status.problem;
}
