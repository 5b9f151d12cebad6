import assert from "node:assert/strict";
import fc from "fast-check";
import type { Container, EngineInfo, Network, NetworkId } from "../../../src/core/inventory";
import {
  decodeContainers,
  decodeEngineInfo,
  decodeInspectedMode,
  decodeNetworks,
  decodeProcess,
} from "../../../src/engine/decode";
import { decodeEvent } from "../../../src/engine/events";
import { decodePodmanNetworks } from "../../../src/engine/podmanNetwork";
import { macOfInspected, startFailedOfInspected } from "../../../src/core/inspected";
import { recorded, type Recorded } from "./fixtures";

function decoded(engine: Recorded, modes?: ReadonlyMap<string, string>): { info: EngineInfo; networks: Network[]; containers: Container[] } {
  const info = decodeEngineInfo(recorded(engine, "version"), recorded(engine, "info"), "unix:///x", "1.41");
  const networks = decodeNetworks(recorded(engine, "networks"), info.product);
  return { info, networks, containers: decodeContainers(recorded(engine, "containers"), networks, info.product, modes) };
}

const named = <T extends { readonly name: string }>(list: readonly T[], name: string): T => list.find((one) => one.name === name) ?? assert.fail(`${name} is not there`);

describe("What an engine answers, decoded", () => {
  for (const engine of ["docker20", "docker28"] as const) {
    describe(engine, () => {
      const { info, networks, containers } = decoded(engine);

      it("says which engine it is", () => {
        assert.equal(info.product, "docker");
        assert.match(info.version, engine === "docker20" ? /^20\.10\./ : /^28\./);
        assert.deepEqual([info.rootless, info.desktop, info.swarm], [false, false, false]);
        assert.deepEqual(info.networkDrivers, ["bridge", "host", "ipvlan", "macvlan", "null", "overlay"]);
      });

      it("sorts networks by name with the engine's own last, and knows their bridges", () => {
        const rows = networks.map(({ name, builtIn, bridge }) => [name, builtIn, bridge]);
        assert.deepEqual(rows, [
          ["fx-a", false, `br-${named(networks, "fx-a").id.slice(0, 12)}`],
          ["fx-b", false, "fxb0"],
          ["bridge", true, "docker0"],
          ["host", true, undefined],
          ["none", true, undefined],
        ]);
      });

      it("has both pools of a network with IPv6", () => {
        const { pools, ipv6, internal } = named(networks, "fx-b");
        assert.deepEqual([...pools].map(({ subnet }) => subnet).sort(), ["10.45.0.0/24", "fd00:45::/64"]);
        assert.deepEqual([ipv6, internal], [true, true]);
        assert.deepEqual(named(networks, "fx-a").pools, [{ subnet: "10.44.0.0/24", gateway: "10.44.0.1", ipRange: "10.44.0.128/25" }]);
      });

      it("tells the states of containers apart", () => {
        const states = Object.fromEntries(containers.map(({ name, state }) => [name, state]));
        assert.deepEqual(states, {
          "fx-clash": "running",
          "fx-created": "created",
          // From 28 on the list alone cannot tell: startFailedOfInspected does.
          "fx-failed": engine === "docker20" ? "failed" : "created",
          "fx-gone": "exited",
          "fx-host": "running",
          "fx-none": "running",
          "fx-paused": "paused",
          "fx-side": "running",
          "fx-web": "running",
        });
      });

      it("takes network modes apart", () => {
        const web = named(containers, "fx-web").id;
        assert.deepEqual(named(containers, "fx-side").mode, { kind: "container", container: web, id: web });
        assert.deepEqual(named(containers, "fx-host").mode, { kind: "host" });
        assert.deepEqual(named(containers, "fx-none").mode, { kind: "none" });
        assert.deepEqual(named(containers, "fx-paused").mode, { kind: "network", network: "bridge" });
        assert.deepEqual(named(containers, "fx-created").mode, { kind: "network", network: "fx-a" });
      });

      it("gives addresses with their prefix, and ports", () => {
        const web = named(containers, "fx-web");
        assert.deepEqual(web.attachments.map(({ networkName, ipv4, ipv6 }) => [networkName, ipv4, ipv6]), [
          ["fx-a", "10.44.0.200/24", undefined],
          ["fx-b", "10.45.0.2/24", "fd00:45::2/64"],
        ]);
        assert.deepEqual(web.ports, [
          { containerPort: 53, protocol: "udp" },
          { containerPort: 80, protocol: "tcp", hostIp: "::", hostPort: 8088 },
          { containerPort: 80, protocol: "tcp", hostIp: "0.0.0.0", hostPort: 8088 },
        ]);
      });
    });
  }

  describe("podman4", () => {
    const list = recorded("podman4", "containers") as { Id: string; Names: string[] }[];
    const id = (name: string): string => list.find(({ Names }) => Names[0] === `/${name}`)?.Id ?? assert.fail(name);
    const modes = new Map([
      [id("fx-host"), "host"],
      [id("fx-none"), "none"],
      [id("fx-side"), `container:${id("fx-gone")}`],
      [id("fx-gone"), "fx-a"],
      [id("fx-default"), "bridge"],
    ]);
    const { info, networks, containers } = decoded("podman4", modes);

    it("is known as Podman", () => {
      assert.equal(info.product, "podman");
      assert.equal(info.version, "4.3.1");
    });

    it("calls its default network podman, as its users do, and takes no other for built in", () => {
      assert.deepEqual(networks.map(({ name, builtIn }) => [name, builtIn]), [["fx-a", false], ["podman", true]]);
    });

    it("does not guess a bridge's name, but takes it from Podman's own API", () => {
      assert.equal(named(networks, "fx-a").bridge, undefined);
      const bridges = decodePodmanNetworks([{ id: named(networks, "fx-a").id, network_interface: "podman1" }]);
      assert.equal(named(decodeNetworks(recorded("podman4", "networks"), "podman", bridges), "fx-a").bridge, "podman1");
    });

    it("finds the parent of a macvlan where Podman keeps a bridge's name", () => {
      const id = "b".repeat(64);
      const [lan] = decodeNetworks([{ Id: id, Name: "lan", Driver: "macvlan", Options: { mode: "bridge" } }], "podman", decodePodmanNetworks([{ id, network_interface: "eth7" }]));
      assert.deepEqual([lan?.bridge, lan?.options], [undefined, { parent: "eth7", mode: "bridge" }]);
    });

    it("has of a network what its Docker API leaves out or calls otherwise, so that it can be made again", () => {
      // Recorded from 4.3.1: asked for with an --ip-range of 10.221.4.0/25, a bridge's name and an MTU.
      const listed = { Name: "r1", Id: "d".repeat(64), Driver: "bridge", IPAM: { Driver: "default", Options: { driver: "host-local" }, Config: [{ Subnet: "10.221.0.0/16", Gateway: "10.221.0.1" }] }, Options: { mtu: "1300" } };
      const own = (interfaceName: string, start: string, end: string): ReturnType<typeof decodePodmanNetworks> =>
        decodePodmanNetworks([{ name: "r1", id: "d".repeat(64), network_interface: interfaceName, subnets: [{ subnet: "10.221.0.0/16", gateway: "10.221.0.1", lease_range: { start_ip: start, end_ip: end } }] }]);
      const [made] = decodeNetworks([listed], "podman", own("brx1", "10.221.4.1", "10.221.4.127"));
      assert.deepEqual(made?.pools, [{ subnet: "10.221.0.0/16", gateway: "10.221.0.1", ipRange: "10.221.4.0/25" }]);
      assert.deepEqual(made.options, { "com.docker.network.bridge.name": "brx1", "com.docker.network.driver.mtu": "1300" });
      const [other] = decodeNetworks([listed], "podman", own("podman7", "10.221.4.5", "10.221.4.10"));
      assert.deepEqual(other?.pools, [{ subnet: "10.221.0.0/16", gateway: "10.221.0.1" }], "a range that is no block cannot be said");
      assert.deepEqual([other.bridge, other.options], ["podman7", { "com.docker.network.driver.mtu": "1300" }], "a bridge that Podman numbered is nobody's wish");
      for (const [start, end, range] of [["10.221.0.1", "10.221.255.255", "10.221.0.0/16"], ["10.221.4.1", "10.221.4.254", undefined], ["10.221.4.65", "10.221.4.191", undefined], ["x", "", undefined], ["fd00::1", "10.221.4.1", undefined]] as const) {
        assert.equal(own("b", start, end).get(listed.Id as NetworkId)?.ranges.get("10.221.0.0/16"), range, `${start} to ${end}`);
      }
    });

    it("does not take a container for one of the default network because its mode is called bridge", () => {
      const [fxA] = [named(networks, "fx-a")];
      const row = { Id: "c".repeat(64), Names: ["/x"], NetworkSettings: { Networks: { "fx-a": { NetworkID: "fx-a" } } } };
      const [container] = decodeContainers([row], networks, "podman", new Map([[row.Id, "bridge"]]));
      assert.deepEqual(container?.mode, { kind: "network", network: fxA.name });
    });

    it("resolves a NetworkID that is a name", () => {
      const [attachment] = named(containers, "fx-gone").attachments;
      assert.equal(attachment?.networkId, named(networks, "fx-a").id);
      assert.equal(named(containers, "fx-default").attachments[0]?.networkId, named(networks, "podman").id);
      assert.deepEqual(named(containers, "fx-default").mode, { kind: "network", network: "podman" });
    });

    it("does not show the owner's endpoints under a container that shares them", () => {
      assert.deepEqual(named(containers, "fx-side").attachments, []);
      assert.equal((named(containers, "fx-side").mode as { id?: string }).id, id("fx-gone"));
    });

    it("does not take a created container for a failed one because of its NetworkID", () => {
      assert.equal(named(containers, "fx-created").state, "created");
    });
  });

  it("finds the shared container by id, by the beginning of an id and by name, and only if it is one", () => {
    const row = (id: string, name: string, mode = "bridge"): object => ({ Id: id, Names: [`/${name}`], State: "running", HostConfig: { NetworkMode: mode } });
    const resolve = (reference: string): string | undefined => {
      const list = decodeContainers([row("abc1", "one"), row("abc2", "two"), row("f00d", "me", `container:${reference}`)], [], "docker");
      return (named(list, "me").mode as { id?: string }).id;
    };
    assert.equal(resolve("abc1"), "abc1");
    assert.equal(resolve("abc2"), "abc2");
    assert.equal(resolve("two"), "abc2");
    assert.equal(resolve("f0"), "f00d");
    assert.equal(resolve("abc"), undefined, "ambiguous");
    assert.equal(resolve("gone"), undefined);
    assert.equal(resolve(""), undefined);
  });

  it("takes a container's own name, not the names that legacy links gave it", () => {
    const [container] = decodeContainers([{ Id: "a1", Names: ["/web/db", "/db"] }], [], "docker");
    assert.equal(container?.name, "db");
  });

  it("knows a refused start from inspect", () => {
    assert.equal(startFailedOfInspected({ State: { Status: "created", ExitCode: 127, Error: "no such file" } }), true);
    assert.equal(startFailedOfInspected({ State: { Status: "created", ExitCode: 0, Error: "" } }), false);
    assert.equal(startFailedOfInspected({ State: { Status: "exited", ExitCode: 1, Error: "" } }), false);
  });

  it("knows rootless engines, Docker Desktop and Swarm", () => {
    const info = (facts: object): EngineInfo => decodeEngineInfo({}, facts, "x", "1.41");
    assert.equal(info({ SecurityOptions: ["name=seccomp,profile=default", "name=rootless"] }).rootless, true);
    assert.equal(info({ Rootless: true }).rootless, true);
    assert.equal(info({ OperatingSystem: "Docker Desktop" }).desktop, true);
    assert.equal(info({ Swarm: { LocalNodeState: "active" } }).swarm, true);
    assert.equal(info({}).id, "x", "an engine without an id is known by its endpoint");
  });

  it("leaves a row without an id out and keeps the others", () => {
    assert.deepEqual(decodeNetworks([{ Name: "x" }, null, 7, { Id: "n1", Name: "y" }], "docker").map(({ name }) => name), ["y"]);
    assert.deepEqual(decodeContainers([{ Names: ["/x"] }, "?", { Id: "c1" }], [], "docker").map(({ id }) => id as string), ["c1"]);
  });

  describe("whatever it is", () => {
    // Arbitrary JSON, and arbitrary JSON under the names that are looked at.
    const keys = ["Id", "Name", "Names", "Driver", "IPAM", "Config", "Subnet", "Options", "Labels", "State", "Status", "HostConfig", "NetworkMode"];
    const more = ["NetworkSettings", "Networks", "NetworkID", "IPAddress", "IPPrefixLen", "Ports", "PrivatePort", "Created", "Actor", "Attributes", "Type"];
    const json = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 6 }, fc.jsonValue({ maxDepth: 1 }), fc.array(tie("value"), { maxLength: 3 }), tie("object")),
      object: fc.dictionary(fc.constantFrom(...keys, ...more), tie("value"), { maxKeys: 6 }),
    })).value;

    it("never throws, and gives rows that can be shown", () => {
      fc.assert(
        fc.property(json, json, fc.constantFrom("docker" as const, "podman" as const), (a, b, product) => {
          const networks = decodeNetworks(a, product, decodePodmanNetworks(b));
          const containers = decodeContainers(b, networks, product);
          for (const network of networks) assert.ok(typeof network.name === "string" && network.pools.every(({ subnet }) => subnet !== ""));
          for (const container of containers) assert.ok(container.name !== "" && typeof container.mode.kind === "string");
          decodeEngineInfo(a, b, "x", "1.41");
          decodeProcess(a);
          startFailedOfInspected(a);
          decodeInspectedMode(a);
          macOfInspected(a, "x");
          decodeEvent(a);
        }),
        { numRuns: 2_000 },
      );
    });

    it("never throws when a recorded answer has one thing replaced", () => {
      const answers = (["docker20", "docker28", "podman4"] as const).map((engine) => recorded(engine, "containers") as unknown[]);
      fc.assert(
        fc.property(fc.constantFrom(...answers), fc.nat(), fc.jsonValue({ maxDepth: 2 }), (answer, at, replacement) => {
          let count = 0;
          const replaced: unknown = JSON.parse(JSON.stringify(answer), (_key, value: unknown) => (count++ === at % 900 ? replacement : value));
          decodeContainers(replaced, [], "docker");
        }),
        { numRuns: 1_000 },
      );
    });
  });
});
