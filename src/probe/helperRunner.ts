import { quote } from "../core/cli";
import { helperCommand, helperSummary, type HelperSpec } from "../core/helper";
import type { Reason } from "../core/link";
import type { Engine } from "../engine/engine";
import { Problem } from "../engine/problem";
import { isFatal } from "./linkReader";
import type { ProberOptions } from "./probe";

/** How long a helper may take in all, ms; much less than what makes one a leftover. */
const LIMIT = 20_000;

/** Runs helpers, writes each into the log, and says in words why one failed. */
export class HelperRunner {
  /** The image, rights and script of the last whole command line in the log. */
  #told = "";

  constructor(
    private readonly engine: Engine,
    private readonly options: ProberOptions,
  ) {}

  /**
   * What one printed, or why there is nothing. Rejects only where the engine itself is out of reach, or the signal ends it.
   * @param parse undefined for what is no such output
   */
  async run<T>(spec: HelperSpec, parse: (stdout: string) => T | undefined, signal: AbortSignal): Promise<{ readonly output: T } | Reason> {
    // A script is long, and the same each time.
    const told = `${spec.image} ${spec.rights} ${spec.script}`;
    const { log, host } = this.options;
    log?.(quote(this.#told === told ? helperSummary(spec, host) : helperCommand(spec, host)));
    this.#told = told;
    try {
      const outcome = await this.engine.runHelper(spec, this.options.helperLimit ?? LIMIT, signal);
      switch (outcome.kind) {
        case "late":
          return { code: "helperLate", params: { seconds: outcome.seconds } };
        case "tooLong":
          return { code: "helperTooLong", params: { megabytes: outcome.megabytes } };
        case "printed": {
          const output = parse(outcome.stdout);
          return output === undefined ? { code: "helperOutput", params: { detail: firstLine(outcome.stderr || outcome.stdout) } } : { output };
        }
      }
    } catch (error) {
      if (isFatal(error)) throw error;
      return refusalOf(error, spec.image);
    }
  }
}

function refusalOf(error: unknown, image: string): Reason {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Problem && error.kind === "notFound" && /image/i.test(message)) return { code: "helperImage", params: { image } };
  if (/executable file .*not found|"sh": .*no such file/i.test(message)) return { code: "helperShell", params: { image } };
  return { code: "helperRefused", params: { detail: firstLine(message) } };
}

/** What a program or an engine says can be anything and any length. */
function firstLine(text: string): string {
  const line = text.trim().split("\n", 1)[0] ?? "";
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
