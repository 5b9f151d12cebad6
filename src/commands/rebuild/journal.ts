import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Rebuild, Trail } from "../../core/rebuild";

/** A rebuild, or a removal, as it is written down until it is finished or taken back. */
export interface JournalEntry {
  readonly version: 1;
  readonly id: string;
  /** The engine's id: another engine's networks are none of its business. */
  readonly engine: string;
  /** The process that is at it, or was. */
  readonly pid: number;
  readonly rebuild: Rebuild;
  readonly trail: Trail;
  /** What it is of, if not of a rebuild: a network that was removed is made again, or one is removed with who is on it. Both can only be put back. */
  readonly of?: "undo" | "removal";
}

/** No step takes this long, ms: whoever has not written since is not at it any more, whatever process has its number now. */
const silence = 3 * 60_000;

/** The rebuilds under way, a file each, in a folder that outlives the window. */
export class Journal {
  constructor(readonly folder: string) {}

  static entry(engine: string, rebuild: Rebuild): JournalEntry {
    return { version: 1, id: randomUUID(), engine, pid: process.pid, rebuild, trail: { made: {}, doing: "finish" } };
  }

  /** Makes a network again that was removed, with who was on it. */
  static undo(engine: string, removed: Rebuild["old"]): JournalEntry {
    return { ...Journal.entry(engine, { old: removed, new: removed }), trail: { made: {}, doing: "restore" }, of: "undo" };
  }

  /** Takes everybody off a network, and then it away. */
  static removal(engine: string, network: Rebuild["old"]): JournalEntry {
    return { ...Journal.undo(engine, network), of: "removal" };
  }

  /** Settled when it is on disk, also if the machine loses its power then. */
  async save(entry: JournalEntry): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const temporary = `${this.#file(entry.id)}.new`;
    const file = await open(temporary, "w", 0o600);
    try {
      await file.writeFile(JSON.stringify(entry));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.#file(entry.id));
    await this.#syncFolder();
  }

  async remove({ id }: JournalEntry): Promise<void> {
    await rm(this.#file(id), { force: true });
    await this.#syncFolder();
  }

  /** Those of an engine that nobody is at any more. What cannot be read is left alone. */
  async interrupted(engine: string): Promise<JournalEntry[]> {
    const names = await readdir(this.folder).catch(() => []);
    const entries = await Promise.all(names.filter((name) => name.endsWith(".json")).map((name) => this.#read(name)));
    return entries.flatMap((found) => (found === undefined || found.entry.engine !== engine || found.busy ? [] : [found.entry]));
  }

  async #read(name: string): Promise<{ readonly entry: JournalEntry; readonly busy: boolean } | undefined> {
    try {
      const path = join(this.folder, name);
      const entry = JSON.parse(await readFile(path, "utf8")) as Partial<JournalEntry>;
      const { mtimeMs } = await stat(path);
      if (entry.version !== 1 || entry.rebuild === undefined || entry.trail === undefined) return undefined;
      const others = entry.pid !== process.pid && isAlive(entry.pid ?? 0);
      return { entry: entry as JournalEntry, busy: others && Date.now() - mtimeMs < silence };
    } catch {
      return undefined;
    }
  }

  /** A rename is only safe when the folder is written, too. Not every system lets a folder be opened. */
  async #syncFolder(): Promise<void> {
    const folder = await open(this.folder, "r").catch(() => undefined);
    await folder?.sync().catch(() => undefined);
    await folder?.close();
  }

  #file(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}

function isAlive(pid: number): boolean {
  // 0 would mean this process and its kin.
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is a process.
    return (error as { code?: unknown }).code === "EPERM";
  }
}
