import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { DockerNetworkExplorerApi } from "../../src/api";
import { cleanUp, eventually, makeContainer, makeNetwork, onDocker, type Made } from "../support/engine";
import { networksOf, running } from "./running";

describe("Commands, called with all that they need", () => {
  let api: DockerNetworkExplorerApi;
  let home: Made;
  let other: Made;
  let one: Made;
  let two: Made;
  const network = ({ id }: Made) => ({ type: "network", networkId: id });
  const container = ({ id }: Made) => ({ type: "container", containerId: id });
  /** A command may stay open until its last notification is answered, so the engine is asked, not the command. */
  const call = (command: string, ...args: unknown[]): void => void vscode.commands.executeCommand(`dockerNetworks.${command}`, ...args);
  const onNetworks = (made: Made, ...names: string[]): Promise<true> =>
    eventually(`${made.name} on ${names.join(" and ")}`, async () => ((await networksOf(made.id)).join() === [...names].sort().join() ? true : undefined));

  before(async () => {
    home = await makeNetwork("cmd-home");
    other = await makeNetwork("cmd-other");
    one = await makeContainer("cmd-one", { mode: home.name });
    two = await makeContainer("cmd-two", { mode: home.name });
    ({ api } = await running());
    await eventually("the lab in the inventory", async () => (await api.inventory()).containers.find(({ id }) => id === two.id));
  });
  after(cleanUp);

  it("attach containers that are dropped on a network, all at once and without a question", async () => {
    call("network.attachContainer", network(other), [container(one), container(two)]);
    await onNetworks(one, home.name, other.name);
    await onNetworks(two, home.name, other.name);
  });

  it("detach an endpoint", async () => {
    await eventually("the attachment in the inventory", async () => ((await api.inventory()).containers.find(({ id }) => id === one.id)?.attachments.length === 2 ? true : undefined));
    call("endpoint.detach", { type: "endpoint", networkId: other.id, containerId: one.id });
    await onNetworks(one, home.name);
  });

  onDocker("do not attach to the host's network", "it lists no such network", async () => {
    const hostNetwork = (await api.inventory()).networks.find(({ driver }) => driver === "host");
    assert.ok(hostNetwork);
    call("network.attachContainer", { type: "network", networkId: hostNetwork.id }, [container(one)]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual(await networksOf(one.id), [home.name]);
  });

  it("copy an id", async () => {
    await vscode.commands.executeCommand("dockerNetworks.network.copyId", network(home));
    assert.equal(await vscode.env.clipboard.readText(), home.id);
  });

  it("open the engine's own words, read-only", async () => {
    await vscode.commands.executeCommand("dockerNetworks.network.inspect", network(home));
    const document = await eventually("the JSON in an editor", () => vscode.window.activeTextEditor?.document);
    assert.equal(document.languageId, "json");
    assert.equal((JSON.parse(document.getText()) as { Id: string }).Id, home.id);
    assert.notEqual(vscode.workspace.fs.isWritableFileSystem(document.uri.scheme), true);
  });

  it("export links to a file that is given, asking nothing: the JSON that the API gives", async () => {
    const folder = mkdtempSync(join(tmpdir(), "links-"));
    const file = join(folder, "links.json");
    call("links.export", vscode.Uri.file(file));
    const exported = await eventually("the file", () => {
      try {
        return JSON.parse(readFileSync(file, "utf8")) as Awaited<ReturnType<DockerNetworkExplorerApi["links"]>>;
      } catch {
        return undefined;
      }
    });
    const { version, engine, links } = await api.links();
    assert.deepEqual({ version: exported.version, engine: exported.engine }, { version, engine });
    const mine = (all: typeof links) => all.filter((link) => [one.id, two.id].includes(link.container.id)).map(({ container: { name }, interface: own, peer, verdict }) => ({ name, own, peer, verdict }));
    assert.ok(mine(links).length >= 3);
    assert.deepEqual(mine(exported.links), mine(links));
    rmSync(folder, { recursive: true });
  });

  it("find an interface that is named, and go straight to it in the map", async () => {
    const veth = (await api.links()).links.find((link) => link.container.id === two.id && link.peer?.interface !== undefined)?.peer?.interface;
    assert.ok(veth);
    call("interface.find", veth);
    const map = await eventually("the map", () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === "Network Map" ? vscode.window.tabGroups.activeTabGroup.activeTab : undefined);
    await vscode.window.tabGroups.close(map);
  });

  it("open no map for an interface that is nowhere", async () => {
    call("interface.find", "veth-of-nobody");
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.ok(!vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).some(({ label }) => label === "Network Map"));
  });

  for (const { extension, begins, column } of [
    { extension: "csv", begins: "container,containerId,", column: "," },
    { extension: "md", begins: "| Container | Network |", column: " | " },
  ]) {
    it(`export links as ${extension} to a file that is named so`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "links-"));
      const file = join(folder, `links.${extension}`);
      call("links.export", vscode.Uri.file(file));
      const text = await eventually("the file", () => {
        try {
          return readFileSync(file, "utf8") || undefined;
        } catch {
          return undefined;
        }
      });
      assert.ok(text.startsWith(begins), text);
      const { links } = await api.links();
      const pair = links.find((link) => link.container.id === two.id && link.peer?.interface !== undefined);
      assert.ok(pair?.peer?.interface);
      const line = text.split(/\r?\n/).find((one) => one.split(column).includes(pair.peer!.interface!));
      assert.ok(line?.includes(two.name), text);
      rmSync(folder, { recursive: true });
    });
  }
});
