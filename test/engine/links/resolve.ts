/**
 * A program that prints, as JSON, the links that a fresh prober finds: for tests that look from another namespace or as
 * another user. Arguments: the engine's socket, then any of `exec` and `no-netlink`. With `count` it prints how many
 * containers it inspected instead, with `host` the host's view too, as `{ links, host, inventory }`.
 */
import { openEngine } from "../../../src/engine/open";
import { createProber } from "../../../src/probe/create";
import { createProber as createDirectProber } from "../../../src/probe/prober";

async function main(): Promise<void> {
  const [socket = "", ...flags] = process.argv.slice(2);
  const engine = await openEngine({ host: `unix://${socket}` });
  let inspected = 0;
  const inspect = engine.process.bind(engine);
  engine.process = (id) => {
    inspected++;
    return inspect(id);
  };
  const [, image = "", rights = ""] = /^helper=(.+),(\w+)$/.exec(flags.find((flag) => flag.startsWith("helper=")) ?? "") ?? [];
  const helper = rights === "read" || rights === "enter" ? { helper: { image, rights } as const } : {};
  const prober = flags.includes("no-netlink") ? createDirectProber(engine, { loadNetlink: () => undefined }) : createProber(engine);
  const inventory = await engine.inventory();
  const links = await prober.resolve(inventory, { exec: flags.includes("exec"), ...helper }, new AbortController().signal);
  console.log(JSON.stringify(flags.includes("count") ? inspected : flags.includes("host") ? { links, host: prober.host, inventory } : links));
  prober.dispose();
  engine.dispose();
}

void main();
