import assert from "node:assert/strict";
import fc from "fast-check";
import { type Cidr, contains, formatAddress, formatCidr, networkOfCidr, overlaps, parseAddress, parseCidr, rangeOf } from "../../../src/core/address";
import { checkAddress, checkGateway, checkSubnet, defaultGateway, freeSubnet, freeSubnet6 } from "../../../src/core/ipam";
import { attachmentOn, containerLike, inventoryLike, networkLike } from "./sample";

const empty = inventoryLike([]);
const bridge = networkLike("my-net", { pools: [{ subnet: "172.30.0.0/24", gateway: "172.30.0.1" }] });

describe("A subnet", () => {
  const kind = (text: string, inventory = empty, family: "ipv4" | "ipv6" = "ipv4") => checkSubnet(text, family, "local", inventory)?.kind;

  it("must be an address with a prefix length, as the engine writes it", () => {
    for (const text of ["x", "172.30.0.0/", "/24", "172.30.0/24", "172.030.0.0/24", "0x7f.0.0.0/8", "172.30.0.0/33", "172.30.0.0/24/24", "172.30.0.0/-1", "fe80::1%eth0/64"])
      assert.equal(kind(text), "notCidr", text);
    assert.deepEqual(checkSubnet("172.30.0.0", "ipv4", "local", empty), { kind: "prefixMissing", suggestion: "172.30.0.0/24" });
    assert.equal(kind("172.30.0.0/24"), undefined);
    assert.equal(kind("fd00:1::/64", empty, "ipv6"), undefined);
  });

  it("begins at its first address, and the right one is suggested", () => {
    assert.deepEqual(checkSubnet("10.99.0.3/24", "ipv4", "local", empty), { kind: "hostBits", suggestion: "10.99.0.0/24" });
    assert.deepEqual(checkSubnet("fd00:1::5/64", "ipv6", "local", empty), { kind: "hostBits", suggestion: "fd00:1::/64" });
  });

  it("has room for a gateway and a container, and is no slip of the finger", () => {
    assert.equal(kind("10.0.0.0/7"), "prefixShort");
    assert.equal(kind("10.0.0.0/32"), "prefixLong");
    assert.equal(kind("fd00::/127", empty, "ipv6"), "prefixLong");
    assert.equal(kind("fd00::/126", empty, "ipv6"), undefined);
    // Measured: Docker 28 uses both addresses of a /31, Docker 20.10 finds none free there.
    assert.equal(kind("10.0.0.0/31"), undefined);
    assert.deepEqual(checkSubnet("10.0.0.0/31", "ipv4", "local", inventoryLike([], [], { version: "20.10.24+dfsg1" })), { kind: "prefixLong", prefix: 31, most: 30 });
  });

  it("is of the family that was asked for and of a range that networks can use", () => {
    assert.deepEqual(checkSubnet("fd00::/64", "ipv4", "local", empty), { kind: "wrongFamily", expected: "ipv4" });
    for (const text of ["127.1.0.0/16", "224.1.0.0/16", "240.0.0.0/8", "0.0.0.0/8"]) assert.equal(kind(text), "specialRange", text);
    for (const text of ["fe80:1::/64", "ff02::/64"]) assert.equal(kind(text, empty, "ipv6"), "specialRange", text);
  });

  it("names the network with which it overlaps, whichever is the larger", () => {
    const inventory = inventoryLike([networkLike("other", { pools: [{ subnet: "fd00::/64" }, { subnet: "10.9.0.0/24" }] })]);
    for (const text of ["10.9.0.0/24", "10.9.0.128/25", "10.9.0.0/16", "10.0.0.0/8"])
      assert.deepEqual(checkSubnet(text, "ipv4", "local", inventory), { kind: "overlap", network: "other", subnet: "10.9.0.0/24" }, text);
    assert.equal(checkSubnet("10.9.1.0/24", "ipv4", "local", inventory), undefined);
  });

  it("may equal that of a network in the other address space, and pools that cannot be read are left to the engine", () => {
    const inventory = inventoryLike([networkLike("ov", { driver: "overlay", pools: [{ subnet: "10.9.0.0/24" }] }), networkLike("odd", { pools: [{ subnet: "?" }] })]);
    assert.equal(checkSubnet("10.9.0.0/24", "ipv4", "local", inventory), undefined);
    assert.equal(checkSubnet("10.9.0.0/24", "ipv4", "swarm", inventory)?.kind, "overlap");
  });
});

