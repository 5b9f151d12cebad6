import assert from "node:assert/strict";
import fc from "fast-check";
import { explain, type ExplainedPart, type Explanation } from "../../../src/core/explain";
import type { Container, Inventory, Network } from "../../../src/core/inventory";
import type { LinkReport } from "../../../src/core/link";
import type { TextShape } from "../../../src/core/pictureShapes";
import { checkSyntax, shellWords } from "../../support/shell";
import { containers, english, inventory, links, networks, report } from "./explainLab";

function page(of: Container | Network, more: { inventory?: Inventory; report?: LinkReport | undefined } = {}): Explanation {
  const target = "driver" in of ? ({ type: "network", networkId: of.id } as const) : ({ type: "container", containerId: of.id } as const);
  const found = explain(target, more.inventory ?? inventory, "report" in more ? more.report : report, english);
  assert.ok(found);
  return found;
}
function only(of: Container | Network, more: Parameters<typeof page>[1] = {}): ExplainedPart {
  const { parts } = page(of, more);
  assert.equal(parts.length, 1);
  return parts[0]!;
}
const texts = ({ drawing }: ExplainedPart): string[] => drawing.shapes.flatMap((shape) => (shape.kind === "text" ? [shape.text] : []));
const cables = ({ drawing }: ExplainedPart): string[] => drawing.shapes.flatMap((shape) => (shape.kind === "line" && shape.title !== undefined ? [`${shape.look}: ${shape.title}`] : []));
const commands = ({ facts }: ExplainedPart): string[] => facts.map(({ where, command }) => `${where}: ${command}`);
const said = ({ meaning }: ExplainedPart): string => [meaning.summary, ...meaning.points.map(({ text }) => text)].join(" ");
const restWith = (part: Partial<LinkReport["links"][number]>): LinkReport => ({ ...report, links: [{ ...links[0]!, ...part }] });

