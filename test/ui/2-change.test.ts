import assert from "node:assert/strict";
import { cleanUp, isPodman, raw } from "../support/engine";
import { addNetwork, endpointOf, makeLab, named, removeNetwork, until } from "../support/uiLab";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";
import type { Tree } from "../support/uiTree";

/** A subnet that the default address pools never give. */
const subnet = "10.123.0.0/24";
const gateway = "10.123.0.254";
const fixed = "10.123.0.10";

describe("Changing networks by hand", function () {
  this.timeout(90_000);
  let stage: Stage;
  let networks: Tree;
  let containers: Tree;
  const net = named("my-net");
  const back = named("back-net");
  const drop = named("drop-net");
  const one = named("container1");
  const two = named("container2");
  pictureOfFailures(() => stage);

  before(async () => {
    await makeLab();
    await addNetwork("drop-net");
    stage = await openStage({ firstPicture: 10 });
    networks = stage.workbench.tree("Networks");
    containers = stage.workbench.tree("Containers");
    await stage.workbench.openContainer("Docker Networks");
    await networks.row(net).waitFor();
    await containers.row(two).waitFor();
  });

  after(async () => {
    await (stage as Stage | undefined)?.close();
    await cleanUp();
    await removeNetwork(back);
  });

  it("creates a network from the palette by keyboard, and tells mistakes while they are typed", async () => {
    const { workbench } = stage;
    const { quick } = workbench;
    const { IPAM } = await raw<{ IPAM: { Config: [{ Subnet: string }] } }>("GET", `/networks/${net}`);
    await workbench.command("Docker Networks: Create Network…");
    await quick.shows("Name of the network");
    await quick.refuses("my net", /cannot be in a name/);
    await quick.refuses("-net", /begins with a letter or a digit/);
    await quick.refuses(net, /There is a network named “.+” already/);
    await workbench.picture("create-name-in-use");
    await quick.type(back);
    await quick.enter();

    await quick.shows("Driver: how the network is made");
    await workbench.picture("create-driver");
    await quick.pick("bridge");

    await quick.shows("IPv4 subnet");
    await quick.refuses("ten-dot", /This is no subnet/);
    await quick.refuses("10.123.0.7/24", /begins at its first address: 10\.123\.0\.0\/24/);
    await quick.refuses(IPAM.Config[0].Subnet, /overlaps with .* of the network/);
    await workbench.picture("create-overlap");
    await quick.type(subnet);
    await quick.enter();

    await quick.shows("Gateway of");
    await quick.refuses("10.124.0.1", /It is not inside 10\.123\.0\.0\/24/);
    await quick.type(gateway);
    await quick.back();
    await quick.shows("IPv4 subnet");
    assert.equal(await quick.value(), subnet);
    await quick.enter();
    await quick.shows("Gateway of");
    assert.equal(await quick.value(), gateway, "what was typed is still there");
    await quick.enter();

    await quick.shows("Options: tick what is wanted");
    await quick.enter();
    await quick.shows(`docker network create --driver bridge --subnet ${subnet} --gateway ${gateway} ${back}`);
    await workbench.picture("create-review");
    await quick.pick(`Create ${back}`);

    await networks.row(back).waitFor();
    const made = await raw<{ Driver: string; IPAM: { Config: object[] } }>("GET", `/networks/${back}`);
    assert.equal(made.Driver, "bridge");
    assert.deepEqual(made.IPAM.Config, [{ Subnet: subnet, Gateway: gateway }]);
    assert.equal(await networks.description(back), `bridge · ${subnet} · 0 attached`);
  });

  it("attaches a container from the network's menu, with an alias and a fixed address", async () => {
    const { workbench } = stage;
    const { quick } = workbench;
    await (await networks.menu(back)).choose("Attach Container…");
    await quick.shows("Tick one or several containers");
    await quick.tick(one);
    await workbench.picture("attach-container");
    await quick.ok();
    await quick.shows("Aliases and addresses…");
    await quick.pick("Aliases and addresses…");
    await quick.shows("Aliases: further names");
    await quick.refuses("web no/slash", /cannot be in an alias/);
    await quick.type("web");
    await quick.enter();
    await quick.shows("Fixed IPv4 address");
    await quick.refuses("10.9.9.9", /It is not inside/);
    await quick.refuses(gateway, /This is the gateway/);
    await quick.type(fixed);
    await quick.enter();
    await quick.shows(`docker network connect --alias web --ip ${fixed} ${back} ${one}`);
    await quick.pick("Attach now");
    const endpoint = await until("attached", () => endpointOf(one, back));
    assert.equal(endpoint.IPAddress, fixed);
    if (!isPodman) assert.equal(endpoint.IPAMConfig?.IPv4Address, fixed);
    assert.ok(endpoint.Aliases?.includes("web"));
    await networks.says(back, "1 attached");
  });

  it("attaches from the container's side, and tells who has an address while it is typed", async () => {
    const { workbench } = stage;
    const { quick } = workbench;
    await (await containers.menu(two)).choose("Attach to Network…");
    await quick.shows("Choose the network");
    await quick.pick(back);
    await quick.shows("Aliases and addresses…");
    await quick.pick("Aliases and addresses…");
    await quick.shows("Aliases: further names");
    await quick.enter();
    await quick.shows("Fixed IPv4 address");
    const said = await quick.refuses(fixed, /has this address/);
    assert.ok(said.includes(one), said);
    await workbench.picture("attach-address-taken");
    await quick.type("");
    await quick.enter();
    await quick.pick("Attach now");
    const endpoint = await until("attached", () => endpointOf(two, back));
    assert.match(endpoint.IPAddress, /^10\.123\.0\./);
    assert.equal(endpoint.IPAMConfig?.IPv4Address ?? "", "");
  });

  it("attaches two containers that are dragged onto a network with the mouse", async () => {
    const { workbench } = stage;
    // A plain click would unfold the row too.
    for (const name of [one, two]) await containers.row(name).click({ modifiers: ["ControlOrMeta"] });
    await workbench.drag(containers.row(two), networks.row(drop));
    for (const name of [one, two]) {
      const endpoint = await until("attached", () => endpointOf(name, drop));
      assert.notEqual(endpoint.IPAddress, "");
    }
    await networks.says(drop, "2 attached");
    await workbench.picture("dragged");
    await workbench.clearNotifications();
  });

  it("detaches a container, and attaches it again as it was when that is undone", async () => {
    const { workbench } = stage;
    await networks.expand(back);
    const before = await until("its endpoint", () => endpointOf(one, back));
    await (await networks.menu(one)).choose("Detach");
    await until("detached", async () => ((await endpointOf(one, back)) === undefined ? true : undefined));
    await workbench.notification(`Detached ${one} from ${back}`).waitFor();
    await networks.row(one).waitFor({ state: "detached" });
    await workbench.picture("detached");
    await workbench.answer(`Detached ${one} from ${back}`, "Undo");
    const endpoint = await until("attached again", () => endpointOf(one, back));
    assert.equal(endpoint.IPAddress, fixed);
    assert.ok(endpoint.Aliases?.includes("web"), "with its alias");
    const told = await workbench.notification(`Attached to ${back} again: ${one}`).innerText();
    // Docker 28 gives every endpoint a random one, and ignores one that is asked for while the container runs.
    assert.equal(told.includes(`Another MAC address than before: ${one}.`), endpoint.MacAddress !== before.MacAddress, told);
    await networks.row(one).waitFor();
  });

  it("inspects a network in an editor that cannot be changed", async () => {
    const { workbench } = stage;
    await (await networks.menu(back)).choose("Inspect");
    const editor = workbench.editor();
    await editor.filter({ hasText: gateway }).waitFor();
    const text = await editor.innerText();
    assert.match(text.replaceAll("\u00a0", " "), new RegExp(`"Name": "${back}"`));
    await editor.click();
    await workbench.page.keyboard.type("x");
    await workbench.page.getByText(/Cannot edit in read-only editor/).first().waitFor();
    await workbench.picture("inspect");
  });

  it("copies names, ids and addresses", async () => {
    const { workbench } = stage;
    const { Id } = await raw<{ Id: string }>("GET", `/networks/${back}`);
    const copy = async (tree: Tree, row: string, entry: string, expected: string): Promise<void> => {
      await (await tree.menu(row)).choose(entry);
      await until(`${entry} on the clipboard`, async () => ((await workbench.clipboard()) === expected ? true : undefined));
    };
    await copy(networks, back, "Copy Name", back);
    await copy(networks, back, "Copy ID", Id);
    await copy(networks, back, "Copy Subnet", subnet);
    await copy(networks, one, "Copy IP Address", fixed);
    // Both are selected since they were dragged.
    await copy(containers, two, "Copy Name", `${one}\n${two}`);
  });

  it("removes a network only after it was asked, naming what will go", async () => {
    const { workbench } = stage;
    await (await networks.menu(drop)).choose("Remove…");
    const dialog = workbench.dialog(`Remove the network ${drop}?`);
    await dialog.waitFor();
    const text = await dialog.innerText();
    for (const name of [one, two]) assert.ok(text.includes(name), text);
    await workbench.picture("remove");
    await workbench.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.ok(await endpointOf(one, drop), "nothing was done");

    await (await networks.menu(drop)).choose("Remove…");
    await dialog.getByRole("button", { name: "Detach All and Remove" }).click();
    await networks.row(drop).waitFor({ state: "detached" });
    assert.equal(await endpointOf(one, drop), undefined);
    const left = await raw<{ Name: string }[]>("GET", "/networks");
    assert.ok(!left.some(({ Name }) => Name === drop));
  });
});
