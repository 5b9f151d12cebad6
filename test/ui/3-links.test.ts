import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { cleanUp, engine, raw } from "../support/engine";
import { kernelPairs, type KernelPair } from "../support/kernel";
import { seriousViolations } from "../support/uiAxe";
import { addContainer, addNetwork, endpointOf, makeLab, named, until } from "../support/uiLab";
import { cutTexts, LinksPage, type ShownLink } from "../support/uiLinks";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";

describe("The Network Map's links", function () {
  this.timeout(90_000);
  let stage: Stage;
  let links: LinksPage;
  const net = named("my-net");
  const shop = named("shop");
  const one = named("container1");
  const two = named("container2");
  const asleep = named("asleep");
  const live = [one, two, asleep];
  pictureOfFailures(() => stage);

  before(async () => {
    await makeLab();
    const shopId = await addNetwork("shop");
    await raw("POST", `/networks/${shopId}/connect`, { Container: one });
    await addContainer("asleep", shop).then((id) => raw("POST", `/containers/${id}/pause`));
    await addContainer("on-host", "host");
    await addContainer("sidecar", `container:${one}`);
    await addContainer("vault", "none");
    await addContainer("stopped-one", net, { cmd: ["true"] }).then((id) => raw("POST", `/containers/${id}/wait`));
    stage = await openStage({ firstPicture: 20, settings: { "workbench.colorTheme": "Dark 2026" } });
    links = new LinksPage(stage.workbench);
    await stage.workbench.openContainer("Docker Networks");
    await stage.workbench.tree("Networks").row(net).waitFor();
  });

  after(async () => {
    await (stage as Stage | undefined)?.close();
    await cleanUp();
  });

  function expected(): Promise<KernelPair[]> {
    return kernelPairs(live);
  }

  function describePair(pair: KernelPair): string {
    return `${pair.container} ${pair.interface} ${pair.ifindex} ⇄ ${pair.peer.ifindex} ${pair.peer.interface} ${pair.peer.bridge ?? ""} verified`;
  }

  function describeShown(row: ShownLink): string {
    return `${row.container} ${row.interface} ${row.ifindex} ⇄ ${row.peerIfindex} ${row.peer} ${row.bridge} ${row.verdict}`;
  }

  it("show every pair that the kernel has, verified, and none that it has not", async () => {
    await stage.workbench.command("Docker Networks: Show Links");
    await links.line(one).waitFor();
    const kernel = (await expected()).map(describePair).sort();
    assert.equal(kernel.length, 4, "two interfaces of container1, one each of the others");
    const shown = await until("a row for each interface", async () => {
      const rows = (await links.rows()).filter(({ peer }) => peer !== "");
      return rows.length >= kernel.length ? rows : undefined;
    });
    assert.deepEqual(shown.map(describeShown).sort(), kernel);
    await stage.workbench.picture("links");
  });

  it("say in words why the others have no pair", async () => {
    const rows = new Map((await links.rows()).map((row) => [row.container, row]));
    assert.match(rows.get(named("on-host"))?.spoken ?? "", /uses the host’s interfaces directly/);
    assert.match(rows.get(named("sidecar"))?.spoken ?? "", new RegExp(`shares ${one}’s network`));
    assert.match(rows.get(named("vault"))?.spoken ?? "", /loopback only/);
    for (const [word, verdict] of [["on-host", "host"], ["sidecar", "shared"], ["vault", "none"]] as const) {
      assert.equal(rows.get(named(word))?.verdict, verdict);
      assert.equal(rows.get(named(word))?.peer, "");
    }
  });

  it("unfold the evidence and commands that confirm it when they are run by hand", async () => {
    const { workbench } = stage;
    const pair = (await kernelPairs([one])).find(({ interface: name }) => name === "eth0");
    assert.ok(pair);
    await links.line(one, pair.peer.interface).click();
    const veth = pair.peer.interface;
    const commands = [`ip link show ${veth}`, `cat /sys/class/net/${veth}/{ifindex,iflink}`, `docker exec ${one} ip link show ${pair.interface}`];
    await links.grid.locator(".command").nth(2).waitFor();
    assert.deepEqual(await links.commands(), commands);
    assert.ok((await links.grid.locator(".evidence li.holds").count()) >= 3, "at least three facts");
    assert.equal(await links.grid.locator(".evidence li.finding").count(), 0);
    assert.deepEqual(await cutTexts(links.grid.locator(".details th")), []);
    await workbench.picture("links-unfolded");

    const outputs: string[] = [];
    for (const command of commands.slice(0, 2)) {
      await links.copy(command);
      await until("the command on the clipboard", async () => ((await workbench.clipboard()) === command ? true : undefined));
      const { stdout } = await promisify(execFile)("bash", ["-c", await workbench.clipboard()]);
      outputs.push(stdout);
    }
    assert.match(outputs[0] ?? "", new RegExp(`^${pair.peer.ifindex}: ${veth}@if${pair.ifindex}:`));
    assert.deepEqual(outputs[1]?.trim().split("\n"), [String(pair.peer.ifindex), String(pair.ifindex)]);
    await links.line(one, veth).click();
    await links.grid.locator(".command").first().waitFor({ state: "detached" });
  });

  it("are filtered by typing", async () => {
    const [pair] = await kernelPairs([two]);
    assert.ok(pair);
    await links.filter.click();
    await stage.workbench.page.keyboard.type(pair.peer.interface);
    await links.line(one).waitFor({ state: "detached" });
    assert.deepEqual((await links.rows()).map(({ container }) => container), [two]);
    await stage.workbench.picture("links-filtered");
    await links.filter.press("Escape");
    await links.line(one).waitFor();
  });

  it("follow the engine without a click", async () => {
    await raw("POST", `/networks/${shop}/connect`, { Container: two });
    const pair = await until("a second interface", async () => (await kernelPairs([two])).find(({ interface: name }) => name !== "eth0"));
    await links.line(two, pair.peer.interface).filter({ hasText: "verified" }).waitFor();
    assert.deepEqual((await links.rows()).filter(({ peer }) => peer !== "").map(describeShown).sort(), (await expected()).map(describePair).sort());
    await raw("POST", `/networks/${shop}/disconnect`, { Container: two });
    await links.line(two, pair.peer.interface).waitFor({ state: "detached" });
  });

  it("leave the keyboard where it is when they change", async () => {
    const { workbench } = stage;
    await links.line(two).click();
    const command = await until("its commands", async () => (await links.commands())[0]);
    // What has the page's focus now is drawn anew with the row.
    await links.copy(command);
    await workbench.page.keyboard.press("F1");
    await workbench.quick.type(">Docker Networks: Fin");
    await raw("POST", `/networks/${shop}/connect`, { Container: two });
    const address = await until("its address", async () => (await endpointOf(two, shop))?.IPAddress || undefined);
    await links.line(two, address).waitFor();
    await workbench.page.keyboard.type("d");
    assert.equal(await workbench.quick.value(), ">Docker Networks: Find");
    await workbench.quick.cancel();
    await raw("POST", `/networks/${shop}/disconnect`, { Container: two });
  });

  it("is landed on by searching its veth’s name, a MAC address as Windows writes it, or an address", async () => {
    const { workbench } = stage;
    const pair = (await kernelPairs([two])).find(({ interface: name }) => name === "eth0");
    assert.ok(pair);
    const { MacAddress, IPAddress } = (await endpointOf(two, net)) ?? { MacAddress: "", IPAddress: "" };
    const label = `eth0 ${pair.ifindex} ⇄ ${pair.peer.ifindex} ${pair.peer.interface}`;
    for (const text of [MacAddress.toUpperCase().replaceAll(":", "-"), IPAddress, pair.peer.interface]) {
      await workbench.command("Docker Networks: Find Interface…");
      await workbench.quick.shows("veth name, index");
      await workbench.quick.type(text);
      const row = workbench.quick.row(label);
      await row.filter({ hasText: `${two} · ${net} · verified` }).waitFor();
      await until("that row alone", async () => ((await workbench.quick.labels()).join() === label ? true : undefined));
      if (text === pair.peer.interface) await workbench.picture("find");
      await workbench.quick.enter();
      await workbench.quick.gone();
      const line = links.line(two, pair.peer.interface);
      const landed = line.and(links.grid.locator("[aria-selected=true][aria-expanded=true]"));
      await landed.waitFor();
      if (text === pair.peer.interface) break;
      // Elsewhere, so that the next landing can be seen.
      await workbench.page.keyboard.press("Home");
      await landed.waitFor({ state: "hidden" });
    }
    await workbench.picture("found");
    await links.copyRow(links.line(two, pair.peer.interface));
    const copied = [two, net, "eth0", pair.ifindex, pair.peer.ifindex, pair.peer.interface, pair.peer.bridge, `${IPAddress}/`].join("\t");
    await until("the row on the clipboard", async () => ((await workbench.clipboard()).startsWith(copied) ? true : undefined));
    const menu = await links.menu(links.line(two, pair.peer.interface));
    await workbench.picture("row-menu");
    assert.deepEqual(await menu.labels(), ["Copy Row", "Copy veth Name", "Copy MAC Address", "Copy IP Address", "Show in Topology", "Reveal in Side Bar", "Explain…"]);
    await menu.close();
    // By keyboard the menu is that of the row which is selected.
    await until("the menu by keyboard", async () => {
      // Closing the first gives the focus back a little later.
      await links.grid.focus();
      await workbench.page.keyboard.press("Shift+F10");
      return await menu.open(1000).then(() => true, () => undefined);
    });
    await menu.choose("Copy veth Name");
    await until("the veth's name on the clipboard", async () => ((await workbench.clipboard()) === pair.peer.interface ? true : undefined));
  });

  it("are said to be nowhere when nothing fits, and what was searched", async () => {
    const { workbench } = stage;
    await workbench.command("Docker Networks: Find Interface…");
    await workbench.quick.shows("veth name, index");
    await workbench.quick.type("veth-of-nobody");
    await workbench.quick.shows("Nothing fits “veth-of-nobody”");
    // However soon: who types has the keyboard, so the editor is not believed to have closed it.
    await workbench.quick.cancel();
  });

  it("are exported as JSON through the save dialog", async () => {
    const { workbench, editor } = stage;
    await workbench.command("Docker Networks: Export Links…");
    await workbench.quick.shows("Export Links");
    // The dialog proposes a file in the workspace.
    const file = await until("a proposal", async () => ((await workbench.quick.value()).endsWith(".json") ? await workbench.quick.value() : undefined));
    assert.equal(dirname(file), editor.workspace);
    await workbench.picture("export");
    await workbench.quick.enter();
    const text = await until("the file", () => {
      try {
        const found = readFileSync(file, "utf8");
        return Promise.resolve(found === "" ? undefined : found);
      } catch {
        return Promise.resolve(undefined);
      }
    });
    const json = JSON.parse(text) as {
      version: number;
      engine: { version: string };
      takenAt: string;
      links: { container: { name: string }; interface?: string; ifindex?: number; verdict: string; peer?: KernelPair["peer"] }[];
    };
    assert.equal(json.version, 1);
    assert.equal(json.engine.version, engine.version);
    assert.ok(Math.abs(Date.parse(json.takenAt) - Date.now()) < 60_000, json.takenAt);
    const verified = json.links.filter(({ verdict }) => verdict === "verified").map((link) => ({
      container: link.container.name,
      interface: link.interface,
      ifindex: link.ifindex,
      peer: { interface: link.peer?.interface, ifindex: link.peer?.ifindex, bridge: link.peer?.bridge },
    }));
    const kernel = (await expected()).map(({ container, interface: name, ifindex, peer }) => ({
      container,
      interface: name,
      ifindex,
      peer: { interface: peer.interface, ifindex: peer.ifindex, bridge: peer.bridge },
    }));
    const byName = (a: { container: string; interface: string | undefined }, b: typeof a): number => `${a.container}${String(a.interface)}`.localeCompare(`${b.container}${String(b.interface)}`);
    assert.deepEqual(verified.sort(byName), kernel.sort(byName));
  });

  it("have no serious fault of accessibility, and wear dark, light and high-contrast themes", async () => {
    const { workbench } = stage;
    const networks = workbench.tree("Networks");
    await workbench.clearNotifications();
    await networks.expand(net);
    await networks.expand(one);
    await networks.expand(two);
    await links.line(one).click();
    await links.grid.locator(".command").first().waitFor();
    for (const [theme, kind] of [["Dark 2026", "vs-dark"], ["Light 2026", "vs"], ["Dark High Contrast", "hc-black"]] as const) {
      await workbench.theme(theme, kind);
      const frame = await workbench.webviewFrame();
      const body = kind === "vs" ? "vscode-light" : kind === "vs-dark" ? "vscode-dark" : "vscode-high-contrast";
      await frame.locator(`body.${body}`).waitFor();
      await workbench.picture(`theme-${kind}`);
      assert.deepEqual(await seriousViolations(frame), [], theme);
    }
  });
});
