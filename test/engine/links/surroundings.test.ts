import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ContainerId } from "../../../src/core/inventory";
import { tellingAddresses, type Link } from "../../../src/core/link";
import type { Engine } from "../../../src/engine/engine";
import { bridgeOf, cleanUp, engine as rig, makeContainer, makeNetwork, raw } from "../../support/engine";
import type { Made } from "../../support/engine";
import { kernelPairs, pidOf } from "../../support/kernel";
import { asNobody, holdAgainstKernel, linksBy, open, resolve, resolveProgram, rowOf, rowsOf } from "../../support/links";

const run = promisify(execFile);

describe("The links of a real engine, seen", () => {
  let engine: Engine;
  let net: Made;
  let internal: Made;
  const made: Made[] = [];
  let bare: Made;
  let paused: Made;

  before(async function () {
    this.timeout(120_000);
    engine = await open();
    net = await makeNetwork("busy");
    internal = await makeNetwork("busy-internal", { Internal: true });
    for (let index = 0; index < 24; index++) made.push(await makeContainer(`busy${index}`, { mode: net.name, networks: index % 4 === 0 ? [internal.name] : [] }));
    bare = await makeContainer("busy-bare", { mode: net.name, image: rig.images.shellless });
    paused = await makeContainer("busy-paused", { mode: net.name });
    await raw("POST", `/containers/${paused.id}/pause`);
    made.push(bare, paused);
  });
  after(async () => {
    await raw("POST", `/containers/${paused.id}/unpause`);
    engine.dispose();
    // One after another: asked to remove many at once, Docker 20.10 may forget an endpoint and keep its network for ever.
    for (const { id } of made) await raw("DELETE", `/containers/${id}?force=1`);
    await cleanUp();
  });

  it("by a user without any privilege, are proven all the same", async () => {
    const links = await linksBy(asNobody);
    assert.equal(await holdAgainstKernel(links, await engine.inventory(), { all: true }), 24 + 6 + 2);
    assert.ok(links.filter(({ verdict }) => verdict === "verified").every(({ method }) => method === "netlink"));
  });

  it("where the cgroups can be seen, need the engine's word for no container", async () => {
    // The rig's /sys has none of them; an ordinary one has.
    const visible = ["unshare", "--mount", "sh", "-c", 'mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec "$@"', "sh"];
    await holdAgainstKernel(await linksBy(visible), await engine.inventory(), { all: true });
    assert.equal((await run("env", [...visible, ...resolveProgram, "count"])).stdout.trim(), "0");
  });

  it("without netlink, are never false: what indices do not prove is said to be open", async () => {
    const { links, inventory } = await resolve(engine, { loadNetlink: () => undefined });
    await holdAgainstKernel(links, inventory, { all: false });
    for (const container of made) {
      for (const link of rowsOf(links, container)) {
        assert.equal(link.method, "procfs");
        assert.ok(["verified", "inferred", "ambiguous"].includes(link.verdict), `${container.name}: ${JSON.stringify(link.reason)}`);
      }
    }
  });

  it("without netlink but with a look inside, are all known where a look is possible, and proven where the bridge has heard them", async function () {
    this.timeout(60_000);
    const open = made.filter((one) => one !== bare && one !== paused);
    const truth = new Map((await kernelPairs(open.map(({ id }) => id))).map((pair) => [`${pair.container}/${pair.interface}`, pair.peer.interface]));
    const silent = (await resolve(engine, { loadNetlink: () => undefined, exec: true })).links;
    for (const link of open.flatMap((container) => rowsOf(silent, container))) {
      assert.ok(link.verdict === "verified" || link.verdict === "inferred", JSON.stringify(link));
      assert.equal(link.peer?.interface, truth.get(`${link.container.id}/${link.interface ?? ""}`));
    }
    const { networks } = await engine.inventory();
    for (const container of open) {
      for (const { network } of rowsOf(silent, container)) {
        const gateway = networks.find(({ id }) => id === network?.id)!.pools[0]!.gateway!;
        await engine.exec(container.id as ContainerId, ["ping", "-c", "1", "-W", "1", gateway], 5_000);
      }
    }
    const { links, inventory } = await resolve(engine, { loadNetlink: () => undefined, exec: true });
    await holdAgainstKernel(links, inventory, { all: false });
    for (const link of open.flatMap((container) => rowsOf(links, container))) assert.equal(link.verdict, "verified", JSON.stringify(link));
    for (const [container, code] of [[bare, "execFailed"], [paused, "paused"]] as const) {
      const link = rowOf(links, container);
      if (link.verdict === "ambiguous") assert.equal(link.reason?.code, code);
    }
  });

  it("from a machine where the addon does not load and /sys is another namespace's, are not guessed from it", async () => {
    // Only the network namespace is new: /sys stays that of the engine's.
    assertRemote(await linksBy(["unshare", "--net"], "no-netlink"));
  });

  it("from another network namespace on the same machine, are not claimed, and the words say where the host side is", async () => {
    assertRemote(await linksBy(["unshare", "--net"]));
  });

  it("from a namespace that looks the same (same bridge, same gateway, same indices), are not claimed either", async () => {
    const [config] = (await raw<{ IPAM: { Config: { Gateway: string }[] } }>("GET", `/networks/${net.id}`)).IPAM.Config;
    const bridge = await bridgeOf(net);
    const pid = await pidOf(made[1]!.id);
    for (const [at, flags] of [[], ["no-netlink"], ["exec"]].entries()) {
      const decoy = [
        "mount -t sysfs sysfs /sys",
        `ip link add ${bridge} type bridge`,
        `ip addr add ${config!.Gateway}/16 dev ${bridge}`,
        `ip link set ${bridge} up`,
        // A port that truly leads into a container of the engine, made by hand.
        `ip link add vethdecoy0 type veth peer name decoy${at} netns ${pid}`,
        `ip link set vethdecoy0 master ${bridge} up`,
        // As on Docker 28: a port whose peer is number 2 of another namespace.
        "ip link add vethdecoy1 type veth peer name decoy index 2 netns $$",
        `ip link set vethdecoy1 master ${bridge} up`,
      ].join(" && ");
      const links = await linksBy(["unshare", "--net", "--mount", "sh", "-c", `${decoy} && exec "$@"`, "sh"], ...flags);
      assertRemote(links);
    }
  });

  function assertRemote(links: readonly Link[]): void {
    for (const container of made) {
      for (const link of rowsOf(links, container)) {
        assert.equal(link.verdict, "unavailable", JSON.stringify(link));
        assert.equal(link.peer, undefined);
        assert.deepEqual(link.reason, { code: "remote", params: { engine: engine.info.name } });
      }
    }
    const [link] = rowsOf(links, made[1]!).filter((row) => row.network !== null);
    assert.deepEqual([link?.interface, tellingAddresses(link?.addresses ?? []).length], ["eth0", 1], "the container's side is known none the less");
  }
});
