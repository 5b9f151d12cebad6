import assert from "node:assert/strict";
import { checkEndpoint, emptyEndpoint, endpointOf, endpointSteps, stepOfEndpointRefusal } from "../../../src/core/endpointDraft";
import { type EndpointField, takes } from "../../../src/core/endpointField";
import { containerLike, inventoryLike, networkLike } from "./sample";

const net = networkLike("my-net", { pools: [{ subnet: "10.9.0.0/24", gateway: "10.9.0.1" }] });

describe("The form for an endpoint", () => {
  it("asks for an IPv6 address only on a network that has IPv6", () => {
    assert.deepEqual(endpointSteps(net, emptyEndpoint), ["aliases", "ipv4", "review"]);
    assert.deepEqual(endpointSteps({ ...net, ipv6: true }, emptyEndpoint), ["aliases", "ipv4", "ipv6", "review"]);
    assert.deepEqual(endpointSteps(net, { ...emptyEndpoint, asked: ["links", "mac"] }), ["aliases", "ipv4", "mac", "links", "review"]);
  });

  it("checks what is typed, and takes nothing for the engine's choice", () => {
    const check = (step: "aliases" | "ipv4" | "ipv6", text: string) => checkEndpoint(step, text, net, inventoryLike([net]))?.kind;
    assert.equal(check("aliases", "web -db"), "aliasStart");
    assert.equal(check("ipv4", "10.9.0.1"), "gatewayTaken");
    assert.equal(check("ipv6", "10.9.0.5"), "wrongFamily");
    for (const step of ["aliases", "ipv4", "ipv6"] as const) assert.equal(check(step, ""), undefined);
  });

  it("checks the rarer settings too", () => {
    const inventory = inventoryLike([net], [containerLike("db")]);
    const issue = (step: EndpointField, text: string) => checkEndpoint(step, text, net, inventory)?.kind;
    assert.deepEqual(["169.254.1.2 fe80::2", "10.1.1.1", "x"].map((text) => issue("linkLocal", text)), [undefined, "notLinkLocal", "notAddress"]);
    assert.deepEqual(["02:42:ac:11:00:09", "02-42", "03:42:ac:11:00:09"].map((text) => issue("mac", text)), [undefined, "notMac", "macGroup"]);
    assert.deepEqual(["-5", "100", "1.5", "high"].map((text) => issue("priority", text)), [undefined, undefined, "notWhole", "notWhole"]);
    assert.deepEqual(["a=b c=", "a", "=b"].map((text) => issue("options", text)), [undefined, "notOption", "notOption"]);
    assert.deepEqual(["db", "db:database", "db:", "web:x"].map((text) => issue("links", text)), [undefined, undefined, "notLink", "linkUnknown"]);
  });

  it("offers only what the engine's API takes", () => {
    const fields = (apiVersion: string, product: "docker" | "podman" = "docker") => (["aliases", "mac", "priority"] as const).filter((field) => takes({ apiVersion, product }, field));
    assert.deepEqual([fields("1.41"), fields("1.44"), fields("1.48")], [["aliases"], ["aliases", "mac"], ["aliases", "mac", "priority"]]);
    assert.deepEqual(fields("1.41", "podman"), ["aliases", "mac"], "Podman, whatever version of Docker’s API it speaks");
  });

  it("becomes all that can be said of an endpoint", () => {
    const draft = { ...emptyEndpoint, linkLocal: "169.254.1.2", mac: "02-42-AC-11-00-09", priority: "-1", options: "a=b=c d=", links: "db web:www" };
    assert.deepEqual(endpointOf(draft), {
      aliases: [], mac: "02:42:ac:11:00:09", linkLocal: ["169.254.1.2"], gatewayPriority: -1, links: ["db:db", "web:www"], options: { a: "b=c", d: "" },
    });
  });

  it("becomes what the engine is asked for", () => {
    assert.deepEqual(endpointOf({ ...emptyEndpoint, aliases: "web, www", ipv4: "10.9.0.5", ipv6: "" }), { aliases: ["web", "www"], ipv4: "10.9.0.5" });
    assert.deepEqual(endpointOf(emptyEndpoint), { aliases: [] });
  });

  it("goes back to the step that a refusal is about", () => {
    const needs = "user specified IP address is supported only when connecting to networks with user configured subnets";
    assert.equal(stepOfEndpointRefusal(needs, { ...emptyEndpoint, ipv4: "10.9.0.5" }), "ipv4");
    assert.equal(stepOfEndpointRefusal(needs, { ...emptyEndpoint, ipv6: "fd00::5" }), "ipv6");
    assert.equal(stepOfEndpointRefusal("network-scoped alias is supported only for containers in user defined networks", emptyEndpoint), "aliases");
    assert.equal(stepOfEndpointRefusal("No such container: x", emptyEndpoint), "review");
  });
});
