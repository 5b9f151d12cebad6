import assert from "node:assert/strict";
import { join } from "node:path";
import { cleanUp, engine, LABEL, labels, raw } from "../support/engine";
import { ip } from "../support/kernel";
import { seriousViolations } from "../support/uiAxe";
import { FormPage } from "../support/uiForm";
import { addNetwork, makeLab, named, removeNetwork, until } from "../support/uiLab";
import { EngineProxy } from "../support/engineProxy";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";
import type { Tree } from "../support/uiTree";

/** A network as inspect tells it. */
interface Inspected {
  readonly Driver: string;
  readonly Internal: boolean;
  readonly EnableIPv6: boolean;
  readonly IPAM: { readonly Config: readonly { readonly Subnet: string; readonly Gateway?: string; readonly IPRange?: string; readonly AuxiliaryAddresses?: Record<string, string> }[] };
  readonly Options: Record<string, string>;
  readonly Labels: Record<string, string>;
}

interface Container {
  readonly State: { readonly Running: boolean };
  readonly Config: { readonly Cmd: readonly string[]; readonly Env: readonly string[] };
  readonly HostConfig: { readonly PortBindings: object };
  readonly NetworkSettings: { readonly Networks: Record<string, { readonly IPAddress: string; readonly Aliases: readonly string[] | null }> };
}

const subnet = "10.123.0.0/24";

