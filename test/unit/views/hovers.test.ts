import assert from "node:assert/strict";
import fc from "fast-check";
import { hoverOf } from "../../../src/views/hovers";
import { containerNode, endpointNode, networkNode } from "../../../src/views/nodes";
import { escapeMarkdown } from "../../../src/views/text";
import { container, inventory, myNet, network, on, picture } from "./picture";

const never = (): Promise<unknown> => Promise.reject(new Error("nothing is to be inspected for this"));
/** Markdown as the reader sees it: escapes taken off. */
const read = (markdown: string | undefined): string => (markdown ?? "").replace(/\\([!-/:-@[-`{-~])/g, "$1");

describe("Resting on a row", () => {
  it("of a network tells driver, scope, subnet, gateway, options and labels, without asking the engine", async () => {
    const net = network("a", "my-net", { pools: [{ subnet: "172.18.0.0/16", gateway: "172.18.0.1" }], options: { "com.docker.network.driver.mtu": "1400" }, labels: { team: "blue" } });
    const text = read(await hoverOf(networkNode(net), picture(inventory([], [net])), never));
    for (const line of ["Driver: bridge", "Scope: local", "Subnet: 172.18.0.0/16", "Gateway: 172.18.0.1", "Options: com.docker.network.driver.mtu=1400", "Labels: team=blue"]) assert.ok(text.includes(line), text);
    assert.doesNotMatch(text, /IPv6|Internal|Bridge/, "what is not so is not said");
  });

  it("of an endpoint tells addresses, MAC and the aliases that only inspect knows", async () => {
    const c = container("1", "container1", { attachments: [on(myNet, { ipv4: "172.18.0.2/16", mac: "02:42:ac:12:00:02" })] });
    const json = { NetworkSettings: { Networks: { "my-net": { Aliases: ["web", c.id.slice(0, 12)] } } } };
    const text = read(await hoverOf(endpointNode(networkNode(myNet), myNet.id, c.id), picture(inventory([c])), () => Promise.resolve(json)));
    for (const line of ["IPv4 address: 172.18.0.2/16", "MAC address: 02:42:ac:12:00:02", "Aliases: web"]) assert.ok(text.includes(line), text);
  });

  it("of a stopped container's endpoint shows no address as its own", async () => {
    const c = container("1", "c", { state: "failed", attachments: [on(myNet, { ipv4: "172.18.0.2/16", mac: "02:42:ac:12:00:02", gateway: "172.18.0.1" })] });
    const of = picture(inventory([c]));
    for (const node of [endpointNode(networkNode(myNet), myNet.id, c.id), containerNode(c)]) {
      assert.doesNotMatch(read(await hoverOf(node, of, () => Promise.resolve(undefined))), /172\.18|02:42/);
    }
  });

  it("shows an engine's text as text: no link, image, HTML or second line comes of it", async () => {
    const net = network("a", "[run](command:evil)", { labels: { "<img src=x>": "![a](http://b)\n# big", auto: "https://evil.example www.evil.example" } });
    const text = (await hoverOf(networkNode(net), picture(inventory([], [net])), never))!;
    assert.doesNotMatch(text, /(?<!\\)[[\]()<>]|https:|www\.e/);
    assert.equal(text.split("\n").some((line) => line.startsWith("#")), false);
  });

  it("gives back every text unchanged to the reader, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab1 *_`[](){}<>#+-.!|~:/\\&@\"'$=^%,;?".split("")), maxLength: 100 }), (text) => {
        const escaped = escapeMarkdown(text);
        assert.equal(read(escaped), text.trim());
        assert.doesNotMatch(escaped.replace(/\\[!-/:-@[-`{-~]/g, ""), /[!-/:-@[-`{-~]/, "no mark is left unescaped");
      }),
    );
  });
});
