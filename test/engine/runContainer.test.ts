import assert from "node:assert/strict";
import type { ContainerSpec } from "../../src/core/spec";
import type { Engine } from "../../src/engine/engine";
import { openEngine } from "../../src/engine/open";
import { cleanUp, engine as rig, isPodman, labels, makeNetwork, raw, uniqueName, type Made } from "../support/engine";

describe("Running a container on a real engine", () => {
  let engine: Engine;
  let net: Made;
  const spec = (word: string, more: Partial<ContainerSpec> = {}): ContainerSpec => ({
    image: rig.images.busybox, name: uniqueName(word), command: ["sleep", "infinity"], network: { kind: "networks", networks: [{ name: net.name, endpoint: { aliases: [] } }] },
    labels, ports: [], publishAll: false, expose: [], env: [], dns: [], dnsSearch: [], dnsOptions: [], extraHosts: [], ...more,
  });
  const all = async (): Promise<string[]> => (await raw<{ Names: string[] }[]>("GET", "/containers/json?all=1")).map(({ Names }) => Names[0]!.slice(1));

  before(async () => {
    engine = await openEngine({ host: `unix://${rig.socket}` });
    net = await makeNetwork("run-net");
  });
  after(async () => {
    engine.dispose();
    await cleanUp();
  });

  it("creates and starts it with its name, label, network and command", async () => {
    const { id } = await engine.perform({ kind: "runContainer", spec: spec("run-one") });
    const { Name, State, Config, HostConfig, NetworkSettings } = await raw<{
      Name: string; State: { Running: boolean }; Config: { Cmd: string[]; Labels: Record<string, string> }; HostConfig: { NetworkMode: string }; NetworkSettings: { Networks: object };
    }>("GET", `/containers/${id}/json`);
    // For Podman every network that is a bridge is the mode `bridge`.
    const mode = isPodman ? "bridge" : net.name;
    assert.deepEqual([Name, State.Running, Config.Cmd, HostConfig.NetworkMode, Object.keys(NetworkSettings.Networks)], [`/${uniqueName("run-one")}`, true, ["sleep", "infinity"], mode, [net.name]]);
    assert.deepEqual(Config.Labels, labels);
  });

  it("leaves nothing when it cannot be started, and tells why", async () => {
    const wrong = spec("run-wrong", { command: ["/no-such-program"] });
    await assert.rejects(engine.perform({ kind: "runContainer", spec: wrong }), /no-such-program/);
    assert.ok(!(await all()).includes(uniqueName("run-wrong")));
  });

  it("names the images that are there, by names to run them", async () => {
    // Podman puts the registry before it.
    const name = (await engine.images()).find((image) => (isPodman ? image.endsWith(`/${rig.images.busybox}`) : image === rig.images.busybox));
    assert.ok(name !== undefined);
    await engine.perform({ kind: "runContainer", spec: spec("run-named", { image: name }) });
  });
});
