/**
 * The real engine that a test runs against, with a client of its own that shares no fault with the product, and makers
 * of labelled objects that `cleanUp` removes. Every test file is a bundle of its own, so what it made is its own too.
 */
import { request } from "node:http";
import { randomBytes } from "node:crypto";

/** What the rig tells of the engine, as JSON in DNE_ENGINE. */
export interface TestEngine {
  /** For example `docker-28`. */
  readonly name: string;
  readonly product: "docker" | "podman";
  readonly version: string;
  /** The newest that it speaks, for example `1.51`. */
  readonly apiVersion: string;
  /** Absolute path of its unix socket. */
  readonly socket: string;
  /** Its network namespace as `ip netns` calls it; null for the machine's own. */
  readonly netns: string | null;
  /** The numeric group that may open the socket. */
  readonly gid: number;
  /** Whether the rig started it; if not, it is somebody's, and only labelled objects may be touched. */
  readonly private: boolean;
  /** `busybox` has every applet, `shellless` nothing but a program that sleeps. */
  readonly images: { readonly busybox: string; readonly shellless: string };
}

/** The label of everything that a test makes: nothing else may be touched. */
export const LABEL = "docker-network-explorer.test";

/** Tells this file's objects from those of other tests on the same engine; also in every name. */
const run = randomBytes(3).toString("hex");

export const engine: TestEngine = readEngine();

/** Podman speaks Docker's API with quirks of its own. */
export const isPodman = engine.product === "podman";

/** A test of what Podman cannot do or tell: there it is listed as skipped, with the reason in its title. */
export function onDocker(title: string, why: string, test: Mocha.Func | Mocha.AsyncFunc): void {
  if (isPodman) it(`${title} [not on Podman: ${why}]`);
  else it(title, test as Mocha.Func);
}

function readEngine(): TestEngine {
  const json = process.env["DNE_ENGINE"];
  if (json === undefined) throw new Error("DNE_ENGINE is not set: engine tests need the rig (npm test)");
  return JSON.parse(json) as TestEngine;
}

/** Asks the engine over its socket, unversioned (its newest API). Rejects with the engine's words and `status` from 400 on. */
export function raw<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
  return rawTo<T>(engine.socket, method, path, body);
}

/** Asks another engine. */
export function rawTo<T = unknown>(socketPath: string, method: string, path: string, body?: unknown): Promise<T> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return new Promise<T>((resolve, reject) => {
    const headers = payload === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(payload) };
    const call = request({ socketPath, method, path, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("error", reject);
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        if (status >= 400) reject(Object.assign(new Error(`${method} ${path}: ${text}`), { status }));
        else resolve((text.trim().startsWith("{") || text.trim().startsWith("[") ? JSON.parse(text) : text) as T);
      });
    });
    call.setTimeout(60_000, () => call.destroy(new Error(`${method} ${path}: no answer within 60 s`)));
    call.on("error", reject);
    call.end(payload);
  });
}

/** The bridge of a bridge network: Docker's by the rule, Podman's by its own API. */
export async function bridgeOf({ id, name }: { readonly id: string; readonly name: string }): Promise<string> {
  if (isPodman) return (await raw<{ network_interface: string }>("GET", `/v4.0.0/libpod/networks/${name}/json`)).network_interface;
  return name === "bridge" ? "docker0" : `br-${id.slice(0, 12)}`;
}

/** A made object. */
export interface Made {
  readonly id: string;
  readonly name: string;
}

/** A name that no other test uses: `word` with this run's mark. */
export function uniqueName(word: string): string {
  return `${word}-${run}`;
}

/** Makes a network (a bridge unless told otherwise) named `uniqueName(word)`. `body`: more of `POST /networks/create`. */
export async function makeNetwork(word: string, body: Readonly<Record<string, unknown>> = {}): Promise<Made> {
  const name = uniqueName(word);
  const { Id } = await raw<{ Id: string }>("POST", "/networks/create", {
    Driver: "bridge",
    CheckDuplicate: true,
    ...body,
    Name: name,
    Labels: { [LABEL]: run },
  });
  return { id: Id, name };
}

/** How `makeContainer` makes one. */
export interface ContainerOptions {
  /** HostConfig.NetworkMode: a network's name, `host`, `none`, `container:X`. Absent: the engine's default. */
  readonly mode?: string;
  /** More networks, connected in this order before it is started. */
  readonly networks?: readonly string[];
  /** False leaves it created. */
  readonly start?: boolean;
  readonly image?: string;
  /** More of `POST /containers/create`. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** More of its HostConfig. */
  readonly hostConfig?: Readonly<Record<string, unknown>>;
}

/** Runs a program inside a container, and waits for its end. @returns its exit code */
export async function runInside(container: string, argv: readonly string[]): Promise<number | null> {
  const { Id } = await raw<{ Id: string }>("POST", `/containers/${container}/exec`, { Cmd: argv, AttachStdout: true });
  await raw("POST", `/exec/${Id}/start`, { Detach: false });
  return (await raw<{ ExitCode: number | null }>("GET", `/exec/${Id}/json`)).ExitCode;
}

/** Makes a container named `uniqueName(word)` that sleeps, and starts it. */
export async function makeContainer(word: string, options: ContainerOptions = {}): Promise<Made> {
  const name = uniqueName(word);
  const image = options.image ?? engine.images.busybox;
  const { Id } = await raw<{ Id: string }>("POST", `/containers/create?name=${name}`, {
    Image: image,
    ...(image === engine.images.shellless ? {} : { Cmd: ["sleep", "infinity"] }),
    // sleep as process 1 ignores SIGTERM: stopping would take ten seconds.
    StopSignal: "SIGKILL",
    ...options.body,
    Labels: { [LABEL]: run },
    HostConfig: { ...(options.mode === undefined ? {} : { NetworkMode: options.mode }), ...options.hostConfig },
  });
  for (const network of options.networks ?? []) await raw("POST", `/networks/${network}/connect`, { Container: Id });
  if (options.start !== false) await raw("POST", `/containers/${Id}/start`);
  return { id: Id, name };
}

/** Removes every container and then every network that carries this run's label, also those made by the product under test. */
export async function cleanUp(): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${LABEL}=${run}`] }));
  const containers = await raw<{ Id: string }[]>("GET", `/containers/json?all=1&filters=${filters}`);
  // Podman removes none whose network another shares: what is left is tried again, as long as some go.
  for (let left = containers, before = Infinity; left.length > 0; before = left.length) {
    const outcomes = await Promise.allSettled(left.map(({ Id }) => raw("DELETE", `/containers/${Id}?force=1&v=1`)));
    const failures = outcomes.flatMap((outcome, at) => (outcome.status === "rejected" ? [{ container: left[at]!, error: outcome.reason as Error & { status?: number } }] : []));
    left = failures.filter(({ error }) => error.status !== 404).map(({ container }) => container);
    if (left.length >= before) throw failures[0]!.error;
  }
  const networks = await raw<{ Id: string }[]>("GET", `/networks?filters=${filters}`);
  await Promise.all(networks.map(({ Id }) => raw("DELETE", `/networks/${Id}`)));
}

/** The label, as the product's own operations should set it so that `cleanUp` finds what they made. */
export const labels: Readonly<Record<string, string>> = { [LABEL]: run };

/** Waits until `probe` gives something; asks every 5 ms. Rejects after `timeout` ms, naming `what`. */
export async function eventually<T>(what: string, probe: () => T | undefined | Promise<T | undefined>, timeout = 15_000): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error(`${what} did not happen within ${timeout} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
