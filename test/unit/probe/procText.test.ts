import assert from "node:assert/strict";
import fc from "fast-check";
import * as text from "../../../src/probe/procText";
import { parseForwarding } from "../../../src/probe/sysfs";
import { readTables } from "../../../src/probe/exec";

/** As Linux 6.18 printed them inside a container on two networks. */
const DEV = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
  eth0:    4190      85    0    0    0     0          0         0      126       3    0    0    0     0       0          0
 wan-7:     286       3    0    0    0     0          0         0       42       1    0    0    0     0       0          0
`;
const IGMP = `Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter
1\tlo        :     1      V3
\t\t\t\t010000E0     1 0:00000000\t\t0
2\teth0      :     1      V3
\t\t\t\t010000E0     1 0:00000000\t\t0
31\twan-7     :     1      V3
`;
const ROUTE = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010012AC\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t000012AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
wan-7\t000013AC\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
`;
const FIB = `Main:
  +-- 0.0.0.0/0 3 0 5
     +-- 127.0.0.0/8 2 0 2
           |-- 127.0.0.1
              /32 host LOCAL
        +-- 172.18.0.0/30 2 0 2
           |-- 172.18.0.0
              /16 link UNICAST
           |-- 172.18.0.2
              /32 host LOCAL
           |-- 172.18.255.255
              /32 link BROADCAST
           |-- 172.19.0.2
              /32 host LOCAL
Local:
           |-- 172.18.0.2
              /32 host LOCAL
`;
const INET6 = `00000000000000000000000000000001 01 80 10 80       lo
fd000dee000000000000000000000002 1f 40 00 80    wan-7
fe800000000000000042acfffe120002 100 40 20 80     eth0
`;
const STAT = "27821 (a) (b R 1) S 27795 27821 27821 0 -1 4194560 1347 0 1 0 1 0 0 0 20 0 1 0 355404 2322432 300 18446744073709551615";
const DOCKER = "e8d448e2a1abf1dfad8d2bf8e429904c033287b03ff35e0ac209663abb82e2fd";

describe("The kernel's tables", () => {
  it("give every interface with its counters", () => {
    const counters = text.parseDev(DEV);
    assert.deepEqual([...counters.keys()], ["lo", "eth0", "wan-7"]);
    assert.deepEqual(counters.get("eth0"), { rxBytes: 4190, rxPackets: 85, txBytes: 126, txPackets: 3 });
  });

  it("give indices by name", () => {
    assert.deepEqual([...text.parseIgmp(IGMP)], [["lo", 1], ["eth0", 2], ["wan-7", 31]]);
    assert.deepEqual([...text.parseMulticast("2    eth0            1     0     333300000001\n3    eth1            1     0     01005e000001\n")], [["eth0", 2], ["eth1", 3]]);
    assert.equal(text.parseSnmp6("ifIndex                         \t7777\nIp6InReceives                   \t0\n"), 7777);
  });

  it("give each interface its addresses with prefix length", () => {
    const found = text.addressesByInterface(text.parseLocal(FIB), text.parseConnected(ROUTE));
    assert.deepEqual([...found], [["eth0", ["172.18.0.2/16"]], ["wan-7", ["172.19.0.2/24"]]]);
    assert.deepEqual(text.parseInet6(INET6)[0], { name: "wan-7", ifindex: 31, address: "fd00:dee::2/64" });
    assert.equal(text.parseInet6(INET6)[1]?.ifindex, 256);
  });

  it("give a process its identity, whatever it calls itself", () => {
    assert.deepEqual(text.parseStart(STAT), { parent: 27795, start: "355404" });
    assert.equal(text.parseStart(""), undefined);
  });

  it("tell whose a process is, or that they do not tell", () => {
    assert.equal(text.cgroupNames(`0::/docker/${DOCKER}`, DOCKER), true);
    assert.equal(text.cgroupNames(`12:pids:/docker/${DOCKER}\n0::/system.slice/docker-${DOCKER}.scope\n`, DOCKER), true);
    assert.equal(text.cgroupNames(`0::/docker/${DOCKER.replace("e", "f")}`, DOCKER), false);
    assert.equal(text.cgroupNames("0::/user.slice/user-1000.slice/session-1.scope\n", DOCKER), false);
    assert.equal(text.cgroupNames("0::/\n", DOCKER), undefined);
    assert.equal(text.cgroupNames("0::/../../..\n", DOCKER), undefined);
  });

  it("say on which port a bridge heard an address, its own left out", () => {
    const entry = (mac: string, port: number, local: number): Buffer => Buffer.concat([Buffer.from(mac, "hex"), Buffer.from([port & 255, local, 0, 0, 0, 0, port >> 8, 0, 0, 0])]);
    assert.deepEqual(parseForwarding(Buffer.concat([entry("0242ac120002", 3, 0), entry("0242ac120001", 1, 1), entry("0242ac120003", 300, 0), Buffer.alloc(5)])), [
      { mac: "02:42:ac:12:00:02", port: 3 },
      { mac: "02:42:ac:12:00:03", port: 300 },
    ]);
  });

  it("are told apart when they come one after another from one cat", () => {
    assert.deepEqual(readTables(DEV + ROUTE + FIB + INET6).interfaces, [
      { name: "eth0", addresses: ["172.18.0.2/16", "fe80::42:acff:fe12:2/64"] },
      { name: "wan-7", addresses: ["172.19.0.2/24", "fd00:dee::2/64"] },
    ]);
  });

  it("never make a parser throw, cut off anywhere or filled with anything", function () {
    this.timeout(20_000);
    const parsers = [text.parseDev, text.parseIgmp, text.parseMulticast, text.parseSnmp6, text.parseInet6, text.parseConnected, text.parseLocal, text.parseStart, readTables];
    const whole = DEV + IGMP + ROUTE + FIB + INET6 + STAT;
    const piece = fc.tuple(fc.nat(whole.length), fc.nat(whole.length)).map(([a, b]) => whole.slice(Math.min(a, b), Math.max(a, b)));
    fc.assert(
      fc.property(fc.oneof(piece, fc.string({ unit: "binary" })), (input) => {
        for (const parse of parsers) parse(input);
        text.cgroupNames(input, DOCKER);
      }),
    );
  });
});
