import { setMaxListeners } from "node:events";
import http, { type Agent } from "node:http";
import https from "node:https";
import modemHttp from "docker-modem/lib/http";
import Docker from "dockerode";
import type { Disposable } from "../core/emitter";
import { takes } from "../core/endpointField";
import type { HelperSpec } from "../core/helper";
import { macOfInspected } from "../core/inspected";
import type { ContainerId, EngineInfo, Inventory, NetworkId } from "../core/inventory";
import { Problem } from "../core/problem";
import { refusalOf } from "../core/refusal";
import type { Operation } from "../core/spec";
import { makeAgent } from "./agent";
import { negotiate } from "./apiVersion";
import { dial, type Client } from "./client";
import { decodeContainers, decodeEngineInfo, decodeInspectedMode, decodeNetworks, decodeProcess } from "./decode";
import { describeEndpoint, type Endpoint } from "./endpoint";
import type { ByteSink, ContainerProcess, Engine, EngineEvent, EventSink, ExecResult, Flow, HelperOutcome, TerminalProcess, TerminalSize } from "./engine";
import { eventFilters, followEvents, type OpenEvents } from "./events";
import { runExec } from "./exec";
import { problemOf } from "./failure";
import { Helpers } from "./helper";
import { asArray, asRecord, asText, optional } from "./json";
import { within } from "./limits";
import { completeNetwork, decodePodmanNetwork, decodePodmanNetworks, type PodmanNetwork } from "./podmanNetwork";
import { connectBody, createBody } from "./requests";
import { decodeImages, runContainer } from "./runContainer";
import { followLogs, openTerminal } from "./terminal";

// docker-modem follows redirects, to wherever they point; over a socket they make it throw where nobody can catch it. An
// engine sends none but for a malformed path, and what sends others is no engine: node's own clients follow none.
Object.assign(modemHttp, { http, https });

/** How long an engine may take to answer a question, ms. */
const answerLimit = 10_000;
/** How long it may take to do something: a network of a slow driver, a container with many endpoints. */
const operationLimit = 60_000;
/** And a container whose process ends when it likes to: a stop waits as long as its own StopTimeout says. */
const containerLimit = 600_000;

/** The `Engine` port over dockerode. */
export class DockerEngine implements Engine {
  /** Podman only: HostConfig.NetworkMode by container, which never changes and which its list does not tell. */
  readonly #modes = new Map<string, string>();
  /** Who follows the events: where the engine tells nothing of networks that are made and removed, ours are told by us. */
  readonly #sinks = new Set<EventSink>();
  /** Podman tells of them from 5.4 on; what one does shows with the first that it tells of. */
  #tellsOfNetworks: boolean;
  readonly #ended = new AbortController();
  readonly socketPath?: string;
  readonly #helpers: Helpers;
  /** Milliseconds of this process when the connection was made. */
  readonly #since = performance.now();