describe("A gateway", () => {
  it("is inside its subnet and neither its first nor its broadcast address", () => {
    assert.equal(checkGateway("10.9.0.254", "10.9.0.0/24"), undefined);
    assert.equal(checkGateway("10.8.0.1", "10.9.0.0/24")?.kind, "outside");
    assert.equal(checkGateway("10.9.0.0", "10.9.0.0/24")?.kind, "networkAddress");
    assert.equal(checkGateway("10.9.0.255", "10.9.0.0/24")?.kind, "broadcastAddress");
    assert.equal(checkGateway("10.9.0.300", "10.9.0.0/24")?.kind, "notAddress");
    assert.equal(checkGateway("fd00::1", "10.9.0.0/24")?.kind, "wrongFamily");
    assert.equal(checkGateway("fd00::ffff:ffff:ffff:ffff", "fd00::/64"), undefined, "IPv6 has no broadcast");
    assert.equal(checkGateway("10.9.0.0", "10.9.0.0/31"), undefined, "both addresses of a /31 are usable");
  });

  it("is the first address if none is given", () => {
    assert.equal(defaultGateway("10.9.0.0/24"), "10.9.0.1");
    assert.equal(defaultGateway("fd00:1::/64"), "fd00:1::1");
    assert.equal(defaultGateway("nonsense"), undefined);
  });
});

describe("A fixed address", () => {
  const holder = containerLike("web", { attachments: [attachmentOn(bridge, { ipv4: "172.30.0.7/24" })] });
  const check = (text: string, inventory = inventoryLike([bridge], [holder])) => checkAddress(text, "ipv4", bridge, inventory);

  it("is refused with the name of whoever has it", () => {
    assert.deepEqual(check("172.30.0.7"), { kind: "addressTaken", container: "web" });
    assert.deepEqual(check("172.30.0.1"), { kind: "gatewayTaken", network: "my-net" });
    assert.equal(check("172.30.0.8"), undefined);
  });

  it("is free again when its holder has stopped", () => {
    assert.equal(check("172.30.0.7", inventoryLike([bridge], [{ ...holder, state: "exited" }])), undefined);
  });

  it("is not the gateway either when the engine does not tell it", () => {
    const silent = networkLike("silent", { pools: [{ subnet: "10.9.0.0/24" }] });
    assert.equal(checkAddress("10.9.0.1", "ipv4", silent, inventoryLike([silent]))?.kind, "gatewayTaken");
    const macvlan = networkLike("mac", { driver: "macvlan", pools: [{ subnet: "10.9.0.0/24" }] });
    assert.equal(checkAddress("10.9.0.1", "ipv4", macvlan, inventoryLike([macvlan])), undefined, "a macvlan's gateway is somebody else's");
  });

  it("is inside one of the subnets, whole and of the right family", () => {
    assert.deepEqual(check("10.0.0.1"), { kind: "outside", subnet: "172.30.0.0/24" });
    assert.equal(check("172.30.0.0")?.kind, "networkAddress");
    assert.equal(check("172.30.0.255")?.kind, "broadcastAddress");
    assert.equal(check("172.30.0.7/24")?.kind, "notAddress");
    assert.equal(check("fd00::1")?.kind, "wrongFamily");
    assert.equal(checkAddress("fd00::7", "ipv6", bridge, empty), undefined, "without an IPv6 pool on record only the engine can tell");
  });

  it("is taken in whichever way IPv6 writes it", () => {
    const six = networkLike("six", { ipv6: true, pools: [{ subnet: "fd00:1::/64", gateway: "fd00:1::1" }] });
    const inventory = inventoryLike([six], [containerLike("web", { attachments: [attachmentOn(six, { ipv6: "fd00:1::a/64" })] })]);
    assert.equal(checkAddress("FD00:0001:0:0::000A", "ipv6", six, inventory)?.kind, "addressTaken");
    assert.equal(checkAddress("fd00:1:0::1", "ipv6", six, inventory)?.kind, "gatewayTaken");
  });
});

