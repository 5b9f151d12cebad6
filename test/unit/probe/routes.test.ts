import assert from "node:assert/strict";
import { parseRoutes, parseRoutes6 } from "../../../src/probe/routes";

describe("The host's routes", () => {
  it("are read from /proc/net/route, without the default one", () => {
    const text = [
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
      "eth0\t00000000\t0102000A\t0003\t0\t0\t0\t00000000\t0\t0\t0",
      "eth0\t0002000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
      "tun0\t0000100A\t0102000A\t0003\t0\t0\t0\t0000F0FF\t0\t0\t0",
    ].join("\n");
    assert.deepEqual(parseRoutes(text), [
      { destination: "10.0.2.0/24", interface: "eth0" },
      { destination: "10.16.0.0/12", interface: "tun0" },
    ]);
  });

  it("are read from /proc/net/ipv6_route, without link-local, multicast and single addresses", () => {
    const line = (destination: string, prefix: string, name: string): string => `${destination} ${prefix} ${"0".repeat(32)} 00 ${"0".repeat(32)} 00000100 00000001 00000000 00000001     ${name}`;
    const text = [
      line("fd000123000000000000000000000000", "40", "eth0"),
      line("fe800000000000000000000000000000", "40", "eth0"),
      line("ff000000000000000000000000000000", "08", "eth0"),
      line("fd000123000000000000000000000001", "80", "eth0"),
      line("00000000000000000000000000000000", "00", "eth0"),
      "no route at all",
    ].join("\n");
    assert.deepEqual(parseRoutes6(text), [{ destination: "fd00:123::/64", interface: "eth0" }]);
  });
});
