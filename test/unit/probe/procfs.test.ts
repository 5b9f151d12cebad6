import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { Files } from "../../../src/probe/files";
import { parseStart } from "../../../src/probe/procText";
import { isUnchanged, runtimeNamespace, type SeenContainer, ticks } from "../../../src/probe/procfs";

const id = "c".repeat(64);

/** A /proc in which process 9 was started at that many ticks, by process 7, and has an eth0 of index 2. */
function proc({ start = 4711, namespace = 200, cgroup = `0::/docker/${id}`, ifindex = 2, parent = 7 } = {}): Files {
  const files: Readonly<Record<string, string>> = {
    "/proc/9/stat": `9 (a ) b) S ${parent} ${"0 ".repeat(17)}${start} 0`,
    "/proc/9/cgroup": cgroup,
    "/proc/9/net/igmp": `${ifindex}\teth0      :     1      V3`,
  };
  const inodes: Readonly<Record<string, number>> = { "/proc/9/net/dev": namespace, "/proc/7/net/dev": 100 };
  return { text: (path) => files[path], bytes: () => undefined, inode: (path) => inodes[path], interfaces: () => [], macs: () => new Map() };
}

function seen(since: SeenContainer["process"]["since"]): SeenContainer {
  return { process: { pid: 9, namespace: 200, since }, reading: { method: "procfs", sources: { index: "", address: "" }, interfaces: [{ name: "eth0", ifindex: 2, addresses: [] }] } };
}

describe("A process that was seen", () => {
  for (const [how, since] of [["its start", "4711"], ["where it was listed", { container: id, at: 5_000 }]] as const) {
    it(`is known again by ${how}, as long as its namespace and its interfaces are the same`, () => {
      assert.equal(isUnchanged(seen(since), proc()), true);
      assert.equal(isUnchanged(seen(since), proc({ namespace: 201 })), false);
      assert.equal(isUnchanged(seen(since), proc({ ifindex: 3 })), false);
      assert.equal(isUnchanged(seen(since), { ...proc(), text: () => undefined }), false, "it is gone");
    });
  }

  it("is another when it was started at another time", () => {
    assert.equal(isUnchanged(seen("4711"), proc({ start: 4712 })), false);
  });

  it("that is as young as the list it was in, or younger, is the container's only if its own cgroup says so", () => {
    for (const start of [5_000, 5_001]) {
      assert.equal(isUnchanged(seen({ container: id, at: 5_000 }), proc({ start })), true);
      assert.equal(isUnchanged(seen({ container: id, at: 5_000 }), proc({ start, cgroup: `0::/docker/${"d".repeat(64)}` })), false);
      assert.equal(isUnchanged(seen({ container: id, at: 5_000 }), proc({ start, cgroup: "0::/" })), false, "a cgroup that does not say is no proof");
    }
    assert.equal(isUnchanged(seen({ container: id, at: NaN }), proc({ cgroup: "0::/" })), false, "without a clock neither is its age");
  });

  it("was started by a runtime in its parent's namespace, unless process 1 adopted it", () => {
    assert.equal(runtimeNamespace(seen("4711").process, proc()), 100);
    assert.equal(runtimeNamespace(seen("4711").process, proc({ parent: 1 })), undefined);
  });
});

describe("The clock of processes", () => {
  it("is the hundredths of a second that the kernel writes, each of them", () => {
    const at = (uptime: string): number => ticks({ ...proc(), text: (path) => (path === "/proc/uptime" ? `${uptime} 0.00\n` : undefined) });
    assert.equal(at("35065.63"), 3_506_563);
    fc.assert(fc.property(fc.nat({ max: 2 ** 40 }), (hundredths) => at(`${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}`) === hundredths));
    assert.equal(ticks({ ...proc(), text: () => undefined }), NaN);
  });

  it("is that by which they are started", function () {
    if (process.platform !== "linux") this.skip();
    const before = ticks();
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    try {
      const start = Number(parseStart(readFileSync(`/proc/${child.pid}/stat`, "utf8"))?.start);
      assert.ok(before <= start && start <= ticks(), `${before} ≤ ${start} ≤ ${ticks()}`);
    } finally {
      child.kill();
    }
  });
});
