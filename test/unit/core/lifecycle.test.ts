import assert from "node:assert/strict";
import type { ContainerState } from "../../../src/core/inventory";
import { canDo, hostOf, webPorts } from "../../../src/core/lifecycle";
import type { LifecycleVerb } from "../../../src/core/spec";

describe("What can be done with a container", () => {
  it("depends on its state", () => {
    const verbs: readonly LifecycleVerb[] = ["start", "stop", "restart", "pause", "unpause"];
    const of = (state: ContainerState): string => verbs.filter((verb) => canDo(verb, { state })).join(" ");
    assert.deepEqual(["running", "paused", "restarting", "exited", "created", "failed", "dead", "removing", "unknown"].map((state) => of(state as ContainerState)), [
      "stop restart pause", "stop restart unpause", "stop restart", "start", "start", "start", "", "", "",
    ]);
  });
});

describe("Published ports", () => {
  it("are each offered once, TCP only, with the scheme that is likely", () => {
    const ports = webPorts([
      { containerPort: 80, hostPort: 8080, hostIp: "0.0.0.0", protocol: "tcp" },
      { containerPort: 80, hostPort: 8080, hostIp: "::", protocol: "tcp" },
      { containerPort: 443, hostPort: 9443, hostIp: "127.0.0.1", protocol: "tcp" },
      { containerPort: 53, hostPort: 53, hostIp: "0.0.0.0", protocol: "udp" },
      { containerPort: 81, protocol: "tcp" },
      { containerPort: 82, hostPort: 82, hostIp: "fd00::1", protocol: "tcp" },
    ]);
    assert.deepEqual(ports, [
      { scheme: "http", port: 8080, containerPort: 80 },
      { scheme: "https", port: 9443, containerPort: 443, host: "127.0.0.1" },
      { scheme: "http", port: 82, containerPort: 82, host: "[fd00::1]" },
    ]);
  });

  it("are looked for where the engine is", () => {
    const hosts = ["unix:///var/run/docker.sock", "npipe:////./pipe/docker_engine", "tcp://10.0.0.5:2376", "tcp://[fd00::1]:2375", "ssh://me@build.example:22", "ssh://build.example"].map(hostOf);
    assert.deepEqual(hosts, ["localhost", "localhost", "10.0.0.5", "[fd00::1]", "build.example", "build.example"]);
  });
});
