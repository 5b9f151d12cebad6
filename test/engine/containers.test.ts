import assert from "node:assert/strict";
import type { ContainerId } from "../../src/core/inventory";
import type { Problem } from "../../src/core/problem";
import { refusalOf } from "../../src/core/refusal";
import type { LifecycleVerb } from "../../src/core/spec";
import type { Engine } from "../../src/engine/engine";
import { openEngine } from "../../src/engine/open";
import { cleanUp, engine as rig, eventually, isPodman, makeContainer, raw, type Made } from "../support/engine";

describe("Containers of a real engine", () => {
  let engine: Engine;
  const named = ({ id, name }: Made): { id: ContainerId; name: string } => ({ id: id as ContainerId, name });
  const stateOf = async ({ id }: Made): Promise<string> => (await raw<{ State: { Status: string } }>("GET", `/containers/${id}/json`)).State.Status;
  const into = (chunks: Uint8Array[]) => (chunk: Uint8Array): undefined => {
    chunks.push(chunk);
    return undefined;
  };
  const text = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString("utf8");

  before(async () => {
    engine = await openEngine({ host: `unix://${rig.socket}` });
  });
  after(async () => {
    engine.dispose();
    await cleanUp();
  });

  it("are paused, unpaused, restarted, stopped and started, also when they are so already", async () => {
    const one = await makeContainer("life");
    const steps: readonly (readonly [LifecycleVerb, string, refused?: boolean])[] = [
      // Podman neither stops nor restarts one that is paused, and says so.
      ["pause", "paused"], ...(isPodman ? [["stop", "paused", true], ["restart", "paused", true], ["unpause", "running"]] as const : []),
      ["stop", "exited"], ["stop", "exited"], ["start", "running"], ["start", "running"], ["pause", "paused"], ["unpause", "running"], ["restart", "running"],
    ];
    for (const [verb, state, refused] of steps) {
      const done = engine.perform({ kind: "lifecycle", verb, container: named(one) });
      if (refused === true) await assert.rejects(done, (error: Problem) => error.kind === "conflict" && refusalOf(error.message) === "mustUnpause", verb);
      else await done;
      assert.equal(await stateOf(one), state, verb);
    }
  });

  it("say in the engine's words why they cannot be started, and when they are gone", async () => {
    const bad = await makeContainer("bad", { start: false, body: { Cmd: ["/no-such-program"] } });
    await assert.rejects(engine.perform({ kind: "lifecycle", verb: "start", container: named(bad) }), /no-such-program/);
    await engine.perform({ kind: "removeContainer", container: named(bad), force: false, volumes: false });
    await assert.rejects(engine.perform({ kind: "lifecycle", verb: "start", container: named(bad) }), { kind: "notFound" });
  });

  it("are removed while they run only by force, and keep or lose their anonymous volumes as asked", async () => {
    const made = await Promise.all([true, false].map(async (volumes) => ({ volumes, one: await makeContainer(`gone-${String(volumes)}`, { body: { Volumes: { "/data": {} } } }) })));
    for (const { volumes, one } of made) {
      const { Mounts } = await raw<{ Mounts: { Name: string }[] }>("GET", `/containers/${one.id}/json`);
      await assert.rejects(engine.perform({ kind: "removeContainer", container: named(one), force: false, volumes }), (error: Problem) => error.kind === "conflict" && refusalOf(error.message) === "mustStop");
      await engine.perform({ kind: "removeContainer", container: named(one), force: true, volumes });
      await assert.rejects(raw("GET", `/containers/${one.id}/json`), { status: 404 });
      const left = await raw<{ Name: string }>("GET", `/volumes/${Mounts[0]!.Name}`).then(() => true, () => false);
      assert.equal(left, !volumes);
      if (left) await raw("DELETE", `/volumes/${Mounts[0]!.Name}`);
    }
  });

  it("have their output followed, both streams, from the last lines on, until they end", async () => {
    const one = await makeContainer("logs", { body: { Cmd: ["sh", "-c", "echo one; echo two >&2; while ! test -e /go; do usleep 20000; done; echo three"] } });
    const chunks: Uint8Array[] = [];
    await eventually("two lines", async () => ((await raw<string>("GET", `/containers/${one.id}/logs?stdout=1&stderr=1`)).includes("two") ? true : undefined));
    const flow = await engine.logs(one.id as ContainerId, { tail: 1 }, into(chunks));
    await engine.exec(one.id as ContainerId, ["touch", "/go"], 5_000);
    await flow.ended;
    assert.match(text(chunks), /^(one|two)\nthree\n$/);
    const again: Uint8Array[] = [];
    await (await engine.logs(one.id as ContainerId, { tail: 10 }, into(again))).ended;
    assert.deepEqual(text(again).trim().split("\n").sort(), ["one", "three", "two"]);
  });

  it("have output with a terminal of its own followed, and left alone when nobody follows any more", async () => {
    const one = await makeContainer("tty", { body: { Tty: true, Cmd: ["sh", "-c", "while :; do echo tick; usleep 50000; done"] } });
    const chunks: Uint8Array[] = [];
    const flow = await engine.logs(one.id as ContainerId, { tail: 0 }, into(chunks));
    await eventually("ticks", () => (text(chunks).split("tick\r\n").length > 3 ? true : undefined));
    flow.dispose();
    await flow.ended;
    assert.equal(await stateOf(one), "running");
  });

  it("run a shell in a terminal of a size, which takes what is typed and ends with its exit code", async () => {
    const one = await makeContainer("shell");
    const chunks: Uint8Array[] = [];
    const shell = await engine.terminal(one.id as ContainerId, ["sh"], { columns: 101, rows: 31 }, into(chunks));
    await eventually("a prompt", () => (/[#$] /.test(text(chunks)) ? true : undefined));
    shell.write("stty size; tty; echo $((40+2))\n");
    await eventually("the answer", () => (/31 101\r\n\/dev\/pts\/\d+\r\n42/.test(text(chunks)) ? true : undefined));
    shell.resize({ columns: 55, rows: 22 });
    await eventually("the new size", async () => {
      shell.write("stty size\n");
      await new Promise((resolve) => setTimeout(resolve, 100));
      return text(chunks).includes("22 55") ? true : undefined;
    });
    shell.write("exit 7\n");
    await shell.ended;
    assert.equal(await shell.exitCode(), 7);
  });
});