  private constructor(
    readonly info: EngineInfo,
    private readonly endpoint: Endpoint,
    private readonly docker: Client,
    private readonly agent: Agent,
    /** The engine's own time when this connection was made, seconds since the epoch. */
    private readonly connectedAt: number | undefined,
  ) {
    // Every request listens for the end; dozens at a time are no leak.
    setMaxListeners(0, this.#ended.signal);
    if (endpoint.transport.kind === "unix") this.socketPath = endpoint.transport.path;
    this.#helpers = new Helpers(docker);
    this.#tellsOfNetworks = info.product !== "podman";
  }

  /** Connects: asks who it is and agrees on an API version. Rejects with `Problem`. */
  static async open(endpoint: Endpoint, signal?: AbortSignal): Promise<DockerEngine> {
    const agent = makeAgent(endpoint);
    try {
      const first = makeClient(endpoint, agent);
      const version = await within(answerLimit, signal, (abortSignal) => first.version({ abortSignal })).catch((error: unknown) => {
        throw whenUnknown(problemOf(error, endpoint), endpoint);
      });
      const apiVersion = negotiate(version, describeEndpoint(endpoint));
      const docker = makeClient(endpoint, agent, apiVersion);
      const info = await within(answerLimit, signal, (abortSignal) => docker.info({ abortSignal }));
      const systemTime = Date.parse(asText(asRecord(info)["SystemTime"]) ?? "");
      const connectedAt = Number.isNaN(systemTime) ? undefined : Math.floor(systemTime / 1000);
      return new DockerEngine(decodeEngineInfo(version, info, endpoint.url, apiVersion), endpoint, docker, agent, connectedAt);
    } catch (error) {
      agent.destroy();
      throw problemOf(error, endpoint);
    }
  }

  async inventory(signal?: AbortSignal): Promise<Inventory> {
    const { product } = this.info;
    // The containers take the engine longest: they are asked for first, and the networks decoded while they are awaited.
    const [containerList, networks] = await Promise.all([
      this.#ask((abortSignal) => this.docker.listContainers({ all: true, abortSignal }), signal),
      Promise.all([
        this.#ask((abortSignal) => this.docker.listNetworks({ abortSignal }), signal),
        product === "podman" ? this.#knownNetworks(signal) : undefined,
      ]).then(([list, known]) => decodeNetworks(list, product, known)),
    ]);
    if (product === "podman") await this.#podmanModes(containerList, signal);
    if (this.connectedAt !== undefined) this.#helpers.sweep(containerList, this.connectedAt + (performance.now() - this.#since) / 1000);
    return {
      engine: this.info,
      takenAt: new Date().toISOString(),
      networks,
      containers: decodeContainers(containerList, networks, product, this.#modes),
    };
  }

  events(sink: EventSink): Disposable {
    const open: OpenEvents = async (since, signal) => {
      const from = since === undefined ? {} : { since };
      // The answer's head comes at once (Docker) or with the first event (some Podmans): only the dialling is limited,
      // by asking for a sign of life first. The stream itself may be silent for days.
      await within(answerLimit, signal, (abortSignal) => this.docker.ping({ abortSignal }));
      return this.docker.getEvents({ ...from, filters: eventFilters, abortSignal: signal });
    };
    const named: EventSink = {
      event: (event) => sink.event(event),
      resumed: () => sink.resumed(),
      lost: (error) => sink.lost(problemOf(error, this.endpoint)),
    };
    const event = (told: EngineEvent): void => {
      if (told.type === "network" && (told.action === "create" || told.action === "destroy")) this.#tellsOfNetworks = true;
      named.event(told);
    };
    const following = followEvents(open, { ...named, event }, this.connectedAt);
    this.#sinks.add(named);
    return {
      dispose: () => {
        this.#sinks.delete(named);
        following.dispose();
      },
    };
  }

  untoldNetworks(signal?: AbortSignal): Promise<readonly NetworkId[]> | undefined {
    return this.#tellsOfNetworks ? undefined : this.#podmanNetworks("", signal).then((json) => [...decodePodmanNetworks(json).keys()] as NetworkId[]);
  }

  async inspectNetwork(id: NetworkId, verbose = false): Promise<unknown> {
    const json = await this.#ask((abortSignal) => this.docker.getNetwork(encodeURIComponent(id)).inspect({ abortSignal, ...(verbose && { verbose }) }));
    if (this.info.product !== "podman") return json;
    return completeNetwork(json, await this.#podmanNetworks(id).then(decodePodmanNetwork, () => undefined));
  }

  inspectContainer(id: ContainerId): Promise<unknown> {
    return this.#ask((abortSignal) => this.docker.getContainer(encodeURIComponent(id)).inspect({ abortSignal }));
  }

  async images(): Promise<readonly string[]> {
    return decodeImages(await this.#ask((abortSignal) => dial(this.docker, "GET", "/images/json", abortSignal)));
  }

  async process(id: ContainerId): Promise<ContainerProcess> {
    return decodeProcess(await this.inspectContainer(id));
  }

  async perform(operation: Operation, signal?: AbortSignal): Promise<{ readonly id: string; readonly warning?: string }> {
    switch (operation.kind) {
      case "createNetwork": {
        // dockerode's createNetwork keeps the id only; the engine's warning is wanted too.
        const answer = asRecord(await this.#do((abortSignal) => dial(this.docker, "POST", "/networks/create", abortSignal, createBody(operation.spec)), signal));
        const warning = [asText(answer["Warning"]), ...asArray(answer["Warnings"]).map(asText)].filter((text) => text !== undefined).join("\n");
        const id = asText(answer["Id"]) ?? "";
        this.#tell("create", id);
        return { id, ...(warning === "" ? {} : { warning }) };
      }
      case "runContainer":
        return await runContainer(this.docker, operation.spec, this.info, (request) => this.#do(request, signal));
      case "removeNetwork":
        await this.#do((abortSignal) => this.#network(operation.network).remove({ abortSignal }), signal);
        this.#tell("destroy", operation.network.id);
        return { id: "" };
      case "connect": {
        if (operation.endpoint.mac !== undefined && !takes(this.info, "mac")) {
          throw new Problem("refused", `A MAC address of its own for a network needs API 1.44 (Docker 25); this engine speaks ${this.info.apiVersion}`);
        }
        if (operation.endpoint.gatewayPriority !== undefined && !takes(this.info, "priority")) {
          throw new Problem("refused", `A gateway priority needs API 1.48 (Docker 28); this engine speaks ${this.info.apiVersion}`);
        }
        const body = connectBody(operation.container.id, operation.endpoint);
        await this.#do((abortSignal) => this.#network(operation.network).connect({ ...body, abortSignal }), signal).catch(async (error: unknown) => {
          await this.#takeBack(operation, error);
          throw error;
        });
        return { id: "", ...optional("warning", await this.#macIgnored(operation)) };
      }
      case "disconnect": {
        const body = { Container: operation.container.id, Force: operation.force };
        await this.#do((abortSignal) => this.#network(operation.network).disconnect({ ...body, abortSignal }), signal);
        return { id: "" };
      }
      case "lifecycle": {
        const path = `/containers/${encodeURIComponent(operation.container.id)}/${operation.verb}`;
        await this.#do((abortSignal) => dial(this.docker, "POST", path, abortSignal), signal, containerLimit);
        return { id: "" };
      }
      case "removeContainer": {
        const { container, force, volumes } = operation;
        // A question mark at the end is how docker-modem is told that the options are a query.
        const path = `/containers/${encodeURIComponent(container.id)}?`;
        await this.#do((abortSignal) => dial(this.docker, "DELETE", path, abortSignal, { force, v: volumes }), signal, containerLimit);
        return { id: "" };
      }
    }
  }

  /** Asked by id, Podman 4 removes a network that is in use: it looks for the id among the containers' networks, which are names. */
  #network({ id, name }: { readonly id: NetworkId; readonly name: string }): ReturnType<Client["getNetwork"]> {
    return this.docker.getNetwork(encodeURIComponent(this.info.product === "podman" && name !== "" ? name : id));
  }

  #tell(action: string, networkId: string): void {
    if (!this.#tellsOfNetworks) for (const sink of this.#sinks) sink.event({ type: "network", action, networkId });
  }

  /**
   * Podman notes an attachment before it makes it, and keeps the note when it fails: then it cannot list its containers
   * any more, none of them. A disconnect takes the note away, even if it complains.
   */
  async #takeBack({ container, network }: Extract<Operation, { kind: "connect" }>, error: unknown): Promise<void> {
    if (this.info.product !== "podman" || (error instanceof Problem && refusalOf(error.message) === "alreadyAttached")) return;
    const body = { Container: container.id, Force: true };
    await this.#do((abortSignal) => this.#network(network).disconnect({ ...body, abortSignal })).catch(() => undefined);
  }

  /** Docker 25 to 28 accept a MAC address with a connect and then give another in silence: that is told. */
  async #macIgnored({ container, network, endpoint }: Extract<Operation, { kind: "connect" }>): Promise<string | undefined> {
    if (endpoint.mac === undefined) return undefined;
    const given = macOfInspected(await this.inspectContainer(container.id), network.name);
    if (given === undefined || given === endpoint.mac.toLowerCase()) return undefined;
    return `The engine ignored the MAC address ${endpoint.mac} and gave ${given}`;
  }

  async exec(id: ContainerId, argv: readonly string[], timeoutMs: number): Promise<ExecResult> {
    const container = this.docker.getContainer(encodeURIComponent(id));
    return within(timeoutMs, this.#until(), (signal) => runExec(container, argv, signal)).catch((error: unknown) => {
      throw problemOf(error, this.endpoint);
    });
  }

  async logs(id: ContainerId, from: { readonly tail: number } | { readonly since: number }, sink: ByteSink): Promise<Flow> {
    const tail = "tail" in from ? from.tail : 0;
    const since = "since" in from ? from.since : undefined;
    return this.#streaming((signal) => followLogs(this.docker.getContainer(encodeURIComponent(id)), sink, tail, since, signal));
  }

  async terminal(id: ContainerId, argv: readonly string[], size: TerminalSize, sink: ByteSink): Promise<TerminalProcess> {
    return this.#streaming((signal) => openTerminal(this.docker.getContainer(encodeURIComponent(id)), argv, size, sink, signal));
  }

  /** The beginning is limited; what then streams lasts as long as this connection, or until it is disposed. */
  async #streaming<T>(open: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await within(answerLimit, this.#until(), () => open(this.#ended.signal));
    } catch (error) {
      throw problemOf(error, this.endpoint);
    }
  }