describe("A proposed subnet", () => {
  const used = (...subnets: string[]) => inventoryLike(subnets.map((subnet, i) => networkLike(`n${i}`, { pools: [{ subnet }] })));

  it("is the one that Docker would take next", () => {
    assert.equal(freeSubnet("local", empty), "172.17.0.0/16");
    assert.equal(freeSubnet("local", used("172.17.0.0/16", "172.18.0.0/16", "172.19.4.0/24")), "172.20.0.0/16");
    assert.equal(freeSubnet("local", used("172.16.0.0/12")), "192.168.0.0/20");
    assert.equal(freeSubnet("local", used("172.16.0.0/12", "192.168.0.0/17")), "192.168.128.0/20");
    assert.equal(freeSubnet("local", used("172.16.0.0/12", "192.168.0.0/16")), undefined);
    assert.equal(freeSubnet("swarm", used("10.0.0.0/24")), "10.0.0.0/24", "local networks are not in the way of an overlay");
  });

  it("is for IPv6 a unique local one, the same each time, other on another engine", () => {
    const first = freeSubnet6("local", empty);
    assert.match(first ?? "", /^fd[0-9a-f]{2}:.*::\/64$/);
    assert.equal(freeSubnet6("local", empty), first);
    assert.notEqual(freeSubnet6("local", inventoryLike([], [], { id: "another" })), first);
    const second = freeSubnet6("local", used(first ?? ""));
    assert.notEqual(second, first);
    assert.equal(checkSubnet(second ?? "", "ipv6", "local", used(first ?? "")), undefined);
  });

  it("never overlaps with anything, however the networks lie", () => {
    const subnet = fc.tuple(fc.constantFrom("172", "192.168", "10"), fc.nat(255), fc.nat(255), fc.integer({ min: 9, max: 28 }));
    fc.assert(
      fc.property(fc.array(subnet, { maxLength: 12 }), (list) => {
        const texts = list.flatMap(([head, x, y, prefix]) => {
          const cidr = parseCidr(`${[...head.split("."), x, y, 0].slice(0, 4).join(".")}/${prefix}`);
          return cidr === undefined ? [] : [formatCidr(networkOfCidr(cidr))];
        });
        const free = freeSubnet("local", used(...texts));
        const parsed = free === undefined ? undefined : parseCidr(free);
        for (const text of texts) assert.ok(parsed === undefined || !overlaps(parsed, parseCidr(text)!), `${String(free)} and ${text}`);
      }),
    );
  });
});

describe("Addresses as numbers", () => {
  const cidr: fc.Arbitrary<Cidr> = fc.oneof(
    fc.record({ family: fc.constant("ipv4" as const), address: fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }), prefix: fc.nat(32) }, { noNullPrototype: true }),
    fc.record({ family: fc.constant("ipv6" as const), address: fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), prefix: fc.nat(128) }, { noNullPrototype: true }),
  );

  it("come back from their writing as they were", () => {
    fc.assert(fc.property(cidr, (block) => assert.deepEqual(parseCidr(formatCidr(block)), block)));
  });

  it("agree on what is inside: exactly what lies between first and last", () => {
    fc.assert(
      fc.property(cidr, cidr, (a, b) => {
        const address = { family: b.family, value: b.address };
        const { first, last } = rangeOf(a);
        assert.equal(contains(a, address), a.family === b.family && first <= b.address && b.address <= last);
        assert.equal(overlaps(a, b), overlaps(b, a));
        assert.ok(overlaps(a, a) && contains(a, { family: a.family, value: a.address }));
        assert.deepEqual(parseAddress(formatAddress(address)), address);
      }),
    );
  });
});
