import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { cleanUp, engine, raw } from "../support/engine";
import { addNetwork, makeLab, named } from "../support/uiLab";
import { EngineProxy } from "../support/engineProxy";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";
import type { Tree } from "../support/uiTree";

describe("An engine that is not there", function () {
  this.timeout(90_000);
  const net = named("my-net");
  const one = named("container1");
  const socket = (name: string): string => join(process.env["DNE_RIG_RUN"] ?? "/tmp", `${name}-${engine.name}.sock`);
  let stage: Stage | undefined;
  let networks: Tree;
  let containers: Tree;
  pictureOfFailures(() => stage);

  async function open(path: string, firstPicture: number): Promise<Stage> {
    stage = await openStage({ firstPicture, env: { DOCKER_HOST: `unix://${path}` } });
    networks = stage.workbench.tree("Networks");
    containers = stage.workbench.tree("Containers");
    await stage.workbench.openContainer("Docker Networks");
    return stage;
  }

  before(makeLab);
  after(cleanUp);
  afterEach(async () => {
    await stage?.close();
    stage = undefined;
  });

  it("leaves its last picture greyed, says so, and is found again by itself", async () => {
    const proxy = new EngineProxy(socket("lost"));
    await proxy.start();
    const { workbench } = await open(proxy.path, 40);
    await networks.row(net).waitFor();
    await containers.row(one).waitFor();
    const colour = await networks.colour(net);

    await proxy.stop();
    const words = networks.pane.getByRole("treeitem").filter({ hasText: "trying again" });
    await words.waitFor();
    assert.ok(await networks.row(net).isVisible(), "the last picture is still there");
    await networks.changesColour(net, colour);
    await workbench.picture("engine-lost");

    await addNetwork("made-meanwhile");
    await proxy.start();
    await networks.row(named("made-meanwhile")).waitFor({ timeout: 20_000 });
    await words.waitFor({ state: "detached" });
    assert.equal(await networks.colour(net), colour);
    await raw("DELETE", `/networks/${named("made-meanwhile")}`);
    await networks.row(named("made-meanwhile")).waitFor({ state: "detached" });
    await proxy.stop();
  });

  it("is told in words with buttons, and found when it starts", async () => {
    const proxy = new EngineProxy(socket("nowhere"));
    const { workbench } = await open(proxy.path, 42);
    const welcome = networks.pane.locator(".welcome-view-content");
    await welcome.filter({ hasText: /No container engine was found/ }).waitFor();
    for (const button of ["Try Again", "Choose Engine…", "Show Log"]) {
      assert.ok(await welcome.getByRole("button", { name: button }).isVisible(), button);
    }
    await workbench.picture("no-engine");
    await proxy.start();
    await networks.row(net).waitFor({ timeout: 30_000 });
    await proxy.stop();
  });

  it("that this user may not open is told in words of its own, and used once it is allowed", async () => {
    const proxy = new EngineProxy(socket("forbidden"));
    await proxy.start(0o600);
    const { workbench } = await open(proxy.path, 43);
    const welcome = networks.pane.locator(".welcome-view-content");
    await welcome.filter({ hasText: /may not be opened by this user/ }).waitFor();
    await workbench.picture("no-permission");
    await welcome.getByRole("button", { name: "Try Again" }).click();
    await welcome.filter({ hasText: /may not be opened by this user/ }).waitFor();
    chmodSync(proxy.path, 0o660);
    await networks.row(net).waitFor({ timeout: 40_000 });
    await proxy.stop();
  });
});
