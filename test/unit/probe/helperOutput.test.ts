import assert from "node:assert/strict";
import { netlinkQuestions, readNetlinkAnswers } from "../../../src/probe/helperNetlink";
import { parseHelperOutput, parseIpLinks, parseWiresOutput } from "../../../src/probe/helperOutput";
import { messages } from "../../../src/probe/netlinkMessages";
import { readContainer } from "../../../src/probe/procfs";

const id = "c".repeat(64);
const stat = `/proc/9/stat:9 (sleep) S 7 ${"0 ".repeat(17)}4711 0`;
const first = [
  " 4026531840 /proc/thread-self/net/dev",
  " 4026532001 /proc/9/net/dev",
  " 4026531840 /proc/7/net/dev",
  stat,
  `/proc/9/cgroup:0::/../${id}`,
  "/proc/9/net/dev:Inter-|   Receive  |  Transmit",
  "/proc/9/net/dev:  eth0: 1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0",
  "/proc/9/net/igmp:2\teth0      :     1      V3",
];
const printed = (...more: string[]): string => ["@first", ...first, ...more, "@again", ...first, "@end", ""].join("\n");

describe("What a helper printed", () => {
  it("is read by the same rules as this machine's own files", async () => {
    const output = parseHelperOutput(printed("@host", "/sys/class/net/br0/ifindex:3", "@forwarding", "00ff /sys/class/net/br0/brforward"));
    const seen = await readContainer(9, id, () => Promise.resolve(false), output!.first);
    assert.deepEqual(seen?.process, { pid: 9, namespace: 4026532001, since: "4711" });
    assert.deepEqual(seen.reading.interfaces.map(({ name, ifindex }) => [name, ifindex]), [["eth0", 2]]);
    assert.deepEqual(output!.host.interfaces(), ["br0"]);
    assert.equal(output!.host.bytes("/sys/class/net/br0/brforward")?.toString("hex"), "00ff");
    assert.equal(await readContainer(9, "d".repeat(64), () => Promise.resolve(false), output!.first), undefined, "another container's process");
  });

  it("counts only as a whole: cut, doubled or other text is nothing", () => {
    const whole = printed();
    assert.notEqual(parseHelperOutput(whole), undefined);
    for (let end = 0; end < whole.length; end += 7) assert.equal(parseHelperOutput(whole.slice(0, end)), undefined, String(end));
    assert.equal(parseHelperOutput(printed("@again")), undefined);
    for (const rubbish of ["", "hello\n", "\n@end\n", `x${whole}`]) assert.equal(parseHelperOutput(rubbish), undefined);
  });

  it("cannot be made to say something by the name of a program, whatever is in it", () => {
    const output = parseHelperOutput(printed("/proc/9/stat:/proc/9/cgroup:evil", "/proc/9/stat:@end"));
    assert.equal(output?.first.text("/proc/9/cgroup"), `0::/../${id}\n`);
  });

  it("of each namespace counts by itself, and not at all when it is cut", () => {
    const output = "@7\nff00\n01\n@8\nnot hex\n@9\n@end\n";
    assert.deepEqual([...(parseWiresOutput(output) ?? [])], [[7, [Buffer.from("ff00", "hex"), Buffer.from("01", "hex")]]]);
    for (const rubbish of [output.slice(0, -5), `7\n${output}`, `@7\n${output}`]) assert.equal(parseWiresOutput(rubbish), undefined);
  });

  it("of rtnetlink is asked in numbered messages, and used only when every answer is there", () => {
    const asked = netlinkQuestions([9, 10]).map((hex) => [...messages(Buffer.from(hex, "hex"))][0]!);
    assert.deepEqual(asked.map(({ seq }) => seq), [1, 2, 3, 4, 5, 6, 7]);
    assert.equal(readNetlinkAnswers([9], []), undefined);
    const done = (seq: number, flags = 2): Buffer => {
      const message = Buffer.alloc(20);
      message.writeUInt32LE(20, 0);
      message.writeUInt16LE(3, 4);
      message.writeUInt16LE(flags, 6);
      message.writeUInt32LE(seq, 8);
      return message;
    };
    assert.deepEqual(readNetlinkAnswers([9], [done(3), done(4)])?.links, []);
    assert.equal(readNetlinkAnswers([9], [done(3)]), undefined);
    assert.equal(readNetlinkAnswers([9], [done(3, 0x12), done(4)]), undefined, "torn by a change");
  });
});

describe("The links of a namespace as ip prints them", () => {
  const rest = "<BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default \\    link/ether 02:42:ac:12:00:02 brd ff:ff:ff:ff:ff:ff link-netnsid 0";
  const lo = "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN \\    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00";

  it("have both indices, of iproute2 and of busybox", () => {
    assert.deepEqual(parseIpLinks([lo, `2: eth0@if40: ${rest}`]).get("eth0"), { ifindex: 2, iflink: 40, mac: "02:42:ac:12:00:02", mtu: 1500, state: "up" });
    // busybox looks the other end's index up where it does not belong.
    assert.equal(parseIpLinks([lo, `2: eth0@if40: ${rest}`, `3: eth1@eth0: ${rest}`]).get("eth1")?.iflink, 2);
    assert.equal(parseIpLinks([`7: dummy0: ${rest}`]).get("dummy0")?.iflink, 7);
    assert.equal(parseIpLinks([`7: gre0@NONE: ${rest}`]).get("gre0"), undefined);
  });

  it("are left out where a text that a container chose could speak for them", () => {
    assert.equal(parseIpLinks([`2: eth0@if40: ${rest}`, `2: eth0@if50: ${rest}`]).get("eth0"), undefined);
    assert.equal(parseIpLinks([`2: eth0@if40: ${rest}`, `50: if40@if9: ${rest}`]).get("eth0"), undefined);
    assert.deepEqual([...parseIpLinks(["failed: 1", "nsenter: setns: Operation not permitted", ""])], []);
  });
});