describe("An explanation", () => {
  it("draws a container on a bridge with its own names, indices, addresses, bridge, gateway and ports", () => {
    const part = only(containers.one);
    assert.equal(part.meaning.name, "user-defined bridge");
    for (const text of ["container1", "eth0 39", "172.18.0.2/16", "02:42:ac:12:00:02", "40 veth0000039", "my-net", "br-0123456789ab", "172.18.0.0/16", "gateway 172.18.0.1", "NAT", "*:8080 → 172.18.0.2:80", "outside", "host box"]) {
      assert.ok(texts(part).includes(text), `${text} in ${texts(part).join(" | ")}`);
    }
    assert.equal(cables(part)[0], "proven: eth0 39 is connected to 40 veth0000039: proven");
    assert.match(part.spoken, /^container1: eth0 39 is connected to 40 veth0000039: proven, on my-net/);
  });

  it("draws two neighbours on the same switch, and counts the rest", () => {
    assert.equal(texts(only(containers.one)).filter((text) => /^container2$|^both$/.test(text)).length, 2);
    assert.ok(texts(only(containers.one)).includes("+ 1 more"));
  });

  it("gives every network of a container a part of its own, and an endpoint only its part", () => {
    assert.deepEqual(page(containers.both).parts.map(({ heading }) => heading), ["my-net", "vault-net"]);
    const endpoint = explain({ type: "endpoint", containerId: containers.both.id, networkId: networks.internal.id }, inventory, report, english);
    assert.deepEqual(endpoint?.parts.map(({ heading }) => heading), ["vault-net"]);
  });

  it("calls probable what is inferred, counts candidates, and says what is not known", () => {
    const inferred = only(containers.one, { report: restWith({ verdict: "inferred" }) });
    assert.match(cables(inferred)[0]!, /^probable: /);
    assert.ok(texts(inferred).includes("≈ 40 veth0000039") && texts(inferred).includes("probable, not proven") && !texts(inferred).includes("veth pair, proven"));
    const { peer, ...bare } = links[0]!;
    const ambiguous = only(containers.one, { report: { ...report, links: [{ ...bare, verdict: "ambiguous", candidates: [peer!, { ...peer!, interface: "veth2" }] }] } });
    assert.match(cables(ambiguous)[0]!, /^unknown: .* one of 2$/);
    assert.equal(commands(ambiguous).filter((command) => command.startsWith("host: ip -d link show dev veth")).length, 2);
    const unavailable = only(containers.one, { report: { ...report, links: [{ ...bare, verdict: "unavailable", reason: { code: "remote", params: { engine: "far" } } }] } });
    assert.match(cables(unavailable)[0]!, /^unknown: .* not known$/);
    for (const part of [inferred, ambiguous, unavailable]) assert.ok(!cables(part).join().includes("proven:"));
  });

  it("draws no cable as proven before the links were read", () => {
    const part = only(containers.one, { report: undefined });
    assert.ok(texts(part).includes("interface not read yet") && !texts(part).some((text) => text.includes("veth0")));
    assert.ok(part.drawing.shapes.every((shape) => shape.kind !== "line" || shape.look !== "proven"));
    assert.match(part.notes.join(), /not read yet/);
  });

  it("says of a stopped container what will be, without an address on record", () => {
    const part = only(containers.asleep);
    assert.ok(!JSON.stringify(part.drawing.shapes.slice(0, 12)).includes("172.18.0.2"));
    assert.ok(texts(part).includes("address given at the start") && texts(part).includes("when it runs"));
    assert.match(page(containers.asleep).subtitle, /not running/);
    assert.ok(commands(part).includes("docker: docker start asleep"));
    assert.ok(!commands(part).some((command) => command.includes("docker exec")));
  });

  it("tells the default bridge and a bridge of one's own apart: names, links, icc", () => {
    const [own, plain] = [only(containers.one), only(containers.plain)];
    assert.equal(plain.meaning.name, "default bridge");
    assert.match(said(plain), /None: containers get the host’s resolvers.*--link/);
    assert.match(said(own), /127\.0\.0\.11/);
    assert.equal(plain.meaning.configuration, "docker run busybox");
    assert.equal(own.meaning.configuration, "docker run --network my-net busybox");
    const off = { ...networks.default, options: { "com.docker.network.bridge.enable_icc": "false" } };
    assert.match(said(only(containers.plain, { inventory: { ...inventory, networks: [off] } })), /icc is off here/);
    assert.match(said(plain), /icc is on/);
    assert.equal(plain.facts.find(({ command }) => command.includes("resolv.conf"))?.value, "the host’s resolvers");
  });

  it("shows that an internal, an isolated and a routed network have no NAT", () => {
    const { parts } = page(containers.both);
    const internal = parts[1]!;
    assert.ok(texts(internal).includes("no way out") && !texts(internal).includes("outside") && !texts(internal).includes("NAT"));
    assert.ok(internal.drawing.shapes.some(({ kind }) => kind === "cross"));
    assert.match(said(internal), /--internal/);
    assert.match(said(only(containers.isolated)), /not even the host/);
    assert.ok(texts(only(containers.routed)).includes("no NAT: routed as it is"));
    for (const part of [internal, only(containers.isolated), only(containers.routed)]) assert.ok(!commands(part).some((command) => command.includes("POSTROUTING")));
  });

  it("draws host mode inside the host's frame, with the host's own interfaces", () => {
    const part = only(containers.host);
    assert.equal(part.meaning.name, "host mode");
    for (const text of ["on-host", "no interface of its own", "eth0 2", "lo 1"]) assert.ok(texts(part).includes(text), text);
    assert.match(cables(part)[0]!, /^direct: /);
    assert.ok(texts(only(containers.host, { report: { ...report, host: { visible: false, code: "remote", params: {} } } })).includes("not read from here"));
  });

  it("draws none alone with its loopback, and says that no cable leads out", () => {
    const part = only(containers.none);
    assert.deepEqual(cables(part), []);
    assert.ok(texts(part).includes("lo  127.0.0.1"));
    assert.match(part.spoken, /No cable leads to the host/);
    assert.equal(only(containers.detached).meaning.name, "attached to nothing");
  });

  it("draws sharers in one namespace, with the owner's interfaces; chains too", () => {
    const part = only(containers.chained);
    assert.equal(part.meaning.name, "container mode");
    for (const text of ["• chained", "• sidecar", "• container1", "eth0 39", "40 veth0000039"]) assert.ok(texts(part).includes(text), text);
    assert.match(said(part), /chained → sidecar → container1/);
    assert.equal(part.meaning.configuration, "docker run --network container:container1 busybox");
    assert.ok(texts(only(containers.onHostToo)).includes("no interface of its own"));
    assert.match(only(containers.orphan).notes.join(), /gone-id is gone/);
    const restarted = { ...links[0]!, container: { id: containers.sidecar.id, name: "sidecar" }, kind: "shared", verdict: "notApplicable", reason: { code: "ownerRestarted", params: {} } } as const;
    const stale = only(containers.sidecar, { report: { ...report, links: [...links, restarted] } });
    assert.ok(!texts(stale).includes("eth0 39") && /restarted/.test(texts(stale).join()));
  });

  it("draws an overlay's namespace, its VXLAN and the proven gateway leg", () => {
    const part = only(containers.overlay);
    for (const text of ["eth0 53", "vxlan 4097", "VXLAN, UDP 4789", "eth1 55", "56 veth0000055", "docker_gwbridge", "NAT"]) assert.ok(texts(part).includes(text), `${text} in ${texts(part).join(" | ")}`);
    assert.deepEqual(cables(part).map((cable) => cable.split(":")[0]), ["hidden", "proven"]);
    assert.match(said(part), /not encrypted here/);
    const on = (...nodes: string[]) => only(containers.overlay, { report: { ...report, nodes: { [networks.overlay.id]: nodes } } });
    const two = on("192.0.2.1", "192.0.2.2");
    for (const text of ["all its nodes", "192.0.2.1", "192.0.2.2"]) assert.ok(texts(two).includes(text), text);
    assert.match(said(two), /192\.0\.2\.1, 192\.0\.2\.2: those with containers on it/);
    assert.doesNotMatch(said(part), /192\.0\.2/);
    assert.ok(texts(on("a", "b", "c", "d", "e")).includes("and 2 more"));
  });

  it("hangs macvlan and ipvlan on their parent, and shows that the host does not reach them", () => {
    const macvlan = only(containers.macvlan);
    for (const text of ["eth9.20", "macvlan, mode bridge", "own MAC address", "the host itself"]) assert.ok(texts(macvlan).includes(text), text);
    assert.match(said(macvlan), /kernel forbids it between parent and child/);
    const apart = only({ ...networkOfNobody, driver: "macvlan", options: { parent: "eth9", macvlan_mode: "private" } }, { inventory: { ...inventory, networks: [...inventory.networks, { ...networkOfNobody, driver: "macvlan", options: { parent: "eth9", macvlan_mode: "private" } }] } });
    assert.match(said(apart), /In mode private, not even two containers/);
    assert.doesNotMatch(said(macvlan), /In mode private/);
    assert.ok(texts(only(containers.ipvlan)).includes("ipvlan, mode l3"));
    assert.match(said(only(containers.ipvlan)), /In mode l3/);
  });

  it("does not pretend to know a plugin, nor a network that is gone", () => {
    assert.ok(texts(only(containers.plugin)).includes("weaveworks/net-plugin") && texts(only(containers.plugin)).includes("not known"));
    assert.equal(only(containers.gone).meaning.name, "a network that is gone");
  });

  it("explains networks with who is on them, also empty ones, host and none", () => {
    const part = only(networks.mine);
    assert.equal(part.facts.find(({ command }) => command.startsWith("docker ps"))?.value, "container1, container2, both, asleep");
    assert.equal(page(networks.mine).subtitle, "network · user-defined bridge");
    assert.equal(part.meaning.configuration, "docker run --network my-net IMAGE");
    assert.ok(texts(only(networkOfNobody, { inventory: { ...inventory, networks: [...inventory.networks, networkOfNobody] } })).includes("no container yet"));
    assert.ok(texts(only(networks.host)).includes("on-host"));
    assert.ok(texts(only(networks.none)).includes("vault"));
  });

  it("is none for what is not there", () => {
    assert.equal(explain({ type: "container", containerId: "nobody" as never }, inventory, report, english), undefined);
  });
});

