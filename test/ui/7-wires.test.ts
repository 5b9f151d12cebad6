import assert from "node:assert/strict";
import { cleanUp, raw, runInside } from "../support/engine";
import { insideLinks, ip, pidOf, wire } from "../support/kernel";
import { makeLab, named, until } from "../support/uiLab";
import { LinksPage } from "../support/uiLinks";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";
import { inEveryTheme } from "../support/uiThemes";
import { TopologyPage } from "../support/uiTopology";

describe("A wire from one container straight into another", function () {
  this.timeout(90_000);
  let stage: Stage;
  let links: LinksPage;
  const [one, two] = [named("container1"), named("container2")];
  pictureOfFailures(() => stage);

  before(async () => {
    await makeLab();
    await wire([one, "wire1"], [two, "wire2"], "10.77.0");
    assert.equal(await runInside(one, ["ping", "-q", "-c", "5", "-A", "10.77.0.2"]), 0);
    stage = await openStage({ firstPicture: 120, settings: { "workbench.colorTheme": "Dark 2026" } });
    links = new LinksPage(stage.workbench);
    await stage.workbench.openMap(named("my-net"));
  });
  after(async () => {
    await (stage as Stage | undefined)?.close();
    await cleanUp();
  });

  it("stands in Links with both ends, as likely to a user without privileges, and with the commands that show it", async () => {
    const row = links.line(one, "wire1");
    await row.filter({ hasText: "inferred" }).waitFor();
    const [inside] = (await insideLinks(one)).filter(({ ifname }) => ifname === "wire1");
    const shown = (await links.rows()).find((link) => link.container === one && link.interface === "wire1");
    assert.deepEqual([shown?.ifindex, shown?.peerIfindex, shown?.peer, shown?.bridge], [String(inside?.ifindex), String(inside?.link_index), `${two}:wire2`, ""]);
    await row.click();
    await until("its commands", async () => ((await links.commands()).some((command) => command.includes(`{{.State.Pid}}' ${two}`)) ? true : undefined));
    await stage.workbench.picture("wire-links");
    await row.click();
  });

  it("is drawn in the topology between the two, and follows when it is gone", async () => {
    const topology = new TopologyPage(stage.workbench);
    await topology.open();
    await topology.frame.locator(".bar.patch", { hasText: `${one}:wire1` }).waitFor();
    for (const container of [one, two]) await topology.frame.locator(`.wire.inferred[aria-label^="${container}, wire"]`).waitFor({ state: "attached" });
    await stage.workbench.page.waitForTimeout(600);
    await inEveryTheme(stage, "wire-topology");
    await ip(["link", "delete", "wire1"], await pidOf(one));
    // Nobody tells of it: the next event, or Refresh, does.
    await raw("POST", `/containers/${one}/rename?name=${one}x`);
    await raw("POST", `/containers/${one}x/rename?name=${one}`);
    await topology.frame.locator(".bar.patch").waitFor({ state: "detached" });
  });
});