describe("The forms", function () {
  this.timeout(90_000);
  let stage: Stage;
  let networks: Tree;
  let proxy: EngineProxy;
  let form: FormPage;
  const full = named("full-net");
  const keyed = named("keyed-net");
  const app = named("app1");
  pictureOfFailures(() => stage);

  before(async () => {
    await makeLab();
    proxy = new EngineProxy(join(process.env["DNE_RIG_RUN"] ?? "/tmp", `forms-${engine.name}.sock`));
    await proxy.start();
    stage = await openStage({ firstPicture: 80, env: { DOCKER_HOST: `unix://${proxy.path}` } });
    networks = stage.workbench.tree("Networks");
    await stage.workbench.openContainer("Docker Networks");
    await networks.row(named("my-net")).waitFor();
  });

  after(async () => {
    await (stage as Stage | undefined)?.close();
    await (proxy as EngineProxy | undefined)?.stop();
    await raw("DELETE", `/containers/${app}?force=1`).catch(() => undefined);
    await cleanUp();
    for (const name of [keyed, `${keyed}-2`]) await removeNetwork(name);
  });

  it("create a network with most options by mouse", async () => {
    const { workbench } = stage;
    await workbench.command("Docker Networks: Create Network with All Options…");
    form = new FormPage(workbench);
    await form.input("name").waitFor();
    await workbench.picture("form-network");
    await form.type("name", "a b");
    await form.says("name", /cannot be in a name/);
    await form.type("name", full);
    await form.says("driver", /Not offered: host, null/);
    await form.tick("ipv6");
    await form.type("pools/0/subnet", subnet);
    await form.type("pools/0/gateway", "10.124.0.1");
    await form.says("pools/0/gateway", /It is not inside/);
    await workbench.picture("form-issue");
    await form.type("pools/0/gateway", "10.123.0.254");
    await form.type("pools/0/ipRange", "10.123.0.128/25");
    await form.add("pools/0/aux");
    await form.type("pools/0/aux/0/key", "router");
    await form.type("pools/0/aux/0/value", "10.123.0.2");
    await form.add("pools");
    await form.type("pools/1/subnet", "fd00:123::/64");
    await form.tick("internal");
    await form.choose("settings/com.docker.network.bridge.enable_icc", "off");
    await form.type("settings/com.docker.network.driver.mtu", "1400");
    await form.add("options");
    await form.type("options/0/key", "com.example.any");
    await form.type("options/0/value", "it's & more");
    await form.unfold("labels");
    await form.add("labels");
    await form.type("labels/0/key", LABEL);
    await form.type("labels/0/value", labels[LABEL]!);
    await form.shows("command", "--opt 'com.example.any=it'\\''s & more'");
    await form.shows("compose", "enable_ipv6: true");
    await workbench.picture("form-filled");
    await form.submit();
    await networks.row(full).waitFor();
    const made = await raw<Inspected>("GET", `/networks/${full}`);
    assert.equal(made.Driver, "bridge");
    assert.equal(made.Internal, true);
    assert.equal(made.EnableIPv6, true);
    assert.deepEqual(made.IPAM.Config, [
      { Subnet: subnet, IPRange: "10.123.0.128/25", Gateway: "10.123.0.254", AuxiliaryAddresses: { router: "10.123.0.2" } },
      // Docker 28 tells the gateway that it chose.
      ...made.IPAM.Config.slice(1),
    ]);
    assert.equal(made.IPAM.Config[1]?.Subnet, "fd00:123::/64");
    assert.deepEqual(made.Options, { "com.docker.network.bridge.enable_icc": "false", "com.docker.network.driver.mtu": "1400", "com.example.any": "it's & more" });
    assert.deepEqual(made.Labels, labels);
    await workbench.picture("form-done");
  });

  it("create a network by keyboard alone", async () => {
    const { workbench } = stage;
    const { keyboard } = workbench.page;
    await workbench.command("Docker Networks: Create Network with All Options…");
    await form.input("name").waitFor();
    assert.equal(await form.input("name").inputValue(), "", "a form that was sent is a new one");
    await form.input("name").focus();
    await keyboard.type(keyed);
    await keyboard.press("Control+Enter");
    await networks.row(keyed).waitFor();
    await workbench.command("Docker Networks: Create Network with All Options…");
    await form.input("name").waitFor();
    await form.input("name").focus();
    await keyboard.type(`${keyed}-2`);
    // Driver, kind, IPv4 (where it can be turned off), IPv6.
    for (let tabs = 0; !(await form.hasFocus("ipv6")); tabs++) {
      assert.ok(tabs < 8, "IPv6 can be reached by Tab");
      await keyboard.press("Tab");
    }
    await keyboard.press("Space");
    await keyboard.press("Tab");
    await keyboard.type("10.125.0.0/24");
    for (let tabs = 0; !(await form.hasFocus("pools")); tabs++) {
      assert.ok(tabs < 10, "the button that adds a pool can be reached by Tab");
      await keyboard.press("Tab");
    }
    await keyboard.press("Enter");
    // The caret goes into what was added.
    await form.frame.locator('.field[data-field="pools/1/subnet"]:focus-within').waitFor();
    await keyboard.type("fd00:125::/64");
    await form.shows("command", "--ipv6");
    await keyboard.press("Control+Enter");
    await networks.row(`${keyed}-2`).waitFor();
    const made = await raw<Inspected>("GET", `/networks/${keyed}-2`);
    assert.equal(made.EnableIPv6, true);
    assert.deepEqual(made.IPAM.Config.map(({ Subnet }) => Subnet), ["10.125.0.0/24", "fd00:125::/64"]);
  });

  it("tell a mistake at its field, to eyes and ears, and go there when they are sent", async () => {
    const { workbench } = stage;
    await workbench.command("Docker Networks: Create Network with All Options…");
    await form.input("name").waitFor();
    await form.submit();
    await form.says("name", "A network needs a name.");
    await form.frame.locator('.field[data-field="name"]:focus-within').waitFor();
    const name = form.field("name").locator("vscode-text-field");
    assert.equal(await name.getAttribute("aria-describedby"), "about-name");
    assert.equal(await form.input("name").getAttribute("aria-invalid"), "true");
    assert.match((await form.input("name").getAttribute("aria-description")) ?? "", /A network needs a name/);
    assert.deepEqual(await seriousViolations(await workbench.webviewFrame()), []);
  });

  it("warn while a subnet is typed of what the engine’s host could no longer reach", async () => {
    try {
      await ip(["link", "add", "away0", "type", "veth", "peer", "name", "away1"]);
      await ip(["address", "add", "10.94.0.1/16", "dev", "away0"]);
      await ip(["link", "set", "away0", "up"]);
      await ip(["link", "set", "away1", "up"]);
      await ip(["route", "add", "10.95.0.0/16", "via", "10.94.0.2"]);
      await form.type("pools/0/subnet", "10.94.7.0/24");
      await form.says("pools/0/subnet", "The engine’s host reaches 10.94.0.1/16 by its interface away0: it would no longer get there.");
      await form.type("pools/0/subnet", "10.95.7.0/24");
      await form.says("pools/0/subnet", "The engine’s host has a route to 10.95.0.0/16 by away0: what is there could no longer be reached.");
      await form.type("pools/0/subnet", "10.96.7.0/24");
      await form.field("pools/0/subnet").locator(".remarks", { hasText: "engine’s host" }).waitFor({ state: "detached" });
      await form.type("pools/0/subnet", "");
    } finally {
      await ip(["link", "delete", "away0"]).catch(() => undefined);
    }
  });

  it("show the engine's refusal at the field that it is about, and keep the rest", async () => {
    const { workbench } = stage;
    await addNetwork("bridged-net", undefined, { Options: { "com.docker.network.bridge.name": "br-taken" } });
    await form.type("name", named("refused-net"));
    await form.type("settings/com.docker.network.driver.mtu", "1300");
    await form.type("settings/com.docker.network.bridge.name", "br-taken");
    await form.says("settings/com.docker.network.bridge.name", `This is the bridge of the network “${named("bridged-net")}”.`);
    await form.type("settings/com.docker.network.bridge.name", "");
    await form.choose("driver", "macvlan");
    await form.type("parent", "nosuch0");
    await form.shows("command", "parent=nosuch0");
    await form.submit();
    await form.says("parent", "The parent interface does not exist on the engine’s host.");
    await workbench.picture("form-refused");
    assert.equal(await form.input("name").inputValue(), named("refused-net"));
    await form.choose("driver", "bridge");
    assert.equal(await form.input("settings/com.docker.network.driver.mtu").inputValue(), "1300");
  });

  it("wait for a slow engine without sending twice, and take back what comes after they were cancelled", async () => {
    const { workbench } = stage;
    const late = named("late-net");
    await form.type("name", late);
    await form.shows("command", late);
    const before = proxy.requests.length;
    proxy.hold(/POST \S*\/networks\/create/);
    await form.submit();
    await form.frame.getByText(`Creating the network ${late}…`).waitFor();
    await workbench.page.keyboard.press("Control+Enter");
    await workbench.picture("form-busy");
    await form.frame.getByText("Cancel", { exact: true }).click();
    await form.frame.getByText("What you entered is still here.").waitFor();
    assert.equal(await form.input("name").inputValue(), late);
    proxy.release();
    // It is made after all, once, and removed again.
    await until("removed", () => Promise.resolve(proxy.requests.some((line) => line.startsWith("DELETE ")) ? true : undefined));
    assert.equal(proxy.requests.slice(before).filter((line) => /^POST \S*\/networks\/create/.test(line)).length, 1, "not twice");
    const there = async (): Promise<boolean> => (await raw<{ Name: string }[]>("GET", "/networks")).some(({ Name }) => Name === late);
    await until("gone", async () => ((await there()) ? undefined : true));
    await form.type("name", named("refused-net"));
  });

  it("keep what was typed when the window is reloaded", async () => {
    const { workbench } = stage;
    // The editor in a browser writes down every five seconds what it is to remember, while the keyboard is in no page's frame.
    await workbench.tab("Create Network").click();
    await workbench.page.keyboard.press("Control+0");
    await workbench.page.waitForTimeout(7_000);
    await workbench.page.reload();
    await form.input("name").waitFor({ timeout: 45_000 });
    await waitForValue(form, "name", named("refused-net"));
    await waitForValue(form, "settings/com.docker.network.driver.mtu", "1300");
  });

  it("keep what was typed when they are closed", async () => {
    const { workbench } = stage;
    await workbench.command("View: Close Editor");
    await workbench.tab("Create Network").waitFor({ state: "detached" });
    await workbench.command("Docker Networks: Create Network with All Options…");
    await form.input("name").waitFor();
    await waitForValue(form, "name", named("refused-net"));
    await waitForValue(form, "settings/com.docker.network.driver.mtu", "1300");
    await form.frame.locator(".buttons vscode-button").nth(1).click();
    await waitForValue(form, "name", "");
    await workbench.command("View: Close Editor");
  });

  it("make a copy of a network, with a name and subnets that are free", async () => {
    const { workbench } = stage;
    await networks.row(full).waitFor();
    await (await networks.menu(full)).choose("Duplicate…");
    await form.input("name").waitFor();
    await waitForValue(form, "name", `${full}-copy`);
    await waitForValue(form, "pools/0/subnet", "10.123.1.0/24");
    await waitForValue(form, "pools/0/gateway", "10.123.1.254");
    await form.frame.getByText("free ones of the same size were put in").waitFor();
    await workbench.picture("form-duplicate");
    await form.frame.locator("h1").click();
    await form.submit();
    await networks.row(`${full}-copy`).waitFor();
    const [one, two] = await Promise.all([raw<Inspected>("GET", `/networks/${full}`), raw<Inspected>("GET", `/networks/${full}-copy`)]);
    assert.deepEqual([two.Driver, two.Internal, two.EnableIPv6, two.Options, two.Labels], [one.Driver, one.Internal, one.EnableIPv6, one.Options, one.Labels]);
    assert.deepEqual(two.IPAM.Config[0], { Subnet: "10.123.1.0/24", IPRange: "10.123.1.128/25", Gateway: "10.123.1.254", AuxiliaryAddresses: { router: "10.123.1.2" } });
  });

  it("run a container on two networks", async () => {
    const { workbench } = stage;
    const { images } = engine;
    const back = await raw<{ Id: string }>("GET", `/networks/${keyed}-2`);
    assert.ok(back.Id);
    await (await networks.menu(named("my-net"))).choose("Run Container…");
    await form.input("image").waitFor();
    await form.input("image").fill(images.busybox.slice(0, 4));
    await form.field("image").locator(".suggestion", { hasText: images.busybox }).first().click();
    await form.type("name", app);
    await form.type("command", "sleep infinity");
    await form.type("networks/0/aliases", "front www");
    await form.add("networks");
    await form.chooseStarting("networks/1/network", `${keyed}-2`);
    await form.type("networks/1/ipv4", "10.125.0.77");
    await form.add("ports");
    await form.type("ports/0/hostIp", "127.0.0.1");
    await form.type("ports/0/hostPort", "18090");
    await form.type("ports/0/containerPort", "80");
    await form.unfold("env");
    await form.add("env");
    await form.type("env/0/key", "GREETING");
    await form.type("env/0/value", "hello there");
    await form.shows("command", /--publish 127\.0\.0\.1:18090:80/);
    await form.frame.locator("h1").scrollIntoViewIfNeeded();
    await workbench.picture("form-run");
    assert.deepEqual(await seriousViolations(await workbench.webviewFrame()), []);
    await form.submit();
    await stage.workbench.tree("Containers").row(app).waitFor();
    const made = await until("running", async () => {
      const container = await raw<Container>("GET", `/containers/${app}/json`).catch(() => undefined);
      return container?.State.Running === true ? container : undefined;
    });
    const { Networks } = made.NetworkSettings;
    assert.deepEqual(Object.keys(Networks).sort(), [`${keyed}-2`, named("my-net")].sort());
    assert.equal(Networks[`${keyed}-2`]?.IPAddress, "10.125.0.77");
    for (const alias of ["front", "www"]) assert.ok(Networks[named("my-net")]?.Aliases?.includes(alias), alias);
    assert.deepEqual(made.Config.Cmd, ["sleep", "infinity"]);
    assert.ok(made.Config.Env.includes("GREETING=hello there"));
    assert.deepEqual(made.HostConfig.PortBindings, { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "18090" }] });
  });

  it("run a container from the palette: image, network, Enter", async () => {
    const { workbench } = stage;
    const { quick } = workbench;
    await workbench.command("Docker Networks: Run Container (Quick)…");
    await quick.shows("Choose the image");
    await quick.pick(engine.images.shellless);
    await quick.shows("Choose the network of");
    await quick.pick(named("my-net"));
    await quick.shows("docker run --detach --network");
    await workbench.picture("run-quick");
    await quick.pick(`Run ${engine.images.shellless}`);
    const made = await until("running", async () => (await raw<{ Id: string; Image: string; State: string; NetworkSettings: { Networks: object } }[]>("GET", "/containers/json")).find(({ Image, NetworkSettings }) => Image === engine.images.shellless && named("my-net") in NetworkSettings.Networks));
    await raw("DELETE", `/containers/${made.Id}?force=1`);
  });

  it("go on from the palette's steps with what was entered there", async () => {
    const { workbench } = stage;
    const { quick } = workbench;
    await workbench.command("Docker Networks: Create Network…");
    await quick.shows("Name of the network");
    await quick.type("from-palette");
    await quick.enter();
    await quick.pick("bridge");
    await quick.shows("IPv4 subnet");
    await quick.type("10.126.0.0/24");
    await quick.enter();
    await quick.shows("Gateway of");
    await quick.enter();
    await quick.shows("Options: tick what is wanted");
    await quick.enter();
    await quick.pick("More Options…");
    await form.input("name").waitFor();
    await waitForValue(form, "name", "from-palette");
    await waitForValue(form, "pools/0/subnet", "10.126.0.0/24");
  });

  it("look right in light and high contrast", async () => {
    const { workbench } = stage;
    await form.type("pools/0/gateway", "10.9.9.9");
    await form.says("pools/0/gateway", /It is not inside/);
    await workbench.theme("Light Modern", "vs");
    await workbench.picture("form-light");
    assert.deepEqual(await seriousViolations(await workbench.webviewFrame()), []);
    await workbench.theme("Dark High Contrast", "hc-black");
    await workbench.picture("form-high-contrast");
    assert.deepEqual(await seriousViolations(await workbench.webviewFrame()), []);
  });
});

/** Is the caret in this field, not in one of a row's? */
async function waitForValue(form: FormPage, id: string, value: string): Promise<void> {
  await until(`${value} in ${id}`, async () => ((await form.input(id).inputValue()) === value ? true : undefined));
}
