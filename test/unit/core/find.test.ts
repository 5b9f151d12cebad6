import assert from "node:assert/strict";
import fc from "fast-check";
import { findLinks, linkLabel, looksLikeInterface, onlyOne } from "../../../src/core/find";
import type { Link } from "../../../src/core/link";
import { bare, network, veth } from "../webview/sample";

const id = (start: string): Link["container"]["id"] => start.padEnd(64, "0") as Link["container"]["id"];
const web = veth("web", { container: { id: id("6e71fbfd32b1"), name: "web" }, addresses: ["172.19.0.3/16", "fd00::3/64"] });
const web2 = veth("web-2", {
  container: { id: id("9abc01234567"), name: "web-2" },
  network: network("other"),
  ifindex: 2,
  iflink: 7,
  mac: "02:42:ac:13:00:30",
  addresses: ["172.19.0.30/16", "fe80::42:acff:fe13:30/64"],
  peer: { interface: "veth1234567", ifindex: 7, iflink: 2, bridge: "br-other", namespace: "host" },
});
const twin = veth("twin", {
  container: { id: id("777777777777"), name: "twin" },
  ifindex: 2,
  iflink: 55,
  mac: "02:42:ac:13:00:99",
  addresses: ["172.19.0.99/16"],
  verdict: "ambiguous",
  candidates: [
    { interface: "vethaaaaaaa", ifindex: 55, namespace: "host" },
    { interface: "veth0fbbd68", ifindex: 40, namespace: "host" },
  ],
});
const untold: Link = {
  ...bare("far", "veth", "remote", { engine: "elsewhere" }),
  interface: "eth0",
  ifindex: 2,
  iflink: 61,
  mac: "02:42:ac:14:00:02",
  verdict: "unavailable",
};
const asleep = bare("asleep", "veth", "stopped");
const all = [web2, twin, untold, web, asleep];
const names = (text: string): string[] => findLinks(all, text).map(({ link }) => link.container.name);
const exact = (text: string): string[] => findLinks(all, text).filter((found) => found.exact).map(({ link }) => link.container.name);

