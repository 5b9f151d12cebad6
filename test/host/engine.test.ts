import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { DockerNetworkExplorerApi } from "../../src/api";
import { eventually } from "../support/engine";
import { running } from "./running";

/** What it rejects with. */
const refusal = (promise: Promise<unknown>): Promise<Error & { kind?: string }> =>
  promise.then(() => assert.fail("it was not refused"), (error: unknown) => error as Error & { kind?: string });

describe("The setting that chooses the engine", () => {
  let api: DockerNetworkExplorerApi;
  const choose = (host: string | undefined) => vscode.workspace.getConfiguration("dockerNetworks").update("host", host, vscode.ConfigurationTarget.Global);
  /** The setting arrives some time after it was written. */
  const refusedAs = (kind: string) =>
    eventually(`refused as ${kind}`, async () => {
      const error = await api.inventory().then(() => undefined, (cause: unknown) => cause as Error & { kind?: string });
      return error?.kind === kind ? error : undefined;
    });

  before(async () => ({ api } = await running()));
  afterEach(async () => {
    await choose(undefined);
    await eventually("the engine back", () => api.inventory().catch(() => undefined));
  });

  it("gives a reason of its own kind for a socket that does not exist", async () => {
    await choose("unix:///nowhere/docker.sock");
    const error = await refusedAs("noEngine");
    assert.match(error.message, /\S/);
    assert.equal((await refusal(api.links())).kind, "noEngine");
  });

  it("gives a reason of its own kind for an address that nobody listens at", async () => {
    await choose("tcp://127.0.0.1:1");
    await refusedAs("unreachable");
  });

  it("gives a reason of its own kind for an address that is none", async () => {
    await choose("carrier-pigeon://loft");
    await refusedAs("badEndpoint");
  });

  it("is followed at once when it is right again", async () => {
    await choose("unix:///nowhere/docker.sock");
    await refusedAs("noEngine");
    await choose(undefined);
    await eventually("an inventory", () => api.inventory().catch(() => undefined));
  });
});
