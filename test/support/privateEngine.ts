/** An engine of a test's own, of the kind that the suite runs against, which may be killed. */
import { existsSync } from "node:fs";
import { asking, type OwnEngine, ownProcesses, startAgain, startOwn, stopOwn, type Suite } from "./rig";
import { engine as suite, eventually, type TestEngine } from "./engine";

export interface PrivateEngine {
  readonly socket: string;
  readonly images: TestEngine["images"];
  get(path: string): Promise<unknown>;
  post(path: string, body?: unknown): Promise<unknown>;
  /** Ends its daemon with SIGKILL, by its process id, and waits until it is gone. */
  kill(): Promise<void>;
  /** Brings it up again with what it has on disk. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether there can be one: only where the rig starts engines itself. */
export const canBePrivate = suite.private;

export async function startPrivateEngine(label = "own"): Promise<PrivateEngine> {
  const own: OwnEngine = await startOwn((suite as OwnEngine).suite satisfies Suite, label);
  const ask = asking(own);
  return {
    socket: own.socket,
    images: own.images,
    // A connection that the killed daemon held may end in the middle: what only reads can be asked again.
    get: (path) => ask("GET", path).catch((error: unknown) => ((error as NodeJS.ErrnoException).code === "ECONNRESET" ? ask("GET", path) : Promise.reject(error as Error))),
    post: (path, body) => ask("POST", path, body),
    async kill() {
      const pids = await ownProcesses(own);
      if (pids.length === 0) throw new Error("There is no daemon to kill");
      for (const pid of pids) process.kill(pid, "SIGKILL");
      await eventually("the daemon's end", () => (pids.some((pid) => existsSync(`/proc/${pid}/exe`)) ? undefined : true));
    },
    start: () => startAgain(own),
    stop: () => stopOwn(own),
  };
}
