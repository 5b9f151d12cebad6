import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { handChecks } from "../../../src/core/linkCommands";
import { peerName, type Link } from "../../../src/core/link";
import type { Engine } from "../../../src/engine/engine";
import { cleanUp, makeContainer, makeNetwork, raw, runInside, type Made } from "../../support/engine";
import { insideLinks, ip, pidOf, startStranger, wire } from "../../support/kernel";
import { asNobody, holdAgainstKernel, linksBy, open, resolve, rowsOf } from "../../support/links";

const run = promisify(execFile);

describe("Wires that lead from one container straight into another", () => {
  let engine: Engine;
  let one: Made;
  let two: Made;
  let three: Made;
  /** The containers that the tests here are about; others may be on the engine. */
  const mine = (): Made[] => [one, two, three];

  /** Every wire of these containers that is shown, as `one eth1 ⇄ two:eth1`. */
  function shown(links: readonly Link[], verdict: Link["verdict"]): string[] {
    const all = mine().flatMap((container) => rowsOf(links, container)).filter((link) => link.verdict === verdict && link.peer?.namespace === "container");
    return all.map((link) => `${link.container.name}:${link.interface ?? ""} ⇄ ${peerName(link.peer!) ?? ""}`).sort();
  }
  const both = (a: string, b: string): string[] => [`${a} ⇄ ${b}`, `${b} ⇄ ${a}`];
  /** As many pings as make the traffic of a wire unlike any other's. */
  async function talk(from: Made, subnet: number, count: number): Promise<void> {
    assert.equal(await runInside(from.id, ["ping", "-q", "-c", String(count), "-A", `10.78.${subnet}.2`]), 0);
  }

  before(async () => {
    engine = await open();
    const net = await makeNetwork("wires");
    [one, two, three] = [await makeContainer("wire-one", { mode: net.name }), await makeContainer("wire-two", { mode: net.name }), await makeContainer("wire-three", { mode: net.name })];
    // A ring, so that indices are the same in several of them, and a pair with both ends in one.
    await wire([one.id, "eth1"], [two.id, "eth1"], "10.78.1");
    await wire([two.id, "eth2"], [three.id, "eth1"], "10.78.2");
    await wire([three.id, "eth2"], [one.id, "eth2"], "10.78.3");
    const pid = await pidOf(one.id);
    await ip(["link", "add", "in0", "type", "veth", "peer", "name", "in1"], pid);
  });
  after(async () => {
    engine.dispose();
    for (const { id } of mine()) await raw("DELETE", `/containers/${id}?force=1`);
    await cleanUp();
  });

  const ring = (): string[] => [...both(`${one.name}:eth1`, `${two.name}:eth1`), ...both(`${two.name}:eth2`, `${three.name}:eth1`), ...both(`${three.name}:eth2`, `${one.name}:eth2`)];

  it("are all proven to who administers the namespaces; a pair within one is none", async () => {
    const { links, inventory } = await resolve(engine);
    await holdAgainstKernel(links, inventory, { all: true, administers: true });
    assert.deepEqual(shown(links, "verified"), ring().sort());
    for (const name of ["in0", "in1"]) assert.equal(rowsOf(links, one).find((link) => link.interface === name)?.reason?.code, "notDockers");
    const row = rowsOf(links, one).find((link) => link.interface === "eth1")!;
    const kernel = (await insideLinks(one.id)).find(({ ifname }) => ifname === "eth1")!;
    assert.deepEqual([row.kind, row.network, row.ifindex, row.iflink, row.peer?.ifindex], ["veth", null, kernel.ifindex, kernel.link_index, kernel.link_index]);
    assert.ok(row.evidence.every(({ holds }) => holds));
    assert.ok(row.evidence.some(({ fact, params }) => fact === "peerContainer" && params["container"] === two.name));
  });

  it("are checked by hand by commands that show both ends", async () => {
    const { links } = await resolve(engine);
    const row = rowsOf(links, two).find((link) => link.interface === "eth2")!;
    const checks = handChecks(row);
    assert.equal(checks.length, 2);
    // As a person would paste them; the rig's docker is not on the path, its answer is.
    for (const [{ command }, { id }, name] of [[checks[0]!, two, "eth2"], [checks[1]!, three, "eth1"]] as const) {
      const script = `sudo() { "$@"; }; docker() { echo ${await pidOf(id)}; }; ${command}`;
      assert.match((await run("sh", ["-c", script])).stdout, new RegExp(`\\b${name}@if`));
    }
  });

  it("to a namespace of nobody's, or of another kind, are no wires", async () => {
    const pid = await pidOf(three.id);
    const away = await startStranger();
    try {
      await ip(["link", "add", "away0", "netns", String(pid), "type", "veth", "peer", "name", "eth1", "netns", String(away.pid)]);
      await ip(["link", "add", "dumb0", "type", "dummy"], pid).catch(() => undefined);
      const { links, inventory } = await resolve(engine);
      await holdAgainstKernel(links, inventory, { all: true, administers: true });
      for (const name of ["away0", "dumb0"]) {
        const row = rowsOf(links, three).find((link) => link.interface === name);
        if (row !== undefined) assert.deepEqual([row.verdict, row.peer], ["unavailable", undefined], name);
      }
    } finally {
      away.kill("SIGKILL");
      await ip(["link", "delete", "away0"], pid).catch(() => undefined);
      await ip(["link", "delete", "dumb0"], pid).catch(() => undefined);
    }
  });

  it("are never proven to others: likely where both ends say so and their traffic mirrors, and else said to be open", async () => {
    for (const flags of [[], ["exec"]]) {
      const links = await linksBy(asNobody, ...flags);
      await holdAgainstKernel(links, await engine.inventory(), { all: true });
      assert.deepEqual(shown(links, "verified"), []);
      if (flags.length === 0) assert.deepEqual(shown(links, "inferred"), []);
    }
    for (const [from, subnet] of [[one, 1], [two, 2], [three, 3]] as const) await talk(from, subnet, subnet * 5);
    const links = await linksBy(asNobody, "exec");
    assert.deepEqual(shown(links, "inferred"), ring().sort());
    const row = rowsOf(links, three).find((link) => link.interface === "eth1")!;
    assert.deepEqual([row.kind, row.method, row.reason?.code], ["veth", "exec", "unconfirmed"]);
    assert.ok(row.evidence.some(({ fact, holds }) => fact === "counters" && holds));
    // Rows of the engine's own wires are as they were.
    assert.ok(mine().every((container) => rowsOf(links, container).some((link) => link.interface === "eth0" && link.verdict === "verified")));
  });
});
