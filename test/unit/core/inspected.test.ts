import assert from "node:assert/strict";
import type { ContainerId } from "../../../src/core/inventory";
import { endpointOfInspected, specOfInspected } from "../../../src/core/inspected";

/** `GET /networks/{id}` of Docker 28.5.2, recorded. */
const network = {
  Name: "a",
  Id: "2e06",
  Scope: "local",
  Driver: "bridge",
  EnableIPv4: true,
  EnableIPv6: false,
  IPAM: { Driver: "default", Options: {}, Config: [{ Subnet: "10.9.0.0/24", Gateway: "10.9.0.1" }] },
  Internal: false,
  Attachable: false,
  Ingress: false,
  ConfigFrom: { Network: "" },
  ConfigOnly: false,
  Containers: {},
  Options: { "com.docker.network.bridge.name": "br-lab" },
  Labels: { stage: "test" },
};

describe("A network that is removed", () => {
  it("can be made again with all that it had", () => {
    assert.deepEqual(specOfInspected(network), {
      name: "a",
      driver: "bridge",
      pools: [{ subnet: "10.9.0.0/24", gateway: "10.9.0.1" }],
      internal: false,
      ipv6: false,
      attachable: false,
      options: { "com.docker.network.bridge.name": "br-lab" },
      labels: { stage: "test" },
    });
  });

  it("of 20.10, whose IPAM options are null, can too", () => {
    const old = Object.fromEntries(Object.entries(network).filter(([key]) => key !== "EnableIPv4"));
    assert.deepEqual(specOfInspected({ ...old, IPAM: { ...network.IPAM, Options: null } }), specOfInspected(network));
    assert.deepEqual(specOfInspected({ ...old, IPAM: { Driver: "default", Config: null } })?.pools, []);
  });

  it("can be made again with its ranges, reserved addresses, template and address families", () => {
    const config = { Subnet: "10.9.0.0/24", IPRange: "10.9.0.128/25", AuxiliaryAddresses: { router: "10.9.0.4" } };
    const spec = specOfInspected({ ...network, EnableIPv4: false, IPAM: { Driver: "infoblox", Options: { x: "y" }, Config: [config] }, ConfigOnly: true });
    assert.deepEqual(spec?.pools, [{ subnet: "10.9.0.0/24", ipRange: "10.9.0.128/25", aux: { router: "10.9.0.4" } }]);
    assert.deepEqual([spec.ipv4, spec.configOnly, spec.ipam], [false, true, { driver: "infoblox", options: { x: "y" } }]);
    const derived = specOfInspected({ ...network, ConfigFrom: { Network: "template" } });
    assert.deepEqual(derived, { name: "a", driver: "bridge", pools: [], internal: false, ipv6: false, attachable: false, options: {}, labels: {}, configFrom: "template" });
  });

  it("is not offered to be made again when it would not be the same", () => {
    const beyond: Record<string, unknown>[] = [
      { Scope: "swarm" },
      { Ingress: true },
      { Name: 7 },
    ];
    for (const part of beyond) assert.equal(specOfInspected({ ...network, ...part }), undefined, JSON.stringify(part));
    for (const odd of [undefined, null, "x", []]) assert.equal(specOfInspected(odd), undefined);
  });
});

describe("An endpoint that is detached", () => {
  const id = "415492bfdba2ef29781ea5abc31104fff16e4236d601b664f966f676facafebc" as ContainerId;
  const container = (settings: Record<string, unknown>, Running = true) => ({ State: { Running }, NetworkSettings: { Networks: { a: settings } } });
  const docker = { product: "docker", apiVersion: "1.51" } as const;
  // Recorded from Docker 20.10.24.
  const fixed = { IPAMConfig: { IPv4Address: "10.9.0.50" }, Links: null, Aliases: ["web", "415492bfdba2"], DriverOpts: {}, IPAddress: "10.9.0.50", GlobalIPv6Address: "" };

  it("comes back with its aliases and its address, without the alias that the engine adds by itself", () => {
    assert.deepEqual(endpointOfInspected(container(fixed), id, "a", docker), { aliases: ["web"], ipv4: "10.9.0.50" });
  });

  it("keeps the address that the engine had chosen, but only of a running container", () => {
    const chosen = { ...fixed, IPAMConfig: null, Aliases: null, IPAddress: "10.9.0.2", GlobalIPv6Address: "fd00::2" };
    assert.deepEqual(endpointOfInspected(container(chosen), id, "a", docker), { aliases: [], ipv4: "10.9.0.2", ipv6: "fd00::2" });
    assert.deepEqual(endpointOfInspected(container(chosen, false), id, "a", docker), { aliases: [] }, "a stopped one's address may be another's");
    assert.deepEqual(endpointOfInspected(container(fixed, false), id, "a", docker)?.ipv4, "10.9.0.50");
  });

  it("keeps links, driver options, link-local addresses and its priority as gateway", () => {
    const all = { ...fixed, Links: ["db:database"], DriverOpts: { x: "y" }, IPAMConfig: { LinkLocalIPs: ["169.254.1.1"] }, GwPriority: 7 };
    assert.deepEqual(endpointOfInspected(container(all), id, "a", docker), {
      aliases: ["web"], ipv4: "10.9.0.50", linkLocal: ["169.254.1.1"], links: ["db:database"], options: { x: "y" }, gatewayPriority: 7,
    });
  });

  it("keeps a MAC address where attaching gives it back", () => {
    const own = { ...fixed, MacAddress: "02:00:00:00:00:02" };
    const kept = (running: boolean, product: "docker" | "podman", apiVersion: string) => endpointOfInspected(container(own, running), id, "a", { product, apiVersion })?.mac !== undefined;
    assert.deepEqual([kept(true, "docker", "1.51"), kept(false, "docker", "1.51"), kept(false, "docker", "1.41")], [false, true, false]);
    assert.deepEqual([kept(true, "podman", "1.41"), kept(false, "podman", "1.41")], [true, false]);
  });

  it("is nothing where the container is not attached, or the answer makes no sense", () => {
    assert.equal(endpointOfInspected(container(fixed), id, "b", docker), undefined);
    assert.equal(endpointOfInspected(container(fixed), id, "toString", docker), undefined);
    assert.equal(endpointOfInspected(null, id, "a", docker), undefined);
  });
});
