import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { HostInterface, HostSight } from "../../../src/core/hostView";
import type { Inventory } from "../../../src/core/inventory";
import type { Link } from "../../../src/core/link";
import { Problem } from "../../../src/core/problem";
import { refusalOf } from "../../../src/core/refusal";
import { overlayNodes } from "../../../src/state/overlayNodes";
import { engine as rig, eventually } from "../../support/engine";
import { ip, kernelLinks } from "../../support/kernel";
import { holdAgainstKernel, open, rowsOf } from "../../support/links";
import { asking, hostProcess, startOwn, stopOwn, type OwnEngine, type Suite } from "../../support/rig";

const run = promisify(execFile);

interface Node {
  readonly engine: OwnEngine;
  /** A process on its host. */
  readonly pid: number;
  readonly ask: ReturnType<typeof asking>;
}
interface Answer {
  readonly links: readonly Link[];
  readonly host: HostSight;
  readonly inventory: Inventory;
}

// Engines of their own: leaving a swarm takes the names of all its engine's networks along.
if (rig.private && rig.product === "docker") {
  const suite: Suite = rig.name === "docker-20" ? "bookworm" : "forky";

  describe("The links of a swarm's overlay, two engines joined by a wire,", () => {
    let one: Node;
    let two: Node;
    const started: OwnEngine[] = [];

    async function start(label: string): Promise<Node> {
      const engine = await startOwn(suite, label);
      started.push(engine);
      return { engine, pid: await hostProcess(engine), ask: asking(engine) };
    }
    async function makeContainer({ ask, engine }: Node, name: string, mode: string, ...networks: string[]): Promise<string> {
      const { Id } = await ask<{ Id: string }>("POST", `/containers/create?name=${name}`, { Image: engine.images.busybox, Cmd: ["sleep", "infinity"], StopSignal: "SIGKILL", HostConfig: { NetworkMode: mode } });
      for (const network of networks) await ask("POST", `/networks/${network}/connect`, { Container: Id });
      await ask("POST", `/containers/${Id}/start`);
      return Id;
    }
    /** What the product says on that node's host. */
    async function look({ engine, pid }: Node): Promise<Answer> {
      const argv = ["-t", String(pid), "-n", "unshare", "--mount", "sh", join(process.cwd(), "test/rig/enter-host.sh"), process.execPath, join(__dirname, "resolve.js"), engine.socket, "host"];
      return JSON.parse((await run("nsenter", argv, { maxBuffer: 1 << 26 })).stdout) as Answer;
    }
    const pidIn = ({ ask }: Node) => async (id: string): Promise<number> => (await ask<{ State: { Pid: number } }>("GET", `/containers/${id}/json`)).State.Pid;
    const hold = (node: Node, { links, inventory }: Answer): Promise<number> => holdAgainstKernel(links, inventory, { all: true, host: node.pid, pidOf: pidIn(node) });
    const told = (links: readonly Link[], id: string): unknown[] =>
      rowsOf(links, { id }).map(({ network, kind, verdict, reason, peer }) => [network?.name, kind, verdict, reason?.code, peer?.namespace, peer?.bridge]).sort();

    /** The nodes of the overlay, as the product learns them of that engine. */
    async function nodesOn(socket: string): Promise<readonly string[]> {
      const engine = await open(socket);
      try {
        const inventory = await engine.inventory();
        const nodes = await overlayNodes(engine, inventory);
        const told = inventory.networks.filter(({ id }) => nodes[id] !== undefined);
        assert.ok(told.every(({ driver }) => driver === "overlay"), "of no other network");
        const over = told.find(({ name }) => name === "over");
        return (over && nodes[over.id]) ?? [];
      } finally {
        engine.dispose();
      }
    }

    before(async function () {
      this.timeout(120_000);
      [one, two] = await Promise.all([start("swarm-a"), start("swarm-b")]);
      await ip(["link", "add", "wire0", "type", "veth", "peer", "name", "wire0", "netns", String(two.pid)], one.pid);
      for (const [node, address] of [[one, "192.0.2.1/24"], [two, "192.0.2.2/24"]] as const) {
        await ip(["address", "add", address, "dev", "wire0"], node.pid);
        await ip(["link", "set", "wire0", "up"], node.pid);
      }
      await one.ask("POST", "/swarm/init", { ListenAddr: "192.0.2.1:2377", AdvertiseAddr: "192.0.2.1" });
      await one.ask("POST", "/networks/create", { Name: "over", Driver: "overlay", Attachable: true });
      await one.ask("POST", "/networks/create", { Name: "over-inner", Driver: "overlay", Attachable: true, Internal: true });
      await one.ask("POST", "/networks/create", { Name: "plain", Driver: "bridge" });
    });
    after(async () => {
      await Promise.all(started.map(stopOwn));
    });

    it("end in the overlay's own namespace on one node, and lead out by a proven leg on docker_gwbridge", async () => {
      const web = await makeContainer(one, "web", "over");
      const answer = await look(one);
      assert.equal(await hold(one, answer), 1);
      assert.deepEqual(told(answer.links, web), [
        ["docker_gwbridge", "veth", "verified", undefined, "host", "docker_gwbridge"],
        ["over", "overlay", "unavailable", "overlay", "overlay", undefined],
      ]);
      const inside = (await kernelLinks(await pidIn(one)(web))).filter(({ ifname }) => ifname !== "lo");
      assert.deepEqual(rowsOf(answer.links, { id: web }).map((link) => [link.interface, link.ifindex]).sort(), inside.map(({ ifname, ifindex }) => [ifname, ifindex]).sort());
    });

    it("beside a bridge have the bridge's leg instead; an internal overlay has none at all", async () => {
      const both = await makeContainer(one, "both", "over", "plain");
      const inner = await makeContainer(one, "inner", "over-inner");
      const answer = await look(one);
      await hold(one, answer);
      const plain = answer.inventory.networks.find(({ name }) => name === "plain")!;
      const rows = told(answer.links, both);
      assert.ok(rows.some((row) => JSON.stringify(row) === JSON.stringify(["plain", "veth", "verified", null, "host", plain.bridge])), JSON.stringify(rows));
      assert.ok(rows.some((row) => JSON.stringify(row) === JSON.stringify(["over", "overlay", "unavailable", "overlay", "overlay", null])), JSON.stringify(rows));
      assert.deepEqual(told(answer.links, inner), [["over-inner", "overlay", "unavailable", "overlay", "overlay", undefined]]);
    });

    it("are the same on two nodes, whose containers reach each other by name", async () => {
      const { JoinTokens } = await one.ask<{ JoinTokens: { Worker: string } }>("GET", "/swarm");
      await two.ask("POST", "/swarm/join", { ListenAddr: "192.0.2.2:2377", AdvertiseAddr: "192.0.2.2", RemoteAddrs: ["192.0.2.1:2377"], JoinToken: JoinTokens.Worker });
      const far = await eventually("a container on the second node", () => makeContainer(two, `far-${Math.random().toString(36).slice(2)}`, "over").catch(() => undefined), 20_000);
      const ping = async (): Promise<true | undefined> => {
        const target = await pidIn(two)(far);
        // The name is resolved inside: by the container's own resolv.conf.
        const { Id } = await two.ask<{ Id: string }>("POST", `/containers/${far}/exec`, { Cmd: ["ping", "-c", "1", "-W", "1", "web"], AttachStdout: true });
        await two.ask("POST", `/exec/${Id}/start`, { Detach: false });
        const { ExitCode } = await two.ask<{ ExitCode: number | null }>("GET", `/exec/${Id}/json`);
        return target > 0 && ExitCode === 0 ? true : undefined;
      };
      await eventually("an answer from the first node's container", ping, 20_000);
      // Each node learns of the other by gossip, a moment after a container there joined.
      for (const { engine } of [one, two]) await eventually("both nodes", async () => ((await nodesOn(engine.socket)).join() === "192.0.2.1,192.0.2.2" ? true : undefined), 20_000);
      const [here, there] = [await look(one), await look(two)];
      assert.ok((await hold(one, here)) >= 2);
      assert.equal(await hold(two, there), 1);
      assert.deepEqual(told(there.links, far), [
        ["docker_gwbridge", "veth", "verified", undefined, "host", "docker_gwbridge"],
        ["over", "overlay", "unavailable", "overlay", "overlay", undefined],
      ]);
    });

    it("tell a swarm's services on the overlay where all of it is asked for", async () => {
      const TaskTemplate = { ContainerSpec: { Image: one.engine.images.busybox, Command: ["sleep", "infinity"] }, Networks: [{ Target: "over" }], RestartPolicy: { Condition: "none" } };
      const { ID } = await one.ask<{ ID: string }>("POST", "/services/create", { Name: "svc", TaskTemplate, Mode: { Replicated: { Replicas: 1 } } });
      const engine = await open(one.engine.socket);
      try {
        const { id } = (await engine.inventory()).networks.find(({ name }) => name === "over")!;
        const services = async (verbose: boolean): Promise<string[]> => Object.keys(((await engine.inspectNetwork(id, verbose)) as { Services?: object }).Services ?? {});
        await eventually("the service", async () => ((await services(true)).includes("svc") ? true : undefined), 30_000);
        assert.deepEqual(await services(false), []);
      } finally {
        engine.dispose();
        await one.ask("DELETE", `/services/${ID}`);
      }
    });

    it("are made and removed on a manager only: a worker refuses in words that are known, and nothing is half done", async () => {
      const worker = await open(two.engine.socket);
      try {
        const spec = { name: "on-worker", driver: "overlay", pools: [], internal: false, ipv6: false, attachable: true, options: {}, labels: {} };
        const over = (await worker.inventory()).networks.find(({ name }) => name === "over")!;
        for (const operation of [{ kind: "createNetwork", spec }, { kind: "removeNetwork", network: over }] as const) {
          await assert.rejects(worker.perform(operation), (error) => error instanceof Problem && refusalOf(error.message) === "notSwarmManager");
        }
        assert.deepEqual((await worker.inventory()).networks.map(({ name }) => name).filter((name) => name === "on-worker" || name === "over"), ["over"]);
      } finally {
        worker.dispose();
      }
    });

    it("leave no port of the host an orphan: what leads into the swarm's own sandboxes is called that", async () => {
      for (const node of [one, two]) {
        // A node that has just joined gets its sandbox for the ingress a while later.
        const { bridges, others } = await eventually("a port into a sandbox of the swarm's own", async () => {
          const { host } = await look(node);
          assert.ok(host.visible, JSON.stringify(host));
          const gateway = host.bridges.find(({ name }) => name === "docker_gwbridge");
          return gateway?.ports.some(({ behind }) => behind?.kind === "swarm") === true ? host : undefined;
        }, 20_000);
        const all: readonly HostInterface[] = [...bridges.flatMap(({ ports }) => ports), ...others];
        assert.deepEqual(all.filter(({ findings }) => findings.some(({ code }) => code === "orphan")).map(({ name }) => name), []);
      }
    });
  });
}
