/** How soon a session follows its engine, and what it asks of it when nothing happens. */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isLive } from "../../src/core/inventory";
import { createSession } from "../../src/state/engineSession";
import type { Snapshot } from "../../src/state/session";
import { part } from "./context";
import { CountingProxy } from "./countingProxy";
import { eventTime } from "./eventTime";
import { BareHttp } from "./http";
import { within } from "./measure";

part(async (context) => {
  const { subject, socket, scratch, rounds, idleSeconds } = context;
  const proxy = new CountingProxy(socket, join(scratch, "proxy.sock"));
  await proxy.listen();
  const session = createSession({ host: `unix://${proxy.path}`, exec: false }, { info: () => undefined, error: (...words) => console.error(...words) });
  const watched = session.links.watch();
  session.start();
  const until = (what: string, holds: (snapshot: Snapshot) => boolean): Promise<number> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`The session did not show within 10 s: ${what}`)), 10_000);
      const look = (): void => {
        if (!holds(session.snapshot)) return;
        subscription.dispose();
        clearTimeout(timer);
        resolve(Date.now());
      };
      const subscription = session.onDidChange(look);
      look();
    });
  const live = (): Promise<number> => until("a live picture", ({ status, inventory }) => status.kind === "live" && inventory !== undefined);
  await live();
  const { networks, containers } = session.snapshot.inventory!;
  const running = containers.filter(isLive);
  const lab = `${networks.length} networks, ${containers.length} containers, ${running.length} running`;

  const bare = new BareHttp(socket);
  const created: number[] = [];
  const joined: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const name = `bench-event-${round}`;
    const Subnet = `10.251.${round}.0/24`;
    const shown = until(`network ${name}`, ({ inventory }) => inventory!.networks.some((network) => network.name === name));
    const { Id } = JSON.parse((await bare.call("POST", "/networks/create", { Name: name, IPAM: { Config: [{ Subnet }] } })).toString()) as { Id: string };
    created.push((await shown) - (await eventTime(bare, "create", Id)));

    const one = running[round % running.length]!;
    const attached = (): boolean => session.snapshot.inventory!.containers.find(({ id }) => id === one.id)!.attachments.some(({ networkName }) => networkName === name);
    const seen = until(`${one.name} on ${name}`, attached);
    await bare.call("POST", `/networks/${Id}/connect`, { Container: one.id });
    joined.push((await seen) - (await eventTime(bare, "connect", Id)));

    await bare.call("POST", `/networks/${Id}/disconnect`, { Container: one.id });
    await bare.call("DELETE", `/networks/${Id}`);
    await until(`${name} gone`, ({ inventory }) => !inventory!.networks.some((network) => network.name === name));
  }
  bare.close();

  // What the last change still causes is not idle.
  await delay(3_000);
  const before = proxy.requests;
  if (before === 0) throw new Error("The counting proxy saw no request at all: the session does not go through it");
  const cpu = process.cpuUsage();
  await delay(idleSeconds * 1_000);
  const { user, system } = process.cpuUsage(cpu);
  const idle = proxy.requests - before;
  await live();
  watched.dispose();
  session.dispose();
  proxy.close();
  return [
    within({ subject, what: `Engine's event \`network create\` → new snapshot (${lab})`, unit: "ms" }, created, 300),
    within({ subject, what: `Engine's event \`network connect\` → new snapshot (${lab})`, unit: "ms" }, joined, 300),
    within({ subject, what: `Requests in ${idleSeconds} idle seconds, links watched (${before} before, for ${rounds} rounds of changes)`, unit: "requests" }, [idle], 0),
    within({ subject, what: `Processor time in these ${idleSeconds} s`, unit: "ms" }, [(user + system) / 1_000]),
  ];
});
