import assert from "node:assert/strict";
import type { HostView } from "../../../src/core/hostView";
import type { Engine } from "../../../src/engine/engine";
import { createProber } from "../../../src/probe/prober";
import { cleanUp, engine as rig, makeContainer, makeNetwork, type Made } from "../../support/engine";
import { pidOf } from "../../support/kernel";
import { holdAgainstKernel, open, resolve, rowsOf } from "../../support/links";
import { asking, startOwn, stopOwn, type OwnEngine } from "../../support/rig";

// One pair of neighbours is enough: the oldest Docker, whose indices differ, and Podman, whose eth0 is always 2.
if (rig.private && rig.name === "docker-20") {
  describe("Two engines on one host, a Docker and a Podman,", () => {
    let podman: OwnEngine | undefined;
    let docker: Engine;
    let other: Engine;
    const opened: Engine[] = [];
    const dockers: Made[] = [];
    const podmans: Made[] = [];
    const look = { pidOf: async (id: string) => (await asking(podman!)<{ State: { Pid: number } }>("GET", `/containers/${id}/json`)).State.Pid };

    before(async function () {
      this.timeout(180_000);
      podman = await startOwn("podman", "beside", rig.netns === null ? {} : { netns: rig.netns });
      const ask = asking(podman);
      docker = await open();
      other = await open(podman.socket);
      opened.push(docker, other);
      const net = await makeNetwork("beside");
      for (const word of ["beside-a", "beside-b"]) dockers.push(await makeContainer(word, { mode: net.name }));
      await ask("POST", "/networks/create", { Name: "beside", Driver: "bridge" });
      for (const name of ["beside-a", "beside-b"]) {
        const { Id } = await ask<{ Id: string }>("POST", `/containers/create?name=${name}`, { Image: podman.images.busybox, Cmd: ["sleep", "infinity"], StopSignal: "SIGKILL", HostConfig: { NetworkMode: "beside" } });
        await ask("POST", `/containers/${Id}/start`);
        podmans.push({ id: Id, name });
      }
    });
    after(async () => {
      for (const engine of opened) engine.dispose();
      await stopOwn(podman);
      await cleanUp();
    });

    it("have each its own pairs, all of them, and none of the other's", async () => {
      for (const [engine, own, at] of [[docker, dockers, { pidOf }], [other, podmans, look]] as const) {
        const { links, inventory } = await resolve(engine);
        assert.equal(await holdAgainstKernel(links, inventory, { all: true, ...at }), own.length);
        assert.deepEqual(new Set(links.filter(({ verdict }) => verdict === "verified").map(({ container }) => container.id)), new Set(own.map(({ id }) => id)));
      }
    });

    it("have no false pair without netlink either, though containers of both have the same indices", async () => {
      for (const [engine, own, at] of [[docker, dockers, { pidOf }], [other, podmans, look]] as const) {
        for (const exec of [false, true]) {
          const { links, inventory } = await resolve(engine, { loadNetlink: () => undefined, exec });
          await holdAgainstKernel(links, inventory, { all: false, ...at });
          for (const link of own.flatMap((container) => rowsOf(links, container))) assert.ok(["verified", "inferred", "ambiguous"].includes(link.verdict), JSON.stringify(link));
        }
      }
    });

    it("do not call the other's ports orphans", async () => {
      for (const engine of [docker, other]) {
        const prober = createProber(engine);
        await prober.resolve(await engine.inventory(), { exec: false }, new AbortController().signal);
        const { bridges, others } = prober.host as HostView;
        prober.dispose();
        const lost = [...bridges.flatMap(({ ports }) => ports), ...others].filter(({ findings }) => findings.some(({ code }) => code === "orphan"));
        assert.deepEqual(lost.map(({ name }) => name), [], engine.info.product);
      }
    });
  });
}
