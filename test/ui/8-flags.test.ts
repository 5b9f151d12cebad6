import assert from "node:assert/strict";
import { cleanUp, engine, raw } from "../support/engine";
import { ip } from "../support/kernel";
import { FormPage } from "../support/uiForm";
import { addContainer, addNetwork, named, removeNetwork, until } from "../support/uiLab";
import { openStage, pictureOfFailures, type Stage } from "../support/uiStage";
import type { Tree } from "../support/uiTree";

interface Network {
  readonly EnableIPv4?: boolean;
  readonly EnableIPv6: boolean;
  readonly ConfigOnly: boolean;
  readonly ConfigFrom: { readonly Network: string };
  readonly Scope: string;
  readonly IPAM: { readonly Driver: string; readonly Options: object; readonly Config: readonly { readonly Subnet: string }[] };
  readonly Options: object;
}
interface Container {
  readonly Config: { readonly Hostname: string; readonly Domainname: string; readonly ExposedPorts: object; readonly Labels: object };
  readonly HostConfig: {
    readonly NetworkMode: string; readonly PublishAllPorts: boolean; readonly RestartPolicy: object;
    readonly Dns: readonly string[]; readonly DnsSearch: readonly string[]; readonly DnsOptions: readonly string[]; readonly ExtraHosts: readonly string[];
  };
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, Endpoint>> };
}
interface Endpoint {
  readonly IPAddress: string;
  readonly GlobalIPv6Address: string;
  readonly MacAddress: string;
  readonly IPAMConfig: { readonly LinkLocalIPs?: readonly string[] } | null;
  readonly Links: readonly string[] | null;
  readonly DriverOpts: object | null;
  readonly GwPriority: number;
}

