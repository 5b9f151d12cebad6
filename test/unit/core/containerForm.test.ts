import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { dockerCommands, quote } from "../../../src/core/cli";
import { composeContainer } from "../../../src/core/compose";
import { type ContainerForm, decodeContainerForm, emptyContainerForm, emptyJoin, emptyPort, specOfContainer, splitCommand } from "../../../src/core/containerForm";
import { containerFieldOfRefusal, containerIssues } from "../../../src/core/containerFormIssues";
import { freeAddress } from "../../../src/core/ipam";
import { attachmentOn, containerLike, inventoryLike, networkLike } from "./sample";

const front = networkLike("front", { pools: [{ subnet: "10.9.0.0/24", gateway: "10.9.0.1" }] });
const back = networkLike("back", { pools: [{ subnet: "10.8.0.0/24" }] });
const bridge = networkLike("bridge", { builtIn: true });
const web = containerLike("web", { attachments: [attachmentOn(front, { ipv4: "10.9.0.2/24" })], ports: [{ hostPort: 8080, containerPort: 80, protocol: "tcp", hostIp: "0.0.0.0" }] });
const inventory = inventoryLike([front, back, bridge], [web]);
const form = (more: Partial<ContainerForm> = {}): ContainerForm => ({ ...emptyContainerForm, image: "busybox", ...more });
const join = (network: string, more: Partial<ContainerForm["networks"][number]> = {}): ContainerForm["networks"][number] => ({ ...emptyJoin, network, ...more });
const kinds = (draft: ContainerForm, there = inventory): Record<string, string> => Object.fromEntries([...containerIssues(draft, there)].map(([id, { kind }]) => [id, kind]));
const lines = (draft: ContainerForm, oneByOne = false): string[] =>
  dockerCommands({ kind: "runContainer", spec: specOfContainer(draft), ...(oneByOne ? { oneByOne: true as const } : {}) }).map((argv) => quote(argv));

