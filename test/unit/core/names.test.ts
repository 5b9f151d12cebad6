import assert from "node:assert/strict";
import { checkAliases, checkNetworkName, splitAliases } from "../../../src/core/names";

describe("A network's name", () => {
  it("may be what engines take", () => {
    for (const name of ["my-net", "a", "0", "Net_1.2-x", "x".repeat(200)]) assert.equal(checkNetworkName(name, []), undefined, name);
  });

  it("cannot be empty, strange, or begin with a mark", () => {
    assert.deepEqual(checkNetworkName("", []), { kind: "nameEmpty" });
    assert.deepEqual(checkNetworkName("my net", []), { kind: "nameCharacter", character: " " });
    assert.deepEqual(checkNetworkName("netz-ü", []), { kind: "nameCharacter", character: "ü" });
    assert.deepEqual(checkNetworkName("x😀", []), { kind: "nameCharacter", character: "😀" });
    assert.deepEqual(checkNetworkName("container:web", []), { kind: "nameCharacter", character: ":" });
    for (const name of ["-x", ".x", "_x"]) assert.deepEqual(checkNetworkName(name, []), { kind: "nameStart" }, name);
    assert.deepEqual(checkNetworkName("x\n", []), { kind: "nameCharacter", character: "\n" });
  });

  it("cannot be one that the engine keeps for itself, nor one in use", () => {
    for (const name of ["bridge", "host", "none", "default"]) assert.deepEqual(checkNetworkName(name, []), { kind: "nameReserved", name });
    assert.deepEqual(checkNetworkName("my-net", ["other", "my-net"]), { kind: "nameInUse", name: "my-net" });
    assert.equal(checkNetworkName("My-Net", ["my-net"]), undefined, "engines tell cases apart");
  });
});

describe("Aliases", () => {
  it("are taken apart at spaces and commas of any kind", () => {
    assert.deepEqual(splitAliases("  web, www，db\t api "), ["web", "www", "db", "api"]);
    assert.deepEqual(splitAliases(" , "), []);
  });

  it("must be names that DNS can answer for, each once", () => {
    assert.equal(checkAliases(["web", "_srv", "a.b-c"]), undefined);
    assert.deepEqual(checkAliases(["web", "a:b"]), { kind: "aliasCharacter", alias: "a:b", character: ":" });
    assert.deepEqual(checkAliases(["-x"]), { kind: "aliasStart", alias: "-x" });
    assert.deepEqual(checkAliases(["web", "WEB"]), { kind: "aliasTwice", alias: "WEB" });
    assert.equal(checkAliases(["a".repeat(63)]), undefined);
    assert.equal(checkAliases(["a".repeat(64)])?.kind, "aliasTooLong");
    assert.equal(checkAliases([Array.from({ length: 128 }, () => "a").join(".")])?.kind, "aliasTooLong");
  });
});
