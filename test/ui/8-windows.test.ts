import assert from "node:assert/strict";
import { cleanUp, raw } from "../support/engine";
import { FormPage } from "../support/uiForm";
import { addContainer, addNetwork, endpointOf, named } from "../support/uiLab";
import { openStage, pictureOfFailures, pictures, type Stage } from "../support/uiStage";
import { Workbench } from "../support/uiWorkbench";

describe("What changed between choosing and doing, in another window or elsewhere,", function () {
  this.timeout(90_000);
  let stage: Stage;
  let one: Workbench;
  let two: Workbench;
  const [shop, depot, spare] = [named("shop"), named("depot"), named("spare")];
  const [web, db, gone] = [named("web"), named("db"), named("short-lived")];
  pictureOfFailures(() => stage);

  before(async () => {
    await addNetwork("shop", "10.171.0.0/24");
    await addNetwork("depot", "10.172.0.0/24");
    await addNetwork("spare", "10.173.0.0/24");
    for (const word of ["web", "db", "short-lived"]) await addContainer(word, "bridge");
    await raw("POST", `/networks/${shop}/connect`, { Container: web, EndpointConfig: { IPAMConfig: { IPv4Address: "10.171.0.50" } } });
    await raw("POST", `/networks/${depot}/connect`, { Container: web });
    stage = await openStage({ firstPicture: 150 });
    one = stage.workbench;
    two = new Workbench(await one.page.context().newPage(), pictures, 155);
    await two.open(one.page.url());
    for (const window of [one, two]) {
      await window.page.bringToFront();
      await window.openContainer("Docker Networks");
      await window.tree("Networks").says(shop, "1 attached");
    }
  });
  after(async () => {
    await (stage as Stage | undefined)?.close();
    await cleanUp();
  });

  it("a network that the other window removed is said to be gone, and nobody is detached from anything", async () => {
    await (await two.tree("Networks").menu(depot)).choose("Remove…");
    const dialog = two.dialog(`Remove the network ${depot}?`);
    await dialog.waitFor();
    await one.page.bringToFront();
    await (await one.tree("Networks").menu(depot)).choose("Remove…");
    await one.dialog(`Remove the network ${depot}?`).getByRole("button", { name: "Detach All and Remove" }).click();
    await one.tree("Networks").row(depot).waitFor({ state: "detached" });
    await two.page.bringToFront();
    await dialog.getByRole("button", { name: "Detach All and Remove" }).click();
    await two.notification(/no longer there/).waitFor();
    await two.picture("gone");
    assert.ok(await endpointOf(web, shop));
    assert.ok(await endpointOf(web, "bridge"));
    await two.clearNotifications();
    await one.page.bringToFront();
    await one.clearNotifications();
    // What is not in front is drawn late, and its pages are not loaded.
    await two.page.bringToFront();
  });

  it("a network that was changed meanwhile is not rebuilt from what it was, and what was typed is kept", async () => {
    const form = new FormPage(two);
    await (await two.tree("Networks").menu(spare)).choose("Edit Network…");
    await form.frame.locator(".buttons .blocked", { hasText: "Nothing has been changed yet." }).waitFor();
    await form.type("settings/com.docker.network.driver.mtu", "1400");
    await form.shows("plan", "mtu=1400");
    await raw("DELETE", `/networks/${spare}`);
    await addNetwork("spare", "10.173.0.0/24", { Internal: true });
    await two.tree("Networks").says(spare, "internal");
    await form.submit();
    await form.frame.getByText(`${spare} was changed meanwhile`).waitFor();
    await two.picture("stale-edit");
    assert.equal(await form.input("settings/com.docker.network.driver.mtu").inputValue(), "1400");
    const { Options, Internal } = await raw<{ Options: object; Internal: boolean }>("GET", `/networks/${spare}`);
    assert.deepEqual([Options, Internal], [{}, true]);
    await two.command("View: Close All Editors");
    await form.input("name").waitFor({ state: "detached" });
  });

  it("an address that was taken meanwhile is told where it can be changed, with the rest kept", async () => {
    const { quick } = two;
    await two.command("Docker Networks: Attach to Network…");
    await quick.shows("Choose the container");
    await quick.pick(db);
    await quick.shows("Choose the network");
    await quick.pick(spare);
    await quick.shows("Aliases and addresses…");
    await quick.pick("Aliases and addresses…");
    await quick.shows("Aliases: further names");
    await quick.type("store");
    await quick.enter();
    await quick.shows("Fixed IPv4 address");
    await quick.type("10.173.0.9");
    await quick.enter();
    await quick.shows("Attach now");
    await raw("POST", `/networks/${spare}/connect`, { Container: gone, EndpointConfig: { IPAMConfig: { IPv4Address: "10.173.0.9" } } });
    await quick.pick("Attach now");
    await quick.shows("The address is already in use");
    await two.picture("address-taken");
    // It stands at its step already.
    await quick.type("10.173.0.10");
    await quick.enter();
    await quick.shows("--alias store");
    await quick.pick("Attach now");
    await two.notification(`Attached ${db} to ${spare}`).waitFor();
    assert.equal((await endpointOf(db, spare))?.IPAddress, "10.173.0.10");
    assert.ok((await endpointOf(db, spare))?.Aliases?.includes("store"));
    await two.clearNotifications();
  });

  it("a container that is gone by then is said to be", async () => {
    const { quick } = two;
    await two.command("Docker Networks: Attach to Network…");
    await quick.shows("Choose the container");
    await quick.pick(gone);
    await quick.shows("Choose the network");
    await raw("DELETE", `/containers/${gone}?force=1`);
    await quick.pick(shop);
    await quick.shows("Attach now");
    await quick.pick("Attach now");
    await two.page.locator(".quick-input-widget:visible, .notifications-toasts").filter({ hasText: /The container is no longer there/ }).first().waitFor();
    await two.picture("container-gone");
  });
});
