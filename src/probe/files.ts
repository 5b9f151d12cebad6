import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { networkInterfaces } from "node:os";

/** Files of /proc and /sys: those of this machine, or what a helper printed of another. */
export interface Files {
  /** Undefined where it is not there, or cannot be read. */
  text(path: string): string | undefined;
  bytes(path: string): Buffer | undefined;
  inode(path: string): number | undefined;
  /** The names in /sys/class/net, which need not be those of the namespace that /proc shows. */
  interfaces(): readonly string[];
  /** MAC addresses by name as the system itself tells them, where it does. */
  macs(): ReadonlyMap<string, readonly string[]>;
}

/** What is read into; enough for almost any of these files. What stands there is made text, or copied, before the next is read. */
const shared = Buffer.allocUnsafeSlow(65_536);

/** All of a file that tells no size: without asking for one, and without memory of its own. */
function contents(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    for (let length = 0; length < shared.length; ) {
      const read = readSync(file, shared, length, shared.length - length, null);
      if (read === 0) return shared.subarray(0, length);
      length += read;
    }
  } finally {
    closeSync(file);
  }
  return readFileSync(path);
}

/** This machine's own. They answer from memory in some 12 µs, where the thread pool costs several times that: so it is asked synchronously. */
export const machine: Files = {
  text: (path) => attempt(() => contents(path).toString()),
  bytes: (path) => attempt(() => readFileSync(path)),
  inode: (path) => attempt(() => statSync(path).ino),
  interfaces: () =>
    // Not every entry is an interface: bonding puts a file there.
    attempt(() => readdirSync("/sys/class/net", { withFileTypes: true }).filter((entry) => entry.isSymbolicLink()).map(({ name }) => name)) ?? [],
  macs: () => new Map(Object.entries(networkInterfaces()).map(([name, addresses]) => [name, (addresses ?? []).map(({ mac }) => mac)])),
};

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
