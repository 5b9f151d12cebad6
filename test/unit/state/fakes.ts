import type { Container, ContainerId, Inventory, NetworkId } from "../../../src/core/inventory";
import type { Link } from "../../../src/core/link";
import type { HostRoute } from "../../../src/core/linkFacts";
import type { Problem } from "../../../src/core/problem";
import type { Engine, EventSink } from "../../../src/engine/engine";
import type { Prober } from "../../../src/probe/probe";
import { engineLike } from "../core/sample";

/** A promise that the test settles: for orders of answers that a real engine gives once in a thousand times. */
export class Deferred<T> {
  resolve!: (value: T) => void;
  reject!: (error: unknown) => void;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

export const info = engineLike({ id: "e1", networkDrivers: ["bridge"], endpoint: "unix:///fake" });

export function container(name: string, state: Container["state"] = "running"): Container {
  return { id: name as ContainerId, name, image: "x", state, status: "", mode: { kind: "none" }, attachments: [], ports: [], labels: {} };
}

export function inventory(...containers: Container[]): Inventory {
  return { engine: info, takenAt: new Date().toISOString(), networks: [], containers };
}

export function link(name: string, network: string | null, eth = "eth0"): Link {
  return {
    container: { id: name as ContainerId, name },
    network: network === null ? null : { id: network as never, name: network, driver: "bridge" },
    interface: eth,
    addresses: [],
    kind: "veth",
    verdict: "verified",
    evidence: [],
    method: "netlink",
  };
}

/** An engine whose answers come when the test says so. */
export class FakeEngine implements Engine {
  readonly info = info;
  readonly reads: Deferred<Inventory>[] = [];
  readonly inspected: string[] = [];
  inspect: (id: string) => Promise<unknown> = () => Promise.resolve({});
  sink: EventSink | undefined;
  disposed = 0;

  inventory(): Promise<Inventory> {
    const read = new Deferred<Inventory>();
    this.reads.push(read);
    return read.promise;
  }
  events(sink: EventSink): { dispose(): void } {
    this.sink = sink;
    return { dispose: () => (this.sink = undefined) };
  }
  /** What it does not tell; undefined for one that tells. Each question is counted. */
  untold: (() => Promise<readonly NetworkId[]>) | undefined;
  questions = 0;
  untoldNetworks(): Promise<readonly NetworkId[]> | undefined {
    if (this.untold === undefined) return undefined;
    this.questions++;
    return this.untold();
  }
  inspectNetwork(): Promise<unknown> {
    return Promise.resolve({});
  }
  inspectContainer(id: ContainerId): Promise<unknown> {
    this.inspected.push(id);
    return this.inspect(id);
  }
  images(): ReturnType<Engine["images"]> {
    return Promise.resolve([]);
  }
  process(): ReturnType<Engine["process"]> {
    return Promise.resolve({ pid: 1, startedAt: "", paused: false });
  }
  perform(): ReturnType<Engine["perform"]> {
    return Promise.resolve({ id: "" });
  }
  exec(): ReturnType<Engine["exec"]> {
    return Promise.resolve({ exitCode: 0, stdout: "", stderr: "" });
  }
  logs(): ReturnType<Engine["logs"]> {
    return Promise.reject(new Error("no logs here"));
  }
  terminal(): ReturnType<Engine["terminal"]> {
    return Promise.reject(new Error("no terminal here"));
  }
  runHelper(): ReturnType<Engine["runHelper"]> {
    return Promise.resolve({ kind: "printed", stdout: "", stderr: "" });
  }
  /** What ended it, if anything did. */
  because: Problem | undefined;
  dispose(because?: Problem): void {
    this.disposed++;
    this.because = because;
  }
}

/** A prober whose answers come when the test says so. */
export class FakeProber implements Prober {
  readonly resolves: { readonly inventory: Inventory; readonly exec: boolean; readonly signal: AbortSignal; readonly answer: Deferred<readonly Link[]> }[] = [];
  readonly invalidated: (string | undefined)[] = [];
  disposed = 0;

  resolve(taken: Inventory, { exec }: { exec: boolean }, signal: AbortSignal): Promise<readonly Link[]> {
    const answer = new Deferred<readonly Link[]>();
    this.resolves.push({ inventory: taken, exec, signal, answer });
    return answer.promise;
  }
  counters(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  /** How often they were read. */
  routesRead = 0;
  routes(): HostRoute[] {
    return [{ destination: `10.${++this.routesRead}.0.0/16`, interface: "eth1" }];
  }
  /** Those who follow the host. */
  readonly followers = new Set<() => void>();
  follow(changed: () => void): { dispose(): void } {
    this.followers.add(changed);
    return { dispose: () => this.followers.delete(changed) };
  }
  /** Tells them that it changed. */
  hostChanged(): void {
    for (const changed of this.followers) changed();
  }
  invalidate(id?: ContainerId): void {
    this.invalidated.push(id);
  }
  dispose(): void {
    this.disposed++;
  }
}

/** Lets everything run that waits for nothing but its turn. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
