import assert from "node:assert/strict";
import { unusedNetworks } from "../../../src/core/prune";
import { attachmentOn, containerLike, inventoryLike, networkLike } from "./sample";

describe("Networks that can be pruned", () => {
  it("are those of one's own that nothing running is on; stopped containers are named", () => {
    const [used, stopped, lonely, paused] = ["used", "stopped", "lonely", "paused"].map((name) => networkLike(name)) as [ReturnType<typeof networkLike>, ReturnType<typeof networkLike>, ReturnType<typeof networkLike>, ReturnType<typeof networkLike>];
    const networks = [used, stopped, lonely, paused, networkLike("bridge", { builtIn: true }), networkLike("ingress", { ingress: true, scope: "swarm", driver: "overlay" })];
    const containers = [
      containerLike("a", { attachments: [attachmentOn(used)] }),
      containerLike("b", { state: "exited", attachments: [attachmentOn(used), attachmentOn(stopped)] }),
      containerLike("c", { state: "paused", attachments: [attachmentOn(paused)] }),
    ];
    assert.deepEqual(
      unusedNetworks(inventoryLike(networks, containers)).map(({ network, stopped: names }) => [network.name, names]),
      [["stopped", ["b"]], ["lonely", []]],
    );
  });
});
