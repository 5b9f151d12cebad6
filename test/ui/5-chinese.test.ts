import assert from "node:assert/strict";
import { cleanUp } from "../support/engine";
import { makeLab, named } from "../support/uiLab";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";

describe("In Chinese", function () {
  this.timeout(60_000);
  let stage: Stage;
  pictureOfFailures(() => stage);

  before(async () => {
    await makeLab();
    stage = await openStage({ firstPicture: 50, locale: "zh-cn" });
  });

  after(async () => {
    await (stage as Stage | undefined)?.close();
    await cleanUp();
  });

  it("the trees and the map speak Chinese", async () => {
    const { workbench } = stage;
    await workbench.openContainer("Docker 网络");
    const networks = workbench.tree("网络");
    const containers = workbench.tree("容器");
    await networks.row(named("my-net")).waitFor();
    await networks.expand(named("my-net"));
    await networks.expand(named("container1"));
    await networks.pane.getByRole("treeitem").filter({ hasText: "⇄" }).first().waitFor();
    const texts = [...(await networks.texts()), ...(await containers.texts())].join("\n");
    const english = /attached|running|verified|own interfaces|loopback/.exec(texts);
    assert.equal(english, null, texts);
    await workbench.picture("chinese-trees");
  });
});
