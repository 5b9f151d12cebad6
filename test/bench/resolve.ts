/** What the parts about links share: how they are resolved, and what is read inside a container to check or to rival that. */
import type { Inventory } from "../../src/core/inventory";
import type { Link } from "../../src/core/link";
import type { Engine } from "../../src/engine/engine";
import { createProber } from "../../src/state/backend";

/** The two indices of a container's eth0, inside it. */
export const FILES = ["/sys/class/net/eth0/ifindex", "/sys/class/net/eth0/iflink"];
export const permissions = { exec: false };
export const never = new AbortController().signal;

/** All links, with nothing known before. */
export async function resolveAnew(engine: Engine, inventory: Inventory): Promise<readonly Link[]> {
  const prober = createProber(engine);
  try {
    return await prober.resolve(inventory, permissions, never);
  } finally {
    prober.dispose();
  }
}
