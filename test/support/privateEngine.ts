/** An engine of a test's own, of the kind that the suite runs against, which may be killed. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { engine as suite, eventually, type TestEngine } from "./engine";

interface Api {
  get(path: string): Promise<unknown>;
  post(path: string, body?: unknown): Promise<unknown>;
}

/** What of the rig is used here. Its files are JavaScript that runs as it lies, so they are loaded, not bundled. */
interface Rig {
  startDaemon(engine: TestEngine, runFolder: string): Promise<unknown>;
  stopEngine(engine: TestEngine): Promise<void>;
  importImages(socket: string): Promise<TestEngine["images"]>;
  dockerApi(socket: string): Api;
}

export interface PrivateEngine extends Api {
  readonly socket: string;
  readonly images: TestEngine["images"];
  /** Ends its daemon with SIGKILL, by its process id, and waits until it is gone. */
  kill(): Promise<void>;
  /** Brings it up again with what it has on disk. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether there can be one: only where the rig starts engines itself. */
export const canBePrivate = suite.private;

export async function startPrivateEngine(): Promise<PrivateEngine> {
  const run = process.env["DNE_RIG_RUN"];
  if (run === undefined) throw new Error("DNE_RIG_RUN is not set: engine tests need the rig (npm test)");
  const load = async (file: string): Promise<object> => (await import(pathToFileURL(join(process.cwd(), "test/rig", file)).href)) as object;
  const rig = { ...(await load("engine.mjs")), ...(await load("images.mjs")), ...(await load("docker-api.mjs")) } as Rig;
  // Named as the run's own are, so that the run cleans up after it, too.
  const folder = join(run, `${suite.name}-own`);
  const netns = `dne-${run.slice(-6)}-${suite.name}-own`;
  mkdirSync(folder);
  execFileSync("ip", ["netns", "add", netns]);
  execFileSync("ip", ["-n", netns, "link", "set", "lo", "up"]);
  const own = { ...suite, folder, netns, socket: join(folder, "docker.sock") };
  await rig.startDaemon(own, run);
  const images = await rig.importImages(own.socket);
  const api = rig.dockerApi(own.socket);
  const mark = `DNE_RIG_ENGINE=${folder}\0`;
  const daemons = (): number[] => readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isDaemon(name, mark)).map(Number);
  return {
    socket: own.socket,
    images,
    get: (path) => api.get(path),
    post: (path, body) => api.post(path, body),
    async kill() {
      const pids = daemons();
      if (pids.length === 0) throw new Error("There is no daemon to kill");
      for (const pid of pids) process.kill(pid, "SIGKILL");
      await eventually("the daemon's end", () => (pids.some((pid) => existsSync(`/proc/${pid}/exe`)) ? undefined : true));
    },
    async start() {
      await rig.startDaemon(own, run);
    },
    stop: () => rig.stopEngine(own),
  };
}

function isDaemon(pid: string, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "dockerd" && readFileSync(`/proc/${pid}/environ`, "latin1").includes(mark);
  } catch {
    return false;
  }
}
