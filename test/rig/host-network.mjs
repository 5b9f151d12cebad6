/**
 * An engine that `npm start` runs in the machine's own network namespace leaves bridges and firewall chains there, as
 * every dockerd does. Its run notes what there was before, and this puts it back.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, say } from "./process.mjs";

const NOTE = "host-network.json";
const TOOLS = ["iptables", "ip6tables"];
/** What dockerd adds: chains named after it and rules that name its bridges. */
const DOCKERS = /DOCKER|docker0|docker_gwbridge|\bbr-[0-9a-f]{12}\b/;

/** @returns {string[]} Docker's bridges in this network namespace */
const bridges = () => readdirSync("/sys/class/net").filter((name) => name !== "" && DOCKERS.test(name));

/**
 * Notes the machine's bridges and forward policies before an engine starts there.
 * @param {string} runFolder
 * @param {string} root the engine's file system, which has the iptables that the engine will use
 */
export async function noteHostNetwork(runFolder, root) {
  const rules = await Promise.all(TOOLS.map((tool) => run(["chroot", root, `${tool}-save`]).catch(() => "")));
  const forwarding = readFileSync("/proc/sys/net/ipv4/ip_forward", "utf8");
  writeFileSync(join(runFolder, NOTE), JSON.stringify({ root, bridges: bridges(), rules, forwarding }));
}

/** Takes away what the run's engine has left; does nothing for a run that had none here. @param {string} runFolder */
export async function cleanHostNetwork(runFolder) {
  const note = join(runFolder, NOTE);
  if (!existsSync(note)) return;
  const before = /** @type {{ root: string, bridges: string[], rules: string[], forwarding: string }} */ (JSON.parse(readFileSync(note, "utf8")));
  for (const name of bridges().filter((other) => !before.bridges.includes(other))) {
    await run(["ip", "link", "delete", name]).catch((/** @type {Error} */ error) => { say(error.message); });
  }
  for (const [index, tool] of TOOLS.entries()) {
    const old = before.rules[index] ?? "";
    // Where Docker's chains were there before, another engine owns them.
    if (DOCKERS.test(old)) continue;
    const now = await run(["chroot", before.root, `${tool}-save`]).catch(() => "");
    if (!DOCKERS.test(now)) continue;
    const policy = /^:FORWARD \w+/m.exec(old)?.[0] ?? ":FORWARD ACCEPT";
    const clean = now.split("\n").filter((line) => !DOCKERS.test(line)).join("\n").replace(/^:FORWARD \w+/m, policy);
    await run(["chroot", before.root, `${tool}-restore`], { input: clean }).catch((/** @type {Error} */ error) => { say(error.message); });
  }
  writeFileSync("/proc/sys/net/ipv4/ip_forward", before.forwarding);
}
