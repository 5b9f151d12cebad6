import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { dockerCommand, dockerCommands, quote } from "../../src/core/cli";
import { emptyContainerForm, emptyJoin, emptyPort, specOfContainer, type ContainerForm } from "../../src/core/containerForm";
import { describedNetwork } from "../../src/core/inspected";
import { emptyNetworkForm, emptyPool, specOfForm } from "../../src/core/networkForm";
import { issuesOf } from "../../src/core/networkFormIssues";
import type { NetworkSpec, Operation } from "../../src/core/spec";
import type { Engine } from "../../src/engine/engine";
import { openEngine } from "../../src/engine/open";
import { takesSeveral } from "../../src/engine/runContainer";
import { cleanUp, engine as rig, isPodman, labels, makeNetwork, raw, uniqueName } from "../support/engine";
import { anyNetworkSpec } from "../support/specs";

type Json = Record<string, unknown>;

/** What makes a network what it is: all of inspect but its id, its birth and who is on it. */
async function inspected(name: string): Promise<Json> {
  const passing = new Set(["Id", "Created", "Containers", "Peers", "Status"]);
  const all = await raw<Json & { readonly IPAM: { readonly Config: readonly { readonly Subnet?: string }[] | null } }>("GET", `/networks/${name}`);
  // The engine tells pools in an order of its own.
  const Config = [...(all.IPAM.Config ?? [])].sort((a, b) => (a.Subnet ?? "").localeCompare(b.Subnet ?? ""));
  return Object.fromEntries(Object.entries({ ...all, IPAM: { ...all.IPAM, Config } }).filter(([key]) => !passing.has(key)));
}

function shell(line: string): string {
  return execFileSync("sh", ["-c", line], { encoding: "utf8", env: { ...process.env, DOCKER_HOST: `unix://${rig.socket}` }, stdio: ["ignore", "pipe", "pipe"] });
}