  async runHelper(spec: HelperSpec, timeoutMs: number, signal: AbortSignal): Promise<HelperOutcome> {
    return this.#helpers.run(spec, timeoutMs, this.#until(signal)).catch((error: unknown) => {
      throw problemOf(error, this.endpoint);
    });
  }

  dispose(because?: Problem): void {
    this.#helpers.dispose();
    this.#ended.abort(because);
    this.agent.destroy();
  }

  /** A question may be asked again where the next answer may well be another. */
  async #ask<T>(request: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let left = 2; ; left--) {
      try {
        return await this.#limited(answerLimit, signal, request);
      } catch (error) {
        if (left === 0 || !(error instanceof Problem)) throw error;
        // A kept connection that the other side had closed while it was idle: on a new one.
        if (["ECONNRESET", "EPIPE"].includes(asText(asRecord(error.cause)["code"]) ?? "")) for (const idle of Object.values(this.agent.freeSockets).flat()) idle?.destroy();
        else if (!diedMeanwhile(error)) throw error;
      }
    }
  }

  #do<T>(request: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal, limit = operationLimit): Promise<T> {
    return this.#limited(limit, signal, request);
  }

  async #limited<T>(limit: number, signal: AbortSignal | undefined, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await within(limit, this.#until(signal), request);
    } catch (error) {
      throw problemOf(error, this.endpoint);
    }
  }

  /** The caller's signal, and the end of this connection. */
  #until(signal?: AbortSignal): AbortSignal {
    return signal === undefined ? this.#ended.signal : AbortSignal.any([signal, this.#ended.signal]);
  }

  /** An old Podman without an API of its own costs only what that would tell. */
  #knownNetworks(signal: AbortSignal | undefined): Promise<Map<string, PodmanNetwork>> {
    return this.#podmanNetworks("", signal).then(decodePodmanNetworks, () => new Map<string, PodmanNetwork>());
  }

  /** All networks, or one, by Podman's own API: it reads them and nothing else, where its Docker API goes through all containers for each. */
  #podmanNetworks(name: string, signal?: AbortSignal): Promise<unknown> {
    const own = makeClient(this.endpoint, this.agent);
    const path = `/v4.0.0/libpod/networks/${name === "" ? "" : `${encodeURIComponent(name)}/`}json`;
    return this.#ask((abortSignal) => dial(own, "GET", path, abortSignal), signal);
  }

  /** Inspects, once, each container that the list gave without its network mode. */
  async #podmanModes(list: unknown, signal: AbortSignal | undefined): Promise<void> {
    const rows = asArray(list).map(asRecord).filter((row) => asText(asRecord(row["HostConfig"])["NetworkMode"]) === undefined);
    const ids = new Set(rows.flatMap((row) => asText(row["Id"]) ?? []));
    for (const known of this.#modes.keys()) if (!ids.has(known)) this.#modes.delete(known);
    const unknown = [...ids].filter((id) => !this.#modes.has(id));
    const next = async (): Promise<void> => {
      for (let id = unknown.pop(); id !== undefined; id = unknown.pop()) {
        const asked = id;
        // One that is gone meanwhile is no reason to fail.
        const inspected = await this.#ask((abortSignal) => this.docker.getContainer(asked).inspect({ abortSignal }), signal).catch((error: unknown) => {
          if (error instanceof Problem && error.kind === "notFound") return undefined;
          throw error;
        });
        const mode = decodeInspectedMode(inspected);
        if (mode !== undefined) this.#modes.set(asked, mode);
      }
    };
    await Promise.all([next(), next(), next(), next()]);
  }
}

