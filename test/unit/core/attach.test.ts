import assert from "node:assert/strict";
import { attachIssue, detachIssue, takesEndpointSettings } from "../../../src/core/attach";
import type { ContainerId } from "../../../src/core/inventory";
import { attachmentOn, containerLike, networkLike } from "./sample";

const net = networkLike("my-net");
const host = networkLike("host", { driver: "host", builtIn: true });
const none = networkLike("none", { driver: "null", builtIn: true });
const web = containerLike("web");

describe("Attaching", () => {
  it("is possible for a container on networks, running or not", () => {
    for (const state of ["running", "paused", "exited", "created", "failed"] as const) assert.equal(attachIssue({ ...web, state }, net), undefined, state);
  });

  it("is refused with the reason by networks that take nobody", () => {
    assert.equal(attachIssue(web, host)?.kind, "hostNetwork");
    assert.equal(attachIssue(web, none)?.kind, "noneNetwork");
    assert.equal(attachIssue(web, networkLike("i", { ingress: true }))?.kind, "ingressNetwork");
    assert.equal(attachIssue(web, networkLike("t", { configOnly: true }))?.kind, "configOnly");
    assert.equal(attachIssue(web, networkLike("o", { scope: "swarm" }))?.kind, "notAttachable");
    assert.equal(attachIssue(web, networkLike("o", { scope: "swarm", attachable: true })), undefined);
  });

  it("is refused with the reason for containers without a network of their own", () => {
    assert.equal(attachIssue(containerLike("h", { mode: { kind: "host" } }), net)?.kind, "hostMode");
    assert.deepEqual(attachIssue(containerLike("s", { mode: { kind: "container", container: "web", id: "web-id" as ContainerId } }), net), { kind: "sharedMode", owner: "web" });
    assert.equal(attachIssue(containerLike("n", { mode: { kind: "none" }, attachments: [attachmentOn(none)] }), net)?.kind, "noneMode");
    assert.equal(attachIssue(containerLike("r", { state: "removing" }), net)?.kind, "goingAway");
  });

  it("is possible once a container has been taken off none", () => {
    assert.equal(attachIssue(containerLike("n", { mode: { kind: "none" }, attachments: [] }), net), undefined);
  });

  it("is not offered twice, also when a created container knows the network only by name", () => {
    assert.equal(attachIssue(containerLike("a", { attachments: [attachmentOn(net)] }), net)?.kind, "already");
    assert.equal(attachIssue(containerLike("a", { attachments: [{ networkName: "my-net", aliases: [] }] }), net)?.kind, "already");
  });
});

it("Detaching from the modes host and none is refused, from a network not", () => {
  assert.equal(detachIssue(host)?.kind, "hostNetwork");
  assert.equal(detachIssue(none)?.kind, "noneNetwork");
  assert.equal(detachIssue(networkLike("bridge", { builtIn: true })), undefined);
});

it("The built-in bridge takes neither aliases nor addresses", () => {
  assert.equal(takesEndpointSettings(networkLike("bridge", { builtIn: true })), false);
  assert.equal(takesEndpointSettings(net), true);
});
