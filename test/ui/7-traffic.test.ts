import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { cleanUp } from "../support/engine";
import { ip, kernelPairs, pidOf } from "../support/kernel";
import { seriousViolations } from "../support/uiAxe";
import { addNetwork, endpointOf, makeLab, named, until } from "../support/uiLab";
import { LinksPage } from "../support/uiLinks";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";

/** Of the page, where functions given to `evaluate` run; tests have no DOM types. */
declare const document: { dispatchEvent(event: unknown): void };
declare const window: { addEventListener(type: "message", listener: (event: { readonly data?: { readonly type?: unknown } }) => void): void; ticks?: number };

describe("The Network Map's traffic", function () {
  this.timeout(60_000);
  let stage: Stage;
  let links: LinksPage;
  let ping: ChildProcess | undefined;
  const one = named("container1");
  const two = named("container2");
  pictureOfFailures(() => stage);

  before(async () => {
    await makeLab();
    await addNetwork("shop");
    stage = await openStage({ firstPicture: 70, settings: { "workbench.colorTheme": "Dark 2026" } });
    links = new LinksPage(stage.workbench);
    await stage.workbench.openMap(named("my-net"));
    await links.line(one).waitFor();
  });
  after(async () => {
    ping?.kill("SIGKILL");
    await (stage as Stage | undefined)?.close();
    await cleanUp();
  });

  const amount = (container: string, direction: "received" | "sent") => links.line(container).locator(`.traffic .${direction} .amount`);
  const said = (container: string) => links.line(container).locator(".traffic .said");
  const toggle = () => links.frame.getByRole("button", { name: "Traffic", exact: true });

  /** Counts the answers that the page gets, from now on. */
  async function count(): Promise<() => Promise<number>> {
    const frame = await stage.workbench.webviewFrame();
    await frame.evaluate(() => {
      window.ticks = 0;
      window.addEventListener("message", ({ data }) => {
        if (data?.type === "traffic") window.ticks = (window.ticks ?? 0) + 1;
      });
    });
    return () => frame.evaluate(() => window.ticks ?? 0);
  }

  it("is calm while nothing passes", async () => {
    await said(one).filter({ hasText: "idle" }).waitFor();
    await stage.workbench.picture("traffic-idle");
  });

  it("moves while something passes, without the row being drawn anew, and is said in words", async () => {
    const { IPAddress } = (await endpointOf(two, named("my-net")))!;
    const row = await links.line(one).elementHandle();
    ping = spawn("nsenter", ["-t", String(await pidOf(one)), "-n", "-m", "ping", "-q", "-i", "0.005", "-s", "1000", IPAddress], { stdio: "ignore" });
    await amount(one, "received").filter({ hasText: /^\d+\.\d kB$/ }).waitFor();
    await amount(two, "sent").filter({ hasText: /^\d+\.\d kB$/ }).waitFor();
    const texts = new Set<string>();
    await until("numbers that change", async () => (texts.add(await amount(one, "received").innerText()).size > 2 ? true : undefined));
    assert.match(await links.line(one).locator(".traffic .spoken").innerText(), /^receives \d+\.\d kB and sends \d+\.\d kB per second$/);
    assert.ok(await row.evaluate((element) => (element as unknown as { isConnected: boolean }).isConnected), "it is the same row");
    await until("a curve", async () => ((await links.line(one).locator("path.received").getAttribute("d")) ?? "").includes("L") || undefined);
    await links.line(one).click();
    await links.grid.locator("section.traffic td .now", { hasText: /kB\/s$/ }).first().waitFor();
    await stage.workbench.picture("traffic");
  });

  it("stands on the host's own interfaces too, from their side", async () => {
    await links.frame.getByRole("tab", { name: "Host", exact: true }).click();
    const [pair] = await kernelPairs([one]);
    const port = links.frame.locator(".interfaces .line").filter({ has: links.frame.locator(".h-interface .name", { hasText: pair!.peer.interface }) });
    await port.locator(".traffic .received .amount", { hasText: "kB" }).waitFor();
    await stage.workbench.picture("traffic-host");
    await links.frame.getByRole("tab", { name: "Links", exact: true }).click();
  });

  it("is well to be seen and without a serious fault of accessibility in dark, light and high contrast", async () => {
    for (const [theme, kind] of [["Light 2026", "vs"], ["Dark High Contrast", "hc-black"], ["Dark 2026", "vs-dark"]] as const) {
      await stage.workbench.theme(theme, kind);
      const frame = await stage.workbench.webviewFrame();
      await frame.locator(`body.${kind === "vs" ? "vscode-light" : kind === "vs-dark" ? "vscode-dark" : "vscode-high-contrast"}`).waitFor();
      await amount(one, "received").filter({ hasText: "kB" }).waitFor();
      await stage.workbench.picture(`traffic-${kind}`);
      assert.deepEqual(await seriousViolations(frame), [], theme);
    }
  });

  it("says of a link that is down that it is", async () => {
    const [pair] = await kernelPairs([two]);
    await ip(["link", "set", pair!.peer.interface, "down"]);
    await said(two).filter({ hasText: "set down" }).waitFor();
    await ip(["link", "set", pair!.peer.interface, "up"]);
    await said(two).filter({ hasText: "set down" }).waitFor({ state: "detached" });
  });

  it("is hidden by its button, then nothing is read of it, and it stays so", async () => {
    const ticks = await count();
    await until("answers", async () => ((await ticks()) >= 2 ? true : undefined));
    await toggle().click();
    await links.grid.locator(".traffic").first().waitFor({ state: "hidden" });
    const before = await ticks();
    await stage.workbench.page.waitForTimeout(2_500);
    assert.ok((await ticks()) - before <= 1, "one may have been on its way");
    await stage.workbench.picture("traffic-hidden");
    await stage.workbench.command("File: New Untitled Text File");
    await stage.workbench.command("Docker Networks: Show Links");
    await links.line(one).waitFor();
    await links.frame.locator("vscode-button[aria-pressed=false]", { hasText: "Traffic" }).waitFor();
    assert.equal(await links.grid.locator(".with-traffic").count(), 0);
    await toggle().click();
    await amount(one, "received").filter({ hasText: "kB" }).waitFor();
  });

  it("is asked for by no page that nobody sees", async () => {
    const ticks = await count();
    await until("answers", async () => ((await ticks()) >= 2 ? true : undefined));
    const frame = await stage.workbench.webviewFrame();
    // As when the window is minimised, or another tab of the browser is in front.
    const see = (state: string): Promise<void> =>
      frame.evaluate((value) => {
        Object.defineProperty(document, "visibilityState", { value, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    await see("hidden");
    await stage.workbench.page.waitForTimeout(200);
    const before = await ticks();
    await stage.workbench.page.waitForTimeout(2_500);
    assert.equal(await ticks(), before);
    await see("visible");
    await until("answers again", async () => ((await ticks()) > before ? true : undefined));
  });
});
