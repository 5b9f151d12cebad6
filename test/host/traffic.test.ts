import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { cleanUp, eventually, makeContainer, makeNetwork } from "../support/engine";
import { running } from "./running";

interface Socket {
  send: (this: Socket, ...args: unknown[]) => unknown;
}

/** RTM_GETSTATS: the question for counters, in the header of a netlink message. */
const GETSTATS = 94;

describe("The counters of traffic", () => {
  let asked = 0;
  let restore: () => void;

  before(async () => {
    const net = await makeNetwork("read-net");
    await makeContainer("read-one", { mode: net.name });
    const { extension } = await running();
    // The very addon that the extension uses, in its process: each question to the kernel goes through it.
    const { RawNetlinkSocket } = createRequire(join(extension.extensionPath, "dist/engine.js"))("netlink/dist/raw") as { RawNetlinkSocket: { readonly prototype: Socket } };
    const { prototype } = RawNetlinkSocket;
    const send = prototype.send;
    prototype.send = function (...args) {
      if (args[0] instanceof Uint8Array && Buffer.from(args[0]).readUInt16LE(4) === GETSTATS) asked++;
      return send.apply(this, args);
    };
    restore = () => {
      prototype.send = send;
    };
  });
  after(async () => {
    restore();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await cleanUp();
  });

  const reading = (): Promise<true> => {
    const before = asked;
    return eventually("readings", () => (asked >= before + 2 ? true : undefined), 10_000);
  };
  async function nothing(): Promise<void> {
    await delay(300);
    const before = asked;
    await delay(2_500);
    assert.equal(asked, before);
  }

  it("are not read before the map is opened, but once a second while it is seen", async () => {
    await nothing();
    assert.equal(asked, 0);
    await vscode.commands.executeCommand("dockerNetworks.links.show");
    await reading();
    const before = asked;
    await delay(3_000);
    assert.ok(asked - before >= 2 && asked - before <= 4, `${asked - before} readings in 3 s`);
  });

  it("are not read while another editor hides the map, and are again when it is back", async () => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: "in front" }), { viewColumn: vscode.ViewColumn.Active, preview: false });
    await nothing();
    await vscode.commands.executeCommand("dockerNetworks.links.show");
    await reading();
  });

  it("are not read once the map is closed", async () => {
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await nothing();
  });
});
