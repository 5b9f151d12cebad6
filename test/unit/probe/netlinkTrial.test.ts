import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { loadNetlink } from "../../../src/probe/netlink";
import { netlinkAnswers } from "../../../src/probe/netlinkTrial";

const addon = createRequire(process.cwd() + "/package.json").resolve("netlink/dist/raw");

describe("The trial of the netlink addon in a process of its own", () => {
  it("succeeds where an answer of the kernel arrives", async () => {
    assert.equal(await netlinkAnswers(addon), loadNetlink() !== undefined);
  });

  it("fails where the process ends at the first answer, as in a caged V8, and where there is no addon", async () => {
    assert.equal(await netlinkAnswers(addon, "process.abort()"), false);
    assert.equal(await netlinkAnswers("/nowhere"), false);
  });
});
