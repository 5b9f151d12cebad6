import assert from "node:assert/strict";
import { decodeTarget, isAt, targetOf } from "../../../src/core/target";
import { menuContext } from "../../../src/webview/model/menu";
import { bare, veth } from "./sample";

describe("A row's context menu", () => {
  const told = (link: Parameters<typeof menuContext>[0]): Record<string, unknown> => JSON.parse(menuContext(link)) as Record<string, unknown>;

  it("is about that very link", () => {
    const links = [veth("a"), veth("a", { interface: "eth1" }), veth("b"), veth("a", { network: null, interface: "tun0" }), bare("c", "host", "host")];
    for (const link of links) {
      const target = decodeTarget(told(link));
      assert.deepEqual(target, targetOf(link));
      assert.deepEqual(links.filter((other) => isAt(other, target)), [link]);
    }
  });

  it("offers only what there is to copy", () => {
    const offers = (link: Parameters<typeof menuContext>[0]) => ["hasVeth", "hasMac", "hasIp"].filter((key) => told(link)[key] === true);
    assert.deepEqual(offers(veth("a")), ["hasVeth", "hasMac", "hasIp"]);
    assert.deepEqual(offers(veth("a", { verdict: "ambiguous" })), ["hasMac", "hasIp"]);
    assert.deepEqual(offers(bare("a", "host", "host")), []);
  });
});
