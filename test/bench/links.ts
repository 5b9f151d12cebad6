/** The links of every running container, against reading the two indices inside each of them. */
import { createProber, openEngine } from "../../src/state/backend";
import type { Engine } from "../../src/engine/engine";
import type { Container, Inventory } from "../../src/core/inventory";
import { isLive } from "../../src/core/inventory";
import { loadNetlink } from "../../src/probe/netlink";
import { TrafficMeter } from "../../src/state/traffic";
import { docker, part } from "./context";
import { cost, gain, sideBySide, timed, within } from "./measure";
import { FILES, never, permissions, resolveAnew } from "./resolve";


part(async (context) => {
  const { subject, socket } = context;
  const host = `unix://${socket}`;
  const engine = await openEngine({ host });
  const inventory = await engine.inventory();
  const running = inventory.containers.filter(isLive);
  const first = await timed(() => resolveAnew(engine, inventory));
  await checkTruth(engine, inventory, running);
  for (let warming = 0; warming < 10; warming++) await resolveAnew(engine, inventory);

  const prober = createProber(engine);
  await prober.resolve(inventory, permissions, never);
  const traffic = await ticks(engine, inventory);
  let next = 0;
  const times = await sideBySide(
    {
      full: () => resolveAnew(engine, inventory),
      one: () => {
        prober.invalidate(running[next++ % running.length]!.id);
        return prober.resolve(inventory, permissions, never);
      },
      cached: () => prober.resolve(inventory, permissions, never),
      everything: async () => {
        const own = await openEngine({ host });
        await resolveAnew(own, await own.inventory());
        own.dispose();
      },
      cli: () => inTurn(running, ({ id }) => docker(context, ["exec", id, "cat", ...FILES])),
      api: () => inTurn(running, ({ id }) => engine.exec(id, ["cat", ...FILES], 10_000)),
    },
    // Some seconds a round: the CLI is what takes them.
    { rounds: Math.max(3, Math.round(context.rounds / 3)), warmUp: 1 },
  );
  prober.dispose();
  engine.dispose();
  const all = `Links of ${running.length} running containers`;
  const cli = "`docker exec … cat` in each";
  return [
    gain({ subject, what: `${all}, nothing cached` }, times.full, cli, times.cli, 100),
    gain({ subject, what: `${all}, nothing cached` }, times.full, "exec by the API, `cat` in each", times.api),
    gain({ subject, what: `${all}, from connecting to the last row` }, times.everything, cli, times.cli),
    gain({ subject, what: `${all}, after a change of one` }, times.one, cli, times.cli),
    within({ subject, what: `${all}, the very first in a new process`, unit: "ms" }, [first]),
    within({ subject, what: `${all}, after a change of none`, unit: "ms" }, times.cached),
    within({ subject, what: `${all}, after a change of none, the host followed`, unit: "ms" }, traffic.followed),
    cost({ subject, what: `Traffic of the host's interfaces, one second's tick` }, traffic.tick, "the netlink dump of counters alone", traffic.counters),
    cost({ subject, what: `Traffic of the host's interfaces, one second's tick` }, traffic.tick, "one netlink dump of links and addresses", traffic.dump),
  ];
});

/** One tick of the traffic beside the dumps that it could be made of; and a resolve while the kernel is listened to. */
async function ticks(engine: Engine, inventory: Inventory): Promise<Record<"tick" | "counters" | "dump" | "followed", number[]>> {
  const netlink = loadNetlink();
  if (netlink === undefined) throw new Error("netlink does not load here");
  const prober = createProber(engine);
  const following = await new Promise<{ dispose(): void }>((resolve) => {
    // Told once, when it is listened to: then a resolve has the links as they are.
    const handle = prober.follow(() => resolve(handle));
    void prober.resolve(inventory, permissions, never);
  });
  await prober.resolve(inventory, permissions, never);
  const meter = new TrafficMeter(() => prober);
  await meter.tick(true);
  const times = await sideBySide(
    { tick: () => meter.tick(false), counters: () => netlink.counters(), dump: () => netlink.read([]), followed: () => prober.resolve(inventory, permissions, never) },
    { rounds: 101, warmUp: 10 },
  );
  following.dispose();
  prober.dispose();
  return times;
}

async function inTurn(containers: readonly Container[], read: (container: Container) => Promise<unknown>): Promise<void> {
  for (const container of containers) await read(container);
}

/** Speed counts only for a right answer: every pair is proven and is what `cat` says inside. */
async function checkTruth(engine: Engine, inventory: Inventory, running: readonly Container[]): Promise<void> {
  const links = await resolveAnew(engine, inventory);
  for (const container of running) {
    const link = links.find((one) => one.container.id === container.id && one.interface === "eth0");
    const { stdout } = await engine.exec(container.id, ["cat", ...FILES], 10_000);
    const ours = `${link?.ifindex} ${link?.peer?.ifindex} ${link?.verdict} by ${link?.method}`;
    const inside = `${stdout.trim().replace("\n", " ")} verified by netlink`;
    if (ours !== inside) throw new Error(`${container.name}: the prober says "${ours}", its kernel "${inside}": ${JSON.stringify(link)}`);
  }
}