describe("What the forms ask of a real engine", () => {
  let engine: Engine;
  before(async () => {
    engine = await openEngine({ host: `unix://${rig.socket}` });
  });
  after(async () => {
    engine.dispose();
    await cleanUp();
  });

  const create = async (spec: NetworkSpec): Promise<Json> => {
    await engine.perform({ kind: "createNetwork", spec });
    return await inspected(spec.name);
  };

  it("is a network that the copied docker command makes again, field by field, whatever its options", async function () {
    this.timeout(60_000);
    // Podman's Docker API gives a network back otherwise than it takes it, and has no templates.
    if (isPodman) this.skip();
    let made = 0;
    const plain = specOfForm(emptyNetworkForm);
    await fc.assert(
      fc.asyncProperty(anyNetworkSpec(), async (any) => {
        const spec = { ...any, name: uniqueName("random"), labels: { ...any.labels, ...labels } };
        const refused = await create(spec).then(
          (first) => ({ first }),
          (error: unknown) => ({ error: error as Error }),
        );
        if ("error" in refused) {
          // Not every kernel has every driver: then the command is refused in the same words.
          const { message } = refused.error;
          assert.ok(any !== plain, message);
          assert.throws(() => shell(quote(dockerCommand({ kind: "createNetwork", spec }))), (error: Error) => {
            assert.ok(error.message.includes(message), `${message} but ${error.message}`);
            return true;
          });
          return;
        }
        made++;
        const copied = describedNetwork(await raw("GET", `/networks/${spec.name}`));
        assert.ok(copied);
        await raw("DELETE", `/networks/${spec.name}`);
        const line = quote(dockerCommand({ kind: "createNetwork", spec: copied }));
        shell(line);
        assert.deepEqual(await inspected(spec.name), refused.first, line);
        await raw("DELETE", `/networks/${spec.name}`);
      }),
      { numRuns: 14, examples: [[plain]] },
    );
    assert.ok(made >= 1);
  });

  it("is a network with every setting that this engine knows, as inspect tells", async function () {
    if (isPodman) this.skip();
    const form = {
      ...emptyNetworkForm,
      name: uniqueName("every"),
      ipv6: true,
      internal: true,
      attachable: true,
      pools: [
        { ...emptyPool, subnet: "10.78.0.0/24", gateway: "10.78.0.254", ipRange: "10.78.0.128/25", aux: [{ key: "router", value: "10.78.0.9" }] },
        { ...emptyPool, subnet: "fd00:78::/64" },
      ],
      settings: {
        ...emptyNetworkForm.settings,
        "com.docker.network.bridge.name": "br-every",
        "com.docker.network.bridge.enable_icc": "false",
        "com.docker.network.bridge.enable_ip_masquerade": "false",
        "com.docker.network.bridge.host_binding_ipv4": "127.0.0.1",
        "com.docker.network.driver.mtu": "1400",
        "com.docker.network.container_iface_prefix": "lan",
      },
      labels: Object.entries(labels).map(([key, value]) => ({ key, value })),
    };
    assert.deepEqual([...issuesOf(form, await engine.inventory())], []);
    const made = await create(specOfForm(form));
    assert.deepEqual(
      [made["Driver"], made["EnableIPv6"], made["Internal"], made["Attachable"], made["Scope"], made["Labels"]],
      ["bridge", true, true, true, "local", labels],
    );
    const [four, six] = (made["IPAM"] as { Config: Json[] }).Config;
    assert.deepEqual(four, { Subnet: "10.78.0.0/24", Gateway: "10.78.0.254", IPRange: "10.78.0.128/25", AuxiliaryAddresses: { router: "10.78.0.9" } });
    assert.equal(six?.["Subnet"], "fd00:78::/64");
    assert.deepEqual(made["Options"], Object.fromEntries(Object.entries(form.settings).filter(([, value]) => value !== "")));
  });

  it("is a template, and a network from it, and no such thing where the engine would ignore it", async function () {
    if (isPodman) {
      const form = { ...emptyNetworkForm, name: uniqueName("template"), template: "is" as const };
      assert.equal(issuesOf(form, await engine.inventory()).get("template")?.kind, "notPodman");
      return;
    }
    const template = specOfForm({ ...emptyNetworkForm, name: uniqueName("template"), template: "is", pools: [{ ...emptyPool, subnet: "10.79.0.0/24" }], labels: Object.entries(labels).map(([key, value]) => ({ key, value })) });
    assert.equal((await create(template))["ConfigOnly"], true);
    const from = specOfForm({ ...emptyNetworkForm, name: uniqueName("from"), template: "from", configFrom: template.name, internal: true });
    try {
      const made = await create(from);
      assert.deepEqual(made["ConfigFrom"], { Network: template.name });
      assert.deepEqual((made["IPAM"] as { Config: Json[] }).Config[0]?.["Subnet"], "10.79.0.0/24");
      assert.equal(made["Internal"], true);
      assert.deepEqual(describedNetwork(await raw("GET", `/networks/${from.name}`)), from);
    } finally {
      await raw("DELETE", `/networks/${from.name}`).catch(() => undefined);
    }
  });

  it("is a network without IPv4 where the engine can, and else told before it is asked", async () => {
    const form = { ...emptyNetworkForm, name: uniqueName("six"), ipv4: false, ipv6: true, pools: [{ ...emptyPool, subnet: "fd00:80::/64" }], labels: Object.entries(labels).map(([key, value]) => ({ key, value })) };
    const issues = issuesOf(form, await engine.inventory());
    if (Number(rig.apiVersion.split(".")[1]) < 48) {
      assert.equal(issues.get("ipv4")?.kind, "needsApi");
      return;
    }
    assert.deepEqual([...issues], []);
    assert.equal((await create(specOfForm(form)))["EnableIPv4"], false);
  });

  const container = (more: Partial<ContainerForm>): Operation & { kind: "runContainer" } => {
    const form = { ...emptyContainerForm, image: rig.images.busybox, command: "sleep infinity", labels: Object.entries(labels).map(([key, value]) => ({ key, value })), ...more };
    const oneByOne = !takesSeveral(engine.info.apiVersion) && form.mode === "networks" && form.networks.length > 1;
    return { kind: "runContainer", spec: specOfContainer(form), ...(oneByOne ? { oneByOne: true as const } : {}) };
  };

  interface InspectedContainer {
    readonly Config: { readonly Env: readonly string[]; readonly Cmd: readonly string[]; readonly Hostname: string };
    readonly State: { readonly Running: boolean };
    readonly HostConfig: Json;
    readonly NetworkSettings: { readonly Networks: Record<string, { readonly IPAddress: string; readonly MacAddress: string; readonly Aliases: readonly string[] | null }> };
  }

  it("is a container on two networks with aliases, addresses, ports and environment, and the shown commands make the same", async () => {
    const one = await makeNetwork("front", { IPAM: { Config: [{ Subnet: "10.81.0.0/24" }] } });
    const two = await makeNetwork("back", { IPAM: { Config: [{ Subnet: "10.82.0.0/24" }] } });
    const operation = container({
      name: uniqueName("two"),
      hostname: "app",
      networks: [
        { ...emptyJoin, network: one.name, aliases: "www api", ipv4: "10.81.0.77" },
        { ...emptyJoin, network: two.name, aliases: "db", ipv4: "10.82.0.88" },
      ],
      ports: [{ ...emptyPort, hostIp: "127.0.0.1", hostPort: "18081", containerPort: "80" }],
      env: [{ key: "A", value: "b c" }],
      restart: "on-failure",
      retries: "3",
    });
    const name = operation.spec.name ?? "";
    const check = async (): Promise<unknown> => {
      const { Config, State, HostConfig, NetworkSettings } = await raw<InspectedContainer>("GET", `/containers/${name}/json`);
      assert.equal(State.Running, true);
      assert.equal(NetworkSettings.Networks[one.name]?.IPAddress, "10.81.0.77");
      assert.equal(NetworkSettings.Networks[two.name]?.IPAddress, "10.82.0.88");
      for (const alias of ["www", "api"]) assert.ok(NetworkSettings.Networks[one.name]?.Aliases?.includes(alias), alias);
      assert.ok(NetworkSettings.Networks[two.name]?.Aliases?.includes("db"));
      assert.deepEqual([Config.Cmd, Config.Hostname], [["sleep", "infinity"], "app"]);
      assert.ok(Config.Env.includes("A=b c"));
      return [HostConfig["PortBindings"], HostConfig["RestartPolicy"], HostConfig["NetworkMode"]];
    };
    await engine.perform(operation);
    const mine = await check();
    await raw("DELETE", `/containers/${name}?force=1`);
    for (const argv of dockerCommands(operation)) shell(quote(argv));
    assert.deepEqual(await check(), mine);
    await raw("DELETE", `/containers/${name}?force=1`);
  });

  it("leaves nothing of a container when a step fails, and tells why", async () => {
    const names = async (): Promise<string[]> => (await raw<{ Names: string[] }[]>("GET", "/containers/json?all=1")).flatMap(({ Names }) => Names);
    const before = await names();
    const own = isPodman ? "podman" : "bridge";
    const taken = await engine.perform(container({ name: uniqueName("holder"), networks: [{ ...emptyJoin, network: own }], ports: [{ ...emptyPort, hostPort: "18082", containerPort: "80" }] }));
    await assert.rejects(engine.perform(container({ name: uniqueName("loser"), networks: [{ ...emptyJoin, network: own }], ports: [{ ...emptyPort, hostPort: "18082", containerPort: "80" }] })), /port is already allocated|address already in use/i);
    // The second network of two is the step that fails on an old engine, the creation on a new one.
    await assert.rejects(engine.perform(container({ name: uniqueName("stray"), networks: [{ ...emptyJoin, network: own }, { ...emptyJoin, network: uniqueName("nowhere") }] })), /not found/);
    await assert.rejects(engine.perform(container({ name: uniqueName("noimage"), image: "no-such-image:1" })), /no such image/i);
    await assert.rejects(engine.perform(container({ name: uniqueName("nocommand"), networks: [{ ...emptyJoin, network: own }], command: "/no/such/program" })), /no such file/i);
    await raw("DELETE", `/containers/${taken.id}?force=1`);
    assert.deepEqual(await names(), before);
  });

  it("knows the images that are there", async () => {
    const images = await engine.images();
    // Podman puts the registry before it.
    assert.ok(images.some((image) => image === rig.images.busybox || image.endsWith(`/${rig.images.busybox}`)), images.join(", "));
  });
});
