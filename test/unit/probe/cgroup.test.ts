import assert from "node:assert/strict";
import { CgroupFinder } from "../../../src/probe/cgroup";

const [one, two] = ["1".repeat(64), "2".repeat(64)];
const finderOf = (files: Readonly<Record<string, string>>): CgroupFinder => new CgroupFinder({ text: (path) => files[path] });
const stat = (start: number): string => `9 (sh) S 1 ${"0 ".repeat(17)}${start} 0`;

describe("A container's process", () => {
  it("is found without a word of the engine where engines usually have their cgroups", () => {
    const finder = finderOf({ [`/sys/fs/cgroup/system.slice/docker-${one}.scope/cgroup.procs`]: "71\n", [`/sys/fs/cgroup/system.slice/docker-${two}.scope/cgroup.procs`]: "72\n" });
    assert.deepEqual([finder.find(one), finder.find(two), finder.find("3".repeat(64))], [71, 72, undefined]);
  });

  it("is found anywhere else once one is known", () => {
    const finder = finderOf({ "/proc/71/cgroup": `0::/odd/${one}/in\n`, [`/sys/fs/cgroup/odd/${one}/in/cgroup.procs`]: "71\n", [`/sys/fs/cgroup/odd/${two}/in/cgroup.procs`]: "72\n" });
    assert.equal(finder.find(two), undefined);
    finder.learn(71, one);
    assert.equal(finder.find(two), 72);
  });

  it("is the eldest of several, and none where two are as old", () => {
    const procs = { [`/sys/fs/cgroup/docker/${one}/cgroup.procs`]: "80\n71\n0\n" };
    assert.equal(finderOf({ ...procs, "/proc/80/stat": stat(500), "/proc/71/stat": stat(400) }).find(one), 71);
    assert.equal(finderOf({ ...procs, "/proc/80/stat": stat(400), "/proc/71/stat": stat(400) }).find(one), undefined);
  });

  it("is not told where a cgroup namespace hides the places", () => {
    const finder = finderOf({ "/proc/71/cgroup": "0::/\n" });
    finder.learn(71, one);
    assert.equal(finder.find(one), undefined);
  });
});
