import assert from "node:assert/strict";
import type { Container, Inventory, Network } from "../../src/core/inventory";
import type { Engine } from "../../src/engine/engine";
import { openEngine } from "../../src/engine/open";
import { bridgeOf, cleanUp, engine as rig, isPodman, makeContainer, makeNetwork, raw, uniqueName, type Made } from "../support/engine";
import { EngineProxy } from "../support/engineProxy";

interface RawContainer {
  readonly Name: string;
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, RawEndpoint>> };
}
interface RawEndpoint {
  readonly NetworkID: string;
  readonly EndpointID: string;
  readonly IPAddress: string;
  readonly IPPrefixLen: number;
  readonly GlobalIPv6Address: string;
  readonly GlobalIPv6PrefixLen: number;
  readonly MacAddress: string;
}

describe("The inventory of a real engine", () => {
  let engine: Engine;
  let inventory: Inventory;
  let wide: Made, six: Made, web: Made, side: Made, host: Made, none: Made, paused: Made, exited: Made, created: Made;

  const container = ({ id }: Made): Container => inventory.containers.find((one) => (one.id as string) === id) ?? assert.fail("not listed");
  const network = ({ id }: Made): Network => inventory.networks.find((one) => (one.id as string) === id) ?? assert.fail("not listed");

  before(async () => {
    wide = await makeNetwork("wide", {
      IPAM: { Config: [{ Subnet: "10.211.0.0/24", Gateway: "10.211.0.1", IPRange: "10.211.0.128/25" }] },
      Options: { "com.docker.network.bridge.name": `dn${uniqueName("w").slice(-6)}` },
    });
    six = await makeNetwork("six", { EnableIPv6: true, Internal: true, IPAM: { Config: [{ Subnet: "10.212.0.0/24" }, { Subnet: "fd00:212::/64" }] } });
    const ports = { ExposedPorts: { "80/tcp": {}, "53/udp": {} } };
    const published = { PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "18080" }] } };
    web = await makeContainer("web", { mode: wide.name, networks: [six.name], body: ports, hostConfig: published });
    side = await makeContainer("side", { mode: `container:${web.name}` });
    host = await makeContainer("host", { mode: "host" });
    none = await makeContainer("none", { mode: "none" });
    paused = await makeContainer("paused");
    await raw("POST", `/containers/${paused.id}/pause`);
    exited = await makeContainer("exited", { mode: wide.name });
    await raw("POST", `/containers/${exited.id}/kill`);
    created = await makeContainer("created", { mode: wide.id, start: false });
    engine = await openEngine({ host: `unix://${rig.socket}` });
    inventory = await engine.inventory();
  });
  after(async () => {
    engine.dispose();
    await cleanUp();
  });

  it("says which engine it is", () => {
    assert.equal(inventory.engine.version, rig.version);
    assert.equal(inventory.engine.apiVersion, rig.apiVersion);
    assert.equal(inventory.engine.endpoint, `unix://${rig.socket}`);
    assert.equal(engine.socketPath, rig.socket);
    assert.ok(inventory.engine.networkDrivers.includes("bridge"));
  });

  it("agrees with what inspect says of every endpoint", async () => {
    // Podman repeats the owner's endpoints under each who shares its network: they are the owner's.
    if (isPodman) assert.deepEqual(container(side).attachments, []);
    for (const made of [web, ...(isPodman ? [] : [side]), host, none, paused]) {
      const inspected = await raw<RawContainer>("GET", `/containers/${made.id}/json`);
      const expected = Object.entries(inspected.NetworkSettings.Networks).map(([name, endpoint]) => [
        name,
        // On Podman it is the network's name; endpoints have no ids there.
        isPodman ? inventory.networks.find((one) => one.name === endpoint.NetworkID)?.id : endpoint.NetworkID,
        isPodman ? undefined : endpoint.EndpointID,
        endpoint.IPAddress === "" ? undefined : `${endpoint.IPAddress}/${endpoint.IPPrefixLen}`,
        endpoint.GlobalIPv6Address === "" ? undefined : `${endpoint.GlobalIPv6Address}/${endpoint.GlobalIPv6PrefixLen}`,
        endpoint.MacAddress === "" ? undefined : endpoint.MacAddress,
      ]);
      const actual = container(made).attachments.map((one) => [one.networkName, one.networkId, one.endpointId, one.ipv4, one.ipv6, one.mac]);
      assert.deepEqual(actual.sort(), expected.sort(), inspected.Name);
    }
  });

  it("shows a network's addresses, options and bridge", async () => {
    assert.deepEqual(network(wide).pools, [{ subnet: "10.211.0.0/24", gateway: "10.211.0.1", ipRange: "10.211.0.128/25" }]);
    assert.equal(network(wide).bridge, network(wide).options["com.docker.network.bridge.name"]);
    if (isPodman) assert.equal(network(wide).bridge, await bridgeOf(wide));
    assert.equal(network(six).bridge, await bridgeOf(six));
    assert.equal(network(six).internal, true);
    assert.equal(network(six).ipv6, true);
    assert.deepEqual(network(six).pools.map(({ subnet }) => subnet).sort(), ["10.212.0.0/24", "fd00:212::/64"]);
  });

  it("calls the engine's own networks built in, and puts them last", () => {
    const own = inventory.networks.filter(({ builtIn }) => builtIn);
    assert.deepEqual(own.map(({ name }) => name), isPodman ? ["podman"] : ["bridge", "host", "none"]);
    assert.deepEqual(inventory.networks.slice(-own.length), own);
    assert.equal(own[0]?.bridge, isPodman ? "podman0" : "docker0");
    const others = inventory.networks.slice(0, -own.length).map(({ name }) => name);
    assert.deepEqual(others, [...others].sort(new Intl.Collator("en", { numeric: true }).compare));
  });

  it("tells running, paused, exited and created containers apart", () => {
    assert.deepEqual(
      [web, paused, exited, created].map((made) => container(made).state),
      ["running", "paused", "exited", "created"],
    );
  });

  it("takes network modes apart and finds the container whose network is shared", () => {
    assert.deepEqual(container(host).mode, { kind: "host" });
    assert.deepEqual(container(none).mode, { kind: "none" });
    assert.equal(container(side).mode.kind, "container");
    assert.equal((container(side).mode as { id?: string }).id, web.id);
    assert.deepEqual(container(paused).mode, { kind: "network", network: isPodman ? "podman" : "bridge" });
    assert.deepEqual(container(created).mode, { kind: "network", network: wide.name }, "a network written as its id");
  });

  it("joins a container that was never started to its network", () => {
    const [attachment] = container(created).attachments;
    assert.equal(attachment?.networkName, wide.name);
    // Docker leaves the id out, so that the name has to do.
    assert.equal(attachment.networkId, isPodman ? wide.id : undefined);
    assert.equal(attachment.ipv4, undefined);
  });

  it("shows published and exposed ports", () => {
    assert.deepEqual(container(web).ports, [
      // Podman lists only what is published.
      ...(isPodman ? [] : [{ containerPort: 53, protocol: "udp" }]),
      { containerPort: 80, protocol: "tcp", hostIp: "127.0.0.1", hostPort: 18080 },
    ]);
  });

  it("costs two requests; on Podman a third, and once one for each container whose mode its list leaves out", async () => {
    const proxy = new EngineProxy();
    await proxy.start();
    const other = await openEngine({ host: `unix://${proxy.path}` });
    try {
      if (isPodman) await other.inventory();
      proxy.requests.length = 0;
      await other.inventory();
      const version = `/v${rig.apiVersion}`;
      assert.deepEqual([...proxy.requests].sort(), [`GET ${version}/containers/json?all=true HTTP/1.1`, `GET ${version}/networks HTTP/1.1`, ...(isPodman ? ["GET /v4.0.0/libpod/networks/json HTTP/1.1"] : [])]);
    } finally {
      other.dispose();
      await proxy.dispose();
    }
  });

  it("goes where it is told even if DOCKER_HOST points elsewhere", async () => {
    const before = process.env["DOCKER_HOST"];
    process.env["DOCKER_HOST"] = "tcp://192.0.2.1:2375";
    try {
      const other = await openEngine({ host: `unix://${rig.socket}` });
      assert.equal((await other.inventory()).engine.version, rig.version);
      other.dispose();
    } finally {
      if (before === undefined) delete process.env["DOCKER_HOST"];
      else process.env["DOCKER_HOST"] = before;
    }
  });

  it("can be cancelled", async () => {
    const abort = new AbortController();
    const reading = engine.inventory(abort.signal);
    abort.abort();
    await assert.rejects(reading, { name: "Problem", kind: "cancelled" });
  });
});
