import assert from "node:assert/strict";
import { negotiate } from "../../../src/engine/apiVersion";
import { macOfInspected } from "../../../src/core/inspected";
import { decodeContainers, decodeEngineInfo, decodeInspectedMode, decodeNetworks, decodeProcess } from "../../../src/engine/decode";
import type { Engine } from "../../../src/engine/engine";
import { decodeEvent } from "../../../src/engine/events";
import { mayBeLocal } from "../../../src/probe/hostNamespace";
import { LinkReader } from "../../../src/probe/linkReader";
import { recorded, recordedEvents, type Documented } from "./fixtures";

const info = (engine: Documented) => decodeEngineInfo(recorded(engine, "version"), recorded(engine, "info"), "unix:///run/docker.sock", negotiate(recorded(engine, "version"), engine));

describe("What engines that cannot be had here answer, by their documentation,", () => {
  describe("Docker 29 with API 1.52", () => {
    const networks = decodeNetworks(recorded("docker29", "networks"), "docker");
    const containers = decodeContainers(recorded("docker29", "containers"), networks, "docker");

    it("is spoken to in its own version", () => {
      const { version, apiVersion, product, rootless, desktop } = info("docker29");
      assert.deepEqual([version, apiVersion, product, rootless, desktop], ["29.0.0", "1.52", "docker", false, false]);
    });

    it("tells networks with and without IPv4, and the bridge of each", () => {
      assert.deepEqual(networks.map(({ name, bridge, ipv6, pools, builtIn }) => [name, bridge, ipv6, pools, builtIn]), [
        ["fx-a", "br-29a129a129a1", false, [{ subnet: "10.44.0.0/24", gateway: "10.44.0.1", ipRange: "10.44.0.128/25" }], false],
        ["fx-six", "br-29c329c329c3", true, [{ subnet: "fd00:66::/64" }], false],
        ["bridge", "docker0", false, [{ subnet: "172.17.0.0/16", gateway: "172.17.0.1" }], true],
        ["host", undefined, false, [], true],
        ["none", undefined, false, [], true],
      ]);
    });

    it("tells a container's endpoints, and by inspect its process, without the fields that 1.52 dropped", () => {
      const [web] = containers;
      assert.deepEqual(web?.attachments.map(({ networkName, ipv4, ipv6, gateway, mac }) => [networkName, ipv4, ipv6, gateway, mac]), [
        ["fx-a", "10.44.0.128/24", undefined, "10.44.0.1", "7e:11:22:33:44:55"],
        ["fx-six", undefined, "fd00:66::2/64", "fd00:66::1", "7e:11:22:33:44:66"],
      ]);
      assert.deepEqual([web.state, web.mode], ["running", { kind: "network", network: "fx-a" }]);
      const inspected = recorded("docker29", "container");
      assert.deepEqual(decodeProcess(inspected), { pid: 2929, startedAt: "2026-11-25T11:58:00.000000000Z", paused: false });
      assert.equal(decodeInspectedMode(inspected), "fx-a");
      assert.equal(macOfInspected(inspected, networks[1]!.name), "7e:11:22:33:44:66");
    });

    it("tells events by Type, Action and Actor alone", () => {
      const lines = recordedEvents("docker29").toString().trim().split("\n");
      for (const gone of ["status", "id", "from"]) assert.ok(lines.every((line) => !(gone in (JSON.parse(line) as object))), gone);
      const [network, container] = [networks[0]!.id, containers[0]!.id];
      assert.deepEqual(lines.map((line) => decodeEvent(JSON.parse(line))), [
        { type: "network", action: "create", networkId: network },
        { type: "container", action: "create", containerId: container },
        { type: "network", action: "connect", networkId: network, containerId: container },
        { type: "container", action: "start", containerId: container },
        { type: "container", action: "die", containerId: container },
        { type: "network", action: "disconnect", networkId: network, containerId: container },
      ]);
    });
  });

  for (const engine of ["desktop", "rootless"] as const) {
    it(`${engine === "desktop" ? "Docker Desktop" : "rootless Docker"} is known as such, and its bridges are not looked for here`, () => {
      const about = info(engine);
      assert.deepEqual([about.desktop, about.rootless], [engine === "desktop", engine === "rootless"]);
      assert.equal(mayBeLocal(about, "/run/docker.sock"), false);
      const reader = new LinkReader({ info: about, socketPath: "/run/docker.sock" } as Engine, {});
      assert.deepEqual(reader.unseen([]), { visible: false, code: engine, params: { engine: about.name } });
    });
  }

  it("a newer engine than is known is spoken to in the newest version that is", () => {
    assert.equal(info("rootless").apiVersion, "1.52");
  });
});
