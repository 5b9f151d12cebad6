import assert from "node:assert/strict";
import { takes } from "../../src/core/endpointField";
import type { ContainerId, NetworkId } from "../../src/core/inventory";
import { refusalOf } from "../../src/core/refusal";
import type { EndpointSpec, NetworkSpec, Operation } from "../../src/core/spec";
import { endpointOfInspected } from "../../src/core/inspected";
import { moveBackPlan, movePlan } from "../../src/core/move";
import { PlanError, removePlan, runPlan } from "../../src/core/plan";
import { Problem } from "../../src/core/problem";
import { compareApi } from "../../src/engine/apiVersion";
import type { Engine } from "../../src/engine/engine";
import { openEngine } from "../../src/engine/open";
import { EngineProxy } from "../support/engineProxy";
import { cleanUp, engine as rig, isPodman, labels, makeContainer, makeNetwork, onDocker, raw, uniqueName, type Made } from "../support/engine";

const plain: EndpointSpec = { aliases: [] };

function spec(word: string, more: Partial<NetworkSpec> = {}): NetworkSpec {
  return { name: uniqueName(word), driver: "bridge", pools: [], internal: false, ipv6: false, attachable: false, options: {}, labels, ...more };
}

interface RawEndpoint {
  readonly Aliases: readonly string[] | null;
  readonly IPAddress: string;
  readonly GlobalIPv6Address: string;
  readonly MacAddress: string;
  readonly [key: string]: unknown;
}

