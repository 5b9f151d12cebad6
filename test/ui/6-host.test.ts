import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import type { Locator } from "playwright-core";
import { bridgeOf, cleanUp, isPodman, raw } from "../support/engine";
import { ip, kernelPairs, startStranger } from "../support/kernel";
import { seriousViolations } from "../support/uiAxe";
import { addNetwork, makeLab, named, until } from "../support/uiLab";
import { cutTexts } from "../support/uiLinks";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";

/** A bridge named as this engine names them, of which it knows nothing. */
const stray = isPodman ? "podman4242" : "br-00dead00beef";

describe("The Network Map's host", function () {
  this.timeout(60_000);
  let stage: Stage;
  /** A process in a network namespace that is no container's. */
  let stranger: ChildProcess;
  const live = [named("container1"), named("container2")];
  const bridges = new Map<string, string>();
  pictureOfFailures(() => stage);

  const frame = (): ReturnType<Stage["workbench"]["webview"]> => stage.workbench.webview();
  const grid = (): Locator => frame().getByRole("treegrid");
  const line = (name: string): Locator => grid().getByRole("row").filter({ has: frame().locator(".h-interface .name", { hasText: name }) });
  const lines = async (): Promise<string[]> => await grid().locator(".h-interface .name:not(.header *)").allInnerTexts();
  const portOf = async (container: string): Promise<string> => (await kernelPairs([container]))[0]!.peer.interface;

  before(async () => {
    await makeLab();
    for (const container of live) await raw("POST", `/containers/${container}/kill`);
    await addNetwork("shop");
    const networks = await raw<{ Id: string; Name: string }[]>("GET", "/networks");
    for (const word of ["my-net", "shop"]) bridges.set(word, await bridgeOf({ id: networks.find(({ Name }) => Name === named(word))!.Id, name: named(word) }));
    // Podman would make it with the first container only.
    if (isPodman) await ip(["link", "add", bridges.get("shop")!, "type", "bridge"]);
    stranger = await startStranger();
    stage = await openStage({ firstPicture: 60, settings: { "workbench.colorTheme": "Dark 2026" } });
    await stage.workbench.openMap(named("my-net"));
    await frame().getByRole("tab", { name: "Host", exact: true }).click();
  });

  after(async () => {
    for (const name of ["vethlost0", stray, ...(isPodman ? [bridges.get("shop") ?? ""] : [])]) await ip(["link", "delete", name]).catch(() => undefined);
    await (stage as Stage | undefined)?.close();
    stranger.kill("SIGKILL");
    await cleanUp();
  });

  it("is not shown while nothing proves whose it is, says what would, and appears by itself", async () => {
    await frame().getByText("Only a running container can prove that this is the engine’s host.").waitFor();
    await stage.workbench.picture("host-unseen");
    for (const container of live) await raw("POST", `/containers/${container}/start`);
    for (const container of live) await line(await portOf(container)).waitFor();
  });

  it("shows each bridge with its network, and each port with the container behind it", async () => {
    assert.match((await line(bridges.get("my-net")!).getAttribute("aria-label")) ?? "", new RegExp(`bridge, up, network ${named("my-net")}, \\d.*, ports: 2$`));
    for (const container of ["container1", "container2"]) {
      const port = line(await portOf(named(container)));
      assert.match((await port.getAttribute("aria-label")) ?? "", new RegExp(`veth, up, connected to ${named(container)} eth0 #\\d+$`));
    }
    const names = frame().locator(".interfaces .row .h-connectedTo .clip");
    assert.ok((await names.count()) > live.length);
    assert.deepEqual(await cutTexts(names), [], "whose it is can be read, beside the traffic too");
    assert.deepEqual(await cutTexts(frame().locator(".interfaces .row.bridge .h-addresses .clip")), [], "and a bridge's address");
    await stage.workbench.picture("host");
  });

  it("shows an orphan and a port on the wrong bridge as such, in words and without a click", async () => {
    const moved = await portOf(named("container2"));
    await ip(["link", "add", "vethlost0", "type", "veth", "peer", "name", "vethlost1", "netns", String(stranger.pid)]);
    await ip(["link", "set", "vethlost1", "up"], stranger.pid);
    await ip(["link", "set", "vethlost0", "master", bridges.get("my-net")!, "up"]);
    await ip(["link", "set", moved, "master", bridges.get("shop")!]);
    await ip(["link", "add", stray, "type", "bridge"]);
    await line(stray).filter({ hasText: "no network of this engine uses it" }).waitFor();
    await line("vethlost0").filter({ hasText: "orphan: no container claims its other end" }).waitFor();
    await line(moved).filter({ hasText: `wrong bridge: ${named("my-net")} uses ${bridges.get("my-net")!}` }).waitFor();
    const order = await lines();
    assert.ok(order.indexOf(moved) > order.indexOf(bridges.get("shop")!), "it stands under the bridge that it is on");
    await line(moved).and(frame().locator(".port")).waitFor();
    assert.deepEqual(await cutTexts(line(stray).locator(".finding .clip, .finding")), [], "what is odd has room");
    await stage.workbench.picture("host-findings");
    // The other table says the same of that port.
    await frame().getByRole("tab", { name: "Links", exact: true }).click();
    const row = frame().locator(".links .line.row").filter({ hasText: named("container2") });
    await row.filter({ hasText: bridges.get("shop")! }).filter({ hasText: "finding" }).waitFor();
    await ip(["link", "set", moved, "nomaster"]);
    await row.filter({ hasNotText: bridges.get("shop")! }).filter({ hasText: "finding" }).waitFor();
    await ip(["link", "set", moved, "master", bridges.get("shop")!]);
    await row.filter({ hasText: bridges.get("shop")! }).waitFor();
    await frame().getByRole("tab", { name: "Host", exact: true }).click();
    await frame().getByRole("button", { name: /with findings/ }).click();
    await line(await portOf(named("container1"))).waitFor({ state: "detached" });
    assert.deepEqual((await lines()).filter((name) => name.startsWith("veth")).sort(), [moved, "vethlost0"].sort());
    await frame().getByRole("button", { name: /with findings/ }).click();
  });

  it("is filtered by typing, and walked by the keyboard", async () => {
    const { keyboard } = stage.workbench.page;
    const port = await portOf(named("container1"));
    await frame().locator(".host-interfaces .search input").click();
    await keyboard.type(named("container1"));
    await line("vethlost0").waitFor({ state: "detached" });
    assert.deepEqual(await lines(), [bridges.get("my-net"), port]);
    await keyboard.press("ArrowDown");
    await keyboard.press("Home");
    await keyboard.press("ArrowLeft");
    await line(port).waitFor({ state: "detached" });
    assert.equal(await line(bridges.get("my-net")!).getAttribute("aria-expanded"), "false");
    await keyboard.press("ArrowRight");
    await line(port).waitFor();
    await keyboard.press("ArrowRight");
    await keyboard.press("Control+c");
    await until("the line on the clipboard", async () => ((await stage.workbench.clipboard()).startsWith(`${port} #`) ? true : undefined));
    await frame().locator(".host-interfaces .search input").press("Escape");
    await line("vethlost0").waitFor();
  });

  it("follows the engine without a click, and finds its place again", async () => {
    const port = await portOf(named("container1"));
    await raw("POST", `/containers/${named("container1")}/kill`);
    await line(port).waitFor({ state: "detached" });
    await raw("POST", `/containers/${named("container1")}/start`);
    await line(await portOf(named("container1"))).waitFor();
  });

  it("wears a dark and a light theme without a serious fault of accessibility", async () => {
    const { workbench } = stage;
    await workbench.clearNotifications();
    for (const [theme, kind] of [["Dark 2026", "vs-dark"], ["Light 2026", "vs"]] as const) {
      await workbench.theme(theme, kind);
      const page = await workbench.webviewFrame();
      await page.locator(`body.${kind === "vs" ? "vscode-light" : "vscode-dark"}`).waitFor();
      await workbench.picture(`host-${kind}`);
      assert.deepEqual(await seriousViolations(page), [], theme);
    }
  });
});
