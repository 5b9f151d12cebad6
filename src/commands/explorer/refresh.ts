import type { CommandContext } from "../context";

/** Reads everything again now. */
export async function refresh({ session }: CommandContext): Promise<void> {
  await session.refresh();
}
