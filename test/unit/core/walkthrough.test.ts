import assert from "node:assert/strict";
import { dockerCommand, quote } from "../../../src/core/cli";
import { cleanUpOf, containerOfWalkthrough, knownImage, madeBy, nameFor, networkOfWalkthrough, progressOf, type Role, WALKTHROUGH_LABEL } from "../../../src/core/walkthrough";
import { attachmentOn, containerLike, inventoryLike, networkLike } from "./sample";

const net = networkLike("my-net", { labels: { [WALKTHROUGH_LABEL]: "network" } });
const of = (role: Role, name: string, more: Parameters<typeof containerLike>[1] = {}) => containerLike(name, { labels: { [WALKTHROUGH_LABEL]: role }, attachments: [attachmentOn(net)], ...more });
const one = of("container1", "container1");
const two = of("container2", "container2");
const stranger = containerLike("stranger", { attachments: [attachmentOn(net)] });

describe("The walkthrough", () => {
  it("finds what it made by label, whatever it is called", () => {
    const renamed = of("container1", "something-else");
    assert.equal(madeBy(inventoryLike([net, networkLike("other")], [stranger, renamed])).containers.container1, renamed);
    assert.equal(madeBy(inventoryLike([networkLike("my-net")], [containerLike("container1")])).network, undefined);
  });

  it("ticks a step off when its containers run, not before", () => {
    assert.deepEqual(progressOf(inventoryLike([net], [one])), { network: true, containers: false, host: false, none: false, shared: false });
    assert.equal(progressOf(inventoryLike([net], [one, two])).containers, true);
    assert.equal(progressOf(inventoryLike([net], [one, of("container2", "container2", { state: "exited" })])).containers, false);
  });

  it("takes another name where somebody has one already", () => {
    assert.equal(nameFor("network", inventoryLike([])), "my-net");
    assert.equal(nameFor("network", inventoryLike([networkLike("my-net"), networkLike("my-net-2")])), "my-net-3");
    assert.equal(nameFor("host", inventoryLike([], [containerLike("on-host")])), "on-host-2");
  });

  it("runs what a person would type, with its label", () => {
    const inventory = inventoryLike([net], [one]);
    const lines = (["container2", "host", "none", "shared"] as const).map((role) =>
      quote(dockerCommand({ kind: "runContainer", spec: containerOfWalkthrough(role, "busybox", madeBy(inventory), inventory) })),
    );
    const line = (name: string, network: string, role: string): string => `docker run --detach --name ${name} --network ${network} --label ${WALKTHROUGH_LABEL}=${role} busybox sleep infinity`;
    assert.deepEqual(lines, [line("container2", "my-net", "container2"), line("on-host", "host", "host"), line("alone", "none", "none"), line("sidecar", "container:container1", "shared")]);
    assert.equal(quote(dockerCommand({ kind: "createNetwork", spec: networkOfWalkthrough(inventoryLike([])) })), `docker network create --driver bridge --label ${WALKTHROUGH_LABEL}=network my-net`);
  });

  it("chooses a small image that it knows, and none that it does not", () => {
    assert.equal(knownImage(["postgres:16", "alpine:3.20", "registry.example:5000/tools/busybox:1.36"]), "registry.example:5000/tools/busybox:1.36");
    assert.equal(knownImage(["debian@sha256:abc", "my/app:latest"]), "debian@sha256:abc");
    assert.equal(knownImage(["postgres:16", "busybox-tools:1"]), undefined);
    assert.equal(knownImage([]), undefined);
  });

  it("removes what it made and nothing else, and leaves a network that others use", () => {
    const host = of("host", "on-host", { attachments: [] });
    const alone = cleanUpOf(inventoryLike([net, networkLike("other")], [one, two, host, containerLike("bystander")]));
    assert.deepEqual([alone.containers.map(({ name }) => name), alone.networks.map(({ name }) => name), alone.staying], [["container1", "container2", "on-host"], ["my-net"], []]);
    const used = cleanUpOf(inventoryLike([net], [one, stranger]));
    assert.deepEqual([used.containers, used.networks, used.staying], [[one], [], [{ network: net, because: [stranger] }]]);
  });
});
