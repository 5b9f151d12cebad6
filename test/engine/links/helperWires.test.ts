import assert from "node:assert/strict";
import type { HelperGrant } from "../../../src/core/helper";
import { wiresScript } from "../../../src/core/helperScript";
import type { ContainerId } from "../../../src/core/inventory";
import { peerName, type Link } from "../../../src/core/link";
import type { Engine } from "../../../src/engine/engine";
import type { Prober } from "../../../src/probe/probe";
import { cleanUp, engine as rig, makeContainer, makeNetwork, raw, runInside, type Made } from "../../support/engine";
import { importPerl, removeImage } from "../../support/helperImages";
import { helperProbers } from "../../support/helperProbers";
import { ip, pidOf, wire } from "../../support/kernel";
import { holdAgainstKernel, open, remote, rowsOf } from "../../support/links";

describe("Containers of an engine elsewhere that are wired straight to each other", () => {
  let real: Engine;
  let perl: string;
  let bystander: Made;
  const { lines, proberOf } = helperProbers();
  const ask = async (prober: Prober, helper: HelperGrant): Promise<readonly Link[]> => prober.resolve(await real.inventory(), { exec: false, helper }, new AbortController().signal);

  const wired: Made[] = [];
  before(async () => {
    real = await open();
    perl = await importPerl();
    const net = await makeNetwork("wired");
    bystander = await makeContainer("bystander", { mode: net.name });
    for (const name of ["helped-a", "helped-b", "helped-c"]) wired.push(await makeContainer(name, { mode: net.name }));
    // A ring, with the same indices and names in each.
    for (const [from, to, subnet] of [[0, 1, 1], [1, 2, 2], [2, 0, 3]] as const) await wire([wired[from]!.id, `next${from}`], [wired[to]!.id, `last${to}`], `10.79.${subnet}`);
  });
  after(async () => {
    real.dispose();
    for (const { id } of [...wired, bystander]) await raw("DELETE", `/containers/${id}?force=1`);
    await cleanUp();
    await removeImage(perl);
  });
  const shown = (links: readonly Link[]): string[] =>
    wired.flatMap((container) => rowsOf(links, container)).flatMap((link) => (link.peer?.container === undefined ? [] : [`${link.verdict} ${link.container.name}:${link.interface ?? ""} ⇄ ${peerName(link.peer) ?? ""}`])).sort();
  const ring = (): string[] =>
    [0, 1, 2].flatMap((from) => {
      const [a, b] = [`${wired[from]!.name}:next${from}`, `${wired[(from + 1) % 3]!.name}:last${(from + 1) % 3}`];
      return [`verified ${a} ⇄ ${b}`, `verified ${b} ⇄ ${a}`];
    }).sort();

  it("are said to be so once they have spoken to each other, and nothing more without the right to enter", async () => {
    const grant = { image: perl, rights: "read" } as const;
    for (const [from, subnet] of [[0, 1], [1, 2]] as const) assert.equal(await runInside(wired[from]!.id, ["ping", "-q", "-c", String(subnet * 3), "-A", `10.79.${subnet}.2`]), 0);
    const prober = proberOf(remote(real));
    assert.deepEqual(shown(await ask(prober, grant)), []);
    assert.deepEqual(prober.helper, { state: "used", ...grant, more: "wires" });
  });

  it("are all proven by entering their namespaces, by one helper more, which is not run again before something of theirs changes", async () => {
    const prober = proberOf(remote(real));
    const grant = { image: perl, rights: "enter" } as const;
    const links = await ask(prober, grant);
    assert.deepEqual(shown(links), ring());
    await holdAgainstKernel(links, await real.inventory(), { all: true, administers: true });
    const row = rowsOf(links, wired[0]!).find((link) => link.interface === "next0")!;
    assert.deepEqual([row.kind, row.method, row.via, row.peer?.namespace], ["veth", "netlink", "helper", "container"]);
    assert.ok(row.evidence.some(({ fact, source }) => fact === "peerContainer" && /^helper: nsenter -t \d+ -n, rtnetlink RTM_GETNSID$/.test(source)), JSON.stringify(row.evidence));
    assert.equal(lines.length, 2);
    prober.invalidate(bystander.id as ContainerId);
    assert.deepEqual(shown(await ask(prober, grant)), ring());
    assert.equal(lines.length, 3, "what it is wired to is not asked again for another’s change");
    await ip(["link", "delete", "next0"], await pidOf(wired[0]!.id));
    prober.invalidate(wired[0]!.id as ContainerId);
    prober.invalidate(wired[1]!.id as ContainerId);
    assert.deepEqual(shown(await ask(prober, grant)), ring().filter((text) => !text.includes("next0")));
    await wire([wired[0]!.id, "next0"], [wired[1]!.id, "last1"], "10.79.1");
  });

  it("stay open where a container is another by the time that its wires are told", async () => {
    let told = false;
    const runHelper: Engine["runHelper"] = (spec, limit, signal) => {
      told = spec.script === wiresScript;
      return real.runHelper(spec, limit, signal);
    };
    const process: Engine["process"] = async (id) => ({ ...(await real.process(id)), ...(told && id === wired[0]!.id && { startedAt: "later" }) });
    const links = await ask(proberOf(remote(real, { runHelper, process })), { image: perl, rights: "enter" });
    assert.deepEqual(shown(links), ring().filter((text) => !text.includes(`${wired[0]!.name}:`)));
  });

  it("stay open without perl inside the image, and where the second helper fails", async () => {
    const without = proberOf(remote(real));
    assert.deepEqual(shown(await ask(without, { image: rig.images.busybox, rights: "enter" })), []);
    const failing = remote(real, { runHelper: (spec, limit, signal) => (spec.script === wiresScript ? Promise.resolve({ kind: "printed", stdout: "@1\nff\n", stderr: "" }) : real.runHelper(spec, limit, signal)) });
    const prober = proberOf(failing);
    const links = await ask(prober, { image: perl, rights: "enter" });
    assert.deepEqual(shown(links), []);
    assert.equal(rowsOf(links, wired[0]!).find((link) => link.interface === "next0")?.reason?.code, "helperOutput");
    await holdAgainstKernel(links, await real.inventory(), { all: true });
  });
});
