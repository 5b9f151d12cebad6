import assert from "node:assert/strict";
import { checkEndpoint, emptyEndpoint, endpointOf, endpointSteps, stepOfEndpointRefusal } from "../../../src/core/endpointDraft";
import { inventoryLike, networkLike } from "./sample";

const net = networkLike("my-net", { pools: [{ subnet: "10.9.0.0/24", gateway: "10.9.0.1" }] });

describe("The form for an endpoint", () => {
  it("asks for an IPv6 address only on a network that has IPv6", () => {
    assert.deepEqual(endpointSteps(net), ["aliases", "ipv4", "review"]);
    assert.deepEqual(endpointSteps({ ...net, ipv6: true }), ["aliases", "ipv4", "ipv6", "review"]);
  });

  it("checks what is typed, and takes nothing for the engine's choice", () => {
    const check = (step: "aliases" | "ipv4" | "ipv6", text: string) => checkEndpoint(step, text, net, inventoryLike([net]))?.kind;
    assert.equal(check("aliases", "web -db"), "aliasStart");
    assert.equal(check("ipv4", "10.9.0.1"), "gatewayTaken");
    assert.equal(check("ipv6", "10.9.0.5"), "wrongFamily");
    for (const step of ["aliases", "ipv4", "ipv6"] as const) assert.equal(check(step, ""), undefined);
  });

  it("becomes what the engine is asked for", () => {
    assert.deepEqual(endpointOf({ aliases: "web, www", ipv4: "10.9.0.5", ipv6: "" }), { aliases: ["web", "www"], ipv4: "10.9.0.5" });
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
