import { homedir } from "node:os";
import { DockerEngine } from "./dockerEngine";
import { resolveEndpoint } from "./endpoint";
import type { Engine } from "./engine";

/** Where to look for an engine. */
export interface OpenOptions {
  /** The setting `dockerNetworks.host`; empty to find one as the docker CLI does. */
  readonly host: string;
  /** Instead of this process's environment and the user's home folder. */
  readonly env?: NodeJS.ProcessEnv;
  readonly home?: string;
}

/** Finds the engine and connects to it. Rejects with `Problem`. Dispose the engine to close its connections. */
export async function openEngine({ host, env = process.env, home = homedir() }: OpenOptions, signal?: AbortSignal): Promise<Engine> {
  return DockerEngine.open(await resolveEndpoint(host, env, home), signal);
}

/** The endpoint that `openEngine` would connect to now, as a `DOCKER_HOST` would say it. Rejects with `Problem`. */
export async function findEngine({ host, env = process.env, home = homedir() }: OpenOptions): Promise<string> {
  return (await resolveEndpoint(host, env, home)).url;
}
