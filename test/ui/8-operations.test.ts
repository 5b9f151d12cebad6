import assert from "node:assert/strict";
import { chownSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Journal } from "../../src/commands/rebuild/journal";
import type { ContainerId, NetworkId } from "../../src/core/inventory";
import type { NetworkSpec } from "../../src/core/spec";
import { cleanUp, engine, labels, raw } from "../support/engine";
import { FormPage } from "../support/uiForm";
import { addContainer, addNetwork, endpointOf, named, until } from "../support/uiLab";
import { EngineProxy } from "../support/engineProxy";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";
import type { Tree } from "../support/uiTree";

describe("Networks and who is on them, changed by hand and undone", function () {
  this.timeout(90_000);
  let stage: Stage;
  let proxy: EngineProxy;
  let networks: Tree;
  let containers: Tree;
  const [shop, spare, drop] = [named("shop"), named("spare"), named("drop")];
  const [web, db, late] = [named("web"), named("db"), named("late")];
  pictureOfFailures(() => stage);
  const detaching = /^POST \S*\/networks\/\w+\/disconnect/;
  const asked = (): number => proxy.requests.filter((line) => detaching.test(line)).length;
  /** Where it is written down what is under way. */
  const kept = (): string => join(stage.editor.home, "data/User/globalStorage/docker-network-explorer.docker-network-explorer/rebuilds");
  /** The engine goes when it has detached the first, with the lowest address. */
  const removalEnds = async (answered: boolean): Promise<void> => {
    const before = asked();
    if (answered) proxy.hold(detaching, 1);
    else proxy.loses = { what: detaching, how: "silence" };
    await removeShop();
    await until("one is detached", async () => ((await endpointOf(db, shop)) === undefined ? true : undefined));
    if (answered) await until("the next is asked for", () => Promise.resolve(asked() - before === 2 ? true : undefined));
    assert.equal(readdirSync(kept()).length, 1, "it is written down while it is done");
    await proxy.stop();
  };
  const removeShop = async (): Promise<void> => {
    await (await networks.menu(shop)).choose("Remove…");
    await stage.workbench.dialog(`Remove the network ${shop}?`).getByRole("button", { name: "Detach All and Remove" }).click();
  };

  before(async () => {
    await addNetwork("shop", "10.131.0.0/24", { Labels: { ...labels, "com.docker.compose.project": "store" } });
    await addNetwork("spare", "10.132.0.0/24");
    await addNetwork("drop", "10.133.0.0/24");
    for (const word of ["web", "db", "late"]) await addContainer(word, "bridge", word === "web" ? { body: { Labels: { ...labels, "com.docker.compose.project": "store" } } } : {});
    await raw("POST", `/networks/${shop}/connect`, { Container: web, EndpointConfig: { Aliases: ["www"], IPAMConfig: { IPv4Address: "10.131.0.50" } } });
    await raw("POST", `/networks/${shop}/connect`, { Container: db });
    proxy = new EngineProxy(join(process.env["DNE_RIG_RUN"] ?? "/tmp", `operations-${engine.name}.sock`));
    await proxy.start();
    stage = await openStage({ firstPicture: 80, env: { DOCKER_HOST: `unix://${proxy.path}` } });
    networks = stage.workbench.tree("Networks");
    containers = stage.workbench.tree("Containers");
    await stage.workbench.openContainer("Docker Networks");
    await networks.says(shop, "2 attached");
    await containers.row(late).waitFor();
  });

  after(async () => {
    await (stage as Stage | undefined)?.close();
    await (proxy as EngineProxy | undefined)?.stop();
    await cleanUp();
  });

  it("moves a container by its menu, and moves it back as it was", async () => {
    const { workbench } = stage;
    await networks.expand(shop);
    await (await networks.menu(web)).choose("Move to Network…");
    await workbench.quick.shows(`Move ${web} to Network`);
    await workbench.quick.pick(spare);
    await workbench.notification(`Moved ${web} to ${spare}`).waitFor();
    assert.equal(await endpointOf(web, shop), undefined);
    assert.ok((await endpointOf(web, spare))?.Aliases?.includes("www"));
    await workbench.picture("moved");
    await workbench.answer(`Moved ${web} to ${spare}`, "Undo");
    const back = await until("moved back", () => endpointOf(web, shop));
    assert.equal(back.IPAddress, "10.131.0.50");
    assert.ok(back.Aliases?.includes("www"));
    await until("off the other", async () => ((await endpointOf(web, spare)) === undefined ? true : undefined));
    await workbench.notification(`Moved back: ${web}`).waitFor();
    await workbench.clearNotifications();
  });

  it("still asks where to when the tree takes the keyboard back after it drew new rows", async () => {
    const { workbench } = stage;
    const { quick } = workbench;
    const taken = workbench.takeKeyboardFrom("Choose the network", { tree: "Networks" });
    const menu = await networks.menu(web);
    await addNetwork("drawn-anew");
    await networks.row(named("drawn-anew")).waitFor();
    await menu.choose("Move to Network…");
    assert.equal(await taken, true);
    // One that is closed is gone by then.
    await workbench.page.waitForTimeout(500);
    await quick.shows(`Move ${web} to Network`);
    await quick.row(spare).waitFor();
    await quick.cancel();
    await raw("DELETE", `/networks/${named("drawn-anew")}`);
    await networks.row(named("drawn-anew")).waitFor({ state: "detached" });
  });

  it("asks once where a command was given twice, and is dismissed by one Escape", async () => {
    const { workbench } = stage;
    const { quick } = workbench;
    await networks.pane.hover();
    await networks.pane.getByRole("button", { name: "Create Network…" }).dblclick();
    await workbench.page.waitForTimeout(1_500);
    await quick.shows("Name of the network");
    await workbench.page.keyboard.press("Escape");
    await quick.gone();
    await workbench.page.waitForTimeout(500);
    assert.equal(await quick.isShown(), false);
  });

  it("attaches with rarer settings by keyboard, and proposes a free address", async () => {
    const { workbench } = stage;
    const { quick } = workbench;
    await workbench.command("Docker Networks: Attach to Network…");
    await quick.shows("Choose the container");
    await quick.pick(late);
    await quick.shows("Choose the network");
    await quick.pick(spare);
    await quick.shows("Aliases and addresses…");
    await quick.pick("Aliases and addresses…");
    await quick.shows("Aliases: further names");
    await quick.type("slow");
    await quick.enter();
    await quick.shows("for example 10.132.0.2, which is free");
    await quick.enter();
    await quick.shows("Links to containers");
    await workbench.picture("attach-more");
    await quick.pick("Links to containers");
    await quick.shows("Links as container:alias");
    await quick.refuses("nobody:x", /There is no container “nobody”/);
    await quick.type(`${db}:database`);
    await quick.enter();
    await quick.shows(`--link ${db}:database`);
    await quick.pick("Attach now");
    const endpoint = await until("attached", () => endpointOf(late, spare));
    assert.ok(endpoint.Aliases?.includes("slow"));
    assert.deepEqual((endpoint as unknown as { Links: string[] }).Links, [`${db}:database`]);
    await workbench.clearNotifications();
  });

  it("puts back what was detached when a network cannot be removed after all", async () => {
    const { workbench } = stage;
    await (await networks.menu(shop)).choose("Remove…");
    const dialog = workbench.dialog(`Remove the network ${shop}?`);
    await dialog.waitFor();
    // Somebody attaches a third one while the question stands there.
    await raw("POST", `/networks/${shop}/connect`, { Container: late });
    await dialog.getByRole("button", { name: "Detach All and Remove" }).click();
    const told = workbench.notification(`Could not remove the network ${shop}`);
    await told.waitFor();
    assert.match(await told.innerText(), /What had been detached was attached again/);
    await workbench.picture("remove-failed");
    assert.equal((await endpointOf(web, shop))?.IPAddress, "10.131.0.50");
    assert.ok(await endpointOf(db, shop));
    await until("nothing is written down any more", () => Promise.resolve(readdirSync(kept()).length === 0 ? true : undefined));
    await raw("POST", `/networks/${shop}/disconnect`, { Container: late });
    await networks.says(shop, "2 attached");
    await workbench.clearNotifications();
  });

  for (const answered of [true, false]) {
    it(`puts back later what was detached when the engine was gone in the middle of a removal, ${answered ? "after" : "before"} its answer`, async () => {
      const { workbench } = stage;
      await removalEnds(answered);
      const failed = workbench.notification(`Could not detach ${answered ? web : db} from ${shop}`);
      await failed.waitFor();
      if (answered) assert.match(await failed.innerText(), new RegExp(`still detached: ${db}\\. Nothing is forgotten: putting back is offered when the engine is reached next\\.`));
      await workbench.picture("removal-lost");
      await workbench.clearNotifications();
      await proxy.start();
      const told = `Removing the network ${shop} was interrupted`;
      await workbench.notification(told).waitFor({ timeout: 45_000 });
      await workbench.picture("removal-interrupted");
      assert.deepEqual(await workbench.notification(told).getByRole("button").filter({ hasText: /\w/ }).allInnerTexts(), ["Put Back", "Leave As It Is"]);
      await workbench.answer(told, "Put Back");
      await workbench.notification(`The network ${shop} is as it was`).waitFor();
      assert.equal((await endpointOf(web, shop))?.IPAddress, "10.131.0.50");
      assert.ok((await endpointOf(web, shop))?.Aliases?.includes("www"));
      assert.equal((await endpointOf(db, shop))?.IPAddress, "10.131.0.2");
      assert.deepEqual(readdirSync(kept()), [], "and it is not offered again");
      await networks.says(shop, "2 attached");
      await workbench.clearNotifications();
    });
  }

  it("counts for Undo who was detached by a removal that was interrupted, when the network is removed after all", async () => {
    const { workbench } = stage;
    await removalEnds(true);
    await workbench.notification(`still detached: ${db}`).waitFor();
    await proxy.start();
    await workbench.notification(`Removing the network ${shop} was interrupted`).waitFor({ timeout: 45_000 });
    await networks.says(shop, "1 attached");
    await workbench.clearNotifications();
    await removeShop();
    await networks.row(shop).waitFor({ state: "detached" });
    await workbench.answer(`Removed the network ${shop}`, "Undo");
    await networks.says(shop, "2 attached");
    assert.equal((await endpointOf(web, shop))?.IPAddress, "10.131.0.50");
    assert.equal((await endpointOf(db, shop))?.IPAddress, "10.131.0.2");
    await until("nothing is written down any more", () => Promise.resolve(readdirSync(kept()).length === 0 ? true : undefined));
    await workbench.clearNotifications();
  });

  it("undoes the rest when the engine was gone in the middle of an undo, and that is tried again", async () => {
    const { workbench } = stage;
    await networks.expand(shop);
    await networks.row(web).click();
    await networks.row(db).click({ modifiers: ["ControlOrMeta"] });
    await (await networks.menu(db)).choose("Move to Network…");
    await workbench.quick.shows("to Network");
    await workbench.quick.pick(drop);
    const moved = /^Info: Moved .* to |Moved .* to /;
    await workbench.notification(moved).waitFor();
    // The second one is attached to the first network again, and not yet taken off the other.
    const before = asked();
    proxy.hold(detaching, 1);
    await workbench.answer(moved, "Undo");
    await until("the last is asked for", () => Promise.resolve(asked() - before === 2 ? true : undefined));
    assert.ok((await endpointOf(db, shop)) !== undefined && (await endpointOf(web, drop)) === undefined);
    await proxy.stop();
    const failed = workbench.notification(`could not be detached again: ${db}`);
    await failed.waitFor();
    await workbench.picture("undo-lost");
    await proxy.start();
    await failed.getByRole("button", { name: "Retry" }).click();
    await workbench.notification(/Moved back: /).waitFor({ timeout: 45_000 });
    for (const name of [web, db]) {
      assert.ok(await endpointOf(name, shop));
      assert.equal(await endpointOf(name, drop), undefined);
    }
    assert.equal((await endpointOf(web, shop))?.IPAddress, "10.131.0.50");
    await workbench.clearNotifications();
    await networks.collapse(shop);
  });

  it("makes a removed network again when that is undone, with everybody on it", async () => {
    const { workbench } = stage;
    await removeShop();
    await networks.row(shop).waitFor({ state: "detached" });
    await workbench.answer(`Removed the network ${shop}`, "Undo");
    await networks.says(shop, "2 attached");
    const made = await raw<{ IPAM: { Config: { Subnet: string }[] }; Labels: object }>("GET", `/networks/${shop}`);
    assert.equal(made.IPAM.Config[0]?.Subnet, "10.131.0.0/24");
    assert.equal((made.Labels as Record<string, string>)["com.docker.compose.project"], "store");
    assert.equal((await endpointOf(web, shop))?.IPAddress, "10.131.0.50");
    assert.ok((await endpointOf(web, shop))?.Aliases?.includes("www"));
    await workbench.clearNotifications();
  });

  it("edits a network: shows the plan while it is typed, rebuilds it, and everybody is on it again", async () => {
    const { workbench } = stage;
    const told = async () => await raw<{ readonly IPAM: { readonly Config: readonly object[] } }>("GET", `/networks/${shop}`);
    const before = await told();
    const form = new FormPage(workbench);
    await (await networks.menu(shop)).choose("Edit Network…");
    await form.frame.locator(".buttons .blocked", { hasText: "Nothing has been changed yet." }).waitFor();
    assert.equal(await form.input("pools/0/subnet").inputValue(), "10.131.0.0/24");
    await workbench.picture("edit");
    await form.tick("internal");
    await form.type("pools/0/ipRange", "10.140.0.0/25");
    await form.says("pools/0/ipRange", "It is not inside 10.131.0.0/24.");
    await form.type("pools/0/ipRange", "10.131.0.128/25");
    await form.shows("plan", "--ip-range 10.131.0.128/25");
    assert.match(await form.output("plan").innerText(), /network disconnect [^]*network rm [^]*network create [^]*--internal[^]*network connect [^]*--ip 10\.131\.0\.50 /);
    await workbench.picture("edit-plan");
    await form.submit();
    await workbench.notification(`Rebuilt the network ${shop}`).waitFor();
    await workbench.picture("edited");
    await networks.says(shop, /internal.*2 attached/);
    // What is nobody's choice, and who is on it, is told apart.
    const own = (network: object): object => Object.fromEntries(Object.entries(network).filter(([key]) => !["Id", "Created", "Containers", "Status"].includes(key)));
    const [config] = before.IPAM.Config;
    assert.deepEqual(own(await told()), own({ ...before, Internal: true, IPAM: { ...before.IPAM, Config: [{ ...config, IPRange: "10.131.0.128/25" }] } }));
    assert.equal((await endpointOf(web, shop))?.IPAddress, "10.131.0.50");
    await workbench.clearNotifications();
  });

  it("prunes what stays ticked in a list of what is not used, and makes it again when that is undone", async () => {
    const { workbench } = stage;
    const { quick } = workbench;
    await workbench.command("Docker Networks: Prune Networks…");
    await quick.shows("These go; untick what is to stay");
    assert.deepEqual((await quick.labels()).map((label) => label.trim()), [drop]);
    await workbench.picture("prune");
    await quick.ok();
    const dialog = workbench.dialog("Remove one unused network?");
    await dialog.getByRole("button", { name: "Remove", exact: true }).click();
    await networks.row(drop).waitFor({ state: "detached" });
    await workbench.answer(`Removed the network ${drop}`, "Undo");
    await networks.row(drop).waitFor();
    await workbench.clearNotifications();
  });

  it("groups the rows by Compose project and filters them while typing, and remembers it over a reload", async () => {
    const { workbench } = stage;
    const { quick } = workbench;
    await workbench.command("Docker Networks: Group and Sort…");
    await quick.shows("How networks and containers are arranged");
    await quick.pick("Compose project");
    await networks.row("store").waitFor();
    await containers.row("store").waitFor();
    await workbench.picture("grouped");
    await workbench.theme("Dark Modern", "vs-dark");
    await workbench.picture("grouped-dark");
    await workbench.command("Docker Networks: Filter…");
    await quick.shows("Part of a name");
    await quick.type("10.131");
    await quick.shows(" networks and 2 of ");
    await networks.row(spare).waitFor({ state: "detached" });
    await quick.enter();
    await workbench.picture("filtered");
    // The editor in a browser writes down every five seconds what it is to remember.
    await workbench.page.waitForTimeout(7_000);
    await workbench.page.reload();
    await workbench.openContainer("Docker Networks");
    await networks.row(shop).waitFor();
    await networks.row(spare).waitFor({ state: "detached" });
    assert.equal(await networks.row("store").getAttribute("aria-level"), "1");
    await workbench.command("Docker Networks: Clear Filter");
    await networks.row(spare).waitFor();
  });

  it("leads to the Compose file and back, tells what was attached by hand, and shows the file what lives", async () => {
    const { workbench, editor } = stage;
    const file = join(editor.workspace, "compose.yaml");
    writeFileSync(file, "services:\n  api:\n    image: busybox\n    networks:\n      - inner\n\nnetworks:\n  inner:\n    driver: bridge\n  later: {}\n");
    const project = { ...labels, "com.docker.compose.project": "depot" };
    const inner = await raw<{ Id: string }>("POST", "/networks/create", { Name: "depot_inner", Driver: "bridge", Labels: { ...project, "com.docker.compose.network": "inner" } });
    await addContainer("api", "depot_inner", {
      body: { Labels: { ...project, "com.docker.compose.service": "api", "com.docker.compose.project.config_files": file, "com.docker.compose.project.working_dir": editor.workspace } },
    });
    const api = named("api");
    await raw("POST", `/networks/${spare}/connect`, { Container: api });
    await networks.row("depot_inner").waitFor();
    await networks.expand(spare);
    await networks.says(api, "by hand: not in its Compose file");
    await (await networks.menu("depot_inner")).choose("Go to Compose Definition");
    await workbench.tab(/compose\.yaml/).waitFor();
    await workbench.page.locator(".codelens-decoration", { hasText: new RegExp(`bridge · .*${api}`) }).waitFor();
    await workbench.page.locator(".codelens-decoration", { hasText: "not created yet" }).waitFor();
    await workbench.page.locator(".statusbar-item", { hasText: /Ln 8, Col/ }).waitFor();
    await workbench.picture("compose");
    await raw("POST", `/networks/${inner.Id}/disconnect`, { Container: api });
    await workbench.page.locator(".codelens-decoration", { hasText: "nobody attached" }).waitFor();
    await containers.says(api, "not on depot_inner, as its Compose file says");
  });

  it("offers to finish or put back a rebuild that was interrupted, and puts it back", async () => {
    const { workbench } = stage;
    const { ID } = await raw<{ ID: string }>("GET", "/info");
    const { Id } = await raw<{ Id: string }>("GET", `/networks/${shop}`);
    const member = async (name: string, ipv4: string) => ({ container: { id: (await raw<{ Id: string }>("GET", `/containers/${name}/json`)).Id as ContainerId, name }, endpoint: { aliases: [], ipv4 } });
    const members = [await member(web, "10.131.0.50"), await member(db, "10.131.0.129")];
    const spec: NetworkSpec = { name: shop, driver: "bridge", pools: [{ subnet: "10.131.0.0/24" }], internal: false, ipv6: false, attachable: false, options: {}, labels };
    const journal = new Journal(kept());
    await journal.save({ ...Journal.entry(ID, { old: { id: Id as NetworkId, spec, members }, new: { spec: { ...spec, internal: true }, members } }), pid: 0 });
    chown(join(journal.folder, ".."));
    // As an engine that died in the middle leaves it.
    for (const name of [web, db]) await raw("POST", `/networks/${shop}/disconnect`, { Container: name });
    await raw("DELETE", `/networks/${shop}`);
    await workbench.page.reload();
    await workbench.openContainer("Docker Networks");
    const told = `Rebuilding the network ${shop} was interrupted`;
    await workbench.notification(told).waitFor();
    await workbench.picture("interrupted");
    await workbench.answer(told, "Put Back");
    await workbench.notification(`The network ${shop} is as it was`).waitFor();
    assert.equal((await endpointOf(web, shop))?.IPAddress, "10.131.0.50");
    assert.equal((await endpointOf(db, shop))?.IPAddress, "10.131.0.129");
    assert.deepEqual(readdirSync(journal.folder), [], "and it is not offered again");
    await workbench.clearNotifications();

    // The same of an undo: there is nothing to finish but that.
    await journal.save({ ...Journal.undo(ID, { id: (await raw<{ Id: string }>("GET", `/networks/${shop}`)).Id as NetworkId, spec, members }), pid: 0 });
    chown(join(journal.folder, ".."));
    for (const name of [web, db]) await raw("POST", `/networks/${shop}/disconnect`, { Container: name });
    await raw("DELETE", `/networks/${shop}`);
    await workbench.page.reload();
    await workbench.openContainer("Docker Networks");
    const undone = `Making the network ${shop} again was interrupted`;
    await workbench.notification(undone).waitFor();
    assert.deepEqual(await workbench.notification(undone).getByRole("button").filter({ hasText: /\w/ }).allInnerTexts(), ["Put Back", "Leave As It Is"]);
    await workbench.answer(undone, "Put Back");
    await workbench.notification(`The network ${shop} is as it was`).waitFor();
    assert.equal((await endpointOf(web, shop))?.IPAddress, "10.131.0.50");
    assert.deepEqual(readdirSync(journal.folder), []);
  });
});

/** What the test made there is the editor's user's. */
function chown(folder: string): void {
  for (const name of ["", ...readdirSync(folder, { recursive: true }).map(String)]) chownSync(join(folder, name), 65_534, 65_534);
}
