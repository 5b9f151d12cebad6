import assert from "node:assert/strict";
import fc from "fast-check";
import { dockerCommand, overflow, quote } from "../../../src/core/cli";
import type { ContainerId, NetworkId } from "../../../src/core/inventory";
import type { NetworkSpec } from "../../../src/core/spec";
import { shellWords } from "../../support/shell";

const network = { id: "n" as NetworkId, name: "my-net" };
const container = { id: "c" as ContainerId, name: "container1" };
const spec: NetworkSpec = { name: "my-net", driver: "bridge", pools: [], internal: false, ipv6: false, attachable: false, options: {}, labels: {} };

describe("The docker command of an operation", () => {
  it("creates a network with all that was chosen", () => {
    const full: NetworkSpec = {
      ...spec,
      driver: "macvlan",
      pools: [{ subnet: "10.9.0.0/24", gateway: "10.9.0.254" }, { subnet: "fd00:1::/64" }],
      internal: true,
      ipv6: true,
      attachable: true,
      options: { parent: "eth0.10" },
      labels: { "made by": "me & you" },
    };
    assert.equal(
      quote(dockerCommand({ kind: "createNetwork", spec: full })),
      "docker network create --driver macvlan --subnet 10.9.0.0/24 --gateway 10.9.0.254 --subnet fd00:1::/64 --internal --ipv6 --attachable --opt parent=eth0.10 --label 'made by=me & you' my-net",
    );
    assert.equal(quote(dockerCommand({ kind: "createNetwork", spec })), "docker network create --driver bridge my-net");
  });

  it("attaches, detaches and removes", () => {
    assert.equal(
      quote(dockerCommand({ kind: "connect", network, container, endpoint: { aliases: ["web", "www"], ipv4: "10.9.0.5", ipv6: "fd00:1::5" } })),
      "docker network connect --alias web --alias www --ip 10.9.0.5 --ip6 fd00:1::5 my-net container1",
    );
    assert.equal(quote(dockerCommand({ kind: "disconnect", network, container, force: false })), "docker network disconnect my-net container1");
    assert.equal(quote(dockerCommand({ kind: "disconnect", network, container, force: true })), "docker network disconnect --force my-net container1");
    assert.equal(quote(dockerCommand({ kind: "removeNetwork", network })), "docker network rm my-net");
  });

  it("names the engine when it is not the command line's own", () => {
    assert.equal(quote(dockerCommand({ kind: "removeNetwork", network }, "unix:///run/a b.sock")), "docker --host 'unix:///run/a b.sock' network rm my-net");
  });

  it("never takes a name for a flag", () => {
    assert.equal(quote(dockerCommand({ kind: "removeNetwork", network: { ...network, name: "--help" } })), "docker network rm -- --help");
  });
});

describe("Quoting", () => {
  it("is taken apart by a shell into the same arguments, whatever is in them", function () {
    // A shell is started for each run.
    this.timeout(20_000);
    const argument = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom("'", '"', "\\", "$", "`", "!", " ", "\n", "\t", "*", "~", "#", ";", "&", "(", "a", "=", "-") }),
      // A NUL cannot be in any argument, and a lone surrogate is no text.
    ).filter((text) => !text.includes("\0") && Buffer.from(text).toString() === text);
    fc.assert(
      fc.property(fc.array(fc.array(argument, { minLength: 1, maxLength: 60, size: "max" }), { minLength: 5, maxLength: 10, size: "max" }), (lines) => {
        assert.deepEqual(shellWords(lines.map((argv) => quote(argv)), "sh"), lines);
      }),
      { numRuns: 5 },
    );
  });

  it("leaves plain words as they are", () => {
    assert.equal(quote(["docker", "fd00:1::/64", "a=b", "it's", ""]), `docker fd00:1::/64 a=b 'it'\\''s' ''`);
  });
});

describe("A command line that is longer than a row", () => {
  it("goes on in further rows, broken between arguments", () => {
    assert.deepEqual(overflow(["docker", "network", "rm", "my-net"], 80), []);
    assert.deepEqual(overflow(["docker", "network", "create", "--label", "a=b c", "my-net"], 21), ["--label 'a=b c'", "my-net"]);
    assert.deepEqual(overflow(["x", "y".repeat(30), "z"], 10), ["y".repeat(30), "z"]);
  });
});
