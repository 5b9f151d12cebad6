import assert from "node:assert/strict";
import { cleanUp, engine, isPodman, onDocker, raw } from "../support/engine";
import { kernelPairs } from "../support/kernel";
import { addContainer, addNetwork, endpointOf, makeLab, named } from "../support/uiLab";
import { eventToRow, median } from "../support/uiLatency";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";
import type { Tree } from "../support/uiTree";

describe("The trees", function () {
  this.timeout(90_000);
  let stage: Stage;
  let networks: Tree;
  let containers: Tree;
  const net = named("my-net");
  const one = named("container1");
  const two = named("container2");
  pictureOfFailures(() => stage);

  before(async () => {
    await makeLab();
    stage = await openStage({ firstPicture: 1 });
    networks = stage.workbench.tree("Networks");
    containers = stage.workbench.tree("Containers");
  });

  after(async () => {
    await (stage as Stage | undefined)?.close();
    await cleanUp();
  });

  it("show the engine's networks and containers after one click in the activity bar", async () => {
    await stage.workbench.openContainer("Docker Networks");
    await networks.row(net).waitFor();
    await containers.row(two).waitFor();
    const { IPAM } = await raw<{ IPAM: { Config: [{ Subnet: string }] } }>("GET", `/networks/${net}`);
    assert.equal(await networks.description(net), `bridge · ${IPAM.Config[0].Subnet} · 2 attached`);
    assert.equal(await containers.description(one), `running · ${engine.images.busybox}`);
    for (const builtIn of isPodman ? ["podman"] : ["bridge", "host", "none"]) assert.ok(await networks.row(builtIn).isVisible(), builtIn);
    await stage.workbench.picture("trees");
  });

  it("unfold to a network's containers, their addresses and the proven pair of interfaces", async () => {
    await networks.expand(net);
    const address = (await endpointOf(one, net))?.IPAddress ?? "none";
    assert.match(await networks.description(one), new RegExp(`^${address.replaceAll(".", "\\.")}/\\d+$`));
    await networks.expand(one);
    await networks.expand(two);
    const pairs = await kernelPairs([one, two]);
    assert.equal(pairs.length, 2);
    for (const pair of pairs) {
      const label = `${pair.interface} ${pair.ifindex} ⇄ ${pair.peer.ifindex} ${pair.peer.interface}`;
      await networks.row(label).waitFor();
      assert.equal(await networks.description(label), "verified");
    }
    await containers.expand(one);
    assert.match(await containers.description(net), new RegExp(`^${address.replaceAll(".", "\\.")}/`));
    await stage.workbench.picture("trees-unfolded");
  });

  it("tell details in a hover", async () => {
    const network = await networks.hover(net);
    await network.filter({ hasText: "Gateway" }).waitFor();
    const { IPAM } = await raw<{ IPAM: { Config: [{ Gateway: string; Subnet: string }] } }>("GET", `/networks/${net}`);
    const text = await network.innerText();
    for (const fact of ["bridge", "local", IPAM.Config[0].Gateway, IPAM.Config[0].Subnet, "docker-network-explorer.test"]) {
      assert.ok(text.includes(fact), `${fact} in: ${text}`);
    }
    await stage.workbench.picture("hover-network");
    const endpoint = await networks.hover(one);
    const mac = (await endpointOf(one, net))?.MacAddress ?? "none";
    await endpoint.filter({ hasText: mac }).waitFor();
    await stage.workbench.picture("hover-container");
  });

  it("tell running, paused, exited, created and failed containers apart, by icon and by word", async () => {
    await addContainer("paused-one", net).then((id) => raw("POST", `/containers/${id}/pause`));
    await addContainer("exited-one", net, { cmd: ["false"] }).then((id) => raw("POST", `/containers/${id}/wait`));
    await addContainer("created-one", net, { start: false });
    await addContainer("failed-one", net, { cmd: ["/no-such-program"] }).catch(() => undefined);
    const expected = { container1: /^running/, "paused-one": /^paused/, "exited-one": /^exited \(1\)/, "created-one": /^created/, "failed-one": isPodman ? /^created/ : /^failed to start/ };
    const icons = new Set<string | undefined>();
    for (const [word, said] of Object.entries(expected)) {
      await containers.says(named(word), said);
      icons.add(await containers.icon(named(word)));
    }
    assert.equal(icons.size, isPodman ? 4 : 5, [...icons].join(", "));
    assert.ok(!icons.has(undefined));
    await stage.workbench.picture("states");
  });

  it("follow what is done elsewhere, without a click", async () => {
    const extra = await addNetwork("made-elsewhere");
    await networks.row(named("made-elsewhere")).waitFor();
    await raw("POST", `/networks/${extra}/connect`, { Container: one });
    await networks.says(named("made-elsewhere"), "1 attached");
    await raw("POST", `/networks/${extra}/disconnect`, { Container: one });
    await networks.says(named("made-elsewhere"), "0 attached");
    await raw("DELETE", `/networks/${extra}`);
    await networks.row(named("made-elsewhere")).waitFor({ state: "detached" });

    await raw("POST", `/containers/${two}/rename?name=${named("renamed")}`);
    await containers.row(named("renamed")).waitFor();
    await raw("POST", `/containers/${named("renamed")}/rename?name=${two}`);
    await containers.row(two).waitFor();
    await raw("POST", `/containers/${two}/pause`);
    await containers.says(two, "paused");
    await raw("POST", `/containers/${two}/unpause`);
    await containers.says(two, "running");
    await raw("POST", `/containers/${two}/stop`);
    await containers.says(two, "exited");
    await raw("POST", `/containers/${two}/start`);
    await containers.says(two, "running");
  });

  onDocker("show a new network soon after the engine told of it", "it tells of no network", async () => {
    await networks.collapse(net);
    const times: number[] = [];
    for (let n = 0; n < 7; n++) {
      const label = named(`quick-${n}`);
      // VS Code gathers what changes within 200 ms after a change: this is about one change by itself.
      await stage.workbench.page.waitForTimeout(300);
      times.push(await eventToRow(stage.workbench.page, "create", label, () => addNetwork(`quick-${n}`)));
    }
    for (const n of times.keys()) await raw("DELETE", `/networks/${named(`quick-${n}`)}`);
    await networks.row(named("quick-0")).waitFor({ state: "detached" });
    console.log(`      engine event → row on screen, ${engine.name}: median ${median(times)} ms of ${times.join(", ")}`);
    assert.ok(Math.max(...times) < 5_000);
  });

  it("offer nothing that is impossible on the engine's own networks", async () => {
    const custom = await (await networks.menu(net)).labelsAndClose();
    assert.ok(custom.includes("Remove…"), custom.join(", "));
    assert.ok(custom.includes("Attach Container…"), custom.join(", "));
    const bridge = await (await networks.menu(isPodman ? "podman" : "bridge")).labelsAndClose();
    assert.ok(!bridge.includes("Remove…"), bridge.join(", "));
    if (isPodman) return; // it lists no other
    const host = await (await networks.menu("host")).labelsAndClose();
    assert.ok(!host.includes("Remove…") && !host.includes("Attach Container…"), host.join(", "));
    assert.ok(host.includes("Inspect"), host.join(", "));
  });
});
