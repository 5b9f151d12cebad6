import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { promisify } from "node:util";
import type { Row } from "./measure";

/** What run.mjs gives to a part of the bench, in `DNE_BENCH`. */
export interface BenchContext {
  /** For example `Docker 28.5.2`. */
  readonly subject: string;
  /** Path of the engine's unix socket. */
  readonly socket: string;
  /** Path of the docker CLI. */
  readonly cli: string;
  /** An empty folder that the part may write to. */
  readonly scratch: string;
  /** Where the rows go, as JSON. */
  readonly results: string;
  readonly rounds: number;
  /** How long the idle measurement listens, in seconds. */
  readonly idleSeconds: number;
}

/** Runs a part of the bench and hands its rows to run.mjs; a failure ends the process with its reason. */
export function part(measure: (context: BenchContext) => Promise<Row[]>): void {
  const context = JSON.parse(process.env["DNE_BENCH"] ?? "{}") as BenchContext;
  measure(context).then(
    (rows) => {
      writeFileSync(context.results, JSON.stringify(rows));
      process.exit(0);
    },
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}

const execute = promisify(execFile);

/** Runs the docker CLI against the engine, as a user would; rejects when it fails. Gives its standard output. */
export async function docker({ cli, socket, scratch }: BenchContext, args: readonly string[]): Promise<string> {
  const env = { PATH: process.env["PATH"], HOME: scratch, DOCKER_HOST: `unix://${socket}` };
  const { stdout } = await execute(cli, args, { env, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