// Needs an engine that knows them all.
if (engine.product === "docker" && Number.parseInt(engine.version, 10) >= 28) {
  describe("What docs/FLAGS.md names and no other walk uses", function () {
    this.timeout(90_000);
    let stage: Stage;
    let networks: Tree;
    let form: FormPage;
    const [dual, base, guest] = [named("dual"), named("base"), named("guest")];
    const [options, six, template, made, thin] = [named("with-options"), named("six-alone"), named("template"), named("from-template"), named("thin")];
    const [all, shares, onHost, alone] = [named("all-flags"), named("shares"), named("on-host"), named("alone")];
    pictureOfFailures(() => stage);

    const network = (name: string): Promise<Network> => raw<Network>("GET", `/networks/${name}`);
    const container = (name: string): Promise<Container> => until(name, () => raw<Container>("GET", `/containers/${name}/json`).catch(() => undefined));
    async function openNetworkForm(name: string): Promise<void> {
      await stage.workbench.command("Docker Networks: Create Network with All Options…");
      await form.input("name").waitFor();
      await form.type("name", name);
    }
    async function pairs(id: string, ...given: readonly (readonly [key: string, value: string])[]): Promise<void> {
      for (const [index, [key, value]] of given.entries()) {
        await form.add(id);
        await form.type(`${id}/${index}/key`, key);
        await form.type(`${id}/${index}/value`, value);
      }
    }

    before(async () => {
      await addNetwork("dual", undefined, { EnableIPv6: true, IPAM: { Config: [{ Subnet: "10.161.0.0/24" }, { Subnet: "fd00:161::/64" }] } });
      await ip(["link", "add", "flags0", "type", "veth", "peer", "name", "flags1"]);
      await addContainer("base", dual);
      await addContainer("guest", "bridge");
      stage = await openStage({ firstPicture: 140 });
      networks = stage.workbench.tree("Networks");
      form = new FormPage(stage.workbench);
      await stage.workbench.openContainer("Docker Networks");
      await networks.row(dual).waitFor();
    });
    after(async () => {
      await (stage as Stage | undefined)?.close();
      for (const name of [all, shares, onHost, alone]) await raw("DELETE", `/containers/${name}?force=1`).catch(() => undefined);
      for (const name of [made, template, options, six, thin]) await removeNetwork(name);
      await cleanUp();
      await ip(["link", "delete", "flags0"]).catch(() => undefined);
    });

    it("makes a network with each of the bridge driver's options, and IPAM's", async () => {
      const bridge = "com.docker.network.bridge";
      await openNetworkForm(options);
      await form.type("pools/0/subnet", "10.162.0.0/24");
      await form.choose(`settings/${bridge}.enable_ip_masquerade`, "off");
      await form.choose(`settings/${bridge}.inhibit_ipv4`, "on");
      await form.choose(`settings/${bridge}.gateway_mode_ipv4`, "routed");
      await form.choose(`settings/${bridge}.gateway_mode_ipv6`, "routed");
      await form.type(`settings/${bridge}.host_binding_ipv4`, "127.0.0.1");
      await form.type("settings/com.docker.network.container_iface_prefix", "lan");
      await form.type(`settings/${bridge}.trusted_host_interfaces`, "lo");
      await form.choose("scope", "local");
      await form.unfold("ipam");
      await form.type("ipamDriver", "default");
      await pairs("ipamOptions", ["com.example.ipam", "yes"]);
      await form.shows("command", "--ipam-opt com.example.ipam=yes");
      await stage.workbench.picture("flags-network");
      await form.submit();
      await networks.row(options).waitFor();
      const { IPAM, Options, Scope } = await network(options);
      assert.deepEqual([IPAM.Driver, IPAM.Options, Scope], ["default", { "com.example.ipam": "yes" }, "local"]);
      assert.deepEqual(Options, {
        [`${bridge}.enable_ip_masquerade`]: "false",
        [`${bridge}.inhibit_ipv4`]: "true",
        [`${bridge}.gateway_mode_ipv4`]: "routed",
        [`${bridge}.gateway_mode_ipv6`]: "routed",
        [`${bridge}.host_binding_ipv4`]: "127.0.0.1",
        [`${bridge}.trusted_host_interfaces`]: "lo",
        "com.docker.network.container_iface_prefix": "lan",
      });
    });

    it("makes one without IPv4, a template, and a network from it", async () => {
      await openNetworkForm(six);
      await form.tick("ipv6");
      await form.tick("ipv4");
      await form.type("pools/0/subnet", "fd00:163::/64");
      await form.shows("command", "--ipv4=false");
      await form.submit();
      await networks.row(six).waitFor();
      assert.deepEqual([(await network(six)).EnableIPv4, (await network(six)).EnableIPv6], [false, true]);

      await openNetworkForm(template);
      await form.choose("template", "a template for networks");
      await form.type("pools/0/subnet", "10.164.0.0/24");
      await form.shows("command", "--config-only");
      await form.submit();
      await networks.row(template).waitFor();
      assert.equal((await network(template)).ConfigOnly, true);

      await openNetworkForm(made);
      await form.choose("template", "a network from a template");
      await form.choose("configFrom", template);
      await form.shows("command", `--config-from ${template}`);
      await form.submit();
      await networks.row(made).waitFor();
      const from = await network(made);
      assert.deepEqual([from.ConfigFrom.Network, from.IPAM.Config[0]?.Subnet], [template, "10.164.0.0/24"]);
    });

    it("makes an ipvlan with the driver's flag", async () => {
      await openNetworkForm(thin);
      await form.choose("driver", "ipvlan");
      await form.type("parent", "flags0");
      await form.type("pools/0/subnet", "10.165.0.0/24");
      await form.choose("settings/ipvlan_mode", "l3");
      await form.choose("settings/ipvlan_flag", "private");
      await form.submit();
      await networks.row(thin).waitFor();
      assert.deepEqual((await network(thin)).Options, { parent: "flags0", ipvlan_flag: "private", ipvlan_mode: "l3" });
    });

    it("runs a container with everything that concerns networks", async () => {
      await (await networks.menu(dual)).choose("Run Container…");
      await form.input("image").waitFor();
      await form.type("image", engine.images.busybox);
      await form.type("name", all);
      await form.type("command", "sleep infinity");
      await form.choose("restart", "when it fails (on-failure)");
      await form.type("retries", "3");
      for (const [field, value] of [["ipv4", "10.161.0.9"], ["ipv6", "fd00:161::9"], ["mac", "02:42:0a:a1:00:09"], ["linkLocal", "169.254.7.7"], ["gatewayPriority", "5"]] as const) await form.type(`networks/0/${field}`, value);
      await pairs("networks/0/options", ["com.docker.network.endpoint.ifname", "wan0"]);
      await form.tick("publishAll");
      await form.type("expose", "81 53/udp");
      await form.unfold("labels");
      await pairs("labels", ["com.example.label", "one two"]);
      await form.unfold("names");
      for (const [field, value] of [["hostname", "flaghost"], ["domainname", "example.org"], ["dns", "192.0.2.53"], ["dnsSearch", "example.net"], ["dnsOptions", "ndots:2"]] as const) await form.type(field, value);
      await pairs("extraHosts", ["db", "192.0.2.7"]);
      await pairs("links", [base, "thebase"]);
      await form.shows("command", `--link ${base}:thebase`);
      await stage.workbench.picture("flags-run");
      await form.submit();
      await stage.workbench.tree("Containers").says(all, /^running/);
      const { Config, HostConfig, NetworkSettings } = await container(all);
      assert.deepEqual(HostConfig.RestartPolicy, { Name: "on-failure", MaximumRetryCount: 3 });
      assert.deepEqual([HostConfig.NetworkMode, HostConfig.PublishAllPorts, HostConfig.Dns, HostConfig.DnsSearch, HostConfig.DnsOptions, HostConfig.ExtraHosts], [dual, true, ["192.0.2.53"], ["example.net"], ["ndots:2"], ["db:192.0.2.7"]]);
      assert.deepEqual([Config.Hostname, Config.Domainname, Object.keys(Config.ExposedPorts).sort()], ["flaghost", "example.org", ["53/udp", "81/tcp"]]);
      assert.equal((Config.Labels as Record<string, string>)["com.example.label"], "one two");
      const endpoint = NetworkSettings.Networks[dual];
      assert.deepEqual([endpoint?.IPAddress, endpoint?.GlobalIPv6Address, endpoint?.MacAddress, endpoint?.IPAMConfig?.LinkLocalIPs, endpoint?.GwPriority], ["10.161.0.9", "fd00:161::9", "02:42:0a:a1:00:09", ["169.254.7.7"], 5]);
      assert.deepEqual([endpoint?.Links, endpoint?.DriverOpts], [[`${base}:thebase`], { "com.docker.network.endpoint.ifname": "wan0" }]);
    });

    it("runs containers in the modes host, none and another container’s", async () => {
      for (const [name, mode, other, wanted] of [
        [onHost, "the host’s network (host)", undefined, /^host$/],
        [alone, "no network (none)", undefined, /^none$/],
        [shares, "another container’s network (container:…)", base, /^container:/],
      ] as const) {
        await stage.workbench.command("Docker Networks: Run Container…");
        await form.input("image").waitFor();
        await form.type("image", engine.images.busybox);
        await form.type("name", name);
        await form.type("command", "sleep infinity");
        await form.choose("mode", mode);
        if (other !== undefined) await form.chooseStarting("container", other);
        await form.shows("command", /--network (host|none|container:)/);
        await form.submit();
        await stage.workbench.tree("Containers").says(name, /^running/);
        assert.match((await container(name)).HostConfig.NetworkMode, wanted);
      }
    });

    it("attaches with everything, and detaches by force", async () => {
      const { workbench } = stage;
      const { quick } = workbench;
      await (await networks.menu(dual)).choose("Attach Container…");
      await quick.shows("Tick one or several containers");
      await quick.tick(guest);
      await quick.ok();
      await quick.shows("Aliases and addresses…");
      await quick.pick("Aliases and addresses…");
      for (const [prompt, value] of [["Aliases: further names", "visitor"], ["Fixed IPv4 address", "10.161.0.20"], ["Fixed IPv6 address", "fd00:161::20"]] as const) {
        await quick.shows(prompt);
        await quick.type(value);
        await quick.enter();
      }
      await quick.shows("Attach now");
      for (const [row, prompt, value] of [
        ["Link-local addresses", "Link-local addresses besides", "169.254.8.8"],
        ["MAC address", "MAC address; some", "02:42:0a:a1:00:20"],
        ["Gateway priority", "Gateway priority: of", "7"],
        ["Driver options", "Driver options as", "com.docker.network.endpoint.ifname=wan7"],
      ] as const) {
        await quick.pick(row);
        await quick.shows(prompt);
        await quick.type(value);
        await quick.enter();
        await quick.shows("Attach now");
      }
      await workbench.picture("flags-attach");
      await quick.pick("Attach now");
      const endpoint = await until("attached", async () => (await container(guest)).NetworkSettings.Networks[dual]);
      assert.deepEqual([endpoint.IPAddress, endpoint.GlobalIPv6Address, endpoint.IPAMConfig?.LinkLocalIPs, endpoint.GwPriority, endpoint.DriverOpts], ["10.161.0.20", "fd00:161::20", ["169.254.8.8"], 7, { "com.docker.network.endpoint.ifname": "wan7" }]);
      await workbench.clearNotifications();
      await networks.expand(dual);
      await (await networks.menu(guest)).choose("Detach by Force…");
      await workbench.dialog("Detach by force?").getByRole("button", { name: "Detach by Force" }).click();
      await workbench.notification(`Detached ${guest} from ${dual}`).waitFor();
      assert.equal((await container(guest)).NetworkSettings.Networks[dual], undefined);
    });
  });
}
