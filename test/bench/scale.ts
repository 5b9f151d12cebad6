/** How the cost of the links grows with the containers, against the least that any program could ask, and against what people do by hand. */
import { execFile } from "node:child_process";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isLive } from "../../src/core/inventory";
import type { Inventory } from "../../src/core/inventory";
import type { Engine } from "../../src/engine/engine";
import { askNamespace, dumpLinks, messages, NLMSG_DONE, NLMSG_ERROR, RTM_NEWNSID } from "../../src/probe/netlinkMessages";
import { createProber, openEngine } from "../../src/state/backend";
import { docker, part } from "./context";
import { cost, gain, sideBySide, timed, within, type Row } from "./measure";
import { FILES, never, permissions, resolveAnew } from "./resolve";

/** Of these many the slow rivals are run, and scaled up to all. */
const SAMPLE = 10;
const run = promisify(execFile);

part(async (context) => {
  const { subject, socket, rounds } = context;
  // Started as root, for nsenter; all else is done as the unprivileged user that the bench is about.
  const asUser = (): void => process.seteuid?.(65534);
  const asRoot = (): void => process.seteuid?.(0);
  process.setgroups?.([statSync(socket).gid]);
  process.setegid?.(65534);
  asUser();
  const engine = await openEngine({ host: `unix://${socket}` });
  const inventory = await engine.inventory();
  const running = inventory.containers.filter(isLive);
  const count = running.length;
  const pids = await Promise.all(running.map(async ({ id }) => (await engine.process(id)).pid));
  await checkTruth(engine, inventory);

  const prober = createProber(engine);
  // As while somebody watches: the kernel tells of the host's links. It takes a moment until it is listened to.
  const following = prober.follow(() => undefined);
  await prober.resolve(inventory, permissions, never);
  await delay(500);
  prober.invalidate();
  await prober.resolve(inventory, permissions, never);
  let next = 0;
  const near = await sideBySide(
    {
      full: () => resolveAnew(engine, inventory),
      bare: () => bareDump(pids),
      both: async () => {
        await bareDump(pids);
        readFiles(pids);
      },
      one: () => {
        prober.invalidate(running[next++ % count]!.id);
        return prober.resolve(inventory, permissions, never);
      },
    },
    { rounds: Math.max(rounds, 5), warmUp: 10 },
  );
  const sampled = running.slice(0, SAMPLE);
  const factor = count / sampled.length;
  const far: { cli: number[]; nsenter: number[]; full: number[] } = { cli: [], nsenter: [], full: [] };
  for (let round = 0; round < Math.max(3, Math.round(rounds / 7)); round++) {
    far.full.push(await timed(() => resolveAnew(engine, inventory)));
    far.cli.push(factor * (await timed(() => inTurn(sampled.map(({ id }) => () => docker(context, ["exec", id, "cat", ...FILES]))))));
    asRoot();
    far.nsenter.push(factor * (await timed(() => inTurn(pids.slice(0, SAMPLE).map((pid) => () => run("nsenter", ["-t", String(pid), "-n", "ip", "-o", "link"]))))));
    asUser();
  }
  const scaled = count > SAMPLE ? ` (${SAMPLE} measured, scaled to ${count})` : "";
  const what = `Links of ${count} container${count === 1 ? "" : "s"}`;
  const many = count >= 100;
  const rows: Row[] = [
    cost({ subject, what: `${what}, nothing cached` }, near.full, "the bare netlink dump, and a namespace-id request for each", near.bare, many ? 3 : undefined),
    cost({ subject, what: `${what}, nothing cached` }, near.full, "that dump, and the files of /proc that tell each container’s side and that it still holds, read and not looked at", near.both),
    gain({ subject, what: `${what}, nothing cached` }, far.full, `\`docker exec … cat\` in each${scaled}`, far.cli, many ? 200 : undefined),
    gain({ subject, what: `${what}, nothing cached` }, far.full, `\`nsenter … ip -o link\` in each${scaled}`, far.nsenter),
    cost({ subject, what: `${what}, after a change of one while they are watched` }, near.one, "the bare netlink dump, and a namespace-id request for each", near.bare),
    within({ subject, what: `${what}: memory that what is known of them takes`, unit: "MiB" }, [await memoryOf(engine, inventory)]),
  ];
  following.dispose();
  prober.dispose();
  engine.dispose();
  return rows;
});

