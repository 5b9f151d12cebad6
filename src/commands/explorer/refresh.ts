import type { CommandContext } from "../context";

/** Reads everything again now. */
export async function refresh({ session }: CommandContext): Promise<void> {
  await session.refresh();
  // It tells the views by itself; whoever asked for it is told here.
  if (session.snapshot.status.kind === "lost") throw session.snapshot.status.problem;
}
