import assert from "node:assert/strict";
import fc from "fast-check";
import { toReportJson } from "../../../src/core/contract";
import type { ContainerId, NetworkId } from "../../../src/core/inventory";
import type { Link } from "../../../src/core/link";
import { handChecks } from "../../../src/core/linkCommands";
import { shellWords } from "../../support/shell";
import { engineLike } from "./sample";

const pair: Link = {
  container: { id: "c1-id" as ContainerId, name: "container1" },
  network: { id: "n-id" as NetworkId, name: "my-net", driver: "bridge" },
  interface: "eth0",
  ifindex: 39,
  iflink: 40,
  addresses: ["172.18.0.2/16"],
  kind: "veth",
  peer: { interface: "veth0fbbd68", ifindex: 40, iflink: 39, bridge: "br-x", namespace: "host" },
  verdict: "verified",
  evidence: [{ fact: "hostEnd", params: { interface: "veth0fbbd68", ifindex: 40, iflink: 39 }, source: "rtnetlink RTM_GETLINK", holds: true }],
  method: "netlink",
};
function without<Key extends keyof Link>(link: Link, ...keys: readonly Key[]): Omit<Link, Key> {
  return Object.fromEntries(Object.entries(link).filter(([key]) => !keys.includes(key as Key))) as Omit<Link, Key>;
}
const commands = (link: Link): string[] => handChecks(link).map(({ command }) => command);

describe("The commands to check a row by hand", () => {
  it("are the three that show both ends of a pair", () => {
    assert.deepEqual(commands(pair), ["ip link show veth0fbbd68", "cat /sys/class/net/veth0fbbd68/{ifindex,iflink}", "docker exec container1 ip link show eth0"]);
    assert.deepEqual(handChecks(pair).map(({ where }) => where), ["host", "host", "docker"]);
  });

  it("fit a row without a veth", () => {
    const bare = without(pair, "peer", "interface");
    assert.deepEqual(commands({ ...bare, kind: "host", verdict: "notApplicable" }), ["docker inspect --format '{{.HostConfig.NetworkMode}}' container1", "ip -brief address show"]);
    assert.deepEqual(commands({ ...bare, interface: "eth0", kind: "macvlan", verdict: "notApplicable", reason: { code: "parent", params: { parent: "eth9", mode: "bridge" } } }), [
      "ip -d link show eth9",
      "docker exec container1 ip -d link show eth0",
    ]);
    assert.match(commands({ ...bare, kind: "veth", verdict: "notApplicable", reason: { code: "stopped", params: {} } }).join(), /^docker inspect --format .* container1$/);
  });

  it("show each candidate of an ambiguous row", () => {
    const { peer, ...rest } = pair;
    assert.equal(commands({ ...rest, verdict: "ambiguous", candidates: [peer!, { ...peer!, interface: "veth2" }] }).length, 5);
  });

  it("stay one command whatever a name holds", () => {
    const hostile = fc.string({ minLength: 1, maxLength: 15, unit: fc.constantFrom("a", "b", "-", "'", '"', "$", "`", ";", "&", "|", "<", "(", "{", "*", "~", "#", "!", "\\", " ", "\n") });
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, hostile), { minLength: 1, maxLength: 20 }), (names) => {
        const links = names.map(([own, other]): Link => ({ ...pair, container: { ...pair.container, name: other }, interface: own, peer: { ...pair.peer!, interface: other } }));
        const all = shellWords(links.flatMap((link) => commands(link)));
        assert.equal(all.length, names.length * 3);
        for (const [index, [own, other]] of names.entries()) {
          const [show = [], , inside = []] = all.slice(index * 3);
          assert.deepEqual(show.at(-1), other);
          assert.deepEqual(inside.slice(0, 2), ["docker", "exec"]);
          assert.deepEqual([inside[2], inside.at(-1)], [/^[a-zA-Z0-9][\w.-]*$/.test(other) ? other : "c1-id", own]);
        }
      }),
      { numRuns: 5 },
    );
  }).timeout(20_000);
});

describe("The public form of a report", () => {
  const report = { engine: engineLike(), takenAt: "2026-01-01T00:00:00.000Z", links: [pair] };

  it("says version 1, the engine, the time, and each link with its facts in words", () => {
    const json = toReportJson(report);
    assert.equal(json.version, 1);
    assert.equal(json.engine.version, "28.5.2");
    assert.deepEqual(json.links[0]?.evidence, [
      {
        fact: "hostEnd",
        statement: "On the host, veth0fbbd68 has index 40 and names peer 39",
        source: "rtnetlink RTM_GETLINK",
        holds: true,
        params: { interface: "veth0fbbd68", ifindex: 40, iflink: 39 },
      },
    ]);
    assert.deepEqual(JSON.parse(JSON.stringify(json)), json, "nothing is lost on the way into a file");
  });

  it("leaves out what is not known, and gives the reason in words", () => {
    const rest = without(pair, "peer", "ifindex");
    const [link] = toReportJson({ ...report, links: [{ ...rest, verdict: "unavailable", reason: { code: "remote", params: { engine: "far" } } }] }).links;
    assert.ok(link);
    for (const unknown of ["peer", "ifindex", "mac", "candidates"]) assert.ok(!(unknown in link), unknown);
    assert.equal(link.reason, "container side known; the host side is on far");
  });
});
