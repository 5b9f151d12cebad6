import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as vscode from "vscode";
import type { DockerNetworkExplorerApi } from "../../src/api";
import { cleanUp, eventually, isPodman, makeContainer, makeNetwork, type Made } from "../support/engine";
import { inside, next, running } from "./running";

describe("The running extension", () => {
  let api: DockerNetworkExplorerApi;
  let net: Made;
  let one: Made;

  before(async () => {
    net = await makeNetwork("api-net");
    one = await makeContainer("api-one", { mode: net.name });
    ({ api } = await running());
  });
  after(cleanUp);

  it("gives other extensions the API that docs/API.md describes", async () => {
    assert.equal(api.apiVersion, 1);
    for (const member of ["inventory", "links", "onDidChange"] as const) assert.equal(typeof api[member], "function");
    assert.equal((await running()).api, api, "a second activation gives the same");
  });

  it("has registered every command of its manifest", async () => {
    const { extension } = await running();
    const manifest = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
    assert.ok(manifest.contributes.commands.length > 0);
  });

  it("tells of the engine's networks and containers", async () => {
    const { networks, containers } = await api.inventory();
    assert.equal(networks.find(({ id }) => id === net.id)?.name, net.name);
    const container = containers.find(({ id }) => id === one.id);
    assert.equal(container?.state, "running");
    assert.deepEqual(container.attachments.map(({ networkId }) => networkId), [net.id]);
  });

  it("tells of the proven pair of a container's interface, as the kernel has it on both sides", async () => {
    const report = await api.links();
    assert.equal(report.version, 1);
    const link = report.links.find(({ container }) => container.id === one.id);
    assert.equal(link?.verdict, "verified", JSON.stringify(link));
    const peer = link.peer?.interface ?? "";
    const host = (file: string): number => Number(readFileSync(`/sys/class/net/${peer}/${file}`, "utf8"));
    const own = async (file: string): Promise<number> => Number(await inside(one.id, "cat", `/sys/class/net/${link.interface ?? ""}/${file}`));
    assert.deepEqual(
      { ifindex: link.ifindex, peer: link.peer?.ifindex },
      { ifindex: await own("ifindex"), peer: await own("iflink") },
    );
    assert.deepEqual({ ifindex: host("iflink"), peer: host("ifindex") }, { ifindex: link.ifindex, peer: link.peer?.ifindex });
  });

  it("tells when the engine changes, and then gives the new picture", async () => {
    const changed = next(api.onDidChange);
    const made = await makeNetwork("api-later");
    if (isPodman) await makeContainer("api-later", { mode: made.name, start: false }); // it tells of no network
    await changed;
    await eventually("the new network in the inventory", async () => (await api.inventory()).networks.find(({ id }) => id === made.id));
  });

  it("stops telling a listener that has left", async () => {
    let heard = 0;
    const left = api.onDidChange(() => heard++);
    left.dispose();
    const changed = next(api.onDidChange);
    await makeContainer("api-unheard", { start: false });
    await changed;
    assert.equal(heard, 0);
  });
});
