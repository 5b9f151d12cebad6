import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { helperLabel, type HelperGrant } from "../../../src/core/helper";
import type { Inventory } from "../../../src/core/inventory";
import type { Link } from "../../../src/core/link";
import type { Engine } from "../../../src/engine/engine";
import { createProber } from "../../../src/probe/create";
import type { Prober } from "../../../src/probe/probe";
import { engine as rig } from "../../support/engine";
import { importPerl } from "../../support/helperImages";
import { holdAgainstKernel, open, rowOf } from "../../support/links";
import { asking, hostProcess, startOwn, stopOwn, type OwnEngine } from "../../support/rig";

// It is a Docker 28. RootlessKit makes its network through a device that not every machine has.
if (rig.private && rig.name === "docker-28" && existsSync("/dev/net/tun")) {
  describe("The links of a rootless engine, whose bridges are in RootlessKit's namespace,", () => {
    let own: OwnEngine;
    let ask: ReturnType<typeof asking>;
    let engine: Engine;
    let prober: Prober;
    let perl: string;
    const made = new Map<string, { readonly id: string; readonly name: string }>();

    async function look({ exec = false, helper }: { readonly exec?: boolean; readonly helper?: HelperGrant } = {}): Promise<{ links: readonly Link[]; inventory: Inventory }> {
      const inventory = await engine.inventory();
      return { links: await prober.resolve(inventory, { exec, ...(helper && { helper }) }, new AbortController().signal), inventory };
    }
    const hold = async ({ links, inventory }: Awaited<ReturnType<typeof look>>): Promise<number> =>
      holdAgainstKernel(links, inventory, { all: true, host: await hostProcess(own), pidOf: async (id) => (await ask<{ State: { Pid: number } }>("GET", `/containers/${id}/json`)).State.Pid });

    before(async function () {
      this.timeout(120_000);
      own = await startOwn("rootless", "rootless");
      ask = asking(own);
      perl = await importPerl(own.socket);
      await ask("POST", "/networks/create", { Name: "my-net", Driver: "bridge" });
      for (const [name, mode] of [["container1", "my-net"], ["container2", "my-net"], ["default", "bridge"], ["on-host", "host"], ["alone", "none"]] as const) {
        const { Id } = await ask<{ Id: string }>("POST", `/containers/create?name=${name}`, { Image: own.images.busybox, Cmd: ["sleep", "infinity"], StopSignal: "SIGKILL", HostConfig: { NetworkMode: mode } });
        await ask("POST", `/containers/${Id}/start`);
        made.set(name, { id: Id, name });
      }
      engine = await open(own.socket);
    });
    beforeEach(() => (prober = createProber(engine)));
    afterEach(() => prober.dispose());
    after(async () => {
      engine.dispose();
      await stopOwn(own);
    });

    it("are not guessed from here: a host that happens to be near is not the engine's", async () => {
      assert.equal(engine.info.rootless, true);
      const { links } = await look();
      for (const name of ["container1", "container2", "default"]) assert.deepEqual([rowOf(links, made.get(name)!).verdict, rowOf(links, made.get(name)!).peer], ["unavailable", undefined]);
      assert.deepEqual([rowOf(links, made.get("on-host")!).kind, rowOf(links, made.get("alone")!).kind], ["host", "none"]);
      assert.deepEqual(prober.host, { visible: false, code: "rootless", params: { engine: engine.info.name } });
    });

    it("have their own side known by a look inside, and no other", async () => {
      const { links } = await look({ exec: true });
      const row = rowOf(links, made.get("container1")!);
      assert.deepEqual([row.interface, row.verdict, row.reason?.code, row.peer], ["eth0", "unavailable", "remote", undefined]);
      assert.ok(row.ifindex !== undefined && row.iflink !== undefined);
    });

    for (const rights of ["read", "enter"] as const) {
      it(`are all proven by a helper that may ${rights}, though no cgroup says whose a process is`, async () => {
        const answer = await look({ helper: { image: perl, rights } });
        assert.equal(await hold(answer), 3);
        for (const link of answer.links.filter(({ verdict }) => verdict === "verified")) assert.deepEqual([link.method, link.via], ["netlink", "helper"]);
        assert.equal(prober.host?.visible, true);
        const filters = encodeURIComponent(JSON.stringify({ label: [helperLabel] }));
        assert.deepEqual(await ask("GET", `/containers/json?all=1&filters=${filters}`), [], "a helper was left behind");
      });
    }
  });
}
