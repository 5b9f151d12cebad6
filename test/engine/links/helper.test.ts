import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { HelperGrant } from "../../../src/core/helper";
import type { ContainerId } from "../../../src/core/inventory";
import type { Link } from "../../../src/core/link";
import type { Engine, EngineEvent } from "../../../src/engine/engine";
import type { Prober, ProberOptions } from "../../../src/probe/probe";
import { cleanUp, engine as rig, eventually, makeContainer, makeNetwork, onDocker, raw } from "../../support/engine";
import type { Made } from "../../support/engine";
import { helpers, importBroken, importGnu, importPerl, removeImage } from "../../support/helperImages";
import { helperProbers } from "../../support/helperProbers";
import { ip, kernelLinks, kernelPairs, startStranger } from "../../support/kernel";
import { holdAgainstKernel, open, remote, rowOf, rowsOf } from "../../support/links";

const run = promisify(execFile);

describe("The links of an engine elsewhere, read by a helper", () => {
  let real: Engine;
  let net: Made;
  let bare: Made;
  let perl: string;
  let gnu: string;
  const made: Made[] = [];
  const images: string[] = [];
  const { lines, proberOf } = helperProbers();
  const ask = async (prober: Prober, helper: HelperGrant | undefined, exec = false): Promise<readonly Link[]> =>
    prober.resolve(await real.inventory(), { exec, ...(helper && { helper }) }, new AbortController().signal);

  before(async function () {
    this.timeout(120_000);
    real = await open();
    images.push((perl = await importPerl()), (gnu = await importGnu()));
    net = await makeNetwork("helped");
    const other = await makeNetwork("helped-other");
    for (let index = 0; index < 6; index++) made.push(await makeContainer(`helped${index}`, { mode: net.name, networks: index % 3 === 0 ? [other.name] : [] }));
    bare = await makeContainer("helped-bare", { mode: net.name, image: rig.images.shellless });
    made.push(bare, await makeContainer("helped-none", { mode: "none" }));
  });
  after(async () => {
    real.dispose();
    for (const { id } of made) await raw("DELETE", `/containers/${id}?force=1`);
    await cleanUp();
    for (const image of images) await removeImage(image);
  });

  it("are offered to be read, and nothing is run without consent", async () => {
    const prober = proberOf(remote(real));
    const links = await ask(prober, undefined);
    assert.deepEqual([prober.helper, lines], [{ state: "offered" }, []]);
    assert.ok(["remote", "execOff"].includes(rowsOf(links, made[1]!)[0]?.reason?.code ?? ""));
  });

  it("are all proven, without any capability, where the image has perl to ask the kernel", async () => {
    const prober = proberOf(remote(real));
    const links = await ask(prober, { image: perl, rights: "read" });
    assert.deepEqual(prober.helper, { state: "used", image: perl, rights: "read" });
    await holdAgainstKernel(links, await real.inventory(), { all: true });
    const link = rowOf(links, made[1]!);
    assert.deepEqual([link.via, link.method, link.verdict], ["helper", "netlink", "verified"]);
    assert.ok(link.evidence.every(({ source }) => /^(helper: |engine API$)/.test(source)), JSON.stringify(link.evidence));
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /^docker run --rm --pull never .*--user 65534:65534 --read-only --cap-drop ALL --security-opt no-new-privileges /);
  });

  it("are never false without it, and the right to enter is offered for what stays open", async () => {
    for (const image of [rig.images.busybox, gnu]) {
      const prober = proberOf(remote(real));
      const links = await ask(prober, { image, rights: "read" });
      await holdAgainstKernel(links, await real.inventory(), { all: false });
      const open = links.filter(({ verdict, via }) => via === "helper" && (verdict === "ambiguous" || verdict === "inferred"));
      assert.deepEqual(prober.helper, { state: "used", image, rights: "read", ...(open.length > 0 && { more: "alike" }) });
      for (const container of made.slice(0, 7)) for (const link of rowsOf(links, container)) assert.ok(["verified", "inferred", "ambiguous"].includes(link.verdict), JSON.stringify(link));
    }
  });

  it("are all proven by entering every namespace, with busybox's tools and with iproute2's, also without a shell inside", async () => {
    for (const image of [rig.images.busybox, gnu]) {
      const prober = proberOf(remote(real));
      const links = await ask(prober, { image, rights: "enter" });
      assert.deepEqual(prober.helper, { state: "used", image, rights: "enter" });
      await holdAgainstKernel(links, await real.inventory(), { all: true });
      assert.match(lines.at(-1)!, /--user 0:0 .*--cap-add SYS_ADMIN --cap-add SYS_PTRACE/);
    }
  });

  it("are picked by a look inside each container instead, where that is allowed, but proven only by the host", async () => {
    const prober = proberOf(remote(real));
    const links = await ask(prober, { image: rig.images.busybox, rights: "read" }, true);
    await holdAgainstKernel(links, await real.inventory(), { all: false });
    for (const container of made.slice(0, 6)) for (const link of rowsOf(links, container)) assert.ok(["verified", "inferred"].includes(link.verdict), JSON.stringify(link));
  });

  it("also from another network namespace of the same machine", async () => {
    const program = [process.execPath, join(__dirname, "resolve.js"), rig.socket, `helper=${perl},read`];
    const { stdout } = await run("unshare", ["--net", ...program], { maxBuffer: 1 << 26 });
    await holdAgainstKernel(JSON.parse(stdout) as Link[], await real.inventory(), { all: true });
  });

  it("show the host too: every interface once, and who is behind each port", async () => {
    for (const grant of [{ image: perl, rights: "read" }, { image: rig.images.busybox, rights: "enter" }] as const) {
      const prober = proberOf(remote(real));
      await ask(prober, grant);
      if (prober.host?.visible !== true) assert.fail(JSON.stringify(prober.host));
      assert.equal(prober.host.helper?.method, grant.rights === "read" ? "netlink" : "procfs");
      const shown = [...prober.host.bridges.flatMap((bridge) => [bridge, ...bridge.ports]), ...prober.host.others];
      assert.deepEqual(shown.map(({ name, ifindex, mtu }) => [name, ifindex, mtu]).sort(), (await kernelLinks()).map(({ ifname, ifindex, mtu }) => [ifname, ifindex, mtu]).sort());
      const byName = new Map(shown.map((one) => [one.name, one]));
      for (const pair of await kernelPairs(made.map(({ id }) => id))) {
        const behind = byName.get(pair.peer.interface)?.behind;
        assert.ok(behind?.kind === "container", pair.peer.interface);
        assert.deepEqual([behind.container.id, behind.interface], [pair.container, pair.interface]);
      }
      assert.deepEqual(shown.flatMap(({ findings }) => findings.map(({ code }) => code)).filter((code) => code === "orphan"), []);
    }
  });

  onDocker("call a port an orphan only when every container was entered", "its bridges are named otherwise", async () => {
    const bridge = `br-${net.id.slice(0, 12)}`;
    const stranger = await startStranger();
    try {
      await ip(["link", "add", "vethlost0", "type", "veth", "peer", "name", "vethlost1", "netns", String(stranger.pid)]);
      await ip(["link", "set", "vethlost0", "master", bridge, "up"]);
      const lost = async (grant: HelperGrant): Promise<unknown> => {
        const prober = proberOf(remote(real));
        await ask(prober, grant);
        if (prober.host?.visible !== true) assert.fail(JSON.stringify(prober.host));
        const port = prober.host.bridges.flatMap(({ ports }) => ports).find(({ name }) => name === "vethlost0");
        return [port?.behind?.kind, port?.findings.some(({ code }) => code === "orphan")];
      };
      assert.deepEqual(await lost({ image: perl, rights: "read" }), ["elsewhere", true]);
      assert.deepEqual(await lost({ image: rig.images.busybox, rights: "enter" }), ["elsewhere", true]);
      assert.deepEqual(await lost({ image: rig.images.busybox, rights: "read" }), ["unknown", false]);
    } finally {
      await ip(["link", "delete", "vethlost0"]).catch(() => undefined);
      stranger.kill("SIGKILL");
    }
  });

  describe("with a helper that", () => {
    const cases: readonly (readonly [word: string, script: string, code: string, rows?: string])[] = [
      ["prints rubbish", "echo hello", "helperOutput"],
      ["is cut off", 'ash "$@" | head -c 3000', "helperOutput"],
      ["prints without end", "yes", "helperTooLong"],
      ["hangs", "exec sleep 60", "helperLate"],
      ["sees no process", 'ash "$@" | grep -v "/proc/[0-9]"', "notVisible"],
      ["does not see where it is", 'ash "$@" | grep -v "^ *[0-9]* /proc/thread-self"', "helperUnproven"],
    ];
    for (const [word, script, code] of cases) {
      it(`${word}: each row says so, and the helper is gone`, async () => {
        const image = await importBroken(word.replaceAll(" ", "-"), script);
        try {
          await assertFailure({ image, rights: "read" }, code, { helperLimit: 4_000 });
        } finally {
          await removeImage(image);
        }
      });
    }

    it("has an image without a shell, none at all, or one that the engine refuses", async () => {
      await assertFailure({ image: rig.images.shellless, rights: "read" }, "helperShell");
      await assertFailure({ image: "no-such-image:latest", rights: "read" }, "helperImage");
      await assertFailure({ image: "Not A Reference", rights: "read" }, "helperRefused");
    });

    it("has no nsenter and ip: what is known without them stands, and the words say what lacks", async () => {
      const image = await importBroken("toolless", 'shift; script=$1; shift; exec ash -c "nsenter() { return 127; }; $script" "$@"');
      try {
        const prober = proberOf(remote(real));
        const links = await ask(prober, { image, rights: "enter" });
        assert.deepEqual(prober.helper, { state: "failed", image, rights: "enter", reason: { code: "helperTools", params: { image } } });
        await holdAgainstKernel(links, await real.inventory(), { all: false });
        assert.ok(rowsOf(links, made[1]!).every(({ via }) => via === "helper"));
      } finally {
        await removeImage(image);
      }
    });

    it("is killed half-way", async () => {
      const image = await importBroken("slow", 'sleep 5; exec ash "$@"');
      try {
        const prober = proberOf(remote(real));
        const links = ask(prober, { image, rights: "read" });
        const [id] = await eventually("The helper running", async () => ((await helpers()).length > 0 ? await helpers() : undefined));
        await eventually("The helper killed", async () => raw("POST", `/containers/${id!}/kill`).then(() => true, () => undefined));
        assert.equal(rowOf(await links, made[1]!).reason?.code, "helperOutput");
      } finally {
        await removeImage(image);
      }
    });

    it("is let down by an editor that dies: it ends by itself and is gone", async () => {
      const image = await importBroken("orphaned", 'sleep 4; exec ash "$@"');
      const child = spawn("unshare", ["--net", process.execPath, join(__dirname, "resolve.js"), rig.socket, `helper=${image},read`], { stdio: "ignore" });
      try {
        // One that was made and not yet started stays until it is a minute old.
        await eventually("The helper running", async () => ((await helpers("running")).length > 0 ? true : undefined));
        child.kill("SIGKILL");
        await eventually("The helper gone", async () => ((await helpers()).length === 0 ? true : undefined), 15_000);
      } finally {
        child.kill("SIGKILL");
        await removeImage(image);
      }
    });

    it("is ended with its connection", async () => {
      const image = await importBroken("ended", "exec sleep 60");
      try {
        const prober = proberOf(remote(real));
        const links = ask(prober, { image, rights: "read" });
        links.catch(() => undefined);
        await eventually("The helper running", async () => ((await helpers("running")).length > 0 ? true : undefined));
        prober.dispose();
        await assert.rejects(links);
        await eventually("The helper gone", async () => ((await helpers()).length === 0 ? true : undefined), 15_000);
      } finally {
        await removeImage(image);
      }
    });

    async function assertFailure(grant: HelperGrant, code: string, options: ProberOptions = {}): Promise<void> {
      const prober = proberOf(remote(real), options);
      const links = await ask(prober, grant);
      assert.ok(prober.helper?.state === "failed", JSON.stringify(prober.helper));
      assert.equal(prober.helper.reason.code, code, JSON.stringify(prober.helper));
      const [row] = rowsOf(links, made[1]!);
      assert.deepEqual([row?.verdict, row?.reason], ["unavailable", prober.helper.reason]);
      assert.equal(prober.host?.visible, false);
      assert.deepEqual(await helpers(), []);
    }
  });

  it("are not read twice, and after a change for the one container only", async () => {
    const prober = proberOf(remote(real));
    const grant = { image: perl, rights: "read" } as const;
    const first = await ask(prober, grant);
    assert.deepEqual(await ask(prober, grant), first);
    assert.equal(lines.length, 1);
    await raw("POST", `/containers/${made[2]!.id}/restart?t=0`);
    prober.invalidate(made[2]!.id as ContainerId);
    const links = await ask(prober, grant);
    assert.equal(lines.length, 2);
    await holdAgainstKernel(links, await real.inventory(), { all: true });
  });

  it("cost one helper a second at most in a storm of events, and are right after it", async () => {
    const prober = proberOf(remote(real));
    const grant = { image: perl, rights: "read" } as const;
    let wanted: (() => void) | undefined;
    const following = prober.follow(() => wanted?.());
    await ask(prober, grant);
    const [storm, since] = [lines.length, performance.now()];
    let published = 0;
    for (let event = 0; event < 40; event++) {
      prober.invalidate(made[event % 6]!.id as ContainerId);
      const abort = new AbortController();
      // The next event overtakes it.
      const resolved = prober.resolve(await real.inventory(), { exec: false, helper: grant }, abort.signal).then(
        () => published++,
        () => undefined,
      );
      await delay(50);
      abort.abort();
      await resolved;
    }
    const seconds = (performance.now() - since) / 1000;
    assert.ok(lines.length - storm <= Math.ceil(seconds) + 1, `${lines.length - storm} helpers in ${seconds} s`);
    // On a busy machine most are overtaken before they are there.
    assert.ok(published > 2, `it goes on being shown meanwhile, not ${published} times`);
    // A row that waits for the next helper says so, and its turn is announced.
    for (let round = 0, soon = true; soon; round++) {
      assert.ok(round < 5, "it settles");
      const announced = new Promise<void>((resolve) => (wanted = resolve));
      soon = (await ask(prober, grant)).some(({ reason }) => reason?.code === "soon");
      if (soon) await announced;
    }
    await holdAgainstKernel(await ask(prober, grant), await real.inventory(), { all: true });
    following.dispose();
  });

  it("come from containers that nobody sees: not in the inventory, and no event tells of them", async () => {
    const image = await importBroken("seen", 'sleep 0.5; exec ash "$@"');
    const events: EngineEvent[] = [];
    const following = real.events({ event: (event) => events.push(event), resumed: () => undefined, lost: () => undefined });
    try {
      await delay(200);
      const prober = proberOf(remote(real));
      const links = ask(prober, { image, rights: "enter" });
      const [id] = await eventually("The helper running", async () => ((await helpers()).length > 0 ? await helpers() : undefined));
      const { containers } = await real.inventory();
      assert.equal(containers.find((container) => container.id === id), undefined);
      await links;
      // What comes after it has surely come.
      const marker = await makeContainer("marker", { mode: "none" });
      await eventually("The marker's event", () => (events.some(({ containerId }) => containerId === marker.id) ? true : undefined));
      assert.deepEqual(events.filter(({ containerId }) => containerId === id), []);
      await raw("DELETE", `/containers/${marker.id}?force=1`);
    } finally {
      following.dispose();
      await removeImage(image);
    }
  });
});
