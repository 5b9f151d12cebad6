import assert from "node:assert/strict";
import { cleanUp, engine, labels, raw } from "../support/engine";
import { addContainer, addNetwork, named, until } from "../support/uiLab";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";
import type { Tree } from "../support/uiTree";

describe("Containers, from their rows", function () {
  this.timeout(90_000);
  let stage: Stage;
  let containers: Tree;
  const net = named("shop-net");
  const web = named("web");
  const bare = named("bare");
  pictureOfFailures(() => stage);

  before(async () => {
    await addNetwork("shop-net");
    await addContainer("web", net, { cmd: ["sh", "-c", "echo ready to serve; printf '\\033]0;bad\\007\\033[32mgreen\\033[0m\\n'; exec sleep infinity"], ports: { "80/tcp": 18080, "443/tcp": 18443 } });
    await raw("POST", `/containers/create?name=${bare}`, { Image: engine.images.shellless, Labels: labels, StopSignal: "SIGKILL" });
    await raw("POST", `/containers/${bare}/start`);
    stage = await openStage({ firstPicture: 70, settings: { "terminal.integrated.gpuAcceleration": "off" } });
    containers = stage.workbench.tree("Containers");
    await stage.workbench.openContainer("Docker Networks");
    await containers.says(web, "running");
    await containers.says(bare, "running");
    // The editor finds out a moment after its start that the workspace is trusted; before, nothing is offered that runs something inside.
    await until("a trusted workspace", async () => ((await (await containers.menu(web)).labelsAndClose()).includes("Open Shell") ? true : undefined));
  });

  after(async () => {
    await (stage as Stage | undefined)?.close();
    await cleanUp();
  });

  it("are paused and unpaused, stopped and started, and offer only what their state allows", async () => {
    const menu = await containers.menu(web);
    await stage.workbench.picture("container-menu");
    const running = await menu.labels();
    for (const label of ["Stop", "Restart", "Pause", "View Logs", "Open Shell", "Open Published Port", "Remove…"]) assert.ok(running.includes(label), `${label} in ${running.join(", ")}`);
    for (const label of ["Start", "Unpause"]) assert.ok(!running.includes(label), running.join(", "));
    await menu.choose("Pause");
    await containers.says(web, "paused");
    await (await containers.menu(web)).choose("Unpause");
    await containers.says(web, "running");
    await (await containers.menu(web)).choose("Stop");
    await containers.says(web, "exited");
    const exited = await (await containers.menu(web)).labels();
    for (const label of ["Stop", "Open Shell", "Open Published Port"]) assert.ok(!exited.includes(label), exited.join(", "));
    await stage.workbench.page.keyboard.press("Escape");
    await stage.workbench.command("Docker Networks (Container): Start");
    await stage.workbench.quick.shows("Tick one or several containers");
    await stage.workbench.quick.tick(web);
    await stage.workbench.quick.ok();
    await containers.says(web, "running");
  });

  it("show their output in a terminal, harmless, and again after a restart", async () => {
    const { workbench } = stage;
    await (await containers.menu(web)).choose("View Logs");
    await workbench.tab(/Logs/).or(workbench.page.locator(".terminal-tab, .single-terminal-tab", { hasText: `Logs: ${web}` })).first().waitFor();
    await workbench.terminalShows(/ready to serve[\s\S]*green/);
    await workbench.picture("logs");
    await raw("POST", `/containers/${web}/restart`);
    await workbench.terminalShows(/followed again when it starts[\s\S]*ready to serve/);
    assert.equal(await workbench.page.locator(".single-terminal-tab, .terminal-tab", { hasText: "bad" }).count(), 0);
  });

  it("have a shell opened, whichever they have, and say so if they have none", async () => {
    const { workbench } = stage;
    await (await containers.menu(web)).choose("Open Shell");
    await workbench.terminalShows(/[#$]\s*$/m);
    await workbench.page.keyboard.type("hostname; echo $((40+2))\n");
    const { Id } = await raw<{ Id: string }>("GET", `/containers/${web}/json`);
    await workbench.terminalShows(new RegExp(`${Id.slice(0, 12)}[\\s\\S]*42`));
    await workbench.picture("shell");
    await (await containers.menu(bare)).choose("Open Shell");
    await workbench.notification(/has no shell: its image holds none of bash, ash, sh/).waitFor();
    await workbench.picture("shell-less");
    await workbench.clearNotifications();
  });

  it("have a published port opened in the browser, after asking which of several", async () => {
    const { workbench } = stage;
    await (await containers.menu(web)).choose("Open Published Port");
    await workbench.quick.shows("Choose the port to open");
    assert.deepEqual((await workbench.quick.labels()).map((label) => label.trim()), ["http://localhost:18080", "https://localhost:18443"]);
    await workbench.picture("open-port");
    const opened = workbench.page.context().waitForEvent("page").catch(() => undefined);
    await workbench.quick.pick("http://localhost:18080");
    const dialog = workbench.dialog(/external website|18080/);
    const shown = await Promise.race([dialog.waitFor().then(() => dialog.innerText()), opened.then((page) => page?.url() ?? "")]);
    assert.match(shown, /18080/);
    await workbench.page.keyboard.press("Escape");
  });

  it("are removed only after it was said what goes with them", async () => {
    const { workbench } = stage;
    await (await containers.menu(web)).choose("Remove…");
    const dialog = workbench.dialog(`Remove the container ${web}?`);
    await dialog.waitFor();
    assert.match(await dialog.innerText(), new RegExp(`ended at once: ${web}[\\s\\S]*cannot be undone[\\s\\S]*docker rm --force ${web}`));
    await workbench.picture("remove-container");
    await workbench.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await (await containers.menu(web)).choose("Remove…");
    await dialog.getByRole("button", { name: "Remove", exact: true }).click();
    await containers.row(web).waitFor({ state: "detached" });
    await until("removed", async () => await raw("GET", `/containers/${web}/json`).then(() => undefined, () => true));
  });
});
