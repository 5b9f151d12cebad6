import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { helperCommand, helperLabel, helperSummary, type HelperSpec } from "../../../src/core/helper";
import type { Client } from "../../../src/engine/client";
import { decodeContainers } from "../../../src/engine/decode";
import { decodeEvent } from "../../../src/engine/events";
import { helperBody, Helpers } from "../../../src/engine/helper";

const spec: HelperSpec = { image: "busybox", rights: "read", script: "echo 'it'", arguments: ["1 2"] };

/** A client that notes what it is asked to do, and answers nothing. */
function noting(): { client: Client; asked: string[] } {
  const asked: string[] = [];
  const modem = {
    dial: ({ method, path }: { method: string; path: string }, done: (error: unknown, answer: unknown) => void) => {
      asked.push(`${method} ${path}`);
      done(undefined, {});
    },
    demuxStream: () => undefined,
  };
  return { client: { modem } as unknown as Client, asked };
}

describe("A helper container", () => {
  it("is asked for with the least rights, and never with all", () => {
    for (const rights of ["read", "enter"] as const) {
      const body = helperBody({ ...spec, rights }) as { User: string; HostConfig: Record<string, unknown> };
      const { HostConfig: host } = body;
      assert.deepEqual([host["CapDrop"], host["ReadonlyRootfs"], host["AutoRemove"], host["SecurityOpt"]], [["ALL"], true, true, ["no-new-privileges"]]);
      assert.equal(host["Privileged"], undefined);
      assert.deepEqual([body.User, host["CapAdd"]], rights === "read" ? ["65534:65534", []] : ["0:0", ["SYS_ADMIN", "SYS_PTRACE"]]);
    }
  });

  it("is told as the docker command that does the same", () => {
    const command = helperCommand(spec, "tcp://10.0.0.1:2376");
    assert.deepEqual(command.slice(0, 6), ["docker", "--host", "tcp://10.0.0.1:2376", "run", "--rm", "--pull"]);
    assert.deepEqual(command.slice(-6), ["--", "busybox", "-c", "echo 'it'", "helper", "1 2"]);
    assert.ok(!command.includes("--cap-add") && !command.includes("--privileged"));
    assert.match(helperSummary({ image: "busybox", rights: "enter" }).join(" "), /--cap-drop ALL --cap-add SYS_ADMIN --cap-add SYS_PTRACE .* busybox -c …$/);
  });

  it("is no container that is shown", () => {
    const row = (Id: string, Labels: object): object => ({ Id, Names: [`/${Id}`], State: "running", Labels });
    assert.deepEqual(decodeContainers([row("a", {}), row("h", { [helperLabel]: "" })], [], "docker").map(({ id }) => id), ["a"]);
  });

  it("tells nothing by its events, also not by those of its network, whoever started it", () => {
    const helpers = new Set<string>();
    const tell = (Type: string, Action: string, ID: string, Attributes: object): unknown => decodeEvent({ Type, Action, Actor: { ID, Attributes } }, helpers);
    assert.equal(tell("container", "create", "h", { [helperLabel]: "" }), undefined);
    assert.equal(tell("network", "connect", "net", { container: "h", name: "host" }), undefined);
    assert.notEqual(tell("network", "connect", "net", { container: "a", name: "host" }), undefined);
    assert.equal(tell("network", "disconnect", "h", { network: "podman" }), undefined, "as Podman tells it");
    assert.equal(tell("container", "destroy", "h", { [helperLabel]: "" }), undefined);
    assert.equal(helpers.size, 0);
  });

  it("that was left behind is removed when it is a minute old by the engine's clock, and no sooner", async () => {
    const { client, asked } = noting();
    const helpers = new Helpers(client);
    const row = (Id: string, Created: number, Labels: object = { [helperLabel]: "" }): object => ({ Id, Created, Labels });
    helpers.sweep([row("old", 1_000), row("young", 1_059.9), row("running-elsewhere", 1_055), row("other", 900, {})], 1_061);
    await delay(30);
    assert.deepEqual(asked, ["DELETE /containers/old?"]);
    helpers.sweep([row("young", 1_059.9)], 1_119.9);
    helpers.dispose();
    await delay(30);
    assert.deepEqual(asked, ["DELETE /containers/old?"], "what is disposed removes nothing");
  });
});
