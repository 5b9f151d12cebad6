import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cleanUp, engine, labels, raw } from "../support/engine";
import { ip, kernelPairs, startStranger } from "../support/kernel";
import { seriousViolations } from "../support/uiAxe";
import { addContainer, addNetwork, endpointOf, makeLab, named, until } from "../support/uiLab";
import { LinksPage } from "../support/uiLinks";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";
import { TopologyPage } from "../support/uiTopology";

describe("The Network Map's topology", function () {
  this.timeout(90_000);
  let stage: Stage;
  let topology: TopologyPage;
  const [net, shop, back] = [named("my-net"), named("shop"), named("back")];
  const [one, two, api] = [named("container1"), named("container2"), named("api")];
  const web = named("web");
  let stranger: ChildProcess;
  pictureOfFailures(() => stage);

  before(async () => {
    await makeLab();
    await addNetwork("shop");
    const backId = await addNetwork("back", undefined, { Internal: true });
    await addContainer("api", shop);
    await raw("POST", `/networks/${backId}/connect`, { Container: api });
    // A way out of the engine's host: its other end is a namespace of nobody's.
    stranger = await startStranger();
    await ip(["link", "add", "uplink0", "type", "veth", "peer", "name", "uplink1", "netns", String(stranger.pid)]);
    await ip(["link", "set", "uplink1", "up"], stranger.pid);
    await ip(["addr", "add", "192.0.2.10/24", "dev", "uplink0"]);
    await ip(["link", "set", "uplink0", "up"]);
    await addNetwork("lan", "192.0.2.0/24", { Driver: "macvlan", Options: { parent: "uplink0" } });
    await addContainer("printer", named("lan"));
    const { Id } = await raw<{ Id: string }>("POST", `/containers/create?name=${web}`, {
      Image: engine.images.busybox, Cmd: ["sleep", "infinity"], Labels: labels, StopSignal: "SIGKILL",
      HostConfig: { NetworkMode: shop, PortBindings: { "80/tcp": [{ HostPort: "18080" }] } }, ExposedPorts: { "80/tcp": {} },
    });
    await raw("POST", `/containers/${Id}/start`);
    await addContainer("on-host", "host");
    await addContainer("sidecar", `container:${one}`);
    await addContainer("vault", "none");
    await addContainer("stopped-one", net, { cmd: ["true"] }).then((id) => raw("POST", `/containers/${id}/wait`));
    stage = await openStage({ firstPicture: 70, settings: { "workbench.colorTheme": "Dark 2026" } });
    topology = new TopologyPage(stage.workbench);
    await stage.workbench.openMap(net);
    await topology.open();
    await topology.box(one).waitFor();
  });

  after(async () => {
    await (stage as Stage | undefined)?.close();
    await cleanUp();
    await ip(["link", "delete", "uplink0"]).catch(() => undefined);
    stranger.kill("SIGKILL");
  });

  const spokenPairs = async (): Promise<string[]> =>
    (await kernelPairs([one, two, api, web])).map(({ container, interface: name, ifindex, peer }) => `${container}, ${name} index ${ifindex}, connected to ${peer.interface} index ${peer.ifindex} on bridge ${String(peer.bridge)}, verified`).sort();

  it("draws every pair that the kernel has as a proven cable, and none that it has not", async () => {
    const kernel = await spokenPairs();
    assert.equal(kernel.length, 5);
    const drawn = await until("all cables", async () => {
      const found = (await topology.proven()).filter((words) => [one, two, api, web].some((name) => words.startsWith(`${name},`)));
      return found.length >= kernel.length ? found.sort() : undefined;
    });
    assert.deepEqual(drawn, kernel);
    await stage.workbench.picture("topology");
  });

  it("draws who shares a namespace in one box, who uses the host’s within it, and who has none alone", async () => {
    await topology.box(one).filter({ hasText: `+ ${named("sidecar")} shares this namespace` }).waitFor();
    assert.match((await topology.box(named("on-host")).getAttribute("class")) ?? "", /\bhost\b/);
    await topology.box(named("vault")).filter({ hasText: "lo only" }).waitFor();
    await topology.bar(back).filter({ hasText: "internal: no way out" }).waitFor();
    assert.equal(await topology.box(named("stopped-one")).count(), 0);
    await topology.frame.getByRole("button", { name: "not running" }).click();
    await topology.box(named("stopped-one")).waitFor();
    assert.equal(await topology.cables(named("stopped-one")).count(), 0, "it has no interfaces");
    await topology.frame.getByRole("button", { name: "not running" }).click();
    await topology.box(named("stopped-one")).waitFor({ state: "detached" });
  });

  it("hangs a macvlan on its parent, and leads a published port through the routing to its container", async () => {
    await topology.bar(named("lan")).filter({ hasText: "on uplink0, past the host’s routing" }).waitFor();
    await topology.frame.locator(`.wire.notApplicable[aria-label^="${named("printer")}, "]`).waitFor({ state: "attached" });
    await topology.frame.locator(".nic.uplink", { hasText: "uplink0" }).waitFor();
    const port = topology.frame.locator(`.wire.published[aria-label="${web}: published port :18080 → 80/tcp, through network ${shop}"]`);
    await port.waitFor({ state: "attached" });
    await topology.box(web).filter({ hasText: ":18080 → 80/tcp" }).waitFor();
  });

  it("is walked by the arrow keys, each thing described in words, and leads to the row in Links and back", async () => {
    const { keyboard } = stage.workbench.page;
    await topology.bar(net).locator(".name").click();
    assert.match(await topology.chosen(), new RegExp(`^network ${net}, bridge, [\\w-]+ #\\d+, 1.* gateway .*, containers: 2$`));
    await keyboard.press("ArrowRight");
    const cable = await topology.chosen();
    assert.ok((await spokenPairs()).includes(cable), cable);
    await stage.workbench.picture("topology-keys");
    await keyboard.press("Enter");
    const links = new LinksPage(stage.workbench);
    await links.grid.locator("[aria-selected=true][aria-expanded=true]").waitFor();
    const menu = await links.menu(links.grid.locator("[aria-selected=true]").first());
    await menu.choose("Show in Topology");
    await topology.box(one).waitFor();
    await until("the cable again", async () => ((await topology.chosen()) === cable ? true : undefined));
    await keyboard.press("ArrowRight");
    assert.match(await topology.chosen(), /^container container\d/);
  });

  it("finds by name and by address, and shows only what is near when asked to focus", async () => {
    const { keyboard } = stage.workbench.page;
    const { IPAddress } = (await endpointOf(api, shop))!;
    await topology.frame.locator(".topology .search input").click();
    await keyboard.type(IPAddress);
    await until("the cable with that address", async () => ((await topology.chosen()).startsWith(`${api}, eth`) ? true : undefined));
    await keyboard.press("ArrowDown");
    await keyboard.press("f");
    await topology.box(one).waitFor({ state: "detached" });
    await topology.box(api).waitFor();
    await stage.workbench.picture("topology-focus");
    await keyboard.press("Escape");
    await topology.box(one).waitFor();
    await topology.frame.locator(".topology .search input").fill("");
  });

  it("offers on a box, a bar and a cable what the trees offer on their rows", async () => {
    const onBox = await (await topology.menu(topology.box(two))).labelsAndClose();
    assert.deepEqual(onBox, ["Attach to Network…", "Show Links", "Reveal in Side Bar", "Inspect", "Explain…", "Copy Name", "Copy ID", "Copy IP Address"]);
    const onBar = await (await topology.menu(topology.bar(shop))).labelsAndClose();
    assert.deepEqual(onBar, ["Attach Container…", "Show Links", "Reveal in Side Bar", "Inspect", "Explain…", "Copy Name", "Copy ID", "Copy Subnet", "Remove…"]);
    await (await topology.menu(topology.box(two))).choose("Reveal in Side Bar");
    await stage.workbench.tree("Containers").row(two).and(stage.workbench.page.locator("[aria-selected=true]")).waitFor();
    const menu = await topology.menu(topology.cables(two).first());
    await stage.workbench.picture("topology-menu");
    await menu.choose("Copy veth Name");
    const [pair] = await kernelPairs([two]);
    await until("the veth on the clipboard", async () => ((await stage.workbench.clipboard()) === pair?.peer.interface ? true : undefined));
  });

  it("attaches a container that is dragged onto a network, and follows the engine", async () => {
    await topology.drag(topology.box(two), topology.bar(shop));
    await until("the endpoint", () => endpointOf(two, shop));
    const ofTwo = (words: readonly string[]): string[] => words.filter((one) => one.startsWith(`${two},`)).sort();
    // A cable is there as soon as the engine tells of it, and proven when the kernel was asked.
    const proven = await until("both cables, proven", async () => (ofTwo(await topology.proven()).length === 2 ? ofTwo(await topology.proven()) : undefined));
    assert.deepEqual(proven, ofTwo(await spokenPairs()));
    await stage.workbench.clearNotifications();
    await stage.workbench.picture("topology-attached");
    await raw("POST", `/networks/${shop}/disconnect`, { Container: two });
    await until("one cable", async () => ((await topology.cables(two).count()) === 1 ? true : undefined));
  });

  it("shows on a cable what passes over it", async () => {
    const { IPAddress } = (await endpointOf(two, net))!;
    const { Id } = await raw<{ Id: string }>("POST", `/containers/${one}/exec`, { Cmd: ["ping", "-q", "-s", "1400", "-i", "0.1", "-c", "60", IPAddress] });
    await raw("POST", `/exec/${Id}/start`, { Detach: true });
    await topology.frame.locator(`.wire.flowing[aria-label^="${two}, "]`).first().waitFor({ state: "attached" });
    await stage.workbench.picture("topology-traffic");
    await topology.frame.getByRole("button", { name: "Traffic" }).click();
    await topology.frame.locator(".wire.flowing").first().waitFor({ state: "detached" });
    await topology.frame.getByRole("button", { name: "Traffic" }).click();
  });

  it("is exported through the save dialog as SVG, and as PNG, and copied as Mermaid", async () => {
    const { workbench, editor } = stage;
    await workbench.command("Docker Networks: Export Topology…");
    await workbench.quick.shows("Export Topology");
    const file = await until("a proposal", async () => ((await workbench.quick.value()).endsWith(".svg") ? await workbench.quick.value() : undefined));
    assert.equal(dirname(file), editor.workspace);
    const read = async (path: string): Promise<Buffer> => await until("the file", () => {
      try {
        const found = readFileSync(path);
        return Promise.resolve(found.length > 0 ? found : undefined);
      } catch {
        return Promise.resolve(undefined);
      }
    });
    await workbench.quick.enter();
    const svg = (await read(file)).toString();
    assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="\d+" height="\d+"/);
    assert.ok(svg.includes(`>${one}</text>`));
    assert.doesNotMatch(svg, /var\(|class=|vscode/, "it needs nothing but itself");
    const other = join(editor.workspace, "picture.png");
    await workbench.command("Docker Networks: Export Topology…");
    await workbench.quick.shows("Export Topology");
    await until("a proposal", async () => ((await workbench.quick.value()).endsWith(".svg") ? true : undefined));
    await workbench.quick.type(other);
    await workbench.quick.enterUntilGone();
    assert.equal((await read(other)).subarray(1, 4).toString(), "PNG");
    await workbench.command("Docker Networks: Copy Topology as Mermaid");
    const chart = await until("the chart on the clipboard", async () => ((await workbench.clipboard()).startsWith("flowchart LR\n") ? await workbench.clipboard() : undefined));
    assert.ok(chart.includes(`["${net}<br>`) && chart.includes("⇄ eth0"), chart);
    await workbench.clearNotifications();
  });

  it("has no serious fault of accessibility, and wears dark, light and high-contrast themes", async () => {
    const { workbench } = stage;
    await topology.frame.getByRole("button", { name: "Fit" }).click();
    for (const [theme, kind] of [["Dark 2026", "vs-dark"], ["Light 2026", "vs"], ["Dark High Contrast", "hc-black"]] as const) {
      await workbench.theme(theme, kind);
      const frame = await workbench.webviewFrame();
      await frame.locator(`body.${kind === "vs" ? "vscode-light" : kind === "vs-dark" ? "vscode-dark" : "vscode-high-contrast"}`).waitFor();
      await workbench.picture(`topology-${kind}`);
      assert.deepEqual(await seriousViolations(frame), [], theme);
    }
  });
});
