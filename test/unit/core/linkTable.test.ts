import assert from "node:assert/strict";
import fc from "fast-check";
import type { Link } from "../../../src/core/link";
import { rowText, toCsv, toMarkdown } from "../../../src/core/linkTable";
import { bare, network, veth } from "../webview/sample";

/** Reads RFC 4180 as a spreadsheet does. */
function readCsv(text: string): string[][] {
  const records: string[][] = [[]];
  for (const [, quoted, bare = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    records.at(-1)!.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === "\r\n") records.push([]);
  }
  assert.deepEqual(records.pop(), [""], "the last line is ended");
  return records;
}

/** Cells of a Markdown table: cut at bars that no backslash guards. */
function readMarkdown(text: string): string[][] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => [...line.matchAll(/\| ((?:\\.|[^\\|])*) (?=\|)/g)].map(([, cell]) => cell!));
}

const named = (name: string): Link => veth("web", { network: network(name), container: { ...veth("web").container, name } });
const hostile = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...Array.from("=+-@,\"'\r\n\t|`\\<>[](){}*_#&: aw.")) }));

describe("Links as CSV", () => {
  it("have a header and one record each", () => {
    const [head, pair, none] = readCsv(toCsv([veth("container1"), bare("proxy", "host", "host")]));
    const cells = (record: string[] | undefined) => Object.fromEntries(head!.map((name, index) => [name, record?.[index]]));
    assert.deepEqual(cells(pair), {
      container: "container1",
      containerId: "container1".padEnd(64, "0"),
      network: "my-net",
      driver: "bridge",
      interface: "eth0",
      ifindex: "39",
      iflink: "40",
      peerIfindex: "40",
      peerInterface: "veth0fbbd68",
      bridge: "br-2f1a09c3d7e4",
      peerNamespace: "host",
      peerContainer: "",
      mac: "02:42:ac:13:00:03",
      addresses: "172.19.0.3/16",
      mtu: "",
      state: "",
      kind: "veth",
      verdict: "verified",
      candidates: "",
      method: "netlink",
      reason: "",
    });
    assert.equal(cells(none)["reason"], "uses the host’s interfaces directly");
    assert.equal(cells(none)["ifindex"], "");
  });

  it("name no other end that is neither proven nor likely", () => {
    const twin = veth("twin", { verdict: "ambiguous", candidates: [{ interface: "veth1", namespace: "host" }, { ifindex: 9, namespace: "host" }] });
    const [head, record] = readCsv(toCsv([twin]));
    assert.equal(record![head!.indexOf("peerInterface")], "");
    assert.equal(record![head!.indexOf("candidates")], "veth1 9");
  });

  it("quote commas, quotes and line ends", () => {
    assert.match(toCsv([named('a,"b"\r\nc')]), /^"a,""b""\r\nc",/m);
  });

  it("never give a spreadsheet a formula", () => {
    for (const evil of ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", '=HYPERLINK("http://x")']) {
      assert.equal(readCsv(toCsv([named(evil)]))[1]![0], `'${evil}`);
    }
    assert.equal(readCsv(toCsv([named("br-1")]))[1]![0], "br-1");
  });

  it("come back whole, whatever is in a name, and no cell begins like a formula", () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), (names) => {
        const [head, ...records] = readCsv(toCsv(names.map(named)));
        assert.equal(records.length, names.length);
        for (const [index, record] of records.entries()) {
          assert.equal(record.length, head!.length);
          assert.ok([names[index], `'${names[index]!}`].includes(record[0]));
          assert.ok(record.every((cell) => !/^\s*[=+\-@]/.test(cell)), JSON.stringify(record));
        }
      }),
    );
  });
});

describe("Links as Markdown", () => {
  it("are a table like the one on screen", () => {
    assert.deepEqual(toMarkdown([veth("container1"), bare("proxy", "host", "host")]).split("\n"), [
      "| Container | Network | Interface | Index | Host index | Host interface | Bridge | Addresses | Verdict | Reason |",
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
      "| container1 | my-net | eth0 | 39 | 40 | veth0fbbd68 | br-2f1a09c3d7e4 | 172.19.0.3/16 | verified |  |",
      "| proxy |  |  |  |  |  |  |  | host | uses the host’s interfaces directly |",
      "",
    ]);
  });

  it("keep text of an engine text: bars, backticks, markup, line ends, links", () => {
    const cell = (name: string): string => readMarkdown(toMarkdown([named(name)]))[2]![0]!;
    assert.equal(cell("a|b`c\nd"), "a\\|b\\`c d");
    assert.equal(cell("<b>*x*_y_[z](u)"), "\\<b\\>\\*x\\*\\_y\\_\\[z\\]\\(u\\)");
    assert.equal(cell("http://evil www.evil"), "http\\://evil www\\.evil");
    assert.equal(cell("a\\|b"), "a\\\\\\|b");
  });

  it("have one line a link and the same cells in each, whatever is in a name", () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), (names) => {
        const lines = readMarkdown(toMarkdown(names.map(named)));
        assert.deepEqual(lines.map((cells) => cells.length), Array<number>(names.length + 2).fill(10));
      }),
    );
  });
});

describe("A row, copied", () => {
  const cells = (link: Link, words = { verdict: "verified" }): string[] => rowText(link, words).split("\t");

  it("has what the table shows, in the user's words, a tab between", () => {
    assert.deepEqual(cells(veth("container1", { addresses: ["172.19.0.3/16", "fe80::1/64"] }), { verdict: "已验证" }), ["container1", "my-net", "eth0", "39", "40", "veth0fbbd68", "br-2f1a09c3d7e4", "172.19.0.3/16", "已验证", ""]);
  });

  it("says why there is no pair", () => {
    assert.equal(rowText(bare("proxy", "host", "host"), { verdict: "host", reason: "uses the host’s interfaces directly" }), "proxy\t\t\t\t\t\t\t\thost\tuses the host’s interfaces directly");
  });

  it("is one line of ten cells without a formula, whatever is in a name", () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const copied = cells(named(name));
        assert.equal(copied.length, 10);
        assert.ok(copied.every((cell) => !/[\r\n]|^\s*[=+\-@]/.test(cell)), JSON.stringify(copied));
      }),
    );
  });
});
