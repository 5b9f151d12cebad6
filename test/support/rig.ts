/** Further engines of the rig's own: for tests that need two, or whose traces must not reach the others. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { engine as main, rawTo, type TestEngine } from "./engine";

/** A private engine that a test started. */
export interface OwnEngine extends TestEngine {
  readonly folder: string;
  readonly suite: Suite;
}
export type Suite = "bookworm" | "forky" | "podman" | "rootless";

/** How an engine of one's own differs from those of the suite. */
interface OwnOptions {
  /** The network namespace of another, to share it. */
  readonly netns?: string;
  /** Further arguments of its daemon. */
  readonly serve?: readonly string[];
  /** Fills the engine's folder, which is the daemon's `/engine`, before it starts. */
  readonly prepare?: (folder: string) => void;
}

interface Rig {
  startEngine(options: OwnOptions & { readonly suite: Suite; readonly runFolder: string; readonly label: string }): Promise<OwnEngine>;
  startDaemon(engine: OwnEngine, runFolder: string): Promise<unknown>;
  stopDaemon(engine: OwnEngine): Promise<void>;
  processesOf(marker: string): number[];
  isDaemon(pid: number): boolean;
  dockerApi(socket: string): { post(path: string, archive: Buffer): Promise<unknown> };
}

const runFolder = process.env["DNE_RIG_RUN"] ?? "";

/** The rig's files are JavaScript that runs as it lies, so they are loaded, not bundled. */
async function rig(): Promise<Rig> {
  const load = async (file: string): Promise<object> => (await import(pathToFileURL(join(process.cwd(), "test/rig", file)).href)) as object;
  return { ...(await load("engine.mjs")), ...(await load("daemon.mjs")), ...(await load("proc.mjs")), ...(await load("docker-api.mjs")) } as Rig;
}

/**
 * Starts an engine, in a network namespace of its own unless told otherwise.
 * @param label tells it from others that the same tests start
 */
export async function startOwn(suite: Suite, label: string, options: OwnOptions = {}): Promise<OwnEngine> {
  return (await rig()).startEngine({ suite, runFolder, label: `${main.name}-${label}`, ...options });
}

/** Ends it with its containers; its files and its namespace go with the run. */
export async function stopOwn(engine: OwnEngine | undefined): Promise<void> {
  if (engine !== undefined) await (await rig()).stopDaemon(engine);
}

/** Starts its daemon again, with what it has on disk. */
export async function startAgain(engine: OwnEngine): Promise<void> {
  await (await rig()).startDaemon(engine, runFolder);
}

/** The engine's own processes; its containers' are among its namespaces too, and not here. */
export async function ownProcesses(engine: OwnEngine): Promise<number[]> {
  const own = await rig();
  return own.processesOf(`DNE_RIG_ENGINE=${engine.folder}\0`).filter((pid) => own.isDaemon(pid));
}

/** A process in the engine's network namespace. */
export async function hostProcess(engine: OwnEngine): Promise<number> {
  const [first] = await ownProcesses(engine);
  if (first === undefined) throw new Error(`${engine.name} has no process`);
  return first;
}

/**
 * Runs a program of the engine's own Debian, in its file system: its folder is `/engine` there.
 * @returns a command line
 */
export async function inRoot(engine: OwnEngine, argv: readonly string[]): Promise<string[]> {
  return ["nsenter", "-t", String(await hostProcess(engine)), "-m", "--", ...argv];
}

/** Brings a tar archive's file system into an engine as that image. */
export async function importArchive(socket: string, archive: Buffer, name: string): Promise<void> {
  await (await rig()).dockerApi(socket).post(`/images/create?fromSrc=-&repo=${name}&tag=latest`, archive);
}

/** Asks that engine. */
export const asking = ({ socket }: OwnEngine) => <T = unknown>(method: string, path: string, body?: unknown): Promise<T> => rawTo<T>(socket, method, path, body);
