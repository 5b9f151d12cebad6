import assert from "node:assert/strict";
import type { NetworkId } from "../../../src/core/inventory";
import { overlayNodes } from "../../../src/state/overlayNodes";
import { attachmentOn, networkLike } from "../core/sample";
import { container } from "./fakes";

/** `Peers` of `GET /networks/{id}`, as Docker 28.5.2 tells them of an overlay on two nodes. */
const answer = { Driver: "overlay", Peers: [{ Name: "2b4c", IP: "192.0.2.10" }, { Name: "9f0a", IP: "192.0.2.9" }] };

const over = networkLike("over", { id: "over" as NetworkId, driver: "overlay" });
const unused = networkLike("unused", { id: "unused" as NetworkId, driver: "overlay" });
const plain = networkLike("plain", { id: "plain" as NetworkId });
const inventory = { networks: [over, plain, unused], containers: [{ ...container("web"), attachments: [attachmentOn(over), attachmentOn(plain)] }] };

describe("The nodes of an overlay", () => {
  it("are asked for of those overlays alone that somebody is on, and are in the order of their numbers", async () => {
    const asked: string[] = [];
    const inspectNetwork = (id: string): Promise<unknown> => Promise.resolve(asked.push(id)).then(() => answer);
    assert.deepEqual(await overlayNodes({ inspectNetwork }, inventory), { over: ["192.0.2.9", "192.0.2.10"] });
    assert.deepEqual(asked, ["over"]);
  });

  it("are not known where the engine refuses, tells none, or talks rubbish", async () => {
    for (const told of [Promise.reject(new Error("gone")), Promise.resolve({}), Promise.resolve({ Peers: [{ IP: 7 }, null] }), Promise.resolve("rubbish")]) {
      assert.deepEqual(await overlayNodes({ inspectNetwork: () => told }, inventory), {});
    }
  });

  it("do not keep the links waiting for an engine that does not answer", async () => {
    assert.deepEqual(await overlayNodes({ inspectNetwork: () => new Promise(() => undefined) }, inventory), {});
  });
});
