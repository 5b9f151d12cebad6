import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { ContainerId } from "../../src/core/inventory";
import { Problem } from "../../src/core/problem";
import type { Engine } from "../../src/engine/engine";
import { openEngine, type OpenOptions } from "../../src/engine/open";
import { createProber } from "../../src/probe/create";
import { createSession } from "../../src/state/engineSession";
import { cleanUp, engine as rig, eventually, makeContainer, makeNetwork } from "../support/engine";
import { install, makeCertificates, type Certificates } from "../support/certificates";
import { ip } from "../support/kernel";
import { rowOf } from "../support/links";
import { asking, hostProcess, inRoot, startOwn, stopOwn, type OwnEngine } from "../support/rig";
import { startSshServer, type SshServer } from "../support/sshServer";

const run = promisify(execFile);
const silent = { info: () => undefined, error: () => undefined };

/** The problem that opening ends with. */
async function refusal(options: OpenOptions): Promise<Problem> {
  const outcome = await openEngine(options).then(
    (engine) => (engine.dispose(), "it was opened"),
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof Problem, String(outcome));
  return outcome;
}

// Debian had the docker CLI, which is the far side of ssh, in one package with Docker 20.10.
if (rig.private && rig.name === "docker-20") {
  const main = rig as OwnEngine;

  describe("An engine behind a real ssh server", () => {
    let server: SshServer;
    let host: string;
    let engine: Engine | undefined;

    before(async () => {
      server = await startSshServer(main);
      host = `ssh://root@127.0.0.1:${server.port}/engine/docker.sock`;
    });
    afterEach(async () => {
      engine?.dispose();
      engine = undefined;
      server.authorize("");
      server.know(true);
      await eventually("no ssh left behind", () => (server.clients() === 0 ? true : undefined));
    });
    after(async () => {
      server.stop();
      await cleanUp();
    });

    it("is read, asked to run something, and followed, over few connections", async () => {
      const container = await makeContainer("far");
      engine = await openEngine({ host });
      assert.ok((await engine.inventory()).containers.some(({ id }) => (id as string) === container.id));
      assert.equal((await engine.exec(container.id as ContainerId, ["echo", "there"], 10_000)).stdout.trim(), "there");
      const session = createSession({ host, exec: false }, silent);
      try {
        session.start();
        await eventually("live", () => (session.snapshot.status.kind === "live" ? true : undefined), 10_000);
        const net = await makeNetwork("far");
        await eventually("the network that was made meanwhile", () => (session.snapshot.inventory?.networks.some(({ name }) => name === net.name) === true ? true : undefined));
        assert.ok(server.clients() <= 6, `${server.clients()} clients`);
      } finally {
        session.dispose();
      }
    });

    it("is not taken for this machine's own, though it is: its host's side is left open", async () => {
      const container = await makeContainer("far-links");
      engine = await openEngine({ host });
      const far = engine;
      const prober = createProber(far);
      // A look inside has three seconds, in which a busy machine may not come so far.
      const row = await eventually("a look inside", async () => {
        const links = await prober.resolve(await far.inventory(), { exec: true }, new AbortController().signal);
        prober.invalidate();
        return rowOf(links, container).reason?.code === "execFailed" ? undefined : rowOf(links, container);
      }, 30_000);
      assert.deepEqual([row.interface, row.verdict, row.reason?.code, row.peer], ["eth0", "unavailable", "remote", undefined]);
      assert.deepEqual(prober.host, { visible: false, code: "remote", params: { engine: far.info.name } });
      prober.dispose();
    });

    const faults: readonly [what: string, make: () => void, says: RegExp][] = [
      ["whose key is not known", () => server.know(false), /Host key verification failed/],
      ["that accepts none of our keys", () => server.authorize(undefined), /Permission denied/],
      ["without a docker command", () => server.authorize('command="PATH=/none; eval \\"$SSH_ORIGINAL_COMMAND\\""'), /docker.*not found/],
    ];
    for (const [what, make, says] of faults) {
      it(`${what} is said to be so`, async () => {
        make();
        const problem = await refusal({ host });
        assert.deepEqual([problem.kind, problem.endpoint], ["unreachable", `${host} (dockerNetworks.host)`]);
        assert.match(problem.message, says);
      });
    }

    it("that is not there is said to be so", async () => {
      const problem = await refusal({ host: "ssh://root@127.0.0.1:1" });
      assert.equal(problem.kind, "unreachable");
      assert.match(problem.message, /Connection refused/);
    });
  });

  describe("An engine that wants certificates", () => {
    // A wire of the test's own leads to its host. Its certificate is for one of its two addresses.
    const [here, there, elsewhere] = ["198.18.0.1", "198.18.0.2", "198.18.0.3"];
    const port = 2376;
    let certificates: Certificates;
    let own: OwnEngine;
    const variables = (folder: string, more: NodeJS.ProcessEnv = {}): OpenOptions => ({ host: "", home: "/none", env: { DOCKER_HOST: `tcp://${there}:${port}`, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: folder, ...more } });

    before(async function () {
      this.timeout(120_000);
      certificates = await makeCertificates(main, there);
      const files = ["ca", "cert", "key"].map((name) => `--tls${name === "ca" ? "cacert" : name}=/engine/tls/${name}.pem`);
      const serve = ["--host", `tcp://0.0.0.0:${port}`, "--tlsverify", ...files];
      own = await startOwn("bookworm", "tls", { serve, prepare: (folder) => install(certificates.server, folder) });
      const pid = await hostProcess(own);
      await ip(["link", "add", "wire0", "type", "veth", "peer", "name", "wire0", "netns", String(process.pid)], pid);
      for (const address of [there, elsewhere]) await ip(["address", "add", `${address}/24`, "dev", "wire0"], pid);
      await ip(["link", "set", "wire0", "up"], pid);
      await ip(["address", "add", `${here}/24`, "dev", "wire0"]);
      await ip(["link", "set", "wire0", "up"]);
    });
    after(async () => {
      await stopOwn(own);
      await ip(["link", "delete", "wire0"]).catch(() => undefined);
    });

    it("is opened by the environment's, and its events come", async () => {
      const before = process.env;
      process.env = { ...before, ...variables(certificates.client).env };
      const session = createSession({ host: "", exec: false }, silent);
      try {
        session.start();
        await eventually("live", () => (session.snapshot.status.kind === "live" ? true : undefined), 10_000);
        await asking(own)("POST", "/networks/create", { Name: "secured", Driver: "bridge" });
        await eventually("the network that was made meanwhile", () => (session.snapshot.inventory?.networks.some(({ name }) => name === "secured") === true ? true : undefined));
      } finally {
        session.dispose();
        process.env = before;
      }
    });

    it("is opened by those of a context that the docker CLI made", async () => {
      const folder = mkdtempSync(join(main.folder, "context-"));
      cpSync(certificates.client, folder, { recursive: true });
      const inside = `/engine/${basename(folder)}`;
      const files = ["ca", "cert", "key"].map((name) => `${name}=${inside}/${name}.pem`).join();
      const [program, ...rest] = await inRoot(main, ["env", `DOCKER_CONFIG=${inside}`, "docker", "context", "create", "lab", "--docker", `host=tcp://${there}:${port},${files}`]);
      await run(program!, rest);
      const engine = await openEngine({ host: "", home: tmpdir(), env: { DOCKER_CONFIG: folder, DOCKER_CONTEXT: "lab" } });
      assert.ok((await engine.inventory()).networks.some(({ name }) => name === "host"));
      engine.dispose();
    });

    it("by another authority is not believed", async () => {
      const problem = await refusal(variables(certificates.stranger));
      assert.equal(problem.kind, "tls", problem.message);
    });

    it("at another address than its certificate's is not believed", async () => {
      const problem = await refusal(variables(certificates.client, { DOCKER_HOST: `tcp://${elsewhere}:${port}` }));
      assert.deepEqual([problem.kind, problem.endpoint], ["tls", `tcp://${elsewhere}:${port} (DOCKER_HOST)`]);
      assert.match(problem.message, /198\.18\.0\.3 is not in the cert/);
    });

    it("refuses who has none of its authority's, and that is said to be about certificates", async () => {
      const both = mkdtempSync(join(tmpdir(), "dne-mixed-"));
      cpSync(certificates.stranger, both, { recursive: true });
      cpSync(join(certificates.client, "ca.pem"), join(both, "ca.pem"));
      for (let round = 0; round < 5; round++) {
        const problem = await refusal(variables(both));
        assert.equal(problem.kind, "tls", problem.message);
      }
    });

    it("refuses who comes without any, in the clear too", async () => {
      for (let round = 0; round < 5; round++) {
        const bare = await refusal({ host: `https://${there}:${port}`, env: { DOCKER_TLS: "1", DOCKER_CERT_PATH: "/none" } });
        assert.equal(bare.kind, "tls", bare.message);
      }
      const clear = await refusal({ host: `tcp://${there}:${port}`, env: {} });
      assert.equal(clear.kind, "tls", clear.message);
    });
  });
}
