import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type Agent } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareApi, negotiate } from "../../../src/engine/apiVersion";
import type { Endpoint } from "../../../src/engine/endpoint";
import { problemOf } from "../../../src/engine/failure";
import { within } from "../../../src/engine/limits";
import { connectBody } from "../../../src/engine/requests";
import { SshAgent, sshArguments } from "../../../src/engine/ssh";

describe("The version that is spoken", () => {
  const speak = (ApiVersion: string, MinAPIVersion?: string): string => negotiate({ ApiVersion, MinAPIVersion }, "x");

  it("is the engine's newest, but none newer than ours", () => {
    assert.equal(speak("1.41", "1.12"), "1.41");
    assert.equal(speak("1.51", "1.24"), "1.51");
    assert.equal(speak("1.60", "1.44"), "1.52");
    assert.equal(speak("1.52"), "1.52");
  });

  it("does not exist with an engine too old, too new, or none", () => {
    assert.throws(() => speak("1.40", "1.12"), { kind: "apiVersion", message: /1\.12 to 1\.40.*1\.41 to 1\.52/ });
    assert.throws(() => speak("1.70", "1.53"), { kind: "apiVersion" });
    for (const answer of ["<html>", {}, null, { ApiVersion: "latest" }, Buffer.from("x")]) {
      assert.throws(() => negotiate(answer, "x"), { kind: "notAnEngine" });
    }
  });

  it("is compared by number, not by letter", () => {
    assert.ok(compareApi("1.9", "1.41") < 0);
    assert.ok(compareApi("2.0", "1.52") > 0);
  });
});

describe("What goes wrong on the way", () => {
  const socket: Endpoint = { transport: { kind: "unix", path: "/x.sock" }, url: "unix:///x.sock", source: "DOCKER_HOST" };
  const far: Endpoint = { transport: { kind: "tcp", host: "far", port: 1 }, url: "tcp://far:1" };
  const system = (code: string, endpoint = socket): string => problemOf(Object.assign(new Error(code), { code }), endpoint).kind;
  const http = (statusCode: number, json?: unknown): { kind: string; message: string } =>
    problemOf(Object.assign(new Error(`(HTTP code ${statusCode}) conflict - some - reason `), { statusCode, json }), socket);

  it("has its kind", () => {
    assert.equal(system("ENOENT"), "noEngine");
    assert.equal(system("EACCES"), "noPermission");
    assert.equal(system("ECONNREFUSED"), "unreachable");
    assert.equal(system("ENOTFOUND", far), "unreachable");
    assert.equal(system("HPE_INVALID_CONSTANT"), "notAnEngine");
    for (const code of ["CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT", "ERR_TLS_CERT_ALTNAME_INVALID", "ERR_SSL_WRONG_VERSION_NUMBER", "EPROTO"]) {
      assert.equal(system(code, far), "tls", code);
    }
    assert.deepEqual([404, 409, 400, 403, 500, 503].map((status) => http(status).kind), ["notFound", "conflict", "refused", "refused", "engineFailed", "engineFailed"]);
    assert.equal(http(500, { cause: "container state improper", message: "cannot remove container x as it is running", response: 500 }).kind, "conflict", "Podman's");
    assert.equal(http(500, { cause: "no space left on device", message: "x", response: 500 }).kind, "engineFailed");
  });

  it("is told in the engine's own words, and where the address came from", () => {
    assert.equal(http(409, { message: "name in use" }).message, "name in use");
    assert.equal(http(409).message, "some - reason");
    const page = "(HTTP code 403) unexpected - <html><head><title>403</title></head><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html> ";
    assert.equal(problemOf(Object.assign(new Error(page), { statusCode: 403 }), socket).message, "403 Forbidden Request forbidden by administrative rules.");
    assert.equal(problemOf(Object.assign(new Error("(HTTP code 301) unexpected - "), { statusCode: 301 }), far).message, "it answered HTTP 301 without a reason");
    assert.equal(problemOf(Object.assign(new Error("x"), { code: "ENOENT" }), socket).endpoint, "unix:///x.sock (DOCKER_HOST)");
    const several = Object.assign(new AggregateError([new Error("connect ECONNREFUSED ::1:1")], ""), { code: "ECONNREFUSED" });
    assert.equal(problemOf(several, far).message, "connect ECONNREFUSED ::1:1");
  });

  it("ends a request that takes too long, or that nobody wants any more, even if it never settles", async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    await assert.rejects(within(20, undefined, never), { kind: "unreachable", message: "no answer within 0.02 s" });
    const abort = new AbortController();
    const waiting = within(10_000, abort.signal, never);
    abort.abort();
    await assert.rejects(waiting, { kind: "cancelled" });
    let asked = false;
    await assert.rejects(within(10_000, abort.signal, () => Promise.resolve((asked = true))), { kind: "cancelled" });
    assert.equal(asked, false);
  });
});

