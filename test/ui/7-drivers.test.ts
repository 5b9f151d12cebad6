import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { FrameLocator } from "playwright-core";
import { engine as suite } from "../support/engine";
import { EngineProxy } from "../support/engineProxy";
import { ip, kernelLinks, kernelPairs, type KernelLink } from "../support/kernel";
import { asking, hostProcess, startOwn, stopOwn, type OwnEngine } from "../support/rig";
import { seriousViolations } from "../support/uiAxe";
import { FormPage } from "../support/uiForm";
import { until } from "../support/uiLab";
import { LinksPage } from "../support/uiLinks";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";
import { inEveryTheme } from "../support/uiThemes";
import { TopologyPage } from "../support/uiTopology";
import type { Tree } from "../support/uiTree";

/** A network as inspect tells it. */
interface Inspected {
  readonly Id: string;
  readonly Driver: string;
  readonly Attachable: boolean;
  readonly IPAM: { readonly Config: readonly { readonly Subnet: string }[] };
  readonly Options: Record<string, string>;
}
interface Container {
  readonly State: { readonly Pid: number; readonly Running: boolean };
  readonly NetworkSettings: { readonly Networks: Record<string, { readonly IPAddress: string }> };
}

// An engine of its own: leaving a swarm takes the names of all its engine's networks along. Its host has nothing but what the test puts there.
if (suite.private && suite.product === "docker") {
  describe("Overlay, macvlan and ipvlan", function () {
    this.timeout(120_000);
    let own: OwnEngine | undefined;
    let proxy: EngineProxy;
    let host: number;
    let ask: ReturnType<typeof asking>;
    let stage: Stage;
    let networks: Tree;
    let form: FormPage;
    /** Which kinds of interface this kernel makes. */
    const can = { macvlan: false, ipvlan: false, vlan: false };
    pictureOfFailures(() => stage);

    const page = (): FrameLocator => stage.workbench.webview();
    const inspect = (name: string): Promise<Container> => ask("GET", `/containers/${name}/json`);
    const pidOf = async (name: string): Promise<number> => (await inspect(name)).State.Pid;
    const inside = async (name: string): Promise<KernelLink[]> => (await kernelLinks(await pidOf(name))).filter(({ ifname }) => ifname !== "lo");
    const pairs = (...names: string[]): ReturnType<typeof kernelPairs> => kernelPairs(names, { host, pidOf });
    const joined = (container: string, network: string): Promise<true> =>
      until(`${container} on ${network}`, async () => ((await inspect(container).catch(() => undefined))?.NetworkSettings.Networks[network]?.IPAddress ? true : undefined));

    /** Whether the kernel makes such an interface; it is taken away again. */
    async function makes(...kind: string[]): Promise<boolean> {
      const argv = ["link", "add", "link", "lan0", "name", "trial0", "type", ...kind];
      const made = await ip(argv, host).then(() => true, () => false);
      if (made) await ip(["link", "delete", "trial0"], host);
      return made;
    }

    /** Opens the form afresh, for this driver. */
    async function openForm(driver: string, name: string): Promise<void> {
      await stage.workbench.command("Docker Networks: Create Network with All Options…");
      form = new FormPage(stage.workbench);
      await form.input("name").waitFor();
      await form.choose("driver", driver);
      await form.type("name", name);
    }

    async function attach(container: string, network: string): Promise<void> {
      const { quick } = stage.workbench;
      await (await networks.menu(network)).choose("Attach Container…");
      await quick.shows("Tick one or several containers");
      await quick.tick(container);
      await quick.ok();
      await quick.shows("Attach now");
      await quick.pick("Attach now");
    }

    /** The container's interface that leads to no namespace that we know: neither the host's, nor is it a macvlan's child. */
    async function overlayEnd(container: string): Promise<KernelLink> {
      const legs = (await pairs(container)).map(({ ifindex }) => ifindex);
      const [end, ...more] = (await inside(container)).filter(({ ifindex, linkinfo }) => linkinfo?.info_kind === "veth" && !legs.includes(ifindex));
      assert.ok(end !== undefined && more.length === 0, `one interface of ${container} ends elsewhere`);
      return end;
    }

    /** The child of the parent inside its container, as the kernel has it. */
    async function macvlanEnd(): Promise<KernelLink> {
      const child = (await inside("app")).find(({ linkinfo }) => linkinfo?.info_kind === "macvlan");
      const parent = (await kernelLinks(host)).find(({ ifname }) => ifname === "lan0");
      assert.deepEqual([child?.linkinfo?.info_data?.mode, child?.link_index], ["private", parent?.ifindex]);
      return child!;
    }

    async function explain(name: string): Promise<void> {
      await stage.workbench.command("Docker Networks: Explain…");
      await stage.workbench.quick.shows("Choose a container or network");
      await stage.workbench.quick.pick(name);
      await stage.workbench.tab(`Explain ${name}`).waitFor();
      await page().locator("h1", { hasText: name }).waitFor();
    }

    /** Texts of the picture, once it says this. */
    async function drawn(text: string): Promise<string[]> {
      await page().locator(".drawing text", { hasText: text }).first().waitFor();
      return await page().locator(".drawing text").allTextContents();
    }

    before(async () => {
      own = await startOwn(suite.name === "docker-20" ? "bookworm" : "forky", "drivers");
      ask = asking(own);
      host = await hostProcess(own);
      await ask("POST", "/swarm/init", { ListenAddr: "127.0.0.1:2377", AdvertiseAddr: "127.0.0.1" });
      await ip(["link", "add", "lan0", "type", "ifb"], host);
      await ip(["address", "add", "192.0.2.10/24", "dev", "lan0"], host);
      await ip(["link", "set", "lan0", "up"], host);
      can.macvlan = await makes("macvlan", "mode", "private");
      can.ipvlan = await makes("ipvlan", "mode", "l2");
      can.vlan = await makes("vlan", "id", "7");
      const { Id } = await ask<{ Id: string }>("POST", "/containers/create?name=app", { Image: own.images.busybox, Cmd: ["sleep", "infinity"], StopSignal: "SIGKILL" });
      await ask("POST", `/containers/${Id}/start`);
      proxy = new EngineProxy(join(process.env["DNE_RIG_RUN"] ?? "/tmp", `drivers-${suite.name}.sock`), own.socket);
      await proxy.start();
      stage = await openStage({ firstPicture: 60, engine: own, settings: { "workbench.colorTheme": "Dark 2026" }, env: { DOCKER_HOST: `unix://${proxy.path}` } });
      networks = stage.workbench.tree("Networks");
      await stage.workbench.openContainer("Docker Networks");
      await networks.row("docker_gwbridge").waitFor();
    });

    after(async () => {
      await (stage as Stage | undefined)?.close();
      await (proxy as EngineProxy | undefined)?.stop();
      await stopOwn(own);
    });

    it("are made in the form: an overlay with encryption and a VXLAN id", async () => {
      await openForm("overlay", "over");
      await form.type("pools/0/subnet", "10.44.0.0/24");
      await form.tick("attachable");
      await form.choose("settings/encrypted", "on");
      await form.type("settings/com.docker.network.driver.overlay.vxlanid_list", "4242");
      await form.shows("command", /--driver overlay\s.*--attachable --opt encrypted=\s.*vxlanid_list=4242/s);
      await inEveryTheme(stage, "form-overlay");
      await form.frame.locator('.section[data-section="options"]').scrollIntoViewIfNeeded();
      await stage.workbench.picture("form-overlay-options");
      await form.submit();
      await networks.row("over").waitFor();
      const made = await ask<Inspected>("GET", "/networks/over");
      assert.deepEqual([made.Driver, made.Attachable, made.IPAM.Config[0]?.Subnet], ["overlay", true, "10.44.0.0/24"]);
      assert.deepEqual(made.Options, { encrypted: "", "com.docker.network.driver.overlay.vxlanid_list": "4242" });
    });

    it("a macvlan on a parent that is picked, in a mode; what the kernel lacks is told at its field", async () => {
      await openForm("macvlan", "lan");
      await form.field("parent").locator(".suggestion", { hasText: "lan0 · 192.0.2.10/24" }).click();
      await form.type("pools/0/subnet", "192.0.2.0/24");
      await form.type("pools/0/ipRange", "192.0.2.128/25");
      if (!can.vlan) {
        await form.type("vlan", "7");
        await form.shows("command", "parent=lan0.7");
        await form.submit();
        await form.says("vlan", "The kernel of the engine’s host cannot do this");
        await stage.workbench.picture("form-macvlan-vlan");
        await form.type("vlan", "");
      }
      await form.choose("settings/macvlan_mode", "private");
      await form.shows("command", "macvlan_mode=private");
      assert.equal(await form.field("pools/0/subnet").locator(".warning:visible").count(), 0, "it is meant to be in its parent’s subnet");
      await stage.workbench.picture("form-macvlan");
      assert.deepEqual(await seriousViolations(await stage.workbench.webviewFrame()), []);
      await form.submit();
      await networks.row("lan").waitFor();
      const made = await ask<Inspected>("GET", "/networks/lan");
      assert.deepEqual([made.Driver, made.IPAM.Config[0]?.Subnet, made.Options], ["macvlan", "192.0.2.0/24", { parent: "lan0", macvlan_mode: "private" }]);
    });

    it("an ipvlan, with modes of its own", async () => {
      await openForm("ipvlan", "thin");
      await form.field("parent").locator(".suggestion", { hasText: "lan0 · 192.0.2.10/24" }).click();
      await form.type("pools/0/subnet", "198.51.100.0/24");
      await form.choose("settings/ipvlan_mode", "l3");
      await stage.workbench.picture("form-ipvlan");
      await form.submit();
      await networks.row("thin").waitFor();
      assert.deepEqual((await ask<Inspected>("GET", "/networks/thin")).Options, { parent: "lan0", ipvlan_mode: "l3" });
    });

    it("are used: a container is run on the overlay, another attached to it and to the macvlan", async () => {
      await (await networks.menu("over")).choose("Run Container…");
      form = new FormPage(stage.workbench);
      await form.input("image").fill("busy");
      await form.field("image").locator(".suggestion", { hasText: own!.images.busybox }).first().click();
      await form.type("name", "web");
      await form.type("command", "sleep infinity");
      await form.shows("command", "--network over");
      await stage.workbench.picture("form-run-overlay");
      await form.submit();
      await joined("web", "over");
      for (const network of ["over", ...(can.macvlan ? ["lan"] : [])]) {
        await attach("app", network);
        await joined("app", network);
      }
      await stage.workbench.clearNotifications();
    });

    it("that the kernel does not have are refused in words where it is tried", async function () {
      if (can.ipvlan) return this.skip();
      const { workbench } = stage;
      await attach("app", "thin");
      const told = workbench.notification("Could not attach");
      await told.filter({ hasText: "The kernel of the engine’s host cannot do this; a module may be missing." }).waitFor();
      await workbench.picture("ipvlan-refused");
      await workbench.clearNotifications();
    });

    it("have rows in Links that say where they end, and none proven that is no pair", async () => {
      await stage.workbench.command("Docker Networks: Show Links");
      const links = new LinksPage(stage.workbench);
      await links.line("web", "docker_gwbridge").filter({ hasText: "verified" }).waitFor();
      const wires = [...(await inside("web")), ...(await inside("app"))].length;
      const rows = await until("a row for each interface", async () => ((await links.rows()).length >= wires ? await links.rows() : undefined));
      assert.equal(rows.length, wires, JSON.stringify(rows));
      const verified = rows.filter(({ verdict }) => verdict === "verified").map((row) => `${row.container} ${row.interface} #${row.ifindex} ⇄ #${row.peerIfindex} ${row.peer}`);
      assert.deepEqual(verified.sort(), (await pairs("app", "web")).map(({ container, interface: name, ifindex, peer }) => `${container} ${name} #${ifindex} ⇄ #${peer.ifindex} ${peer.interface}`).sort());
      // The way out of the overlay: the bridge's where there is one, else the gateway's.
      const leg = (await pairs("web")).map(({ interface: name, peer }) => [name, peer.bridge]);
      assert.deepEqual(leg, [["eth1", "docker_gwbridge"]]);
      for (const container of ["web", "app"]) {
        const end = await overlayEnd(container);
        const row = rows.find((one) => one.container === container && one.interface === end.ifname);
        assert.deepEqual([row?.ifindex, row?.peer, row?.verdict], [String(end.ifindex), "", "unavailable"]);
        assert.match(row?.spoken ?? "", /peer is inside the overlay’s own namespace/);
      }
      if (can.macvlan) {
        const child = await macvlanEnd();
        const row = rows.find((one) => one.container === "app" && one.interface === child.ifname);
        assert.deepEqual([row?.ifindex, row?.peer, row?.verdict], [String(child.ifindex), "", "macvlan"]);
        assert.match(row?.spoken ?? "", /no veth: on parent lan0 \(private\)/);
      }
      await inEveryTheme(stage, "drivers-links");
    });

    it("stand in Topology as the kernel has them", async () => {
      const topology = new TopologyPage(stage.workbench);
      await topology.open();
      await topology.box("web").waitFor();
      const kernel = (await pairs("app", "web")).map(({ container, interface: name, ifindex, peer }) => `${container}, ${name} index ${ifindex}, connected to ${peer.interface} index ${peer.ifindex} on bridge ${String(peer.bridge)}, verified`).sort();
      const proven = await until("all cables", async () => {
        // The legend’s sample says nothing.
        const found = (await topology.proven()).filter((words) => words !== "");
        return found.length >= kernel.length ? found.sort() : undefined;
      });
      assert.deepEqual(proven, kernel);
      for (const container of ["web", "app"]) {
        const { ifname, ifindex } = await overlayEnd(container);
        await topology.frame.locator(`.wire.unavailable[aria-label="${container}, ${ifname} index ${ifindex}, on network over, peer is inside the overlay’s own namespace, unavailable"]`).waitFor({ state: "attached" });
      }
      await topology.bar("over").filter({ hasText: "VXLAN 4242 to the other nodes" }).waitFor();
      for (const name of ["lan", "thin"]) await topology.bar(name).filter({ hasText: "on lan0, past the host’s routing" }).waitFor();
      assert.equal(await topology.cables("app").and(topology.frame.locator(".notApplicable")).count(), can.macvlan ? 1 : 0, "a macvlan's child is no veth");
      await inEveryTheme(stage, "drivers-topology");
    });

    it("are explained: the overlay's wire ends in its namespace, which the command on the page shows", async () => {
      await explain("web");
      const end = await overlayEnd("web");
      const [leg] = await pairs("web");
      const texts = await drawn("hidden namespace");
      for (const text of [`${end.ifname} ${end.ifindex}`, "vxlan 4242", `${leg!.interface} ${leg!.ifindex}`, `${leg!.peer.ifindex} ${leg!.peer.interface}`, "docker_gwbridge", "veth pair into the hidden namespace"]) assert.ok(texts.includes(text), `${text} in ${texts.join(" | ")}`);
      assert.ok(!texts.includes("directly, without a veth"), "it is a veth");
      assert.equal(await page().locator(".drawing polyline.proven:has(title)").count(), 1, "only the leg is proven");
      await page().getByText("Traffic between the nodes is encrypted (IPsec) here.").waitFor();
      const command = (await page().locator(".facts .command code").allTextContents()).find((line) => line.includes("/netns/"));
      const { stdout } = await promisify(execFile)("nsenter", ["--target", String(host), "--mount", "env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "bash", "-c", command!.replace(/^sudo /, "")]);
      assert.match(stdout, /vxlan id 4242 /);
      assert.match(stdout, new RegExp(`@if${end.ifindex}:`), "its other end is there");
      await inEveryTheme(stage, "drivers-explain-overlay");
    });

    it("are explained: a macvlan stands on its parent, apart from the host", async function () {
      if (!can.macvlan) return this.skip();
      await explain("lan");
      const child = await macvlanEnd();
      const texts = await drawn("macvlan, mode private");
      for (const text of ["app", `${child.ifname} ${child.ifindex}`, child.address ?? "", "lan0", "the host itself", "directly, without a veth"]) assert.ok(texts.includes(text), `${text} in ${texts.join(" | ")}`);
      await page().getByText("In mode private, not even two containers on this parent reach each other.").waitFor();
      assert.equal(await page().locator(".drawing polyline.proven").count(), 0);
      await stage.workbench.picture("drivers-explain-macvlan");
      assert.deepEqual(await seriousViolations(await stage.workbench.webviewFrame()), []);
      await explain("thin");
      await drawn("ipvlan, mode l3");
      await stage.workbench.picture("drivers-explain-ipvlan");
    });

    it("that only a swarm makes have everybody back when the engine was gone in the middle of their removal", async () => {
      const { workbench } = stage;
      const address = async (container: string): Promise<string | undefined> => (await inspect(container)).NetworkSettings.Networks["over"]?.IPAddress;
      const before = [await address("app"), await address("web")];
      const detaching = /^POST \S*\/networks\/\w+\/disconnect/;
      proxy.hold(detaching, 1);
      await (await networks.menu("over")).choose("Remove…");
      await workbench.dialog("Remove the network over?").getByRole("button", { name: "Detach All and Remove" }).click();
      await until("the second is to be detached", () => Promise.resolve(proxy.requests.filter((line) => detaching.test(line)).length === 2 ? true : undefined));
      await proxy.stop();
      assert.equal([await address("app"), await address("web")].filter((one) => one === undefined).length, 1);
      await workbench.notification("Nothing is forgotten: putting back is offered").waitFor();
      await workbench.clearNotifications();
      await proxy.start();
      const told = "Removing the network over was interrupted";
      await workbench.notification(told).waitFor({ timeout: 45_000 });
      await workbench.answer(told, "Put Back");
      await workbench.notification("The network over is as it was").waitFor();
      assert.deepEqual([await address("app"), await address("web")], before);
      await workbench.clearNotifications();
    });

    it("are made for the swarm's own routing mesh, once that has none", async () => {
      const { Id } = await ask<{ Id: string }>("GET", "/networks/ingress");
      await until("no ingress", async () => ((await ask("DELETE", `/networks/${Id}`).then(() => true, () => undefined)) ?? (await ask("GET", `/networks/${Id}`).then(() => undefined, () => true))));
      await openForm("overlay", "mesh");
      await form.tick("ingress");
      await form.choose("scope", "swarm");
      await form.shows("command", /--ingress.* --scope swarm|--scope swarm.* --ingress/s);
      await form.submit();
      await networks.row("mesh").waitFor();
      const { Ingress, Scope } = await ask<{ Ingress: boolean; Scope: string }>("GET", "/networks/mesh");
      assert.deepEqual([Ingress, Scope], [true, "swarm"]);
    });
  });
}
