import assert from "node:assert/strict";
import { cleanUp } from "../support/engine";
import { makeLab, named } from "../support/uiLab";
import { FormPage } from "../support/uiForm";
import { LinksPage } from "../support/uiLinks";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";

describe("In Chinese, the extension", function () {
  this.timeout(90_000);
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

  it("speaks in the trees", async () => {
    const { workbench } = stage;
    await workbench.openContainer("Docker 网络");
    const networks = workbench.tree("网络");
    const containers = workbench.tree("容器");
    await networks.row(named("my-net")).waitFor();
    await networks.expand(named("my-net"));
    await networks.expand(named("container1"));
    await networks.pane.getByRole("treeitem").filter({ hasText: "⇄" }).first().waitFor();
    assert.match(await containers.description(named("container1")), /^运行中/);
    noEnglish([...(await networks.texts()), ...(await containers.texts())]);
    const menu = await (await networks.menu(named("my-net"))).labelsAndClose();
    assert.ok(menu.includes("删除…"), menu.join(", "));
    noEnglish(menu);
    await workbench.picture("chinese-trees");
  });

  it("speaks in the forms", async () => {
    const { workbench } = stage;
    const { quick } = workbench;
    await workbench.command("Docker 网络: 创建网络…");
    await quick.shows("网络名称");
    noEnglish([await quick.refuses("a b", /名称/)]);
    await quick.cancel();
    await workbench.command("Docker 网络: 创建网络（全部选项）…");
    const form = new FormPage(workbench);
    await form.type("name", "a b");
    await form.says("name", /名称/);
    noEnglish((await workbench.webview().locator(".left").innerText()).split("\n"));
    await workbench.picture("chinese-form");
    await workbench.command("Docker 网络: 运行容器…");
    await form.input("image").waitFor();
    await workbench.picture("chinese-form-run");
    noEnglish((await workbench.webview().locator(".left").innerText()).split("\n"));
    await workbench.command("View: Close All Editors");
  });

  it("speaks in the map", async () => {
    const { workbench } = stage;
    await workbench.command("Docker 网络: 显示链路");
    const links = new LinksPage(workbench);
    await links.line(named("container1")).click();
    await links.grid.locator(".command").first().waitFor();
    const text = await workbench.webview().locator("body").innerText();
    for (const words of ["已证实", "容器", "网桥"]) assert.ok(text.includes(words), `${words} in: ${text}`);
    noEnglish(text.split("\n").filter((line) => !/^(ip|cat|docker) |rtnetlink/.test(line)));
    await workbench.picture("chinese-links");
  });

  it("speaks in the picture", async () => {
    const { workbench } = stage;
    const frame = workbench.webview();
    await frame.getByRole("tab", { name: "拓扑" }).click();
    await frame.locator(".box .name", { hasText: named("container1") }).waitFor();
    // SVG has no inner text.
    const texts = await frame.locator(".topology text, .topology .legend li, .topology button.chip").allTextContents();
    for (const words of ["主机网络命名空间", "路由与 NAT", "已证实的 veth 对"]) assert.ok(texts.includes(words), `${words} in: ${texts.join(", ")}`);
    noEnglish(texts);
    noEnglish([...(await frame.locator(".topology [role=img]").evaluateAll((all: readonly { getAttribute(name: string): string | null }[]) => all.map((one) => one.getAttribute("aria-label") ?? "")))]);
    await workbench.picture("chinese-topology");
  });

  it("speaks in explanations and in the walkthrough", async () => {
    const { workbench } = stage;
    await workbench.command("Docker 网络: 讲解…");
    await workbench.quick.shows("选择一个容器或网络");
    await workbench.quick.pick(named("container1"));
    const page = workbench.webview();
    await page.locator(".drawing polyline.proven").first().waitFor({ state: "attached" });
    const text = await page.locator("main").innerText();
    for (const words of ["自定义 bridge", "共享什么", "亲眼看一看"]) assert.ok(text.includes(words), `${words} in: ${text}`);
    noEnglish([...text.split("\n").filter((line) => !/^(docker|ip|sudo) /.test(line)), ...(await page.locator(".drawing text").allTextContents())]);
    await workbench.picture("chinese-explain");
    await workbench.command("Docker 网络: 十分钟了解 Docker 网络");
    await workbench.page.locator(".getting-started-step", { hasText: "创建网络" }).first().waitFor();
    await workbench.picture("chinese-walkthrough");
  });
});

/** Nothing of what the extension says in English; names of drivers, states of the kernel and commands are nobody's language. */
function noEnglish(texts: readonly string[]): void {
  const ours = /attached|running|verified|own interfaces|loopback|Inspect|Copy|Remove|Detach|Attach|Show|gateway|Live|Export|Container|Bridge|Address|Verdict|Inside|On the host|kernel|Check|believe/;
  for (const text of texts) assert.doesNotMatch(text.replaceAll(/container\d|docker-network-explorer/g, ""), ours);
}
