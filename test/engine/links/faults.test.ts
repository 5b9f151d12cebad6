import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ContainerId } from "../../../src/core/inventory";
import type { Link } from "../../../src/core/link";
import { Problem } from "../../../src/core/problem";
import type { Engine } from "../../../src/engine/engine";
import { loadNetlink, type Netlink } from "../../../src/probe/netlink";
import { createProber } from "../../../src/probe/prober";
import { bridgeOf, cleanUp, engine as rig, eventually, makeContainer, makeNetwork, raw, type Made, uniqueName } from "../../support/engine";
import { ip, kernelLinks, kernelPairs, pidOf } from "../../support/kernel";
import { holdAgainstKernel, open, resolve, rowOf, rowsOf } from "../../support/links";

const run = promisify(execFile);
/** The engine makes pairs on the host: both ends have an index that nothing else there has. */
const indicesDiffer = rig.product === "docker" && Number.parseInt(rig.version, 10) < 28;
/** A machine whose cgroups tell nothing: then the engine is asked for every process. */
const hidden = { cgroups: { find: () => undefined, learn: () => undefined } };

describe("The links of a real engine, when something goes wrong,", () => {
  let real: Engine;
  let net: Made;
  let other: Made;
  before(async () => {
    real = await open();
    [net, other] = [await makeNetwork("faults"), await makeNetwork("faults-other")];
    for (const word of ["bystander-a", "bystander-b"]) await makeContainer(word, { mode: net.name, networks: [other.name] });
  });
  after(async () => {
    real.dispose();
    await cleanUp();
  });

  /** The real engine, but for what is given. */
  function but(replaced: Partial<Engine>): Engine {
    return new Proxy(real, {
      get: (target, key) => {
        const own: unknown = Reflect.get(replaced, key);
        const value: unknown = own ?? Reflect.get(target, key, target);
        return typeof value === "function" && own === undefined ? (value.bind(target) as unknown) : value;
      },
    });
  }

  /** Real netlink; `meanwhile` runs once after the dump, before anything is made of it. */
  function thenMeanwhile(meanwhile: () => Promise<unknown>): () => Netlink {
    let done = false;
    return () => {
      const netlink = loadNetlink();
      if (netlink === undefined) throw new Error("the addon does not load here");
      const read: Netlink["read"] = async (pids) => {
        const reading = await netlink.read(pids);
        if (!done) await meanwhile();
        done = true;
        return reading;
      };
      return { ...netlink, read };
    };
  }

  async function truly(links: readonly Link[]): Promise<void> {
    await holdAgainstKernel(links.filter(({ reason }) => reason?.code !== "changed"), await real.inventory(), { all: false }).catch((error: unknown) => {
      // Rows that could not be read are missing on purpose; a false pair is not.
      if (/it is no pair|two rows/.test(String(error))) throw error;
    });
  }

  it("of a container that dies while it is read are none, and the others' are all there", async () => {
    const dying = await makeContainer("dying", { mode: net.name });
    const process: Engine["process"] = async (id) => {
      const answer = await real.process(id);
      if (id === dying.id && answer.pid > 0) {
        await raw("POST", `/containers/${id}/kill`);
        await raw("POST", `/containers/${id}/wait`);
      }
      return answer;
    };
    const { links } = await resolve(but({ process }), hidden);
    const link = rowOf(links, dying);
    assert.deepEqual([link.verdict, link.reason?.code, link.peer], ["unavailable", "changed", undefined]);
    const rest = links.filter(({ container, network }) => container.id !== dying.id && network?.id === net.id);
    assert.deepEqual(rest.map(({ verdict }) => verdict), ["verified", "verified"]);
    const again = rowOf((await resolve(real)).links, dying);
    assert.deepEqual([again.verdict, again.reason?.code], ["notApplicable", "stopped"]);
  });

  it("of a container that is removed while it is read do not fail the others'", async () => {
    const going = await makeContainer("going", { mode: net.name });
    const process: Engine["process"] = async (id) => {
      if (id === going.id) await raw("DELETE", `/containers/${id}?force=1`).catch(() => undefined);
      return real.process(id);
    };
    const { links } = await resolve(but({ process }), hidden);
    const link = rowOf(links, going);
    assert.equal(link.verdict, "unavailable");
    assert.ok(link.reason?.code === "failed" || link.reason?.code === "changed", JSON.stringify(link.reason));
    assert.ok(links.some(({ network, verdict }) => network?.id === net.id && verdict === "verified"));
  });

  it("whose process id is by now another's, a container's or a stranger's, are not read from that one", async () => {
    const victim = await makeContainer("victim", { mode: net.name });
    const another = await makeContainer("another", { mode: other.name });
    for (const pid of [await pidOf(another.id), process.pid, 4_194_303]) {
      const wrong: Engine["process"] = async (id) => (id === victim.id ? { ...(await real.process(id)), pid } : real.process(id));
      for (const options of [hidden, { ...hidden, loadNetlink: () => undefined }]) {
        const { links } = await resolve(but({ process: wrong }), options);
        for (const link of rowsOf(links, victim)) {
          assert.equal(link.verdict, "unavailable", JSON.stringify(link));
          assert.ok(["notVisible", "execOff", "changed"].includes(link.reason?.code ?? ""), JSON.stringify(link.reason));
          assert.equal(link.peer, undefined);
        }
        assert.equal(rowOf(links, another).network?.name, other.name);
      }
    }
  });

  it("whose namespace changes between two reads, with the same process, are not mixed from both", async () => {
    const wait = "until [ -e /go ]; do sleep 0.02; done; exec unshare -n sleep infinity";
    const changing = await makeContainer("changing", { mode: net.name, body: { Cmd: ["sh", "-c", wait] }, hostConfig: { CapAdd: ["SYS_ADMIN"], SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"] } });
    const pid = await pidOf(changing.id);
    const namespace = async (): Promise<string> => (await run("readlink", [`/proc/${pid}/ns/net`])).stdout;
    const before = await namespace();
    const leave = async (): Promise<void> => {
      assert.equal((await real.exec(changing.id as ContainerId, ["touch", "/go"], 5_000)).exitCode, 0);
      await eventually("the other namespace", async () => ((await namespace()) === before ? undefined : true));
    };
    const { links } = await resolve(real, { loadNetlink: thenMeanwhile(leave) });
    assert.equal(await pidOf(changing.id), pid, "it is the same process");
    for (const link of rowsOf(links, changing)) {
      assert.deepEqual([link.verdict, link.peer], ["unavailable", undefined], JSON.stringify(link));
      assert.ok(["noInterface", "changed"].includes(link.reason?.code ?? ""), JSON.stringify(link.reason));
    }
    await raw("DELETE", `/containers/${changing.id}?force=1`);
  });

  it("whose port is moved or whose bridge is renamed while we look are true of the moment before, and found out by the next look", async () => {
    const web = await makeContainer("moving-port", { mode: net.name });
    const [pair] = await kernelPairs([web.id]);
    const [port, bridge, elsewhere] = [pair!.peer.interface, await bridgeOf(net), await bridgeOf(other)];
    try {
      const moving = thenMeanwhile(() => ip(["link", "set", port, "master", elsewhere]));
      const [link] = rowsOf((await resolve(real, { loadNetlink: moving })).links, web);
      assert.deepEqual([link?.verdict, link?.peer?.interface, link?.ifindex], ["verified", port, pair!.ifindex], "the pair is the same wherever it is plugged");
      const [later] = rowsOf((await resolve(real)).links, web);
      assert.deepEqual([later?.peer?.bridge, later?.evidence.find(({ holds }) => !holds)?.fact], [elsewhere, "wrongBridge"]);
    } finally {
      await ip(["link", "set", port, "master", bridge]);
    }
    try {
      const renaming = thenMeanwhile(() => ip(["link", "set", bridge, "name", "dnerenamed0"]));
      for (const loading of [{ loadNetlink: renaming }, {}]) {
        const { links } = await resolve(real, loading);
        await truly(links);
        const [link] = rowsOf(links, web);
        assert.deepEqual([link?.verdict, link?.peer?.interface, link?.peer?.bridge, link?.evidence.find(({ holds }) => !holds)?.fact], ["verified", port, "dnerenamed0", "wrongBridge"]);
      }
    } finally {
      await ip(["link", "set", "dnerenamed0", "name", bridge]);
    }
  });

  it("whose host end goes to another namespace after the host was read, are not shown where they were", async () => {
    const away = uniqueName("away").slice(0, 15);
    const web = await makeContainer("moved-away", { mode: net.name });
    const [pair] = await kernelPairs([web.id]);
    const end = pair!.peer.interface;
    await ip(["netns", "add", away]);
    try {
      const { links } = await resolve(real, { loadNetlink: thenMeanwhile(() => ip(["link", "set", end, "netns", away])) });
      await truly(links);
      assert.ok(rowsOf(links, web).every(({ verdict, peer }) => verdict !== "verified" && peer?.interface !== end), JSON.stringify(rowsOf(links, web)));
    } finally {
      await ip(["netns", "del", away]);
      await raw("DELETE", `/containers/${web.id}?force=1`);
    }
  });

  it("by a user from whom /proc hides other users' processes (hidepid) are said to be out of sight", async () => {
    const program = [process.execPath, join(__dirname, "resolve.js"), rig.socket];
    const asNobody = ["setpriv", "--reuid=65534", "--regid=65534", `--groups=${rig.gid}`, "--inh-caps=-all", "--"];
    const argv = ["--mount", "sh", "-c", 'mount -t proc -o hidepid=2 proc /proc && exec "$@"', "sh", ...asNobody, ...program];
    for (const [flags, allowed] of [[[], ["notVisible", "execOff"]], [["exec"], ["notVisible", "remote", "execFailed", "paused"]]] as const) {
      const links = JSON.parse((await run("unshare", [...argv, ...flags], { maxBuffer: 1 << 26 })).stdout) as Link[];
      const own = links.filter(({ network }) => network?.id === net.id && network.driver === "bridge").filter(({ reason }) => reason?.code !== "stopped");
      assert.ok(own.length >= 2);
      for (const link of own) {
        assert.equal(link.verdict, "unavailable", JSON.stringify(link));
        assert.ok((allowed as readonly string[]).includes(link.reason?.code ?? ""), JSON.stringify(link.reason));
      }
    }
  });

  describe("without netlink, where a look inside", () => {
    const blind = { loadNetlink: () => undefined, exec: true };
    /** Containers that were looked into. */
    const looked = new Set<string>();
    const exec: Engine["exec"] = (id, ...rest) => {
      looked.add(id);
      return real.exec(id, ...rest);
    };
    /** Takes away what else would tell a port: what the bridge heard. */
    async function blur(): Promise<void> {
      const bridge = await bridgeOf(net);
      const ports = (await kernelLinks()).filter(({ master }) => master === bridge);
      for (const { ifname } of ports) await ip(["link", "set", "dev", ifname, "type", "bridge_slave", "learning", "off", "fdb_flush"]);
      looked.clear();
    }
    /** A container whose `cat` is the given script. */
    async function withCat(word: string, scriptOf: string | ((made: Made) => Promise<string>)): Promise<Made> {
      const made = await makeContainer(word, { mode: net.name });
      const script = typeof scriptOf === "string" ? scriptOf : await scriptOf(made);
      const put = `rm /bin/cat; printf '%s' "$0" > /bin/cat; chmod 755 /bin/cat`;
      assert.equal((await real.exec(made.id as ContainerId, ["sh", "-c", put, `#!/bin/sh\n${script}\n`], 5_000)).exitCode, 0);
      return made;
    }
    /** Looked into in vain: then it is said to be open, and why; or, where traffic tells one from the others, a guess. */
    async function open(engine: Engine, container: Made, wanted: RegExp): Promise<void> {
      await blur();
      const { links } = await resolve(engine, blind);
      await truly(links);
      const link = rowOf(links, container);
      assert.ok(engine !== watched || looked.has(container.id), "it was looked into");
      if (link.verdict === "inferred") return;
      assert.deepEqual([link.verdict, link.reason?.code], ["ambiguous", "execFailed"], JSON.stringify(link));
      assert.match(String(link.reason?.params["detail"]), wanted);
    }
    let watched: Engine;
    before(function () {
      watched = but({ exec });
      // Up to Docker 27 every port has an index of its own: the host's own facts prove it, and nothing is looked into.
      if (indicesDiffer) this.skip();
    });

    it("prints rubbish, the reason says so", async () => {
      for (const [at, script] of ["head -c 3000 /dev/urandom", "echo no >&2; exit 3", "printf '2\\n0\\n1500\\nup\\n02:00:00:00:00:01\\n'"].entries()) {
        await open(watched, await withCat(`rubbish${at}`, script), /\S/);
      }
    });

    it("hangs, it is given up after three seconds, and the others do not wait for it", async function () {
      this.timeout(30_000);
      const container = await withCat("hanging", "exec sleep 60");
      const started = Date.now();
      await open(watched, container, /3 s/);
      assert.ok(Date.now() - started < 12_000);
      await raw("DELETE", `/containers/${container.id}?force=1`);
    });

    it("is refused by the engine, the reason is in its words", async () => {
      const refusing = but({ exec: () => Promise.reject(new Problem("refused", "authorization denied by plugin x")) });
      await open(refusing, await makeContainer("refused", { mode: net.name }), /authorization denied by plugin x/);
    });

    it("lies about its port, the lie is never verified, nor does it cost the true owner's row its name", async () => {
      const victim = await makeContainer("lied-about", { mode: net.name, image: rig.images.shellless });
      const [theirs] = await kernelPairs([victim.id]);
      const mac = (await raw<{ NetworkSettings: { Networks: Record<string, { MacAddress: string }> } }>("GET", `/containers/${victim.id}/json`)).NetworkSettings.Networks[net.name]!.MacAddress;
      // Its own index, another's port, another's MAC address.
      const liar = await withCat("liar", async (made) => {
        const [own] = await kernelPairs([made.id]);
        return `for f; do case $f in */ifindex) echo ${own!.ifindex};; */iflink) echo ${theirs!.peer.ifindex};; */mtu) echo 1500;; */operstate) echo up;; */address) echo ${mac};; *) head -n 99 $f;; esac; done`;
      });
      const [own] = await kernelPairs([liar.id]);
      await blur();
      const { links } = await resolve(watched, blind);
      assert.ok(looked.has(liar.id), "it was looked into");
      await truly(links);
      const link = rowOf(links, liar);
      if (link.verdict === "verified") assert.equal(link.peer?.interface, own!.peer.interface, "by the host's own facts");
      else assert.ok(["inferred", "ambiguous", "unavailable"].includes(link.verdict));
    });
  });

  it("are proven again as soon as netlink answers again", async () => {
    let broken = true;
    const breaking = (): Netlink => {
      const netlink = loadNetlink()!;
      return { ...netlink, read: (pids) => (broken ? Promise.reject(new Error("No buffer space available")) : netlink.read(pids)) };
    };
    const prober = createProber(real, { loadNetlink: breaking });
    const inventory = await real.inventory();
    const look = (): Promise<readonly Link[]> => prober.resolve(inventory, { exec: false }, new AbortController().signal);
    await truly(await look());
    broken = false;
    prober.invalidate();
    await holdAgainstKernel(await look(), await real.inventory(), { all: true });
    prober.dispose();
  });
});