const networkOfNobody: Network = { ...networks.mine, id: "empty-id" as never, name: "empty" };

describe("The facts of an explanation", () => {
  it("have a command each, and where to run it, from the endpoint to the NAT rule", () => {
    assert.deepEqual(commands(only(containers.one)), [
      "docker: docker inspect --format '{{json .NetworkSettings.Networks}}' container1",
      "docker: docker exec container1 ip addr show dev eth0",
      "host: ip -d link show dev veth0000039",
      `host: sudo nsenter --target "$(docker inspect --format '{{.State.Pid}}' container1)" --net ip addr`,
      "docker: docker exec container1 ip route",
      "host: ip addr show dev br-0123456789ab",
      "host: ip link show master br-0123456789ab",
      "docker: docker exec container1 cat /etc/resolv.conf",
      "host: sudo iptables -t nat -S POSTROUTING | grep -F 172.18.0.0/16",
      "host: sudo iptables -t nat -S DOCKER | grep -- '--dport 8080 '",
    ]);
  });

  it("have commands that a shell takes as they are meant, whatever the names hold", () => {
    const hostile = fc.string({ minLength: 1, maxLength: 15, unit: fc.constantFrom("a", "b", "-", "'", '"', "$", "`", ";", "&", "|", "<", "(", "{", "*", "~", "#", "!", "\\", " ", "\n") });
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 10, maxLength: 20 }), (names) => {
        const explained = names.map((name) => {
          const network = { ...networks.mine, name };
          const container = { ...containers.one, name };
          const own = { inventory: { ...inventory, networks: [network], containers: [container] } };
          return { ofNetwork: only(network, own).facts, ofContainer: only(container, own).facts };
        });
        const inspects = explained.map(({ ofNetwork }) => ofNetwork.find(({ command }) => command.startsWith("docker network inspect"))!.command);
        assert.deepEqual(shellWords(inspects), names.map((name) => ["docker", "network", "inspect", name]));
        checkSyntax(explained.flatMap(({ ofNetwork, ofContainer }) => [...ofNetwork, ...ofContainer].map(({ command }) => command)));
      }),
      { numRuns: 3 },
    );
  }).timeout(20_000);
});

