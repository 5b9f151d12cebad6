import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fromOtherEnd } from "../../src/core/traffic";
import type { Inventory } from "../../src/core/inventory";
import type { Engine } from "../../src/engine/engine";
import type { Prober } from "../../src/probe/probe";
import { createProber } from "../../src/probe/prober";
import { TrafficMeter } from "../../src/state/traffic";
import { cleanUp, eventually, makeContainer, makeNetwork, raw, type Made } from "../support/engine";
import { kernelPairs, pidOf } from "../support/kernel";
import { open } from "../support/links";

/** What the kernel counted inside the container, read by the test in its namespace: bytes and packets, received and sent. */
async function inside(container: Made): Promise<readonly [rx: number, rxPackets: number, tx: number, txPackets: number]> {
  const line = readFileSync(`/proc/${await pidOf(container.id)}/net/dev`, "utf8").split("\n").find((one) => one.trim().startsWith("eth0:"));
  const [rx = 0, rxPackets = 0, , , , , , , tx = 0, txPackets = 0] = (line ?? "").split(":")[1]!.trim().split(/\s+/).map(Number);
  return [rx, rxPackets, tx, txPackets];
}

describe("The traffic of a real engine", () => {
  let engine: Engine;
  let inventory: Inventory;
  let one: Made;
  let two: Made;

  before(async () => {
    engine = await open();
    const net = await makeNetwork("traffic");
    one = await makeContainer("traffic-one", { mode: net.name });
    two = await makeContainer("traffic-two", { mode: net.name });
    inventory = await engine.inventory();
  });
  after(async () => {
    engine.dispose();
    await cleanUp();
  });

  async function ready(prober: Prober): Promise<TrafficMeter> {
    await prober.resolve(inventory, { exec: false }, new AbortController().signal);
    return new TrafficMeter(() => prober);
  }

  /** Runs a program of the container's in its network until it ends by itself or is ended. */
  async function inContainer(container: Made, ...argv: readonly string[]): Promise<ChildProcess> {
    return spawn("nsenter", ["-t", String(await pidOf(container.id)), "-n", "-m", ...argv], { stdio: "ignore" });
  }
  async function addressOf(container: Made): Promise<string> {
    const { NetworkSettings } = await raw<{ NetworkSettings: { Networks: Record<string, { IPAddress: string }> } }>("GET", `/containers/${container.id}/json`);
    return Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? "";
  }
  /** Works while the one pings the other with a kilobyte, some hundred times a second. */
  async function pinging<T>(work: () => Promise<T>): Promise<T> {
    const ping = await inContainer(one, "ping", "-q", "-i", "0.005", "-s", "1000", await addressOf(two));
    try {
      await delay(200);
      return await work();
    } finally {
      ping.kill("SIGKILL");
    }
  }

  for (const [method, options] of [["netlink", {}], ["/proc", { loadNetlink: () => undefined }]] as const) {
    it(`is what the kernel counts inside the containers, within 5 %, by ${method}`, async () => {
      const prober = createProber(engine, options);
      const meter = await ready(prober);
      const traffic = await pinging(async () => {
        await meter.tick(true);
        const before = await inside(one);
        const start = performance.now();
        await delay(1_000);
        const tick = await meter.tick(false);
        const seconds = (performance.now() - start) / 1_000;
        const after = await inside(one);
        const [pair] = await kernelPairs([one.id]);
        const rates = tick?.changed.find(({ ifindex }) => ifindex === pair!.peer.ifindex)?.rates;
        assert.ok(rates, JSON.stringify(tick));
        return { rates: fromOtherEnd(rates), truth: after.map((value, index) => (value - before[index]!) / seconds) };
      });
      prober.dispose();
      const { rates, truth } = traffic;
      const told = [rates.rxBytes, rates.rxPackets, rates.txBytes, rates.txPackets];
      assert.ok(truth[2]! > 20_000, `there is no traffic to speak of: ${truth.join()}`);
      told.forEach((value, index) => assert.ok(Math.abs(value - truth[index]!) <= 0.05 * truth[index]!, `${told.join()} is not ${truth.join()}`));
    });
  }

  it("tells directions from the container's side: who only sends receives next to nothing", async () => {
    const prober = createProber(engine);
    const meter = await ready(prober);
    // To a port where nobody listens: what comes back are a few refusals.
    const send = "const s = require('dgram').createSocket('udp4'); setInterval(() => { for (let i = 0; i < 20; i++) s.send(Buffer.alloc(1000), 9, process.argv[1]); }, 20)";
    const source = spawn("nsenter", ["-t", String(await pidOf(one.id)), "-n", process.execPath, "-e", send, await addressOf(two)], { stdio: "ignore" });
    const ends = await kernelPairs([one.id, two.id]);
    try {
      const [sends, receives] = await eventually("traffic in both", async () => {
        await delay(300);
        const { changed } = (await meter.tick(true))!;
        const rates = ends.map(({ peer }) => changed.find(({ ifindex }) => ifindex === peer.ifindex)?.rates).flatMap((one) => (one ? [fromOtherEnd(one)] : []));
        return rates.length === 2 && rates.every(({ rxBytes, txBytes }) => rxBytes + txBytes > 50_000) ? rates : undefined;
      }, 20_000);
      assert.ok(sends!.txBytes > 5 * sends!.rxBytes, JSON.stringify(sends));
      assert.ok(receives!.rxBytes > 5 * receives!.txBytes, JSON.stringify(receives));
    } finally {
      source.kill("SIGKILL");
      prober.dispose();
    }
  });

  it("has no rate across a restart, and none where it is not proven whose interfaces these are", async () => {
    const prober = createProber(engine);
    assert.equal(await new TrafficMeter(() => prober).tick(true), undefined, "nothing was proven yet");
    const meter = await ready(prober);
    await meter.tick(true);
    await raw("POST", `/containers/${two.id}/restart?t=0`);
    const tick = await meter.tick(false);
    prober.dispose();
    const [pair] = await kernelPairs([two.id]);
    const news = tick?.changed.find(({ ifindex }) => ifindex === pair!.peer.ifindex);
    assert.ok(news);
    assert.equal(news.rates, undefined);
    assert.equal(tick?.gone.length, 1, "its former veth");
  });
});
