import assert from "node:assert/strict";
import { cleanUp, engine, labels, raw } from "../support/engine";
import { FormPage } from "../support/uiForm";
import { addContainer, addNetwork, endpointOf, named, until } from "../support/uiLab";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";
import type { Tree } from "../support/uiTree";

interface Container {
  readonly State: { readonly Status: string };
  readonly Config: { readonly Cmd: readonly string[] };
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, object>> };
}
type Told = Readonly<Record<string, unknown>>;

// The mouse is not used in this file, nor is anything given the focus but by keys.
describe("By the keyboard alone", function () {
  this.timeout(90_000);
  let stage: Stage;
  let networks: Tree;
  let containers: Tree;
  const [home, away, spare] = [named("home"), named("away"), named("unused")];
  const [web, db, app] = [named("web"), named("db"), named("app")];
  pictureOfFailures(() => stage);

  const press = (key: string): Promise<void> => stage.workbench.page.keyboard.press(key);
  const type = (text: string): Promise<void> => stage.workbench.page.keyboard.type(text);
  const inspect = (container: string): Promise<Container> => raw<Container>("GET", `/containers/${container}/json`);
  /** A network without what the engine chooses anew each time. */
  const told = async (network: string): Promise<Told> => {
    const { IPAM, ...rest } = await raw<Told & { IPAM: object }>("GET", `/networks/${network}`);
    // No options are told as null or as none, as they were given.
    const kept = Object.entries(rest).filter(([key]) => !["Id", "Created", "Containers", "Status"].includes(key));
    return { ...Object.fromEntries(kept), IPAM: Object.fromEntries(Object.entries(IPAM).map(([key, value]) => [key, (value as unknown) ?? {}])) };
  };
  const isState = (container: string, state: string): Promise<true> =>
    until(`${container} ${state}`, async () => ((await inspect(container).catch(() => undefined))?.State.Status === state ? true : undefined));

  /** The text of what has the keyboard; empty where there is no such thing. */
  const textOf = async (selector: string): Promise<string> => (await stage.workbench.page.locator(selector).allInnerTexts())[0]?.trim() ?? "";

  /** Presses a key until it is so. */
  async function pressing(key: string, isSo: () => Promise<boolean>, what: string): Promise<void> {
    for (let presses = 0; !(await isSo()); presses++) {
      assert.ok(presses < 60, `${what} cannot be reached by ${key}`);
      await press(key);
    }
  }
  /** Goes to a row of a view. */
  async function goTo(tree: Tree, label: string): Promise<void> {
    await tree.row(label).waitFor();
    await stage.workbench.command(`Docker Networks: Focus on ${tree.title} View`);
    await press("Home");
    await pressing("ArrowDown", async () => (await tree.row(label).getAttribute("class"))?.includes("focused") === true, label);
  }
  /** Takes a command from the context menu of the row that has the focus. */
  async function menu(label: string): Promise<void> {
    const { page } = stage.workbench;
    await press("Shift+F10");
    await page.locator(".monaco-menu").waitFor();
    await pressing("ArrowDown", async () => (await textOf(".monaco-menu .action-item.focused")).startsWith(label), label);
    await press("Enter");
  }
  const undo = (): Promise<void> => stage.workbench.command("Notifications: Accept Notification Primary Action");
  /** Presses a dialog's button; it opens with the first one focused. */
  async function answer(words: string, button: string): Promise<void> {
    const dialog = stage.workbench.dialog(words);
    await dialog.waitFor();
    await pressing("Tab", async () => (await textOf(".monaco-dialog-box .monaco-button:focus")) === button, button);
    await press("Enter");
    await dialog.waitFor({ state: "detached" });
  }
  /** Goes to a field of the form by Tab. */
  const field = (form: FormPage, id: string): Promise<void> =>
    pressing("Tab", () => form.hasFocus(id), id);

  before(async () => {
    await addNetwork("home", "10.151.0.0/24");
    await addNetwork("away", "10.152.0.0/24");
    await addNetwork("unused", "10.153.0.0/24");
    await addContainer("web", "bridge");
    await addContainer("db", "bridge");
    await raw("POST", `/networks/${home}/connect`, { Container: web, EndpointConfig: { Aliases: ["www"], IPAMConfig: { IPv4Address: "10.151.0.50" } } });
    await raw("POST", `/networks/${home}/connect`, { Container: db });
    stage = await openStage({ firstPicture: 130 });
    networks = stage.workbench.tree("Networks");
    containers = stage.workbench.tree("Containers");
    await stage.workbench.page.locator(".activitybar").getByRole("tab", { name: "Docker Networks" }).waitFor({ timeout: 45_000 });
    await stage.workbench.command("View: Show Docker Networks");
    await networks.says(home, "2 attached");
  });
  after(async () => {
    await (stage as Stage | undefined)?.close();
    // Run in the form, so without the label that is cleaned up by.
    await raw("DELETE", `/containers/${app}?force=1`).catch(() => undefined);
    await cleanUp();
  });

  it("a container is detached from its row, and attached again as it was", async () => {
    const before = await endpointOf(web, home);
    await goTo(networks, home);
    await press("ArrowRight");
    await networks.row(web).waitFor();
    await pressing("ArrowDown", async () => (await networks.row(web).getAttribute("class"))?.includes("focused") === true, web);
    await menu("Detach");
    await networks.says(home, "1 attached");
    assert.equal(await endpointOf(web, home), undefined);
    await stage.workbench.notification(`Detached ${web} from ${home}`).waitFor();
    await undo();
    await networks.says(home, "2 attached");
    const after = await endpointOf(web, home);
    assert.deepEqual([after?.IPAddress, after?.IPAMConfig, after?.Gateway], [before?.IPAddress, before?.IPAMConfig, before?.Gateway]);
    assert.ok(after?.Aliases?.includes("www"));
  });

  it("one is moved, and moved back", async () => {
    await goTo(networks, home);
    await pressing("ArrowDown", async () => (await networks.row(web).getAttribute("class"))?.includes("focused") === true, web);
    await menu("Move to Network…");
    await stage.workbench.quick.shows(`Move ${web} to Network`);
    await stage.workbench.quick.pick(away);
    await stage.workbench.notification(`Moved ${web} to ${away}`).waitFor();
    assert.ok((await endpointOf(web, away))?.Aliases?.includes("www"));
    await undo();
    const back = await until("moved back", () => endpointOf(web, home));
    assert.equal(back.IPAddress, "10.151.0.50");
    await until("off the other", async () => ((await endpointOf(web, away)) === undefined ? true : undefined));
  });

  it("several are attached at once", async () => {
    const { quick, page } = stage.workbench;
    await goTo(networks, away);
    await menu("Attach Container…");
    await quick.shows("Tick one or several containers");
    // The list itself has the keyboard then, and Space ticks.
    await pressing("Tab", async () => (await page.locator(".quick-input-list .monaco-list:focus").count()) > 0, "the list");
    for (const container of [db, web]) {
      await press("Home");
      await pressing("ArrowDown", async () => (await quick.row(container).getAttribute("class"))?.includes("focused") === true, container);
      await press("Space");
      await quick.row(container).and(page.locator("[aria-checked=true]")).waitFor();
    }
    await press("Enter");
    await networks.says(away, "2 attached");
    for (const container of [db, web]) assert.ok(await endpointOf(container, away), container);
  });

  it("a network is edited, and everybody is on it again", async () => {
    const form = new FormPage(stage.workbench);
    const before = await told(home);
    await goTo(networks, home);
    await menu("Edit Network…");
    await form.frame.locator(".buttons .blocked", { hasText: "Nothing has been changed yet." }).waitFor();
    await field(form, "internal");
    await press("Space");
    await form.shows("plan", "--internal");
    await press("Control+Enter");
    await stage.workbench.notification(`Rebuilt the network ${home}`).waitFor();
    assert.deepEqual(await told(home), { ...before, Internal: true });
    assert.equal((await endpointOf(web, home))?.IPAddress, "10.151.0.50");
  });

  it("a network is removed with who is on it, and made again", async () => {
    const before = await told(home);
    await goTo(networks, home);
    await menu("Remove…");
    await answer(`Remove the network ${home}?`, "Detach All and Remove");
    await networks.row(home).waitFor({ state: "detached" });
    await stage.workbench.notification(`Removed the network ${home}`).waitFor();
    await undo();
    await networks.says(home, "2 attached");
    assert.deepEqual(await told(home), before);
    assert.equal((await endpointOf(web, home))?.IPAddress, "10.151.0.50");
  });

  it("what nobody uses is pruned", async () => {
    await stage.workbench.command("Docker Networks: Prune Networks…");
    await stage.workbench.quick.shows("These go; untick what is to stay");
    await stage.workbench.quick.enter();
    await answer("Remove one unused network?", "Remove");
    await networks.row(spare).waitFor({ state: "detached" });
    await assert.rejects(raw("GET", `/networks/${spare}`), { status: 404 });
  });

  it("a container is run in the form, paused, unpaused, stopped, started and removed", async () => {
    const form = new FormPage(stage.workbench);
    // One that ends when it is asked to.
    const script = "trap : TERM; sleep infinity & wait";
    await goTo(networks, away);
    await menu("Run Container…");
    await form.input("image").waitFor();
    for (const [id, text] of [["image", engine.images.busybox], ["name", app], ["command", `sh -c '${script}'`]] as const) {
      await field(form, id);
      await type(text);
    }
    await form.shows("command", `--name ${app}`);
    await press("Control+Enter");
    await isState(app, "running");
    const made = await inspect(app);
    assert.deepEqual([made.Config.Cmd, Object.keys(made.NetworkSettings.Networks)], [["sh", "-c", script], [away]]);
    for (const [verb, state] of [["Pause", "paused"], ["Unpause", "running"], ["Stop", "exited"], ["Start", "running"]] as const) {
      await goTo(containers, app);
      await menu(verb);
      await isState(app, state);
      // Its menu offers what its row says.
      await containers.says(app, new RegExp(`^${state}`));
    }
    await goTo(containers, app);
    await menu("Remove…");
    await answer(`Remove the container ${app}?`, "Remove");
    await containers.row(app).waitFor({ state: "detached" });
    await assert.rejects(inspect(app), { status: 404 });
  });

  it("a network is copied, and made from the form", async () => {
    const form = new FormPage(stage.workbench);
    await goTo(networks, away);
    await menu("Duplicate…");
    await form.input("name").waitFor();
    await field(form, "name");
    // Not by Ctrl+A: the editor itself takes that, and selects all a moment later.
    await press("End");
    await press("Shift+Home");
    await type(`${away}-too`);
    await form.shows("command", `${away}-too`);
    await press("Control+Enter");
    await networks.row(`${away}-too`).waitFor();
    const [copy, original] = [await told(`${away}-too`), await told(away)];
    assert.deepEqual({ ...copy, Name: "", IPAM: {} }, { ...original, Name: "", IPAM: {} });
    assert.deepEqual(copy["Labels"], labels);
  });
});
