import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { FrameLocator, Locator } from "playwright-core";
import { cleanUp, engine, labels, raw } from "../support/engine";
import { insideLinks, kernelPairs } from "../support/kernel";
import { hostProcess, type OwnEngine } from "../support/rig";
import { seriousViolations } from "../support/uiAxe";
import { addContainer, addNetwork, endpointOf, named, until } from "../support/uiLab";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";

describe("Explain", function () {
  this.timeout(90_000);
  let stage: Stage;
  const net = named("my-net");
  const one = named("container1");
  const two = named("container2");
  const page = (): FrameLocator => stage.workbench.webview();
  pictureOfFailures(() => stage);

  before(async () => {
    await addNetwork("my-net");
    const { Id } = await raw<{ Id: string }>("POST", `/containers/create?name=${one}`, {
      Image: engine.images.busybox,
      Cmd: ["sleep", "infinity"],
      Labels: labels,
      StopSignal: "SIGKILL",
      ExposedPorts: { "80/tcp": {} },
      HostConfig: { NetworkMode: net, PortBindings: { "80/tcp": [{ HostPort: "18081" }] } },
    });
    await raw("POST", `/containers/${Id}/start`);
    await addContainer("container2", net);
    await addContainer("on-host", "host");
    await addContainer("alone", "none");
    await addContainer("sidecar", `container:${one}`);
    stage = await openStage({ firstPicture: 90, settings: { "workbench.colorTheme": "Dark 2026" } });
    await stage.workbench.openContainer("Docker Networks");
    await stage.workbench.tree("Containers").row(one).waitFor();
  });

  after(async () => {
    await (stage as Stage | undefined)?.close();
    await cleanUp();
  });

  /** Texts of the picture, once it says this. */
  async function drawn(text: string): Promise<string[]> {
    await page().locator(".drawing text", { hasText: text }).first().waitFor();
    return await page().locator(".drawing text").allTextContents();
  }

  async function explain(name: string, title: string): Promise<void> {
    await stage.workbench.command("Docker Networks: Explain…");
    await stage.workbench.quick.shows("Choose a container or network");
    await stage.workbench.quick.pick(name);
    await stage.workbench.tab(`Explain ${name}`).waitFor();
    await page().locator("h1", { hasText: title }).waitFor();
  }

  it("draws a container's own wires, as the kernel has them on both sides", async () => {
    const { workbench } = stage;
    const menu = await workbench.tree("Containers").menu(one);
    await menu.choose("Explain…");
    await workbench.tab(`Explain ${one}`).waitFor();
    const pairs = await kernelPairs([one, two]);
    assert.equal(pairs.length, 2);
    const mine = pairs.find(({ container }) => container === one)!;
    const texts = await drawn(mine.peer.interface);
    const { IPAddress, Gateway, MacAddress } = (await endpointOf(one, net))!;
    const { IPAM } = await raw<{ IPAM: { Config: [{ Subnet: string }] } }>("GET", `/networks/${net}`);
    const expected = [one, two, net, mine.peer.bridge, MacAddress, `gateway ${Gateway}`, IPAM.Config[0].Subnet, "NAT", `*:18081 → ${IPAddress}:80`];
    const ends = pairs.flatMap(({ interface: name, ifindex, peer }) => [`${name} ${ifindex}`, `${peer.ifindex} ${peer.interface}`]);
    for (const text of [...expected, ...ends]) assert.ok(texts.includes(text!), `${text!} in ${texts.join(" | ")}`);
    assert.equal(await page().locator(".drawing polyline.proven:has(title)").count(), pairs.length, "as many proven cables as pairs");
    // Away from the tree, whose hover would lie over the picture.
    await page().locator("h1").hover();
    await workbench.page.locator(".workbench-hover:visible").first().waitFor({ state: "hidden" });
    await workbench.picture("explain-bridge");
  });

  it("gives commands that show the same facts when they are run by hand", async () => {
    const { workbench } = stage;
    const [pair] = await kernelPairs([one]);
    const command = `ip -d link show dev ${pair!.peer.interface}`;
    await page().getByRole("button", { name: `Copy: ${command}`, exact: true }).click();
    await until("the command on the clipboard", async () => ((await workbench.clipboard()) === command ? true : undefined));
    await page().locator(`.command`, { hasText: command }).locator(".said", { hasText: "Copied" }).waitFor();
    const run = async (line: string): Promise<string> => (await promisify(execFile)("bash", ["-c", line.replace(/^sudo /, "")])).stdout;
    const runAtEngine = async (line: string): Promise<string> => {
      // In the mounts of the rig's own engine is its iptables.
      const [program = "", ...argv] = engine.private ? ["nsenter", "--target", String(await hostProcess(engine as OwnEngine)), "--mount"] : ["env"];
      return (await promisify(execFile)(program, [...argv, "env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "bash", "-c", line.replace(/^sudo /, "")])).stdout;
    };
    assert.match(await run(await workbench.clipboard()), new RegExp(`^${pair!.peer.ifindex}: ${pair!.peer.interface}@if${pair!.ifindex}:.*master ${pair!.peer.bridge!}`));
    const commands = await page().locator(".facts .command code").allTextContents();
    const ports = commands.find((line) => line.startsWith("ip link show master"));
    assert.match(await run(ports!), new RegExp(pair!.peer.interface));
    const nat = commands.filter((line) => line.includes("iptables"));
    assert.equal(nat.length, 2, "masquerade and the published port");
    for (const line of nat) assert.match(await runAtEngine(line), /-j (MASQUERADE|DNAT)/, line);
  });

  it("has no serious fault of accessibility, and wears dark, light and high-contrast themes", async () => {
    const { workbench } = stage;
    await page().locator("h1").click();
    for (const [theme, kind] of [["Light 2026", "vs"], ["Dark High Contrast", "hc-black"], ["Dark 2026", "vs-dark"]] as const) {
      await workbench.theme(theme, kind);
      const frame = await workbench.webviewFrame();
      await frame.locator(`body.${kind === "vs" ? "vscode-light" : kind === "vs-dark" ? "vscode-dark" : "vscode-high-contrast"}`).waitFor();
      await workbench.picture(`explain-${kind}`);
      assert.deepEqual(await seriousViolations(frame), [], theme);
    }
  });

  it("has a part for each network, and follows the engine without a click", async () => {
    await addNetwork("shop", undefined, { Internal: true });
    await raw("POST", `/networks/${named("shop")}/connect`, { Container: one });
    const internal = page().locator("article", { hasText: named("shop") }).last();
    await internal.locator(".drawing text", { hasText: "no way out" }).waitFor();
    const pair = await until("its second interface", async () => (await kernelPairs([one])).find(({ interface: name }) => name !== "eth0"));
    await internal.locator(".drawing text", { hasText: `${pair.peer.ifindex} ${pair.peer.interface}` }).waitFor();
    await raw("POST", `/networks/${named("shop")}/disconnect`, { Container: one });
    await internal.waitFor({ state: "detached" });
    assert.equal(await page().locator("article").count(), 1);
  });

  it("draws host mode in the host's frame, with its interfaces as the kernel has them", async () => {
    await explain(named("on-host"), named("on-host"));
    const texts = await drawn("no interface of its own");
    const { stdout } = await promisify(execFile)("ip", ["-j", "link", "show", "lo"]);
    const [{ ifindex }] = JSON.parse(stdout) as [{ ifindex: number }];
    assert.ok(texts.includes(`lo ${ifindex}`), texts.join(" | "));
    assert.equal(await page().locator(".drawing polyline.proven").count(), 0);
    await stage.workbench.picture("explain-host");
  });

  it("draws none with no cable, and a sharer in the owner's namespace with the owner's wire", async () => {
    await explain(named("alone"), named("alone"));
    await drawn("No cable leads to the host");
    assert.equal(await page().locator(".drawing polyline:has(title)").count(), 0);
    assert.deepEqual(await insideLinks(named("alone")), []);
    await stage.workbench.picture("explain-none");
    await explain(named("sidecar"), named("sidecar"));
    const [pair] = await kernelPairs([one]);
    const texts = await drawn(`${pair!.peer.ifindex} ${pair!.peer.interface}`);
    for (const text of [`• ${one}`, `• ${named("sidecar")}`, `eth0 ${pair!.ifindex}`]) assert.ok(texts.includes(text), text);
    await stage.workbench.picture("explain-shared");
  });

  it("still asks which, with all its rows, when the page takes the keyboard from the question", async () => {
    const { workbench } = stage;
    const taken = workbench.takeKeyboardFrom("Choose a container or network");
    await explain(named("alone"), named("alone"));
    assert.equal(await taken, true);
    await workbench.tab(`Explain ${named("alone")}`).and(workbench.page.locator("[aria-selected=true]")).waitFor();
  });

  it("still asks when a busy machine tells late that the page took the keyboard", async () => {
    const { workbench } = stage;
    await workbench.command("Docker Networks: Explain…");
    await workbench.quick.shows("Choose a container or network");
    const release = stage.holdExtensions();
    try {
      assert.equal(await workbench.takeKeyboardFrom("Choose a container or network"), true);
      await workbench.page.waitForTimeout(1_000);
    } finally {
      release();
    }
    await workbench.quick.pick(net);
    await workbench.tab(`Explain ${net}`).waitFor();
  });

  it("asks again as often as the page takes the keyboard in its first moment", async () => {
    const { workbench } = stage;
    const taken = workbench.takeKeyboardFrom("Choose a container or network", { times: 2 });
    await explain(named("alone"), named("alone"));
    assert.equal(await taken, true);
  });

  it("still has its ticks in a list of several when the page takes the keyboard from it", async () => {
    const { workbench } = stage;
    await addNetwork("unused");
    await addNetwork("unused-too");
    await Promise.all(["unused", "unused-too"].map((name) => workbench.tree("Networks").row(named(name)).waitFor()));
    await raw("DELETE", `/networks/${named("shop")}`);
    const taken = workbench.takeKeyboardFrom("These go; untick what is to stay");
    await workbench.command("Docker Networks: Prune Networks…");
    assert.equal(await taken, true);
    await workbench.quick.row(named("unused-too")).waitFor();
    await workbench.picture("question-again");
    await workbench.quick.ok();
    const dialog = workbench.dialog("Remove 2 unused networks?");
    await dialog.getByRole("button", { name: "Remove", exact: true }).click();
    await Promise.all(["unused", "unused-too"].map((name) => workbench.tree("Networks").row(named(name)).waitFor({ state: "detached" })));
    await workbench.clearNotifications();
  });

  it("explains a network from the tree, and says of a stopped container what will be", async () => {
    const { workbench } = stage;
    await raw("POST", `/containers/${two}/kill`);
    const menu = await workbench.tree("Networks").menu(net);
    await menu.choose("Explain…");
    await workbench.tab(`Explain ${net}`).waitFor();
    await drawn("an interface");
    await drawn("when it runs");
    await page().locator("h1").hover();
    await workbench.picture("explain-network");
    await raw("POST", `/containers/${two}/start`);
    const pair = await until("container2's wire", async () => (await kernelPairs([two]))[0]);
    await drawn(`${pair.peer.ifindex} ${pair.peer.interface}`);
  });

  it("is back after a reload of the window", async () => {
    const { workbench } = stage;
    await workbench.page.reload();
    // The editor writes down what is open every few seconds: what was opened long ago is surely there.
    await workbench.tab(`Explain ${one}`).click({ timeout: 45_000 });
    await page().locator("h1", { hasText: one }).waitFor();
    const [pair] = await kernelPairs([one]);
    await drawn(`${pair!.peer.ifindex} ${pair!.peer.interface}`);
  });
});

const label = "docker-network-explorer.walkthrough";

/** What the walkthrough made, by its label, as the engine has it. */
async function made(): Promise<string[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [label] }));
  const containers = await raw<{ Names: string[] }[]>("GET", `/containers/json?all=1&filters=${filters}`);
  const networks = await raw<{ Name: string }[]>("GET", `/networks?filters=${filters}`);
  return [...containers.map(({ Names }) => Names[0]!.slice(1)), ...networks.map(({ Name }) => Name)].sort();
}

