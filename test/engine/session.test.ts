import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer as createHttp, type Server } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Container, Inventory, Network } from "../../src/core/inventory";
import type { Engine } from "../../src/engine/engine";
import { openEngine } from "../../src/engine/open";
import { createSession } from "../../src/state/engineSession";
import type { Session, Snapshot } from "../../src/state/session";
import { cleanUp, engine as rig, eventually, isPodman, makeContainer, makeNetwork, onDocker, raw, type Made } from "../support/engine";
import { EngineProxy } from "../support/engineProxy";

const silent = { info: () => undefined, error: () => undefined };

describe("A session with a real engine", () => {
  const proxy = new EngineProxy();
  let session: Session;
  const sessions: Session[] = [];

  const open = (host: string): Session => {
    const made = createSession({ host, exec: false }, silent);
    sessions.push(made);
    return made;
  };
  const live = (of: Session): Promise<Inventory> =>
    eventually("live", () => (of.snapshot.status.kind === "live" ? of.snapshot.inventory : undefined));
  const lost = (of: Session): Promise<Extract<Snapshot["status"], { kind: "lost" }>> =>
    eventually("lost", () => (of.snapshot.status.kind === "lost" ? of.snapshot.status : undefined), 15_000);

  before(() => proxy.start());
  beforeEach(async () => {
    session = open(`unix://${proxy.path}`);
    session.start();
    await live(session);
  });
  afterEach(() => {
    for (const one of sessions.splice(0)) one.dispose();
    proxy.onRequest = undefined;
  });
  after(async () => {
    await proxy.dispose();
    await cleanUp();
  });

  /** Something that every engine tells of: Podman says nothing of networks. */
  const makeSomething = (word: string): Promise<Made> => (isPodman ? makeContainer(word, { start: false }) : makeNetwork(word));
  const something = (made: Made) => (inventory: Inventory): Network | Container | undefined => network(made)(inventory) ?? container(made)(inventory);

  /** Waits for a picture, without asking for one. */
  const shows = async <T>(what: string, find: (inventory: Inventory) => T | undefined): Promise<T> =>
    eventually(what, () => (session.snapshot.inventory === undefined ? undefined : find(session.snapshot.inventory)));
  const network = (made: Made) => ({ networks }: Inventory): Network | undefined => networks.find(({ id }) => (id as string) === made.id);
  const container = (made: Made) => ({ containers }: Inventory): Container | undefined => containers.find(({ id }) => (id as string) === made.id);

  it("follows what is done elsewhere, without being asked", async () => {
    const net = await makeNetwork("live");
    // Podman tells of no network: the next event of any container brings it.
    if (!isPodman) await shows("the network", network(net));
    const web = await makeContainer("web", { start: false });
    await shows("the created container", (now) => container(web)(now)?.state === "created" || undefined);
    await raw("POST", `/containers/${web.id}/start`);
    await shows("the running container", (now) => container(web)(now)?.state === "running" || undefined);
    await shows("the network", network(net));
    await raw("POST", `/networks/${net.name}/connect`, { Container: web.id });
    const attached = await shows("the attachment", (now) => container(web)(now)?.attachments.find(({ networkName }) => networkName === net.name));
    assert.match(attached.ipv4 ?? "", /^\d+\.\d+\.\d+\.\d+\/\d+$/);
    await raw("POST", `/containers/${web.id}/rename?name=${web.name}-2`);
    await shows("the new name", (now) => container(web)(now)?.name === `${web.name}-2` || undefined);
    await raw("POST", `/containers/${web.id}/pause`);
    await shows("the pause", (now) => container(web)(now)?.state === "paused" || undefined);
    await raw("POST", `/containers/${web.id}/unpause`);
    await raw("POST", `/networks/${net.name}/disconnect`, { Container: web.id });
    await shows("the detachment", (now) => (container(web)(now)?.attachments.length === 1 ? true : undefined));
    await raw("POST", `/containers/${web.id}/kill`);
    await shows("the exited container", (now) => container(web)(now)?.state === "exited" || undefined);
    await raw("DELETE", `/containers/${web.id}`);
    await shows("no container", (now) => (container(web)(now) === undefined ? true : undefined));
    await raw("DELETE", `/networks/${net.id}`);
    if (isPodman) await session.refresh();
    await shows("no network", (now) => (network(net)(now) === undefined ? true : undefined));
  });

  it("shows a network that others make or remove while somebody watches, whether the engine tells of it or not", async () => {
    const watching = session.watch();
    await delay(300);
    proxy.requests.length = 0;
    let told = 0;
    session.onDidChange(() => told++);
    // Longer than what lies between two questions to an engine that tells nothing.
    await delay(4_000);
    const questions = proxy.requests.filter((line) => !line.startsWith("GET /v4.0.0/libpod/networks/json "));
    assert.deepEqual([questions, told], [[], 0], "while nothing happens nothing is read");
    if (isPodman) assert.ok(proxy.requests.length >= 1 && proxy.requests.length <= 2, `${proxy.requests.length} questions`);
    else assert.deepEqual(proxy.requests, []);
    const net = await makeNetwork("noticed");
    await shows("the network", network(net));
    await raw("DELETE", `/networks/${net.name}`);
    await shows("no network", (now) => (network(net)(now) === undefined ? true : undefined));
    watching.dispose();
    await delay(200);
    proxy.requests.length = 0;
    await delay(isPodman ? 4_000 : 200);
    assert.deepEqual(proxy.requests, [], "nothing is asked that nobody sees");
    // Seen again, it is up to date at once.
    const meanwhile = await makeNetwork("meanwhile");
    const again = session.watch();
    await eventually("what happened meanwhile", () => session.snapshot.inventory?.networks.find(({ id }) => (id as string) === meanwhile.id), 2_000);
    again.dispose();
  });

  onDocker("tells a container whose start was refused from one that was never started", "it keeps no record of a refused start", async () => {
    const never = await makeContainer("never", { start: false });
    const broken = await makeContainer("broken", { start: false, body: { Cmd: ["/no/such/program"] } });
    await shows("both as created", (now) => container(never)(now)?.state === "created" && container(broken)(now)?.state === "created" ? true : undefined);
    await assert.rejects(raw("POST", `/containers/${broken.id}/start`));
    await shows("the failed one", (now) => container(broken)(now)?.state === "failed" || undefined);
    assert.equal((await shows("the other", container(never))).state, "created");
    const late = open(`unix://${rig.socket}`);
    late.start();
    await eventually("the failed one, by who came later", () => late.snapshot.inventory?.containers.find(({ id, state }) => (id as string) === broken.id && state === "failed"));
  });

  it("asks nothing while nothing happens", async () => {
    await delay(300);
    proxy.requests.length = 0;
    await delay(2_500);
    assert.deepEqual(proxy.requests, []);
  });

  it("tells only of a picture that differs", async () => {
    const told: Snapshot[] = [];
    session.onDidChange((snapshot) => told.push(snapshot));
    const content = (): string => JSON.stringify([session.snapshot.inventory?.networks, session.snapshot.inventory?.containers]);
    let before = content();
    for (let round = 0; round < 10; round++) {
      told.length = 0;
      await session.refresh();
      // "Up 3 seconds" becomes "Up 4 seconds" now and then.
      assert.equal(told.length, content() === before ? 0 : 1);
      before = content();
    }
  });

  it("keeps the last picture when the engine goes, and comes back by itself", async () => {
    let before = await live(session);
    // Until it goes it may change: that a container failed to start is found out a moment after it was listed.
    session.onDidChange(({ status, inventory }) => {
      if (status.kind === "live" && inventory !== undefined) before = inventory;
    });
    await proxy.stop();
    const status = await lost(session);
    assert.equal(status.problem.kind, "noEngine");
    assert.ok(status.problem.endpoint?.includes(proxy.path));
    assert.equal(session.snapshot.inventory, before);
    const net = await makeSomething("while-away");
    await proxy.start();
    await shows("live, with what happened meanwhile", (now) => (session.snapshot.status.kind === "live" ? something(net)(now) : undefined));
    const after = await makeSomething("after");
    await shows("what happens after", something(after));
  });

  it("stays live when only the event stream breaks", async () => {
    let wasLost = false;
    session.onDidChange(({ status }) => (wasLost ||= status.kind === "lost"));
    proxy.cut();
    const net = await makeSomething("cut");
    await shows("what happened in the break", something(net));
    await delay(400);
    const later = await makeSomething("cut-later");
    await shows("what happens after it", something(later));
    assert.equal(wasLost, false);
  });

  it("reconnects at once when asked to", async () => {
    await proxy.stop();
    await lost(session);
    await delay(3_500); // by now it waits for seconds between attempts
    await proxy.start();
    await session.refresh();
    assert.equal(session.snapshot.status.kind, "live");
  });

  it("finds an engine whose socket did not exist when it began", async () => {
    await proxy.stop();
    const early = open(`unix://${proxy.path}`);
    early.start();
    assert.equal((await lost(early)).problem.kind, "noEngine");
    assert.equal(early.snapshot.inventory, undefined);
    await proxy.start();
    await live(early);
  });

  it("drops the picture and connects anew when it is told of another engine", async () => {
    const seen: Snapshot[] = [];
    session.onDidChange((snapshot) => seen.push(snapshot));
    session.configure({ host: `unix://${rig.socket}`, exec: false });
    assert.deepEqual(seen[0], { status: { kind: "connecting" } });
    const engine = await session.engine();
    assert.equal(engine.socketPath, rig.socket);
    assert.equal((await session.inventory()).engine.endpoint, `unix://${rig.socket}`);
  });

  it("gives the engine and the inventory to whoever asks first, without a start", async () => {
    const other = open(`unix://${rig.socket}`);
    assert.equal(other.snapshot.status.kind, "idle");
    const [engine, inventory]: [Engine, Inventory] = await Promise.all([other.engine(), other.inventory()]);
    assert.equal(inventory.engine, engine.info);
    assert.equal(other.snapshot.status.kind, "live");
  });

  it("resolves links only while somebody watches, and again when an event comes", async () => {
    const web = await makeContainer("watched");
    await shows("it", container(web));
    await delay(200);
    assert.equal(session.links.report, undefined);
    const watching = session.links.watch();
    const linked = (made: Made): true | undefined => session.links.report?.links.some((link) => (link.container.id as string) === made.id) === true || undefined;
    await eventually("its links", () => linked(web));
    const next = await makeContainer("watched-next");
    await eventually("the next one's links", () => linked(next));
    watching.dispose();
    const unseen = await makeContainer("unwatched");
    await shows("the container", container(unseen));
    await delay(300);
    assert.equal(linked(unseen), undefined);
    const report = await session.links.resolve();
    assert.ok(report.links.some((link) => (link.container.id as string) === unseen.id));
  });

  it("leaves nothing behind", async () => {
    const watching = session.links.watch();
    session.dispose();
    watching.dispose();
    await delay(200); // what was on its way has arrived
    proxy.requests.length = 0;
    await makeSomething("unnoticed");
    await delay(300);
    assert.deepEqual(proxy.requests, []);
    await assert.rejects(session.engine(), { kind: "cancelled" });
  });

  describe("that cannot be had", () => {
    const problemOf = async (host: string): Promise<string> => {
      const other = open(host);
      other.start();
      return (await lost(other)).problem.kind;
    };

    it("says so when the address is nonsense", async () => {
      assert.equal(await problemOf("gopher://somewhere"), "badEndpoint");
    });

    it("says so when nothing listens", async () => {
      assert.equal(await problemOf("tcp://127.0.0.1:9"), "unreachable");
    });

    it("says so when something listens that never answers", async () => {
      const mute = createServer(() => undefined);
      await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
      assert.equal(await problemOf(`tcp://127.0.0.1:${(mute.address() as AddressInfo).port}`), "unreachable");
      mute.close();
    });

    const answering = async (answer: (path: string) => { status: number; headers?: Record<string, string>; body: string }): Promise<[Server, string]> => {
      const server = createHttp((request, response) => {
        const { status, headers = {}, body } = answer(request.url ?? "");
        response.writeHead(status, headers).end(body);
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return [server, `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`];
    };

    for (const [what, answer] of [
      ["a page", { status: 200, body: "<html>hello</html>" }],
      ["not found", { status: 404, body: "<html>not here</html>" }],
      ["a redirect to nowhere", { status: 301, headers: { location: "ftp:///%" }, body: "" }],
    ] as const) {
      it(`says that it is no engine when the answer is ${what}`, async () => {
        const [server, host] = await answering(() => answer);
        assert.equal(await problemOf(host), "notAnEngine");
        server.close();
      });
    }

    it("says that its API is too old or too new", async () => {
      for (const version of [{ ApiVersion: "1.40", MinAPIVersion: "1.12" }, { ApiVersion: "2.3", MinAPIVersion: "2.0" }]) {
        const [server, host] = await answering(() => ({ status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(version) }));
        assert.equal(await problemOf(host), "apiVersion");
        server.close();
      }
    });

    it("says that one may not open the socket", async function () {
      // Root may open everything, so the attempt is made as nobody, as an editor's user would.
      if (process.getuid?.() !== 0) assert.fail("this test needs root, as the rig runs it");
      const folder = mkdtempSync(join(tmpdir(), "dne-denied-"));
      chmodSync(folder, 0o755);
      const denied = createServer();
      const path = join(folder, "docker.sock");
      await new Promise<void>((resolve) => denied.listen(path, resolve));
      chmodSync(path, 0o600);
      process.seteuid?.(65534);
      try {
        await assert.rejects(openEngine({ host: `unix://${path}` }), { kind: "noPermission", endpoint: `unix://${path} (dockerNetworks.host)` });
      } finally {
        process.seteuid?.(0);
        denied.close();
        rmSync(folder, { recursive: true });
      }
    });
  });
});