describe("The form of a container", () => {
  const two = form({
    name: "app",
    command: `sh -c 'sleep "1 2"'`,
    networks: [join("front", { aliases: "www api", ipv4: "10.9.0.7" }), join("back", { mac: "02:00:00:00:00:01", gatewayPriority: "5", options: [{ key: "a", value: "b,c" }] })],
    ports: [{ ...emptyPort, hostIp: "127.0.0.1", hostPort: "8081", containerPort: "80" }, { ...emptyPort, containerPort: "53", protocol: "udp" }],
    env: [{ key: "A", value: "b c" }],
    restart: "on-failure",
    retries: "3",
  });

  it("gives the command that does the same, with several networks at once", () => {
    assert.deepEqual(lines(two), [
      `docker run --detach --name app --network name=front,alias=www,alias=api,ip=10.9.0.7 --network 'name=back,mac-address=02:00:00:00:00:01,gw-priority=5,"driver-opt=a=b,c"' --publish 127.0.0.1:8081:80 --publish 53/udp --env 'A=b c' --restart on-failure:3 busybox sh -c 'sleep "1 2"'`,
    ]);
  });

  it("gives a command for each further network where the engine takes one at a time", () => {
    const [run, connect] = lines({ ...two, command: "", ports: [], env: [], restart: "" }, true);
    assert.equal(run, "docker run --detach --name app --network front --network-alias www --network-alias api --ip 10.9.0.7 busybox");
    assert.equal(connect, "docker network connect --gw-priority 5 --driver-opt a=b,c back app");
  });

  it("says the mode", () => {
    assert.deepEqual(lines(form({ mode: "host" })), ["docker run --detach --network host busybox"]);
    assert.deepEqual(lines(form({ mode: "none" })), ["docker run --detach --network none busybox"]);
    assert.deepEqual(lines(form({ mode: "container", container: "web", ports: [{ ...emptyPort, containerPort: "80" }] })), ["docker run --detach --network container:web busybox"]);
  });

  it("tells what is wrong at its field", () => {
    const wrong = form({
      image: "",
      name: "web",
      command: "sh 'open",
      networks: [join("bridge", { aliases: "x" }), join("front", { ipv4: "10.9.0.2", mac: "nope", gatewayPriority: "x" }), join("front"), join("gone")],
      ports: [{ ...emptyPort, hostPort: "8080", containerPort: "80" }, { ...emptyPort, hostPort: "99999", containerPort: "0" }],
      dns: "one",
      expose: "80 x",
    });
    assert.deepEqual(kinds(wrong), {
      image: "imageMissing",
      name: "containerNameInUse",
      command: "quoteOpen",
      "networks/0/aliases": "noDns",
      "networks/1/ipv4": "addressTaken",
      "networks/1/mac": "notMac",
      "networks/1/gatewayPriority": "notNumber",
      "networks/2/network": "networkTwice",
      "networks/3/network": "networkGone",
      "ports/0/hostPort": "portTaken",
      "ports/1/containerPort": "notPort",
      "ports/1/hostPort": "notPort",
      dns: "notAddress",
      expose: "notPort",
    });
    assert.deepEqual(kinds(two), {});
    assert.deepEqual(kinds(form({ mode: "container" })), { container: "ownerMissing" });
  });

  it("demands of an old engine only what it can do", () => {
    const old = inventoryLike([front, back], [], { version: "20.10.24", apiVersion: "1.41" });
    assert.deepEqual(kinds({ ...two, name: "" }, old), { name: "containerNameNeeded", "networks/1/mac": "macOnlyFirst", "networks/1/gatewayPriority": "needsApi" });
  });

  it("finds the field that a refusal is about", () => {
    assert.equal(containerFieldOfRefusal('Conflict. The container name "/app" is already in use by container "x"', two), "name");
    assert.equal(containerFieldOfRefusal("No such image: busybox:latest", two), "image");
    assert.equal(containerFieldOfRefusal("driver failed programming external connectivity: Bind for 127.0.0.1:8081 failed: port is already allocated", two), "ports/0/hostPort");
    assert.equal(containerFieldOfRefusal("listen tcp4 0.0.0.0:8081: bind: address already in use", two), "ports/0/hostPort");
    assert.equal(containerFieldOfRefusal("Address already in use", two), "networks/0/ipv4");
  });

  it("is the same after it was kept and read again", () => {
    assert.deepEqual(decodeContainerForm(JSON.parse(JSON.stringify(two))), two);
    for (const odd of [undefined, null, 7, [], { networks: [3], ports: "x" }]) assert.equal(decodeContainerForm(odd).mode, "networks");
  });

  it("proposes an address that nobody has", () => {
    assert.equal(freeAddress(front, "ipv4", inventory), "10.9.0.3");
  });

  it("is a Compose service", () => {
    const text = composeContainer(specOfContainer(two));
    for (const part of ["container_name: app", "ipv4_address: 10.9.0.7", "gw_priority: 5", "external: true", "- 127.0.0.1:8081:80", "restart: on-failure:3"]) assert.ok(text.includes(part), `${part} in ${text}`);
    assert.ok(composeContainer(specOfContainer(form({ mode: "container", container: "web" }))).includes("network_mode: container:web"));
  });
});

describe("A command line", () => {
  it("is taken apart as a shell would, without what a shell expands", () => {
    assert.deepEqual(splitCommand(`a "b c" 'd "e' f\\ g h"i"'j'`), ["a", "b c", 'd "e', "f g", "hij"]);
    assert.deepEqual(splitCommand(""), []);
    assert.deepEqual(splitCommand(`a ""`), ["a", ""]);
    for (const open of [`a "b`, `a 'b`, "a\\"]) assert.equal(splitCommand(open), undefined, open);
  });

  it("that was quoted is taken apart into the same words", () => {
    const word = fc.string({ unit: fc.constantFrom("a", " ", "'", '"', "\\", "$", "-", "*"), minLength: 0, maxLength: 6 });
    fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => assert.deepEqual(splitCommand(quote(words)), words)));
    assert.equal(execFileSync("sh", ["-c", `printf %s ${quote(["a'b"])}`], { encoding: "utf8" }), "a'b");
  });
});