/** Podman lists no container at all when one of them dies while it is looked at. */
function diedMeanwhile({ kind, message }: Problem): boolean {
  return kind === "engineFailed" && /\/proc\/\d+\/.*no such process/i.test(message);
}

/** On the first question, an address that says "not found" or a page of HTML is something else, not an engine. */
function whenUnknown(problem: Problem, endpoint: Endpoint): Problem {
  const answered = ["notFound", "refused", "conflict"].includes(problem.kind);
  return answered ? new Problem("notAnEngine", problem.message, describeEndpoint(endpoint), { cause: problem.cause }) : problem;
}

/** A dockerode that goes where the endpoint says and nowhere else. */
function makeClient({ transport }: Endpoint, agent: Agent, apiVersion?: string): Client {
  const version = apiVersion === undefined ? {} : { version: `v${apiVersion}` };
  const common = { agent, ...version };
  return withoutDockerHost(() => {
    switch (transport.kind) {
      case "unix":
      case "npipe":
        return new Docker({ ...common, socketPath: transport.path, host: "", protocol: "http" });
      case "ssh":
        // The path is never opened: the agent makes the connection.
        return new Docker({ ...common, socketPath: "ssh", host: "", protocol: "http" });
      case "tcp":
        return new Docker({
          ...common,
          host: transport.host.includes(":") ? `[${transport.host}]` : transport.host,
          port: transport.port,
          protocol: transport.tls === undefined ? "http" : "https",
        });
    }
  });
}

/**
 * docker-modem mixes DOCKER_HOST and DOCKER_CERT_PATH into whatever it is given, with precedence over `socketPath`, and
 * throws when they are malformed. It reads the environment in its constructor only, which this hides them from.
 */
function withoutDockerHost(make: () => Docker): Client {
  const before = process.env["DOCKER_HOST"];
  delete process.env["DOCKER_HOST"];
  try {
    return make() as unknown as Client;
  } finally {
    if (before !== undefined) process.env["DOCKER_HOST"] = before;
  }
}