describe("What a command asks of a real engine", () => {
  let engine: Engine;
  let web: Made;
  const network = ({ id, name }: Made): { id: NetworkId; name: string } => ({ id: id as NetworkId, name });
  const container = ({ id, name }: Made): { id: ContainerId; name: string } => ({ id: id as ContainerId, name });
  const connect = (to: Made, which: Made, endpoint: EndpointSpec = plain): Operation => ({
    kind: "connect",
    network: network(to),
    container: container(which),
    endpoint,
  });
  const endpointOf = async (which: Made, on: Made): Promise<RawEndpoint | undefined> =>
    (await raw<{ NetworkSettings: { Networks: Record<string, RawEndpoint> } }>("GET", `/containers/${which.id}/json`)).NetworkSettings.Networks[on.name];

  before(async () => {
    engine = await openEngine({ host: `unix://${rig.socket}` });
    web = await makeContainer("web");
  });
  after(async () => {
    engine.dispose();
    await cleanUp();
  });

  it("makes a network with everything that was asked for", async () => {
    const asked = spec("full", {
      internal: true,
      ipv6: true,
      attachable: true,
      pools: [{ subnet: "10.213.0.0/24", gateway: "10.213.0.254" }, { subnet: "fd00:213::/64" }],
      options: { "com.docker.network.driver.mtu": "1400" },
    });
    const { id } = await engine.perform({ kind: "createNetwork", spec: asked });
    const made = await raw<Record<string, unknown>>("GET", `/networks/${id}`);
    assert.equal(made["Name"], asked.name);
    assert.equal(made["Internal"], true);
    assert.equal(made["EnableIPv6"], true);
    // Podman's networks are all attachable, and it says of none that it is; it writes options in its own words.
    assert.equal(made["Attachable"], !isPodman);
    if (!isPodman) assert.deepEqual(made["Options"], asked.options);
    assert.deepEqual(made["Labels"], asked.labels);
    const pools = (made["IPAM"] as { Config: { Subnet: string; Gateway?: string }[] }).Config;
    assert.deepEqual(pools.find(({ Subnet }) => Subnet === "10.213.0.0/24")?.Gateway, "10.213.0.254");
    assert.ok(pools.some(({ Subnet }) => Subnet === "fd00:213::/64"));
  });

  it("refuses a name that is in use, in the engine's words", async () => {
    const { name } = await makeNetwork("twice");
    await assert.rejects(engine.perform({ kind: "createNetwork", spec: { ...spec("x"), name } }), {
      kind: isPodman ? "engineFailed" : "conflict",
      message: isPodman ? `network name ${name} already used: network already exists` : `network with name ${name} already exists`,
    });
  });

  it("refuses an overlapping subnet, in the engine's words", async () => {
    await makeNetwork("taken", { IPAM: { Config: [{ Subnet: "10.214.0.0/24" }] } });
    const overlapping = spec("overlap", { pools: [{ subnet: "10.214.0.0/25" }] });
    await assert.rejects(engine.perform({ kind: "createNetwork", spec: overlapping }), (error: { message: string }) => {
      assert.equal(refusalOf(error.message), "poolOverlap", error.message);
      assert.doesNotMatch(error.message, /HTTP code/);
      return true;
    });
  });

  it("attaches with aliases and a fixed address, and detaches", async () => {
    const net = await makeNetwork("fixed", { EnableIPv6: true, IPAM: { Config: [{ Subnet: "10.215.0.0/24" }, { Subnet: "fd00:215::/64" }] } });
    await engine.perform(connect(net, web, { aliases: ["www", "shop"], ipv4: "10.215.0.77", ipv6: "fd00:215::77" }));
    const endpoint = await endpointOf(web, net);
    assert.equal(endpoint?.IPAddress, "10.215.0.77");
    assert.equal(endpoint.GlobalIPv6Address, "fd00:215::77");
    assert.ok(endpoint.Aliases?.includes("www") === true && endpoint.Aliases.includes("shop"));
    await engine.perform({ kind: "disconnect", network: network(net), container: container(web), force: false });
    assert.equal(await endpointOf(web, net), undefined);
  });

  it("gives an endpoint a MAC address where the engine can, and never lets it be ignored in silence", async () => {
    const net = await makeNetwork("mac");
    const operation = connect(net, web, { aliases: [], mac: "02:42:0a:00:00:99" });
    if (!takes(engine.info, "mac")) {
      await assert.rejects(engine.perform(operation), { kind: "refused", message: /API 1\.44/ });
      assert.equal(await endpointOf(web, net), undefined, "refused before anything was done");
    } else {
      const { warning } = await engine.perform(operation);
      const given = (await endpointOf(web, net))?.MacAddress ?? "";
      if (given === "02:42:0a:00:00:99") assert.equal(warning, undefined);
      else assert.ok(warning?.includes("02:42:0a:00:00:99") === true && warning.includes(given), warning);
    }
  });

  onDocker("attaches with everything that an endpoint can have, notes it, and attaches it again the same", "it keeps other settings of an endpoint, and knows no network none to detach from", async () => {
    const net = await makeNetwork("rare", { IPAM: { Config: [{ Subnet: "10.217.0.0/24" }] } });
    const db = await makeContainer("db", { mode: net.name });
    const newer = compareApi(engine.info.apiVersion, "1.48") >= 0;
    const asked: EndpointSpec = {
      aliases: ["www"], ipv4: "10.217.0.77", linkLocal: ["169.254.7.7"], links: [`${db.name}:database`],
      options: { "com.example.key": "a=b c" }, ...(newer ? { gatewayPriority: 7 } : {}),
    };
    await engine.perform(connect(net, web, asked));
    const noted = endpointOfInspected(await engine.inspectContainer(web.id as ContainerId), web.id as ContainerId, net.name, engine.info);
    assert.deepEqual({ ...noted, aliases: noted?.aliases.filter((alias) => alias === "www") }, asked);
    const before = await endpointOf(web, net);
    assert.equal((await engine.exec(web.id as ContainerId, ["ping", "-c1", "-W2", "database"], 5_000)).exitCode, 0, "the link is a name");
    await engine.perform({ kind: "disconnect", network: network(net), container: container(web), force: true });
    await engine.perform(connect(net, web, noted));
    const after = await endpointOf(web, net);
    for (const key of ["IPAMConfig", "Links", "DriverOpts", "IPAddress", "GwPriority"]) assert.deepEqual(after?.[key as keyof RawEndpoint], before?.[key as keyof RawEndpoint], key);
    await engine.perform({ kind: "disconnect", network: network(net), container: container(web), force: false });
    if (!newer) await assert.rejects(engine.perform(connect(net, web, { aliases: [], gatewayPriority: 1 })), { kind: "refused", message: /API 1\.48/ });
  });

  onDocker("moves a container and takes it back with its address and aliases, and leaves it where it was if that fails", "it keeps other settings of an endpoint, and knows no network none to detach from", async () => {
    const [from, to] = [await makeNetwork("from", { IPAM: { Config: [{ Subnet: "10.218.0.0/24" }] } }), await makeNetwork("to")];
    const one = await makeContainer("mover", { start: true, mode: to.name, networks: [] });
    const two = await makeContainer("moved", { mode: "none" });
    await raw("POST", "/networks/none/disconnect", { Container: two.id });
    await engine.perform(connect(from, two, { aliases: ["www"], ipv4: "10.218.0.50" }));
    const noted = endpointOfInspected(await engine.inspectContainer(two.id as ContainerId), two.id as ContainerId, from.name, engine.info)!;
    const perform = (operation: Operation): ReturnType<Engine["perform"]> => engine.perform(operation);
    await runPlan(movePlan(container(two), network(from), network(to), noted), perform);
    assert.equal(await endpointOf(two, from), undefined);
    assert.ok((await endpointOf(two, to))?.Aliases?.includes("www"));
    await runPlan(moveBackPlan(container(two), network(from), network(to), noted), perform);
    assert.equal((await endpointOf(two, from))?.IPAddress, "10.218.0.50");
    assert.ok((await endpointOf(two, from))?.Aliases?.includes("www"));
    assert.equal(await endpointOf(two, to), undefined);
    // Somebody took it off in between: the second step fails, and the first is taken back.
    const steps = movePlan(container(one), network(from), network(to), { aliases: [] });
    await assert.rejects(runPlan(steps, perform), { name: "PlanError" });
    assert.ok(await endpointOf(one, to));
    assert.equal(await endpointOf(one, from), undefined);
  });

  it("puts back what was detached, or moved, where whoever runs the engine forbids the next step", async () => {
    const proxy = new EngineProxy();
    await proxy.start();
    const filtered = await openEngine({ host: `unix://${proxy.path}` });
    try {
      const [from, to] = [await makeNetwork("kept", { IPAM: { Config: [{ Subnet: "10.225.0.0/24" }] } }), await makeNetwork("denied")];
      const one = await makeContainer("kept-one");
      await engine.perform(connect(from, one, { aliases: ["www"], ipv4: "10.225.0.50" }));
      const endpoint = endpointOfInspected(await engine.inspectContainer(one.id as ContainerId), one.id as ContainerId, from.name, engine.info)!;
      const perform = (operation: Operation): ReturnType<Engine["perform"]> => filtered.perform(operation);
      const forbidden = (error: unknown): boolean => error instanceof PlanError && error.cause instanceof Problem && refusalOf(error.cause.message) === "notAllowed" && error.lost.length === 0;
      for (const by of ["plugin", "proxy"] as const) {
        proxy.forbids = { by, line: (line) => line.startsWith("DELETE") };
        await assert.rejects(runPlan(removePlan(network(from), [{ container: container(one), endpoint }]), perform), forbidden, by);
        let second = 0;
        // The first of a move is done, the second is not allowed, what takes the first back is.
        proxy.forbids = { by, line: (line) => /(dis)?connect/.test(line) && ++second === 2 };
        await assert.rejects(runPlan(movePlan(container(one), network(from), network(to), endpoint), perform), forbidden, by);
        const now = await endpointOf(one, from);
        assert.equal(now?.IPAddress, "10.225.0.50");
        assert.ok(now.Aliases?.includes("www"));
        assert.equal(await endpointOf(one, to), undefined);
      }
    } finally {
      filtered.dispose();
      await proxy.dispose();
    }
  });

  it("refuses an address outside the subnet, a second attachment, and what the mode forbids", async () => {
    const net = await makeNetwork("narrow", { IPAM: { Config: [{ Subnet: "10.216.0.0/24" }] } });
    await assert.rejects(engine.perform(connect(net, web, { aliases: [], ipv4: "10.99.0.1" })), (error: { kind: string; message: string }) => {
      assert.ok(["refused", "engineFailed"].includes(error.kind), error.kind);
      assert.equal(refusalOf(error.message), "addressOutside", error.message);
      return true;
    });
    // Docker 20.10 keeps a note without an endpoint, which does no harm; Podman's would, so it is taken back.
    assert.ok(((await endpointOf(web, net))?.["EndpointID"] ?? "") === "", "a refused attachment leaves no endpoint");
    if (isPodman) assert.equal(await endpointOf(web, net), undefined, "nor a note of it");
    await engine.perform(connect(net, web));
    const refusal = (which: Made): Promise<unknown> => engine.perform(connect(net, which)).then(() => "none", (error: unknown) => refusalOf((error as Error).message) ?? error);
    assert.equal(await refusal(web), "alreadyAttached");
    assert.equal((await endpointOf(web, net))?.IPAddress.startsWith("10.216.0."), true, "what was there before stays");
    assert.equal(await refusal(await makeContainer("host", { mode: "host" })), "modeForbids");
  });

  it("refuses to remove a network in use, one of the engine's own, and one that is gone", async () => {
    const net = await makeNetwork("used");
    await engine.perform(connect(net, web));
    const remove = (id: string): Promise<unknown> => engine.perform({ kind: "removeNetwork", network: { id: id as NetworkId, name: id === net.id ? net.name : "" } });
    const refusal = (id: string): Promise<unknown> => remove(id).then(() => "none", (error: unknown) => refusalOf((error as Error).message) ?? error);
    assert.equal(await refusal(net.id), "hasEndpoints");
    // Podman would remove its default network when nobody is on it: here one is.
    assert.equal(await refusal(isPodman ? "podman" : "bridge"), isPodman ? "hasEndpoints" : "predefined");
    await engine.perform({ kind: "disconnect", network: network(net), container: container(web), force: false });
    await remove(net.id);
    await assert.rejects(remove(net.id), { kind: "notFound" });
  });

  it("keeps an id that is none inside its place in the address", async () => {
    await assert.rejects(engine.inspectNetwork("../containers/json" as NetworkId), { name: "Problem" });
    await assert.rejects(engine.inspectContainer(`${web.id}/top?x=` as ContainerId), { name: "Problem" });
  });

  it("tells the process of a running container, and 0 for one that is not", async () => {
    const running = await engine.process(web.id as ContainerId);
    const inspected = await raw<{ State: { Pid: number; StartedAt: string } }>("GET", `/containers/${web.id}/json`);
    assert.deepEqual(running, { pid: inspected.State.Pid, startedAt: inspected.State.StartedAt, paused: false });
    const created = await makeContainer("created", { start: false });
    assert.equal((await engine.process(created.id as ContainerId)).pid, 0);
  });

  describe("running a command inside a container", () => {
    const exec = (argv: string[], timeout = 5_000, which = web): ReturnType<Engine["exec"]> => engine.exec(which.id as ContainerId, argv, timeout);

    it("gives its output, its errors and how it ended, without a shell", async () => {
      assert.deepEqual(await exec(["echo", "a b", "$HOME; ls"]), { exitCode: 0, stdout: "a b $HOME; ls\n", stderr: "" });
      assert.deepEqual(await exec(["sh", "-c", "echo out; echo err >&2; exit 3"]), { exitCode: 3, stdout: "out\n", stderr: "err\n" });
    });

    it("gives nothing on its standard input", async () => {
      assert.equal((await exec(["cat"])).stdout, "");
    });

    it("says that a program is missing", async () => {
      const bare = await makeContainer("bare", { image: rig.images.shellless });
      const outcome = await exec(["cat", "/x"], 5_000, bare).then(
        ({ exitCode, stdout, stderr }) => `${exitCode} ${stdout}${stderr}`,
        (error: unknown) => String(error),
      );
      assert.match(outcome, /no such file|not found/);
      assert.doesNotMatch(outcome, /^0 /);
    });

    it("ends the waiting when it takes too long", async () => {
      const start = Date.now();
      await assert.rejects(exec(["sleep", "20"], 300), { name: "Problem", kind: "unreachable", message: /0\.3 s/ });
      assert.ok(Date.now() - start < 3_000);
    });

    it("refuses more than 1 MiB of output", async () => {
      await assert.rejects(exec(["head", "-c", "3000000", "/dev/zero"]), { name: "Problem", message: /1024 KiB/ });
    });

    it("refuses a container that is not running", async () => {
      const stopped = await makeContainer("stopped", { start: false });
      await assert.rejects(exec(["true"], 5_000, stopped), { kind: "conflict" });
    });
  });
});
