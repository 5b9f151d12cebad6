import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describeEndpoint, parseHost, resolveEndpoint, type Endpoint } from "../../../src/engine/endpoint";

describe("Where the engine is", () => {
  let home: string;
  const servers: Server[] = [];

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "dne-home-"));
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
    rmSync(home, { recursive: true, force: true });
  });

  const put = (path: string, content: unknown): void => {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  };
  const hash = (name: string): string => createHash("sha256").update(name).digest("hex");
  const context = (name: string, docker: object, folder = ".docker"): void => {
    put(`${folder}/contexts/meta/${hash(name)}/meta.json`, { Name: name, Endpoints: { docker } });
  };
  const certificates = (folder: string, ...names: string[]): void => {
    for (const name of names) put(`${folder}/${name}.pem`, `the ${name}`);
  };
  const find = (setting: string, env: NodeJS.ProcessEnv = {}): Promise<Endpoint> => resolveEndpoint(setting, env, home, "linux");
  const listen = async (path: string): Promise<string> => {
    const socket = join(home, path);
    mkdirSync(dirname(socket), { recursive: true });
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    return socket;
  };

  it("is what the setting says, before DOCKER_HOST, DOCKER_CONTEXT and the current context", async () => {
    context("lab", { Host: "tcp://lab:1" });
    context("chosen", { Host: "tcp://chosen:1" });
    put(".docker/config.json", { currentContext: "lab" });
    const env = { DOCKER_HOST: "tcp://fromenv:1", DOCKER_CONTEXT: "chosen" };
    assert.equal(describeEndpoint(await find("tcp://set:1", env)), "tcp://set:1 (dockerNetworks.host)");
    assert.equal(describeEndpoint(await find("", env)), "tcp://fromenv:1 (DOCKER_HOST)");
    assert.equal(describeEndpoint(await find("  ", { DOCKER_CONTEXT: "chosen" })), "tcp://chosen:1 (context chosen)");
    assert.equal(describeEndpoint(await find("")), "tcp://lab:1 (context lab)");
  });

  it("looks for contexts where DOCKER_CONFIG says", async () => {
    context("lab", { Host: "unix:///lab.sock" }, "elsewhere");
    put("elsewhere/config.json", { currentContext: "lab" });
    assert.equal((await find("", { DOCKER_CONFIG: join(home, "elsewhere") })).url, "unix:///lab.sock");
  });

  it("takes a context's certificates along", async () => {
    context("lab", { Host: "tcp://lab:2376", SkipTLSVerify: false });
    certificates(`.docker/contexts/tls/${hash("lab")}/docker`, "ca", "cert", "key");
    const { transport } = await find("", { DOCKER_CONTEXT: "lab" });
    assert.ok(transport.kind === "tcp" && transport.tls !== undefined);
    assert.deepEqual([transport.tls.ca, transport.tls.cert, transport.tls.key].map(String), ["the ca", "the cert", "the key"]);
    assert.equal(transport.tls.verify, true);
  });

  it("does not verify where a context says so", async () => {
    context("lab", { Host: "tcp://lab:2376", SkipTLSVerify: true });
    const { transport } = await find("", { DOCKER_CONTEXT: "lab" });
    assert.deepEqual(transport, { kind: "tcp", host: "lab", port: 2376, tls: { verify: false } });
  });

  it("speaks TLS when DOCKER_TLS_VERIFY is set, with the files of DOCKER_CERT_PATH", async () => {
    certificates("certs", "ca", "cert", "key");
    const env = { DOCKER_HOST: "tcp://far:2376", DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: join(home, "certs") };
    const { transport } = await find("", env);
    assert.ok(transport.kind === "tcp" && transport.tls?.verify === true);
    assert.equal(String(transport.tls.cert), "the cert");
    const plain = await find("", { ...env, DOCKER_TLS_VERIFY: "" });
    assert.equal(plain.transport.kind === "tcp" && plain.transport.tls, undefined, "as the docker CLI does without it");
  });

  it("says what is missing of the certificates", async () => {
    const env = { DOCKER_HOST: "tcp://far:2376", DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: join(home, "certs") };
    await assert.rejects(find("", env), { kind: "tls", message: /ca\.pem does not exist/ });
    certificates("certs", "ca", "cert");
    await assert.rejects(find("", env), { kind: "tls", message: /key\.pem does not exist/ });
  });

  it("says which context does not exist, and which says nothing", async () => {
    await assert.rejects(find("", { DOCKER_CONTEXT: "gone" }), { kind: "badEndpoint", message: /“gone”/, endpoint: "context gone" });
    context("empty", {});
    await assert.rejects(find("", { DOCKER_CONTEXT: "empty" }), { kind: "badEndpoint", message: /names no host/ });
  });

  it("says which file is broken", async () => {
    put(".docker/config.json", "{ not json");
    await assert.rejects(find(""), { kind: "badEndpoint", message: /config\.json is not JSON/ });
  });

  it("takes a context called default for the default sockets", async () => {
    put(".docker/config.json", { currentContext: "default" });
    const socket = await listen("run/docker.sock");
    const found = await find("", { XDG_RUNTIME_DIR: join(home, "run") });
    // A system that has an engine of its own has /var/run/docker.sock first.
    assert.ok([`unix://${socket}`, "unix:///var/run/docker.sock"].includes(found.url));
    assert.equal(found.source, undefined);
  });

  it("prefers Docker's sockets to Podman's", async () => {
    const podman = await listen("run/podman/podman.sock");
    const env = { XDG_RUNTIME_DIR: join(home, "run") };
    const first = await find("", env);
    if (first.url === "unix:///var/run/docker.sock") return;
    assert.equal(first.url, `unix://${podman}`);
    const desktop = await listen(".docker/desktop/docker.sock");
    assert.equal((await find("", env)).url, `unix://${desktop}`);
    const rootless = await listen("run/docker.sock");
    assert.equal((await find("", env)).url, `unix://${rootless}`);
  });

  it("says where it looked when there is nothing", async () => {
    const problem = await find("").then(
      ({ url }) => assert.ok(["unix:///var/run/docker.sock", "unix:///run/podman/podman.sock"].includes(url)),
      (error: unknown) => error as { kind: string; message: string },
    );
    if (problem === undefined) return; // this machine has an engine
    assert.equal(problem.kind, "noEngine");
    assert.match(problem.message, /\/var\/run\/docker\.sock.*\.docker\/desktop\/docker\.sock/);
  });

  it("reads every form of an address", () => {
    const read = (address: string): unknown => parseHost(address, "DOCKER_HOST", "linux");
    assert.deepEqual(read("unix:///run/x.sock"), { kind: "unix", path: "/run/x.sock" });
    assert.deepEqual(read("unix://"), { kind: "unix", path: "/var/run/docker.sock" });
    assert.deepEqual(read("/run/x.sock"), { kind: "unix", path: "/run/x.sock" });
    assert.deepEqual(read("tcp://10.0.0.7"), { kind: "tcp", host: "10.0.0.7", port: 2375 });
    assert.deepEqual(read("10.0.0.7:4000"), { kind: "tcp", host: "10.0.0.7", port: 4000 });
    assert.deepEqual(read("tcp://:4000"), { kind: "tcp", host: "localhost", port: 4000 });
    assert.deepEqual(read("tcp://[fd00::7]:4000"), { kind: "tcp", host: "fd00::7", port: 4000 });
    assert.deepEqual(read("http://a:80"), { kind: "tcp", host: "a", port: 80 });
    assert.deepEqual(read("https://a"), { kind: "tcp", host: "a", port: 2376, tls: { verify: true } });
    assert.deepEqual(read("ssh://me@far:2222/run/d.sock"), { kind: "ssh", user: "me", host: "far", port: 2222, socket: "/run/d.sock" });
    assert.deepEqual(read("ssh://far"), { kind: "ssh", host: "far" });
    assert.deepEqual(parseHost("npipe:////./pipe/docker_engine", "x", "win32"), { kind: "npipe", path: "//./pipe/docker_engine" });
  });

  it("refuses what is no address, and names who said it", () => {
    const bad = ["ftp://x", "tcp://", "tcp://a:99999", "tcp://a/path", "unix://relative", "ssh://", "ssh://me:pw@far", "npipe:////./pipe/x", "tcp://a?b", "fd://"];
    for (const address of bad) {
      assert.throws(() => parseHost(address, "context lab", "linux"), { kind: "badEndpoint", message: /^context lab is “/ }, address);
    }
  });
});
