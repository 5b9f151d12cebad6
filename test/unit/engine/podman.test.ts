import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../../src/engine/engine";
import { openEngine } from "../../../src/engine/open";
import { recorded } from "./fixtures";

describe("Podman, when a container dies while all are listed", () => {
  const folder = mkdtempSync(join(tmpdir(), "dne-podman-"));
  const socket = join(folder, "podman.sock");
  let server: Server;
  let engine: Engine;
  /** How often the list fails, with the words of Podman 4.3.1 (recorded beside a container that fails and is restarted all the time). */
  let failures = 0;
  let lists = 0;

  before(async () => {
    const answers: Readonly<Record<string, unknown>> = {
      "/version": recorded("podman4", "version"), "/info": recorded("podman4", "info"), "/networks": recorded("podman4", "networks"),
      "/containers/json": recorded("podman4", "containers"), "/libpod/networks/json": [],
    };
    server = createServer((request, response) => {
      const path = new URL(request.url ?? "", "http://x").pathname.replace(/^\/v[\d.]+/, "");
      const fails = path === "/containers/json" && lists++ < failures;
      const words = "read /proc/3265/cgroup: no such process";
      const answer = fails ? { cause: "no such process", message: words, response: 500 } : (answers[path] ?? { HostConfig: { NetworkMode: "bridge" } });
      response.writeHead(fails ? 500 : 200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    engine = await openEngine({ host: `unix://${socket}` });
  });
  beforeEach(() => (lists = 0));
  after(() => {
    engine.dispose();
    server.close();
    rmSync(folder, { recursive: true });
  });

  it("is asked again, and tells them all", async () => {
    failures = 2;
    const { containers } = await engine.inventory();
    assert.equal(containers.length, (recorded("podman4", "containers") as unknown[]).length);
    assert.equal(lists, 3);
  });

  it("is not asked for ever", async () => {
    failures = Infinity;
    await assert.rejects(engine.inventory(), { kind: "engineFailed", message: /no such process/ });
    assert.equal(lists, 3);
  });
});