describe("What is asked of the engine for an attachment", () => {
  it("holds only what was wanted", () => {
    assert.deepEqual(connectBody("c1", { aliases: [] }), { Container: "c1", EndpointConfig: {} });
    assert.deepEqual(connectBody("c1", { aliases: ["a"], ipv4: "10.0.0.2", ipv6: "fd00::2", mac: "02:00:00:00:00:01" }), {
      Container: "c1",
      EndpointConfig: { IPAMConfig: { IPv4Address: "10.0.0.2", IPv6Address: "fd00::2" }, Aliases: ["a"], MacAddress: "02:00:00:00:00:01" },
    });
  });
});

describe("An engine behind ssh", () => {
  it("is reached by ssh's arguments alone: no host name can be an option, no path a command", () => {
    assert.deepEqual(sshArguments({ kind: "ssh", host: "-oProxyCommand=x" }).slice(-5), ["--", "-oProxyCommand=x", "docker", "system", "dial-stdio"]);
    const full = sshArguments({ kind: "ssh", host: "far", user: "me", port: 2222, socket: "/run/a b;$(x)'.sock" });
    assert.deepEqual(full.slice(0, 4), ["-l", "me", "-p", "2222"]);
    assert.ok(full.includes(`'unix:///run/a b;$(x)'\\''.sock'`));
    assert.ok(full.includes("BatchMode=yes"));
  });

  describe("by a program in ssh's place", () => {
    let folder: string;
    const agents: Agent[] = [];
    before(() => (folder = mkdtempSync(join(tmpdir(), "dne-ssh-"))));
    afterEach(() => agents.splice(0).forEach((agent) => agent.destroy()));
    after(() => rmSync(folder, { recursive: true }));

    const agentOf = (script: string): Agent => {
      const program = join(folder, `ssh-${agents.length}`);
      writeFileSync(program, `#!${process.execPath}\n${script}`);
      chmodSync(program, 0o755);
      const agent = new SshAgent({ kind: "ssh", host: "far" }, "ssh://far", program);
      agents.push(agent);
      return agent;
    };
    const get = (agent: Agent, path: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const call = request({ agent, socketPath: "ssh", path }, (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk)).on("end", () => resolve(text)).on("error", reject);
        });
        call.on("error", reject).end();
      });

    it("answers many requests over one process", async () => {
      const server = createServer((incoming, response) => response.end(`answer to ${incoming.url ?? ""} ${"x".repeat(200_000)}`));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      let connections = 0;
      server.on("connection", () => connections++);
      const { port } = server.address() as AddressInfo;
      const agent = agentOf(`const s = require("node:net").connect(${port}, "127.0.0.1"); process.stdin.pipe(s); s.pipe(process.stdout);`);
      for (const path of ["/one", "/two", "/three"]) assert.ok((await get(agent, path)).startsWith(`answer to ${path} x`));
      assert.equal(connections, 1);
      agent.destroy();
      server.close();
      server.closeAllConnections();
    });

    it("that fails gives what it said as the reason", async () => {
      const agent = agentOf(`process.stderr.write("Host key verification failed.\\n"); process.exitCode = 255;`);
      await assert.rejects(get(agent, "/"), { name: "Problem", kind: "unreachable", message: "Host key verification failed." });
    });

    it("that is missing is said to be missing", async () => {
      const agent = new SshAgent({ kind: "ssh", host: "far" }, "ssh://far", join(folder, "none"));
      agents.push(agent);
      await assert.rejects(get(agent, "/"), { kind: "unreachable", message: /could not be started/ });
    });
  });
});
