import { setTimeout as delay } from "node:timers/promises";
import { hardeningOf, helperLabel, type HelperSpec } from "../core/helper";
import { Problem } from "../core/problem";
import { dial, type Client } from "./client";
import type { HelperOutcome } from "./engine";
import { asArray, asNumber, asRecord, asText } from "./json";
import { within } from "./limits";
import { collectOutput } from "./output";

const outputLimit = 16 * 1024 * 1024;
/** A helper older than this, in seconds, is nobody's: whoever started it has given up or is gone. */
const abandonedAfter = 60;
const removeLimit = 10_000;

/** The body of `POST /containers/create`: what `helperCommand` says in the CLI's words. */
export function helperBody(spec: HelperSpec): object {
  const { user, capabilities } = hardeningOf(spec.rights);
  return {
    Image: spec.image,
    Entrypoint: ["sh"],
    Cmd: ["-c", spec.script, "helper", ...spec.arguments],
    User: user,
    WorkingDir: "/",
    Labels: { [helperLabel]: "" },
    AttachStdout: true,
    AttachStderr: true,
    Healthcheck: { Test: ["NONE"] },
    HostConfig: {
      AutoRemove: true,
      NetworkMode: "host",
      PidMode: "host",
      UsernsMode: "host",
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      CapAdd: [...capabilities],
      SecurityOpt: ["no-new-privileges"],
      LogConfig: { Type: "none", Config: {} },
    },
  };
}

export function isHelper(row: unknown): boolean {
  return asRecord(asRecord(row)["Labels"])[helperLabel] !== undefined;
}

/** The helpers on one engine: runs them, and removes those that an editor left behind when it died half-way. */
export class Helpers {
  /** Under way here. */
  readonly #own = new Set<string>();
  readonly #leftovers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly client: Client) {}

  /**
   * Runs a helper and gives what it printed. Whatever happens (a refusal, a limit, the signal), it is removed before this
   * settles; where that fails too, the engine removes it at its end (`--rm`), or a later inventory leads to it.
   */
  async run(spec: HelperSpec, limit: number, signal: AbortSignal): Promise<HelperOutcome> {
    const late = AbortSignal.timeout(limit);
    const until = AbortSignal.any([signal, late]);
    const step = <T>(request: (signal: AbortSignal) => Promise<T>): Promise<T> => within(limit, until, request);
    let id: string | undefined;
    try {
      id = asText(asRecord(await step((abort) => dial(this.client, "POST", "/containers/create", abort, helperBody(spec))))["Id"]);
      if (id === undefined) throw new Problem("engineFailed", "The engine made a container without an id");
      this.#own.add(id);
      const stream = await step((abortSignal) => this.client.getContainer(id ?? "").attach({ stream: true, stdout: true, stderr: true, abortSignal }));
      const output = collectOutput(stream, outputLimit, until);
      // Its failure is awaited below; until then it must not count as unhandled.
      output.catch(() => undefined);
      await step((abort) => dial(this.client, "POST", `/containers/${id ?? ""}/start`, abort));
      return { kind: "printed", ...(await output) };
    } catch (error) {
      if (signal.aborted) throw new Problem("cancelled", "cancelled", undefined, { cause: error });
      if (late.aborted) return { kind: "late", seconds: limit / 1000 };
      if (error instanceof Problem && error.kind === "refused") return { kind: "tooLong", megabytes: outputLimit / 1024 / 1024 };
      throw error;
    } finally {
      if (id !== undefined) await this.#remove(id);
    }
  }

  /**
   * Looks for leftovers in the engine's list of containers. Whose they are does not matter: no helper lives longer than its
   * limit, so one that is a minute old, by the engine's own clock, is nobody's; younger ones are looked at then.
   * @param now the engine's time in seconds since the epoch
   */
  sweep(list: unknown, now: number): void {
    for (const row of asArray(list).filter(isHelper).map(asRecord)) {
      const [id, created] = [asText(row["Id"]), asNumber(row["Created"])];
      if (id === undefined || created === undefined || this.#own.has(id) || this.#leftovers.has(id)) continue;
      const timer = setTimeout(() => void this.#remove(id), Math.max(0, created + abandonedAfter - now) * 1000);
      timer.unref();
      this.#leftovers.set(id, timer);
    }
  }

  dispose(): void {
    for (const timer of this.#leftovers.values()) clearTimeout(timer);
    this.#leftovers.clear();
  }

  /** Never rejects: it may be gone already, or the engine be. */
  async #remove(id: string): Promise<void> {
    const remove = async (signal: AbortSignal): Promise<void> => {
      // A question mark at the end is how docker-modem is told that the options are a query.
      const ask = dial(this.client, "DELETE", `/containers/${encodeURIComponent(id)}?`, signal, { force: true, v: true });
      const status = await ask.then(() => undefined, (error: unknown) => asRecord(error)["statusCode"]);
      // The engine is removing it by itself just now: it is gone when that is done.
      if (status !== 409) return;
      await delay(20, undefined, { signal });
      await remove(signal);
    };
    await within(removeLimit, undefined, remove).catch(() => undefined);
    this.#own.delete(id);
    this.#leftovers.delete(id);
  }
}