describe("The picture of an explanation", () => {
  const box = ({ x, y, anchor, text, look }: TextShape): { left: number; right: number; top: number; bottom: number } => {
    // Measured by the widest fonts, and by each letter's own right: not by the code under test.
    const size = look === "title" ? 12.5 : look === "name" ? 12 : 11;
    const width = Array.from(text).reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) >= 0x2e80 ? size : size * 0.58), 0);
    const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
    return { left, right: left + width, top: y - size * 0.75, bottom: y + size * 0.2 };
  };

  function check({ drawing }: ExplainedPart, what: string): void {
    const shown = drawing.shapes.filter((shape): shape is TextShape => shape.kind === "text");
    const boxes = shown.map((shape) => ({ text: shape.text, ...box(shape) }));
    for (const { text, left, right, top, bottom } of boxes) {
      assert.ok(left >= 0 && right <= drawing.width && top >= 0 && bottom <= drawing.height, `${what}: “${text}” is inside the frame`);
    }
    boxes.forEach((a, index) => {
      for (const b of boxes.slice(index + 1)) {
        assert.ok(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top, `${what}: “${a.text}” and “${b.text}” do not overlap`);
      }
    });
    const rects = drawing.shapes.filter((shape) => shape.kind === "rect");
    for (const { x, y, width, height } of rects) assert.ok(x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= drawing.width && y + height <= drawing.height, `${what}: boxes are inside the frame`);
    const solid = rects.filter(({ look }) => look !== "frame");
    solid.forEach((a, index) => {
      for (const b of solid.slice(index + 1)) {
        assert.ok(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y, `${what}: the boxes ${JSON.stringify([a, b])} do not overlap`);
      }
    });
  }

  it("has no texts that overlap and nothing outside its frame, for every mode", () => {
    for (const one of [...Object.values(containers), ...Object.values(networks)]) for (const part of page(one).parts) check(part, one.name);
    for (const one of [...Object.values(containers), ...Object.values(networks)]) for (const part of page(one, { report: undefined }).parts) check(part, `${one.name}, unread`);
  });

  it("keeps its order with any number of containers, interfaces, ports and names of any length and script", () => {
    const name = fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom("a", "W", "m", "-", "容", "_", "9") });
    const size = fc.nat({ max: 9 });
    fc.assert(
      fc.property(name, fc.array(name, { maxLength: 6 }), size, size, fc.boolean(), (networkName, others, ports, interfaces, internal) => {
        const network = { ...networks.mine, name: networkName, internal };
        const published = Array.from({ length: ports }, (_, index) => ({ hostIp: "203.0.113.200", hostPort: 30000 + index, containerPort: 3000 + index, protocol: "udp" }));
        const all = ["subject", ...others].map((word, index): Container => ({ ...containers.one, id: `${index}` as never, name: word, ports: published, attachments: containers.one.attachments }));
        const many = all.flatMap((container) => Array.from({ length: interfaces }, (_, index) => ({ ...links[0]!, container: { id: container.id, name: container.name }, interface: `eth${index}`, ifindex: 10_000 + index })));
        const lab = { inventory: { ...inventory, networks: [network], containers: all }, report: { ...report, links: many } };
        for (const part of [...page(all[0]!, lab).parts, ...page(network, lab).parts]) check(part, networkName);
      }),
      { numRuns: 60 },
    );
  });

  it("is the same for the same facts", () => {
    assert.deepEqual(page(containers.both), page(containers.both));
  });
});
