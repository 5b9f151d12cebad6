import assert from "node:assert/strict";
import { execFileSync, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Disposable } from "../../../src/core/emitter";
import type { HostInterface } from "../../../src/core/hostView";
import type { LinkReport } from "../../../src/core/link";
import { createSession } from "../../../src/state/engineSession";
import type { Session } from "../../../src/state/session";
import { bridgeOf, cleanUp, eventually, makeContainer, makeNetwork, raw, type Made } from "../../support/engine";
import { EngineProxy } from "../../support/engineProxy";
import { ip, kernelPairs, pidOf, startStranger } from "../../support/kernel";
import { rowOf } from "../../support/links";

/** The children of this process that are told of links: by the kernel's own tables. */
function listeners(): number[] {
  const children = readdirSync("/proc/self/task").flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, "utf8").trim().split(" ").map(Number));
  const lines = readFileSync("/proc/thread-self/net/netlink", "utf8").split("\n").slice(1);
  return lines.flatMap((line) => {
    const [, protocol, port, groups] = line.trim().split(/\s+/);
    return protocol === "0" && children.includes(Number(port)) && (parseInt(groups ?? "0", 16) & 1) !== 0 ? [Number(port)] : [];
  });
}
const listening = (): number => listeners().length;

describe("The host's own changes", () => {
  const proxy = new EngineProxy();
  let session: Session;
  let watching: Disposable;
  let net: Made;
  let other: Made;
  let web: Made;
  let db: Made;
  /** A process in a network namespace that is no container's. */
  let stranger: ChildProcess;
  let netBridge: string;
  let otherBridge: string;

  before(async () => {
    await proxy.start();
    net = await makeNetwork("told");
    other = await makeNetwork("told-other");
    web = await makeContainer("told-web", { mode: net.name });
    db = await makeContainer("told-db", { mode: net.name });
    // Podman makes a network's bridge with its first container.
    await makeContainer("told-there", { mode: other.name });
    [netBridge, otherBridge] = [await bridgeOf(net), await bridgeOf(other)];
    stranger = await startStranger();
    session = createSession({ host: `unix://${proxy.path}`, exec: false }, { info: () => undefined, error: () => undefined });
    watching = session.links.watch();
    await eventually("the kernel is listened to", () => (listening() === 1 ? true : undefined));
    await eventually("all is quiet", quiet);
  });
  after(async () => {
    session.dispose();
    stranger.kill("SIGKILL");
    await ip(["link", "delete", "vethtold0"]).catch(() => undefined);
    await cleanUp();
    await proxy.dispose();
  });

  /** Undefined while reports still come. */
  async function quiet(): Promise<true | undefined> {
    const before = session.links.report;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return before === session.links.report && before !== undefined ? true : undefined;
  }
  const portOf = async (container: Made): Promise<string> => (await kernelPairs([container.id]))[0]!.peer.interface;
  function seen({ host }: LinkReport, name: string): (HostInterface & { readonly under?: string }) | undefined {
    if (host?.visible !== true) return undefined;
    const all = [...host.bridges.flatMap((bridge) => [bridge, ...bridge.ports.map((port) => ({ ...port, under: bridge.name }))]), ...host.others];
    return all.find((one) => one.name === name);
  }
  /** Does something by hand, and waits for a report that shows it: without a request to the engine. */
  async function follows(what: string, work: () => Promise<unknown>, shows: (report: LinkReport) => boolean): Promise<void> {
    assert.ok(!shows(session.links.report!), `${what}: it looks so before`);
    const asked = proxy.requests.length;
    await work();
    const start = performance.now();
    await eventually(what, () => (shows(session.links.report!) ? true : undefined), 2_000);
    const took = performance.now() - start;
    assert.ok(took < 300, `${what} took ${Math.round(took)} ms`);
    assert.deepEqual(proxy.requests.slice(asked), [], "the engine is asked nothing");
  }

  it("are followed: a veth that is moved to another bridge, and to none", async () => {
    const port = await portOf(web);
    const bridge = (report: LinkReport): string | undefined => rowOf(report.links, web).peer?.bridge;
    await follows("moved", () => ip(["link", "set", port, "master", otherBridge]), (report) => bridge(report) === otherBridge && seen(report, port)?.under === otherBridge);
    assert.deepEqual(rowOf(session.links.report!.links, web).evidence.filter(({ holds }) => !holds).map(({ fact }) => fact), ["wrongBridge"]);
    assert.equal(rowOf(session.links.report!.links, db).peer?.bridge, netBridge, "the other stays what it was");
    await follows("on none", () => ip(["link", "set", port, "nomaster"]), (report) => bridge(report) === undefined && seen(report, port)?.under === undefined);
    await follows("back", () => ip(["link", "set", port, "master", netBridge]), (report) => bridge(report) === netBridge && seen(report, port)?.under === netBridge);
    assert.equal(rowOf(session.links.report!.links, web).verdict, "verified");
  });

  it("are followed: a link that is set down, and up again", async () => {
    const port = await portOf(db);
    const codes = (report: LinkReport): string | undefined => seen(report, port)?.findings.map(({ code }) => code).join();
    await follows("set down", () => ip(["link", "set", port, "down"]), (report) => codes(report) === "disabled");
    await follows("set up", () => ip(["link", "set", port, "up"]), (report) => codes(report) === "");
  });

  it("are followed: a veth and a bridge that are renamed", async () => {
    const port = await portOf(db);
    await follows("renamed", () => ip(["link", "set", port, "name", "vethtold9"]), (report) => rowOf(report.links, db).peer?.interface === "vethtold9");
    await follows("named back", () => ip(["link", "set", "vethtold9", "name", port]), (report) => rowOf(report.links, db).peer?.interface === port);
    try {
      await follows("the bridge", () => ip(["link", "set", netBridge, "name", "brtold0"]), ({ links }) => [web, db].every((one) => rowOf(links, one).peer?.bridge === "brtold0"));
      assert.equal(rowOf(session.links.report!.links, web).verdict, "verified", "it is the same pair");
    } finally {
      await ip(["link", "set", "brtold0", "name", netBridge]);
    }
    await eventually("named back", () => (rowOf(session.links.report!.links, web).peer?.bridge === netBridge ? true : undefined));
  });

  it("are found out soon after a container’s, where nobody tells of them: a veth’s other end that goes from namespace to namespace while it is down", async () => {
    const behind = (): unknown => {
      const end = seen(session.links.report!, "vethtold1")?.behind;
      return end?.kind === "container" ? end.container.id : end?.kind;
    };
    try {
      await ip(["link", "add", "vethtold1", "type", "veth", "peer", "name", "told1"]);
      await ip(["link", "set", "told1", "netns", String(await pidOf(web.id))]);
      await eventually("it leads to the container", () => (behind() === web.id ? true : undefined));
      await eventually("all is quiet", quiet);
      await ip(["link", "set", "told1", "netns", String(stranger.pid)], await pidOf(web.id));
      for (const verb of ["pause", "unpause"]) await raw("POST", `/containers/${db.id}/${verb}`);
      await eventually("it leads to nobody’s", () => (behind() !== web.id && behind() !== undefined ? true : undefined), 3_000);
      assert.equal(rowOf(session.links.report!.links, db).verdict, "verified");
    } finally {
      await ip(["link", "delete", "vethtold1"]).catch(() => undefined);
    }
  });

  it("are followed: a veth of somebody else’s, which is called an orphan only when there was time for an owner to be told", async function () {
    this.timeout(10_000);
    const codes = (report: LinkReport): readonly string[] | undefined => seen(report, "vethtold0")?.findings.map(({ code }) => code);
    await follows(
      "a foreign veth",
      () => ip(["link", "add", "vethtold0", "type", "veth", "peer", "name", "vethtold1", "netns", String(stranger.pid)]),
      (report) => seen(report, "vethtold0")?.behind?.kind === "unknown",
    );
    await eventually("an orphan", () => (codes(session.links.report!)?.includes("orphan") === true ? true : undefined));
    await follows("gone", () => ip(["link", "delete", "vethtold0"]), (report) => seen(report, "vethtold0") === undefined);
  });

  it("do not make an orphan of a container’s veth while it starts", async () => {
    const orphans = new Set<string>();
    const told = session.links.onDidChange(() => {
      const host = session.links.report?.host;
      if (host?.visible !== true) return;
      for (const { name, findings } of [...host.others, ...host.bridges.flatMap(({ ports }) => ports)]) if (findings.some(({ code }) => code === "orphan")) orphans.add(name);
    });
    const late = await makeContainer("told-late", { mode: net.name });
    await eventually("its row", () => (session.links.report?.links.some(({ container, verdict }) => (container.id as string) === late.id && verdict === "verified") === true ? true : undefined));
    await raw("POST", `/containers/${late.id}/restart?t=0`);
    await eventually("all is quiet", quiet);
    told.dispose();
    assert.deepEqual([...orphans], []);
  });

  it("by the thousand make a few reads, and nothing is missed when the kernel could not keep them all", async () => {
    const port = await portOf(web);
    let reports = 0;
    const told = session.links.onDidChange(() => reports++);
    const batch = join(tmpdir(), "told.batch");
    writeFileSync(batch, `${Array.from({ length: 1_000 }, (_, index) => `link set ${port} mtu ${1400 + (index % 50)}`).join("\n")}\nlink set ${port} master ${otherBridge}\n`);
    // Who listens does not get round to it meanwhile: its buffer overflows.
    const [listener] = listeners();
    process.kill(listener!, "SIGSTOP");
    execFileSync("ip", ["-batch", batch]);
    process.kill(listener!, "SIGCONT");
    const moved = (): true | undefined => (rowOf(session.links.report!.links, web).peer?.bridge === otherBridge ? true : undefined);
    await eventually("moved", moved, 2_000);
    await eventually("all is quiet", quiet);
    assert.deepEqual(listeners(), [listener], "it goes on");
    assert.ok(reports <= 4, `${reports} reports`);
    told.dispose();
    await ip(["link", "set", port, "mtu", "1500", "master", netBridge]);
    await eventually("all is quiet", quiet);
  });

  it("are followed again, with what was missed, after whoever listened was ended", async () => {
    const port = await portOf(web);
    const [listener] = listeners();
    process.kill(listener!, "SIGKILL");
    await eventually("nobody listens", () => (listening() === 0 ? true : undefined));
    await ip(["link", "set", port, "master", otherBridge]);
    await eventually("moved", () => (rowOf(session.links.report!.links, web).peer?.bridge === otherBridge ? true : undefined));
    await eventually("listened to again", () => (listening() === 1 ? true : undefined));
    await follows("back", () => ip(["link", "set", port, "master", netBridge]), ({ links }) => rowOf(links, web).peer?.bridge === netBridge);
  });

  it("are listened to by one process while somebody watches, and by none when nobody does", async () => {
    assert.equal(listening(), 1);
    const second = session.links.watch();
    await eventually("all is quiet", quiet);
    assert.equal(listening(), 1);
    watching.dispose();
    assert.equal(listening(), 1);
    second.dispose();
    await eventually("nobody listens", () => (listening() === 0 ? true : undefined));
    await eventually("what was under way is over", quiet);
    const before = session.links.report;
    await ip(["link", "set", await portOf(db), "down"]);
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal(session.links.report, before, "nothing is read that nobody sees");
    await ip(["link", "set", await portOf(db), "up"]);
    watching = session.links.watch();
    await eventually("listened to again", () => (listening() === 1 ? true : undefined));
  });
});
