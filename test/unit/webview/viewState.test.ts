import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeViewState, initialState, toggle, type ViewState } from "../../../src/webview/model/viewState";

describe("What a person chose in the map", () => {
  const chosen: ViewState = {
    query: "eth0",
    network: "id",
    verdicts: ["verified"],
    sort: { column: "bridge", descending: true },
    unfolded: ["a"],
    toggled: ["stopped"],
    active: "a",
    top: { key: "a", offset: 12 },
  };

  it("is the same after a reload", () => {
    assert.deepEqual(decodeViewState(JSON.parse(JSON.stringify(chosen))), chosen);
  });

  it("is forgotten in the parts that are not understood, and only there", () => {
    const odd = { ...chosen, verdicts: ["verified", "certain"], sort: { column: "colour" }, top: 7, unfolded: "all" };
    assert.deepEqual(decodeViewState(odd), {
      query: "eth0",
      network: "id",
      verdicts: ["verified"],
      unfolded: [],
      toggled: ["stopped"],
      active: "a",
    });
  });

  it("starts empty, whatever was kept", () => {
    assert.deepEqual(decodeViewState(undefined), initialState);
    fc.assert(fc.property(fc.anything(), (value) => typeof decodeViewState(value).query === "string"));
  });

  it("does not grow without end", () => {
    const many = Array.from({ length: 2000 }, (_, i) => `row${i}`);
    const { unfolded } = decodeViewState({ unfolded: many });
    assert.ok(unfolded.length <= 500);
    assert.equal(unfolded.at(-1), "row1999");
  });

  it("toggles", () => {
    assert.deepEqual(toggle(["a"], "b"), ["a", "b"]);
    assert.deepEqual(toggle(["a", "b"], "a"), ["b"]);
  });
});