describe("The walkthrough", function () {
  this.timeout(90_000);
  let stage: Stage;
  pictureOfFailures(() => stage);

  before(async () => {
    // On somebody's own engine it may be theirs.
    if ((await made()).length > 0) throw new Error(`A walkthrough is under way on this engine: ${(await made()).join(", ")}`);
    stage = await openStage({ firstPicture: 100, settings: { "workbench.colorTheme": "Dark 2026", "terminal.integrated.gpuAcceleration": "off" } });
    await stage.workbench.openContainer("Docker Networks");
    await stage.workbench.tree("Networks").row("bridge").waitFor();
  });

  after(async () => {
    await (stage as Stage | undefined)?.close();
    if (engine.private) for (const name of await made()) await raw("DELETE", `/containers/${name}?force=1`).catch(() => raw("DELETE", `/networks/${name}`).catch(() => undefined));
  });

  const step = (title: string): Locator => stage.workbench.page.locator(".getting-started-step", { hasText: title });

  /** Unfolds a step and presses its button. */
  async function press(title: string, button: string): Promise<void> {
    // By the command each time: a page that is only brought to the front leaves its steps disabled.
    await stage.workbench.command("Docker Networks: Docker Networking in Ten Minutes");
    const one = step(title);
    await one.waitFor();
    if (!(await one.getAttribute("class"))?.includes("expanded")) await one.locator(".step-title").click();
    await one.getByRole("button", { name: button, exact: true }).click();
  }

  async function done(title: string): Promise<void> {
    await step(title).locator(".codicon-getting-started-step-checked, .complete").first().waitFor();
  }

  it("says what to do first where a step needs another", async () => {
    await press("Ping by name", "Ping container2 from container1");
    await stage.workbench.notification(/needs the two containers of the walkthrough. Run them first/).waitFor();
    assert.deepEqual(await made(), []);
  });

  it("makes a network and runs two containers in it, from its buttons", async () => {
    await press("Make a network", "Make my-net");
    await until("my-net", async () => ((await made()).join() === "my-net" ? true : undefined));
    await done("Make a network");
    await stage.workbench.picture("walkthrough");
    await press("Run two containers", "Run container1 and container2");
    await until("both containers", async () => ((await made()).join() === "container1,container2,my-net" ? true : undefined));
    await done("Run two containers");
  });

  it("shows the name's answer and the ping in a terminal", async () => {
    const { workbench } = stage;
    const address = (await endpointOf("container2", "my-net"))!.IPAddress;
    await press("See their names in DNS", "Ask container1 for container2");
    await workbench.terminalShows(new RegExp(`docker exec container1 nslookup container2[\\s\\S]*container2 is ${address.replaceAll(".", "\\.")}`));
    await done("See their names in DNS");
    await press("Ping by name", "Ping container2 from container1");
    await workbench.terminalShows(/3 packets received/);
    await done("Ping by name");
    await workbench.picture("walkthrough-ping");
  });

  it("shows the wires, and tries host, none and a shared namespace, each explained", async () => {
    const { workbench } = stage;
    await press("Find their veth", "Explain container1");
    const [pair] = await kernelPairs(["container1"]);
    await workbench.webview().locator(".drawing text", { hasText: pair!.peer.interface }).first().waitFor();
    for (const [title, button, name, mode] of [
      ["Try host mode", "Run a container in host mode", "on-host", "host"],
      ["Try none", "Run a container without a network", "alone", "none"],
      ["Share a container", "Run sidecar in container1’s network", "sidecar", "container:"],
    ] as const) {
      await press(title, button);
      await workbench.tab(`Explain ${name}`).waitFor();
      const { HostConfig } = await raw<{ HostConfig: { NetworkMode: string } }>("GET", `/containers/${name}/json`);
      assert.ok(HostConfig.NetworkMode.startsWith(mode), HostConfig.NetworkMode);
    }
    await press("Find their veth", "Show Links");
    await workbench.webview().getByRole("treegrid").waitFor();
  });

  it("cleans up exactly what it made, after asking, and leaves a network that another uses", async () => {
    const { workbench } = stage;
    const other = await addContainer("stranger", "my-net");
    await press("Clean up", "Clean up");
    const dialog = workbench.dialog("Remove what the walkthrough made?");
    await dialog.filter({ hasText: "my-net stays" }).waitFor();
    await workbench.picture("walkthrough-clean-up");
    await dialog.getByRole("button", { name: "Remove", exact: true }).click();
    await until("the network alone", async () => ((await made()).join() === "my-net" ? true : undefined));
    await raw("DELETE", `/containers/${other}?force=1`);
    await workbench.tree("Containers").row(named("stranger")).waitFor({ state: "detached" });
    await press("Clean up", "Clean up");
    await workbench.dialog("Remove what the walkthrough made?").getByRole("button", { name: "Remove", exact: true }).click();
    await until("nothing", async () => ((await made()).length === 0 ? true : undefined));
    await done("Clean up");
  });
});
