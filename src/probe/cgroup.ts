import { readFileSync } from "node:fs";
import { parseStart } from "./procText";

const ROOT = "/sys/fs/cgroup";

/**
 * Finds a container's process without asking the engine: its cgroup lies where that of another container of the same
 * engine lies, under its own id, and lists its processes. An inspect costs more than all else that is read of a container.
 */
export class CgroupFinder {
  /** The parts of a file's path around a container's id: undefined until a container was seen, empty where there is no such file. */
  #around: readonly string[] | undefined;

  /** Learns where containers have their cgroups from one whose process is known. */
  learn(pid: number, id: string): void {
    if (this.#around !== undefined) return;
    const files = (read(`/proc/${pid}/cgroup`) ?? "").split("\n").flatMap((line) => {
      const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
      if (controllers === undefined || path?.includes(id) !== true) return [];
      return (controllers === "" ? [ROOT, `${ROOT}/unified`] : [`${ROOT}/${controllers}`]).map((root) => `${root}${path}/cgroup.procs`);
    });
    this.#around = files.find((file) => read(file) !== undefined)?.split(id) ?? [];
  }

  /**
   * The first process of a container, the one that an inspect names. Undefined if it cannot be told for certain.
   * Whether it is still that container's must be checked, as of any process id.
   */
  find(id: string): number | undefined {
    const pids = this.#around === undefined || this.#around.length === 0 ? [] : (read(this.#around.join(id)) ?? "").split("\n").map(Number).filter((pid) => pid > 0);
    // The only one, as in most containers: its start need not be asked.
    if (pids.length === 1) return pids[0];
    const [first, second] = pids
      .flatMap((pid) => ({ pid, start: Number(parseStart(read(`/proc/${pid}/stat`) ?? "")?.start) }))
      .filter(({ start }) => !Number.isNaN(start))
      .sort((a, b) => a.start - b.start);
    // A process has at most the age of the first; of two as old it is not known which came first.
    return first?.start === second?.start ? undefined : first?.pid;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
