import assert from "node:assert/strict";
import type { ContainerId, NetworkId } from "../../../src/core/inventory";
import type { Target } from "../../../src/core/target";
import { containerIds, decodeTargets, networkIds, otherSide } from "../../../src/commands/targets";

const network = (id: string): Target => ({ type: "network", networkId: id as NetworkId });
const container = (id: string): Target => ({ type: "container", containerId: id as ContainerId });
const endpoint = (networkId: string, containerId: string): Target => ({ type: "endpoint", networkId: networkId as NetworkId, containerId: containerId as ContainerId });

describe("What a command is called with", () => {
  it("is asked for when it is nothing, or makes no sense", () => {
    for (const odd of [undefined, null, 7, "x", {}, { type: "network" }, { type: "other", networkId: "n" }]) assert.deepEqual(decodeTargets(odd, odd), [undefined, []]);
  });

  it("is the row, or the whole selection", () => {
    assert.deepEqual(decodeTargets(network("n"), undefined), [network("n"), [network("n")]]);
    assert.deepEqual(decodeTargets(network("n"), [network("n"), network("m"), { type: "note" }]), [network("n"), [network("n"), network("m")]]);
  });

  it("may carry more than a target, as tree rows do", () => {
    assert.deepEqual(decodeTargets({ ...network("n"), key: "network/n", kind: "network" }, undefined)[0], network("n"));
  });

  it("may be rows of Container Tools, which have getters for their ids; without one it is asked for", () => {
    class ContainerRow {
      readonly contextValue = "runningContainer";
      get containerId(): string {
        return "c";
      }
    }
    class NetworkRow {
      readonly contextValue = "customNetwork";
      constructor(private readonly given: string | undefined) {}
      get networkId(): string | undefined {
        return this.given;
      }
    }
    assert.deepEqual(decodeTargets(new ContainerRow(), [new ContainerRow()]), [container("c"), [container("c")]]);
    assert.deepEqual(decodeTargets(new NetworkRow("n"), undefined), [network("n"), [network("n")]]);
    assert.deepEqual(decodeTargets(new NetworkRow(undefined), undefined), [undefined, []]);
  });

  it("may name one interface, as a row of the map does", () => {
    const row = { ...endpoint("n", "c"), interface: "eth1" };
    assert.deepEqual(decodeTargets({ ...row, webviewSection: "link", webview: "dockerNetworks.map" }, undefined), [row, [row]]);
    assert.deepEqual(decodeTargets({ ...container("c"), interface: 7 }, undefined)[0], container("c"));
  });

  it("means an endpoint's network or container where one of those is wanted, each once", () => {
    const all = [endpoint("n", "c"), endpoint("n", "d"), network("m"), container("c")];
    assert.deepEqual(networkIds(all), ["n", "m"]);
    assert.deepEqual(containerIds(all), ["c", "d"]);
  });
});

describe("Containers dropped on a network", () => {
  it("are attached at once", () => {
    assert.deepEqual(otherSide(network("n"), [container("c"), endpoint("m", "d")]), [container("c"), endpoint("m", "d")]);
    assert.deepEqual(otherSide(container("c"), [network("n")]), [network("n")]);
  });

  it("are told from a selection that happens to hold containers", () => {
    assert.deepEqual(otherSide(network("n"), [network("n")]), []);
    assert.deepEqual(otherSide(network("n"), [network("n"), container("c")]), []);
    assert.deepEqual(otherSide(container("c"), [container("c"), container("d")]), []);
    assert.deepEqual(otherSide(container("c"), [container("c"), network("n")]), []);
    assert.deepEqual(otherSide(endpoint("n", "c"), [endpoint("n", "c")]), []);
    assert.deepEqual(otherSide(undefined, [container("c")]), []);
  });
});
