import assert from "node:assert/strict";
import { Problem } from "../../../src/core/problem";

describe("A problem", () => {
  it("is known as one when another bundle's copy of the class made it", () => {
    // What dist/engine.js throws and dist/extension.js catches.
    const Copy = class extends Error {
      override readonly name = "Problem";
      constructor(readonly kind: string) {
        super("said elsewhere");
      }
    };
    assert.ok(new Copy("noEngine") instanceof Problem);
    assert.ok(new Problem("noEngine", "said here") instanceof Problem);
    for (const other of [new Error("Problem"), { name: "Problem", kind: "noEngine" }, undefined]) assert.equal(other instanceof Problem, false);
  });
});
