import assert from "node:assert/strict";
import { arrangeContainers, arrangeNetworks, decodeArrangement, plainArrangement } from "../../../src/core/arrange";
import { attachmentOn, containerLike, inventoryLike, networkLike } from "./sample";

const compose = (project: string) => ({ labels: { "com.docker.compose.project": project } });
const shop = networkLike("shop_default", { ...compose("shop"), created: "2026-01-02T00:00:00.000Z" });
const wire = networkLike("wire", { driver: "macvlan", pools: [{ subnet: "10.9.0.0/24" }], created: "2026-01-03T00:00:00.000Z" });
const blog = networkLike("blog_default", { ...compose("blog") });
const bridge = networkLike("bridge", { builtIn: true });
const web = containerLike("web", { ...compose("shop"), attachments: [attachmentOn(shop, { ipv4: "172.18.0.2/16" })] });
const probe = containerLike("probe", { attachments: [attachmentOn(wire), attachmentOn(shop)], state: "exited", image: "tools:1" });
const free = containerLike("free");
const inventory = inventoryLike([blog, shop, wire, bridge], [free, probe, web]);

/** `group: item item` a line. */
const networks = (change: object): string[] => arrangeNetworks(inventory, { ...plainArrangement, ...change }).map(({ name, items }) => `${name ?? "-"}: ${items.map((item) => item.name).join(" ")}`);
const containers = (change: object): string[] => arrangeContainers(inventory, { ...plainArrangement, ...change }).map(({ name, items }) => `${name ?? "-"}: ${items.map((item) => item.name).join(" ")}`);

describe("Rows that are arranged", () => {
  it("come as one list, or by Compose project, driver and scope, what belongs to none last", () => {
    assert.deepEqual(networks({}), ["-: blog_default shop_default wire bridge"]);
    assert.deepEqual(networks({ groupBy: "project" }), ["blog: blog_default", "shop: shop_default", "-: wire bridge"]);
    assert.deepEqual(networks({ groupBy: "driver" }), ["bridge: blog_default shop_default bridge", "macvlan: wire"]);
    assert.deepEqual(containers({ groupBy: "project" }), ["shop: web", "-: free probe"]);
    assert.deepEqual(containers({ groupBy: "driver" }), ["bridge: probe web", "-: free"]);
  });

  it("are sorted by who is on them or by age, the engine's own networks last", () => {
    assert.deepEqual(networks({ sortBy: "attached" }), ["-: shop_default wire blog_default bridge"]);
    assert.deepEqual(networks({ sortBy: "created" }), ["-: wire shop_default blog_default bridge"]);
    assert.deepEqual(containers({ sortBy: "attached" }), ["-: probe web free"]);
  });

  it("are filtered by words, all of which must be found somewhere in a row or on it", () => {
    assert.deepEqual(networks({ filter: "10.9" }), ["-: wire"]);
    assert.deepEqual(networks({ filter: "WEB" }), ["-: shop_default"], "by who is attached");
    assert.deepEqual(networks({ filter: "project=shop bridge" }), ["-: shop_default"]);
    assert.deepEqual(networks({ filter: "nothing like that" }), ["-: "]);
    assert.deepEqual(containers({ filter: "exited tools" }), ["-: probe"]);
    assert.deepEqual(networks({ builtIn: false }), ["-: blog_default shop_default wire"]);
  });

  it("are remembered, whatever was remembered", () => {
    const kept = { groupBy: "project", sortBy: "created", builtIn: false, filter: "x" } as const;
    assert.deepEqual(decodeArrangement(kept), kept);
    for (const odd of [undefined, null, "x", { groupBy: "colour", sortBy: 7, filter: {} }]) assert.deepEqual(decodeArrangement(odd), plainArrangement);
  });
});