async function inTurn(jobs: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const job of jobs) await job();
}

/** Heap that the links and the prober with its cache hold, in MiB. */
async function memoryOf(engine: Engine, inventory: Inventory): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const prober = createProber(engine);
  const links = await prober.resolve(inventory, permissions, never);
  collect();
  const size = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  // Both are used after the measurement, so both are there during it.
  if (links.length === 0) throw new Error("There are no links to measure");
  prober.dispose();
  return size;
}

/** Speed counts only for a right answer: every container has its pair, and it is the one that `cat` says inside a few. */
async function checkTruth(engine: Engine, inventory: Inventory): Promise<void> {
  const links = await resolveAnew(engine, inventory);
  const running = inventory.containers.filter(isLive);
  const proven = links.filter(({ verdict, method }) => verdict === "verified" && method === "netlink");
  if (proven.length !== running.length) throw new Error(`${running.length} containers run, and ${proven.length} pairs are proven`);
  for (const { id, name } of running.slice(0, SAMPLE)) {
    const link = proven.find(({ container }) => container.id === id);
    const { stdout } = await engine.exec(id, ["cat", ...FILES], 10_000);
    if (stdout.trim().split("\n").join() !== `${link?.ifindex},${link?.peer?.ifindex}`) throw new Error(`${name}: ${JSON.stringify(link)} is not what it says inside: ${stdout}`);
  }
}

/** What any user may read of a container's own side: names, addresses, indices; then whether it is still the same process and namespace with the same indices. */
const SIDE = ["net/dev", "net/if_inet6", "net/fib_trie", "net/route", "net/igmp", "stat", "net/igmp"];
const buffer = Buffer.allocUnsafeSlow(65_536);

/** Opens and reads these files of every process, to their ends. */
function readFiles(pids: readonly number[]): void {
  for (const pid of pids) {
    for (const name of SIDE) {
      const file = openSync(`/proc/${pid}/${name}`, "r");
      while (readSync(file, buffer, 0, buffer.length, null) > 0);
      closeSync(file);
    }
  }
}

interface RawSocket {
  on(event: "message", listener: (datagram: Buffer) => void): unknown;
  send(data: Buffer, options: undefined, callback: (error?: Error) => void): void;
  close(): void;
}

/** The least: one dump of the links and one question a process, answers counted and not looked at. */
function bareDump(pids: readonly number[]): Promise<void> {
  const { RawNetlinkSocket } = createRequire(__filename)("netlink/dist/raw") as { RawNetlinkSocket: new (protocol: number, options: object) => RawSocket };
  const socket = new RawNetlinkSocket(0, { messagePeeking: false, msgBufferSize: 32_768, recvBufferSize: 212_992, sendBufferSize: 32_768 });
  return new Promise((resolve, reject) => {
    let open = pids.length + 1;
    let asked = 0;
    const ask = (): void => {
      const part = pids.slice(asked, asked + 100);
      if (part.length === 0) return;
      socket.send(Buffer.concat(part.map((pid, at) => askNamespace(2 + asked + at, pid))), undefined, failed);
      asked += part.length;
    };
    const failed = (error?: Error): void => {
      if (error !== undefined) reject(error);
    };
    socket.on("message", (datagram) => {
      for (const { type, seq } of messages(datagram)) {
        if (type !== NLMSG_DONE && type !== RTM_NEWNSID && type !== NLMSG_ERROR) continue;
        open--;
        // The receive buffer holds about a hundred answers more.
        if (type === NLMSG_DONE || (seq - 1) % 100 === 0) ask();
      }
      if (open > 0) return;
      setImmediate(() => {
        socket.close();
        resolve();
      });
      open = Infinity;
    });
    socket.send(dumpLinks(1), undefined, failed);
  });
}