describe("Searching for an interface", () => {
  it("finds whose veth it is, and who else might have it after that", () => {
    assert.deepEqual(names("veth0fbbd68"), ["web", "twin"]);
    assert.equal(onlyOne(findLinks(all, "veth0fbbd68")), web);
  });

  it("takes an index of either side, however it is written", () => {
    for (const text of ["39", "#39", "[39]", "if39", "@if39"]) assert.deepEqual(exact(text), ["web"], text);
    assert.deepEqual(exact("40"), ["web"]);
    assert.deepEqual(exact("#2"), ["web-2", "twin", "far"]);
  });

  it("takes the container's own word for an index of the host that nothing else tells", () => {
    assert.deepEqual(names("#61"), ["far"]);
    assert.deepEqual(exact("#61"), []);
  });

  it("takes a MAC address in any writing", () => {
    for (const text of ["02:42:ac:13:00:03", "02-42-AC-13-00-03", "2:42:ac:13:0:3", "0242.ac13.0003", "0242AC130003"]) assert.deepEqual(names(text), ["web"], text);
    assert.deepEqual(names("02-42-AC-14"), ["far"]);
  });

  it("takes an IP address with and without prefix, port or zone, in any writing", () => {
    for (const text of ["172.19.0.3", "172.19.0.3/16", "172.19.0.3:8080", "fd00:0:0::0003", "FD00::3/64", "[fd00::3]:80"]) {
      assert.equal(onlyOne(findLinks(all, text)), web, text);
    }
    assert.deepEqual(exact("fe80::42:acff:fe13:30%eth0"), ["web-2"]);
  });

  it("takes a subnet for all that is in it", () => {
    assert.deepEqual(names("172.19.0.0/16"), ["web-2", "twin", "web"]);
    assert.deepEqual(names("172.19.0.64/26"), ["twin"]);
  });

  it("takes a container's name or id, a bridge, a network", () => {
    assert.deepEqual(names("WEB"), ["web", "web-2"]);
    assert.equal(onlyOne(findLinks(all, "web")), web);
    assert.equal(onlyOne(findLinks(all, "6e71fbfd32b1")), web);
    assert.deepEqual(names("6e71"), ["web"]);
    assert.deepEqual(names(web.container.id), ["web"]);
    assert.deepEqual(exact("br-other"), ["web-2"]);
    assert.deepEqual(exact("other"), ["web-2"]);
    assert.deepEqual(names("asleep"), ["asleep"]);
  });

  it("takes an interface as ip link prints it, and believes the other end's index that stands there", () => {
    for (const text of ["veth0fbbd68@if39", "40: veth0fbbd68@if39: <BROADCAST,MULTICAST,UP> mtu 1500\n    link/ether 9e:00:00:00:00:01"]) {
      assert.equal(onlyOne(findLinks(all, text)), web, text);
    }
    assert.deepEqual(names("veth0fbbd68@if9"), []);
    assert.deepEqual(names("2: eth0@if7:"), ["web-2"]);
  });

  it("puts what is so before what begins so, and that before what contains it", () => {
    assert.deepEqual(names("172.19.0.3"), ["web", "web-2"]);
    assert.deepEqual(names("eb"), ["web-2", "web"]);
  });

  it("wants all words to fit", () => {
    assert.deepEqual(names("web eth0 other"), ["web-2"]);
    assert.deepEqual(names("web veth0fbbd68"), ["web"]);
    assert.deepEqual(names("asleep eth0"), []);
  });

  it("shows all for nothing, and nothing for what is nowhere", () => {
    assert.deepEqual(findLinks(all, "  ").map(({ link }) => link), all);
    assert.deepEqual(names("veth9999999"), []);
    assert.equal(onlyOne(findLinks(all, "veth9999999")), undefined);
    assert.equal(onlyOne(findLinks(all, "eth0")), undefined);
  });

  it("gives links of the list, each once, whatever is typed", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...Array.from("0123456789abef:./@#% -vethif[]")) })), (text) => {
        const found = findLinks(all, text).map(({ link }) => link);
        assert.equal(new Set(found).size, found.length);
        assert.ok(found.every((link) => all.includes(link)));
        looksLikeInterface(text);
      }),
    );
  });

  it("finds every link by each thing that it is known by, in any case", () => {
    fc.assert(
      fc.property(fc.constantFrom(web, web2), fc.nat(5), fc.boolean(), (link, which, upper) => {
        const known = [link.peer!.interface!, link.mac!, link.addresses[0]!, link.container.name, String(link.peer!.ifindex), link.peer!.bridge!][which]!;
        assert.ok(findLinks(all, upper ? known.toUpperCase() : known).some((found) => found.link === link && found.exact), known);
      }),
    );
  });
});

describe("What is marked in an editor", () => {
  it("is proposed when it can hardly be anything else", () => {
    for (const text of ["veth0fbbd68", " veth0fbbd68@if39 ", "eth0@if40", "02:42:ac:13:00:03", "172.19.0.3", "172.19.0.0/16", "fd00::3", "br-2f1a09c3d7e4"]) assert.ok(looksLikeInterface(text), text);
    for (const text of ["", "eth0", "container", "40", "1.2", "::a::", "deadbeefdead", "some words here", "http://172.19.0.3"]) assert.ok(!looksLikeInterface(text), text);
  });
});

describe("A link's label", () => {
  it("has both ends, and a ⇄ only where that is proven", () => {
    assert.equal(linkLabel(web), "eth0 39 ⇄ 40 veth0fbbd68");
    assert.equal(linkLabel(veth("db", { verdict: "inferred" })), "eth0 39 ≈ 40 veth0fbbd68");
    for (const verdict of ["ambiguous", "unavailable", "notApplicable"] as const) assert.equal(linkLabel(veth("db", { verdict })), "eth0 39");
  });

  it("is the container's name where there is no interface", () => {
    assert.equal(linkLabel(asleep), "asleep");
  });
});
