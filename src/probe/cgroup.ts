import { type Files, machine } from "./files";
import { parseStart } from "./procText";

const ROOT = "/sys/fs/cgroup";

/** Where engines have them unless told otherwise, around the container's id: with systemd and without, of version 2 and 1; Podman's. */
const USUAL = [
  ["/system.slice/docker-", ".scope"],
  ["/docker/", ""],
  ["/systemd/docker/", ""],
  ["/systemd/system.slice/docker-", ".scope"],
  ["/machine.slice/libpod-", ".scope/container"],
  ["/machine.slice/libpod-", ".scope"],
  ["/libpod_parent/libpod-", ""],
  ["/systemd/libpod_parent/libpod-", ""],
].map(([before = "", after = ""]) => [`${ROOT}${before}`, `${after}/cgroup.procs`] as const);

/**
 * Finds a container's process without asking the engine: its cgroup lies where that of another container of the same
 * engine lies, under its own id, and lists its processes. An inspect costs more than all else that is read of a container.
 */
export class CgroupFinder {
  /** The parts of a file's path around a container's id: undefined until a container was seen, empty where there is no such file. */
  #around: readonly string[] | undefined;

  constructor(private readonly files: Pick<Files, "text"> = machine) {}

  /** Learns where containers have their cgroups from one whose process is known. */
  learn(pid: number, id: string): void {
    if (this.#around !== undefined) return;
    const files = (this.files.text(`/proc/${pid}/cgroup`) ?? "").split("\n").flatMap((line) => {
      const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
      if (controllers === undefined || path?.includes(id) !== true) return [];
      return (controllers === "" ? [ROOT, `${ROOT}/unified`] : [`${ROOT}/${controllers}`]).map((root) => `${root}${path}/cgroup.procs`);
    });
    this.#around = files.find((file) => this.files.text(file) !== undefined)?.split(id) ?? [];
  }

  /**
   * The first process of a container, the one that an inspect names. Undefined if it cannot be told for certain.
   * Whether it is still that container's must be checked, as of any process id.
   */
  find(id: string): number | undefined {
    this.#around ??= USUAL.find((around) => this.files.text(around.join(id)) !== undefined);
    const pids = this.#around === undefined || this.#around.length === 0 ? [] : (this.files.text(this.#around.join(id)) ?? "").split("\n").map(Number).filter((pid) => pid > 0);
    // The only one, as in most containers: its start need not be asked.
    if (pids.length === 1) return pids[0];
    const [first, second] = pids
      .flatMap((pid) => ({ pid, start: Number(parseStart(this.files.text(`/proc/${pid}/stat`) ?? "")?.start) }))
      .filter(({ start }) => !Number.isNaN(start))
      .sort((a, b) => a.start - b.start);
    // A process has at most the age of the first; of two as old it is not known which came first.
    return first?.start === second?.start ? undefined : first?.pid;
  }
}
