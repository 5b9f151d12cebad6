import assert from "node:assert/strict";
import type { Disposable } from "../../src/core/emitter";
import type { ContainerId, NetworkId } from "../../src/core/inventory";
import type { Engine, EngineEvent } from "../../src/engine/engine";
import { openEngine } from "../../src/engine/open";
import { cleanUp, eventually, isPodman, labels, makeContainer, makeNetwork, onDocker, raw, uniqueName } from "../support/engine";
import { EngineProxy } from "../support/engineProxy";

describe("The events of a real engine", () => {
  const proxy = new EngineProxy();
  let engine: Engine;
  let stream: Disposable;
  let seen: EngineEvent[];
  let resumed: number;
  let lost: unknown[];

  before(() => proxy.start());
  beforeEach(async () => {
    seen = [];
    resumed = 0;
    lost = [];
    engine = await openEngine({ host: `unix://${proxy.path}` });
    stream = engine.events({ event: (event) => seen.push(event), resumed: () => resumed++, lost: (problem) => lost.push(problem) });
  });
  afterEach(() => {
    stream.dispose();
    engine.dispose();
  });
  after(async () => {
    await proxy.dispose();
    await cleanUp();
  });

  const arrives = (expected: Partial<EngineEvent>): Promise<EngineEvent> =>
    eventually(JSON.stringify(expected), () =>
      seen.find((event) => Object.entries(expected).every(([key, value]) => event[key as keyof EngineEvent] === value)),
    );

  /** What Podman tells of least is a network; what every engine tells of is a container. */
  const makeSomething = async (word: string): Promise<Partial<EngineEvent>> => {
    if (isPodman) return { action: "create", containerId: (await makeContainer(word, { start: false })).id };
    return { action: "create", networkId: (await makeNetwork(word)).id };
  };

  if (isPodman) {
    it("tell each change of a container, an attachment's too", async () => {
      const web = await makeContainer("web");
      for (const action of ["create", "start"]) await arrives({ type: "container", action, containerId: web.id });
      const other = await makeNetwork("other");
      await raw("POST", `/networks/${other.name}/connect`, { Container: web.id });
      await arrives({ type: "network", action: "connect", containerId: web.id });
      await raw("POST", `/networks/${other.name}/disconnect`, { Container: web.id });
      await arrives({ type: "network", action: "disconnect", containerId: web.id });
      await raw("DELETE", `/containers/${web.id}?force=1`);
      await arrives({ type: "container", action: "destroy", containerId: web.id });
      assert.deepEqual(seen.filter(({ type, networkId }) => type === "network" && networkId !== undefined), [], "it names no network");
      assert.deepEqual(lost, []);
    });

    it("tell of networks that are made and removed through this connection, of which Podman says nothing", async () => {
      const { id } = await engine.perform({ kind: "createNetwork", spec: { name: uniqueName("told"), driver: "bridge", pools: [], internal: false, ipv6: false, attachable: false, options: {}, labels } });
      await arrives({ type: "network", action: "create", networkId: id });
      await engine.perform({ kind: "removeNetwork", network: { id: id as NetworkId, name: uniqueName("told") } });
      await arrives({ type: "network", action: "destroy", networkId: id });
    });
  }

  onDocker("tell each change with the ids that it concerns", "its events name no network", async () => {
    const net = await makeNetwork("net");
    await arrives({ type: "network", action: "create", networkId: net.id });
    const web = await makeContainer("web", { mode: net.name });
    await arrives({ type: "container", action: "create", containerId: web.id });
    await arrives({ type: "network", action: "connect", networkId: net.id, containerId: web.id });
    await arrives({ type: "container", action: "start", containerId: web.id });
    const other = await makeNetwork("other");
    await raw("POST", `/networks/${other.id}/connect`, { Container: web.id });
    await arrives({ type: "network", action: "connect", networkId: other.id, containerId: web.id });
    await raw("POST", `/networks/${other.id}/disconnect`, { Container: web.id });
    await arrives({ type: "network", action: "disconnect", networkId: other.id, containerId: web.id });
    await raw("POST", `/containers/${web.id}/rename?name=${web.name}-renamed`);
    await arrives({ type: "container", action: "rename", containerId: web.id });
    await raw("POST", `/containers/${web.id}/pause`);
    await arrives({ type: "container", action: "pause", containerId: web.id });
    await raw("DELETE", `/containers/${web.id}?force=1`);
    await arrives({ type: "container", action: "destroy", containerId: web.id });
    await raw("DELETE", `/networks/${net.id}`);
    await arrives({ type: "network", action: "destroy", networkId: net.id });
    assert.deepEqual(lost, []);
  });

  it("do not tell of commands run inside containers, our own above all", async () => {
    const web = await makeContainer("quiet");
    await arrives({ action: "start", containerId: web.id });
    seen.length = 0;
    assert.equal((await engine.exec(web.id as ContainerId, ["true"], 5_000)).exitCode, 0);
    await raw("POST", `/containers/${web.id}/pause`);
    await arrives({ action: "pause", containerId: web.id });
    assert.deepEqual(seen.map(({ action }) => action), ["pause"]);
  });

  it("do not tell of the extension's own helpers", async () => {
    const helper = await raw<{ Id: string }>("POST", "/containers/create", { Image: "busybox", Labels: { "docker-network-explorer.helper": "1" } });
    await raw("DELETE", `/containers/${helper.Id}`);
    await arrives(await makeSomething("marker"));
    assert.deepEqual(seen.filter(({ containerId }) => containerId === helper.Id), []);
  });

  it("miss nothing that happens between connecting and listening", async () => {
    const early = await openEngine({ host: `unix://${proxy.path}` });
    const made = await makeSomething("between");
    const told: EngineEvent[] = [];
    const listening = early.events({ event: (event) => told.push(event), resumed: () => undefined, lost: () => undefined });
    await eventually("the event from before", () => told.find(({ networkId, containerId }) => (networkId ?? containerId) === (made.networkId ?? made.containerId)));
    listening.dispose();
    early.dispose();
  });

  it("go on by themselves after a break, with what happened meanwhile", async () => {
    await arrives(await makeSomething("first"));
    await proxy.stop();
    await eventually("the break to be told", () => lost[0]);
    const meanwhile = await makeSomething("meanwhile");
    await proxy.start();
    await arrives(meanwhile);
    assert.ok(resumed >= 1);
    await arrives(await makeSomething("later"));
  });
});
