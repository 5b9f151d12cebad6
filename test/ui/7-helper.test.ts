import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { bridgeOf, cleanUp, engine, raw, runInside } from "../support/engine";
import { helpers, importPerl, removeImage } from "../support/helperImages";
import { ip, kernelPairs, pidOf, wire } from "../support/kernel";
import { seriousViolations } from "../support/uiAxe";
import { makeLab, named, until } from "../support/uiLab";
import { LinksPage } from "../support/uiLinks";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";
import { engineByTcp, type TcpEngine } from "../support/uiTcpProxy";
import { inEveryTheme } from "../support/uiThemes";

describe("The links of an engine elsewhere", function () {
  this.timeout(90_000);
  const one = named("container1");
  let stage: Stage;
  let links: LinksPage;
  let tcp: TcpEngine;
  let perl: string;
  pictureOfFailures(() => stage);

  const notice = (text: string): Locator => links.frame.locator(".links .banner .notice").filter({ hasText: text });

  /** Waits until both containers' rows are those of the kernel. */
  async function areTrue(): Promise<void> {
    for (const container of [one, named("container2")]) {
      const [pair] = await kernelPairs([container]);
      await links.line(container, pair!.peer.interface).filter({ hasText: "verified" }).waitFor();
    }
  }

  /** Presses a button of the page by the keyboard alone. */
  async function press(button: Locator): Promise<void> {
    await button.focus();
    await stage.workbench.page.keyboard.press("Enter");
  }

  /** Has the bridge keep nothing of what it hears from now on, nor what it heard: behind which port a container is would prove its pair. */
  async function deafen(bridge: string): Promise<void> {
    await ip(["link", "set", "dev", bridge, "type", "bridge", "ageing_time", "0", "fdb_flush"]);
  }

  before(async () => {
    await makeLab();
    await deafen(await bridgeOf({ id: (await raw<{ Id: string }>("GET", `/networks/${named("my-net")}`)).Id, name: named("my-net") }));
    perl = await importPerl();
    tcp = await engineByTcp();
    stage = await openStage({ firstPicture: 70, env: { DOCKER_HOST: tcp.url }, settings: { "workbench.colorTheme": "Dark 2026", "dockerNetworks.links.exec": false } });
    links = new LinksPage(stage.workbench);
    await stage.workbench.openMap(named("my-net"));
  });
  after(async () => {
    await (stage as Stage | undefined)?.close();
    tcp.close();
    await cleanUp();
    await removeImage(perl);
  });

  it("say where the host’s side is and offer to read it; nothing is run unasked", async () => {
    await links.line(one, "needs a look").or(links.line(one, "the host side is on")).first().waitFor();
    await notice("cannot be read from here").waitFor();
    await stage.workbench.picture("helper-offered");
    await links.frame.getByRole("tab", { name: "Host", exact: true }).click();
    await links.frame.locator(".host-interfaces .blank .notice").getByText("another machine than this window’s").waitFor();
    await stage.workbench.picture("helper-offered-host");
    await links.frame.getByRole("tab", { name: "Links", exact: true }).click();
  });

  it("are verified once the user consents, all by keyboard", async () => {
    const { workbench } = stage;
    await press(notice("cannot be read from here").getByRole("button", { name: "Read the Host’s Side…" }));
    await workbench.quick.shows("The image to run the helper container from");
    await workbench.picture("helper-image");
    await workbench.quick.pick(perl);
    const dialog = workbench.dialog("by helper containers?");
    await dialog.waitFor();
    const text = await dialog.innerText();
    for (const words of ["docker run --rm --pull never", "--user 65534:65534 --read-only --cap-drop ALL", "It has no capability", perl]) assert.ok(text.includes(words), words);
    await workbench.picture("helper-consent");
    assert.deepEqual(await helpers(), []);
    await dialog.getByRole("button", { name: "Allow" }).focus();
    await workbench.page.keyboard.press("Enter");
    await areTrue();
    await notice("cannot be read from here").waitFor({ state: "detached" });
    await until("The helper gone", async () => ((await helpers()).length === 0 ? true : undefined));
  });

  it("say by whom they were read, and show the host", async () => {
    await links.line(one).click();
    await links.grid.getByText("netlink, the kernel’s own answer, read by a helper container").waitFor();
    await links.grid.getByText("helper: rtnetlink RTM_GETNSID").first().waitFor();
    await links.frame.locator("vscode-button[title^='Traffic: none can be read from here']").waitFor();
    await stage.workbench.picture("helper-verified");
    await links.frame.getByRole("tab", { name: "Host", exact: true }).click();
    await links.frame.getByText("Read by a helper container on the engine’s host").waitFor();
    const [pair] = await kernelPairs([one]);
    await links.frame.locator(".h-interface .name", { hasText: pair!.peer.interface }).first().waitFor();
    await stage.workbench.picture("helper-host");
    await links.frame.getByRole("tab", { name: "Links", exact: true }).click();
  });

  it("follow the engine without a click", async () => {
    await raw("POST", `/containers/${one}/restart?t=0`);
    await areTrue();
  });

  it("lead straight into another container, which more rights prove once that is likely", async () => {
    const { workbench } = stage;
    const two = named("container2");
    await wire([one, "wire1"], [two, "wire2"], "10.77.0");
    assert.equal(await runInside(one, ["ping", "-q", "-c", "5", "-A", "10.77.0.2"]), 0);
    await links.frame.getByRole("button", { name: "Refresh" }).click();
    const likely = notice("Containers seem to be wired to each other");
    await likely.waitFor();
    const row = links.line(one, "wire1");
    await row.filter({ hasText: "unavailable" }).waitFor();
    await inEveryTheme(stage, "helper-wires-open");
    await press(likely.getByRole("button", { name: "Prove Them…" }));
    const question = workbench.dialog("Look where the wires lead?");
    await question.waitFor();
    await workbench.picture("helper-wires-question");
    await question.getByRole("button", { name: "Enter the Namespaces…" }).click();
    const dialog = workbench.dialog("by helper containers?");
    await dialog.getByText("It runs as root with SYS_ADMIN and SYS_PTRACE").waitFor();
    await dialog.getByRole("button", { name: "Allow" }).click();
    await row.filter({ hasText: `${two}:wire2` }).filter({ hasText: "verified" }).waitFor();
    await likely.waitFor({ state: "detached" });
    await row.click();
    await links.grid.getByText("helper: nsenter").first().waitFor();
    await workbench.picture("helper-wires");
    await row.click();
    await ip(["link", "delete", "wire1"], await pidOf(one));
    await links.frame.getByRole("button", { name: "Refresh" }).click();
    await row.waitFor({ state: "detached" });
    await areTrue();
  });

  it("are unknown again when the consent is taken back", async () => {
    await stage.workbench.command("Docker Networks: Stop Reading the Host’s Side");
    await stage.workbench.notification("No helper container is run on").waitFor();
    await notice("cannot be read from here").waitFor();
    assert.equal(await links.lines.filter({ hasText: "verified" }).count(), 0);
    await stage.workbench.clearNotifications();
  });

  // Docker 20.10 numbers every end differently: there, indices alone prove it.
  const sameIndices = Number.parseInt(engine.version, 10) >= 28 ? it : it.skip;
  sameIndices("are proven with more rights, asked for again, where an image without perl leaves them open", async () => {
    const { workbench } = stage;
    await workbench.command("Docker Networks: Read the Host’s Side…");
    // Not before: the palette is there for a moment longer, and what is typed into it is lost.
    await workbench.quick.shows("The image to run the helper container from");
    await workbench.quick.pick(engine.images.busybox);
    await workbench.dialog("by helper containers?").getByRole("button", { name: "Allow" }).click();
    const open = notice("Some interfaces are not proven");
    await open.waitFor();
    assert.equal(await links.grid.getByText("exec cat").count(), 0, "no look inside: the setting forbids it");
    assert.equal(await links.lines.filter({ hasText: "verified" }).count(), 0, "every eth0 has index 2, and the bridge heard nobody");
    // The palette's keys may have reached the page: its text is not to be chosen in the pictures.
    await (await workbench.webviewFrame()).evaluate("getSelection()?.removeAllRanges()");
    // It is unfolded since the test before the last.
    assert.equal(await links.line(one).getAttribute("aria-expanded"), "true");
    await links.grid.locator(".evidence .codicon-question").first().waitFor();
    await workbench.picture("helper-open");
    await press(open.getByRole("button", { name: "Prove Them…" }));
    await workbench.dialog("Prove what is still open?").getByRole("button", { name: "Enter the Namespaces…" }).click();
    const dialog = workbench.dialog("by helper containers?");
    await dialog.getByText("It runs as root with SYS_ADMIN and SYS_PTRACE").waitFor();
    await workbench.picture("helper-consent-more");
    await dialog.getByRole("button", { name: "Allow" }).click();
    await areTrue();
  });

  it("say in words why the helper failed, and what to do", async () => {
    const { workbench } = stage;
    await workbench.command("Docker Networks: Read the Host’s Side…");
    await workbench.quick.shows("The image to run the helper container from");
    await workbench.quick.pick(engine.images.shellless);
    await workbench.dialog("by helper containers?").getByRole("button", { name: "Allow" }).click();
    const failed = notice("The helper container could not read the host’s side");
    await failed.getByText("has no shell").waitFor();
    await failed.getByRole("button", { name: "Change the Helper…" }).waitFor();
    await workbench.picture("helper-failed");
    assert.deepEqual(await seriousViolations(await workbench.webviewFrame()), []);
    await workbench.theme("Light 2026", "vs");
    await workbench.picture("helper-failed-light");
    assert.deepEqual(await seriousViolations(await workbench.webviewFrame()), []);
  });

  it("can be read on without the offer, once it is closed", async () => {
    const failed = notice("The helper container could not read the host’s side");
    await failed.getByRole("button", { name: "Close" }).click();
    await failed.waitFor({ state: "detached" });
  });
});
