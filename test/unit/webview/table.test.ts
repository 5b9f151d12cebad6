import assert from "node:assert/strict";
import type { Evidence, Link } from "../../../src/core/link";
import { englishWords } from "../../../src/protocol/strings";
import { filterRows, type Filter } from "../../../src/webview/model/filter";
import { layOut, type Item } from "../../../src/webview/model/layout";
import { rowsOf, type Row } from "../../../src/webview/model/rows";
import { nextSort, sortRows, type Sort } from "../../../src/webview/model/sort";
import { bare, network, report, veth } from "./sample";

const everything: Filter = { query: "", network: "", verdicts: [] };
const folded = { unfolded: new Set<string>(), toggled: new Set<string>() };
const rows = (...links: Link[]): Row[] => rowsOf(report(...links), englishWords);
const names = (list: readonly Row[]): string[] => list.map((row) => row.link.container.name);
const outline = (items: readonly Item[]): string[] =>
  items.map((item) => (item.type === "group" ? `[${item.kind}] ${item.rows.length}` : `${item.type} ${item.row.link.container.name}`));
const find = (list: readonly Row[], query: string): string[] => names(filterRows(list, { ...everything, query }).rows);

describe("A row", () => {
  const fact = (name: Evidence["fact"], holds: boolean): Evidence => ({ fact: name, params: {}, source: "/sys", holds });

  it("has a finding where a fact is not as it should be, whatever the verdict", () => {
    for (const verdict of ["verified", "inferred", "ambiguous"] as const) {
      assert.deepEqual(rows(veth("a", { verdict, evidence: [fact("hostEnd", true), fact("wrongBridge", false)] })).map(({ finding }) => finding), [true], verdict);
    }
  });

  it("has none because several interfaces could be its other end: that is what its verdict says", () => {
    for (const verdict of ["verified", "inferred", "ambiguous"] as const) {
      assert.deepEqual(rows(veth("a", { verdict, evidence: [fact("hostEnd", true), fact("candidates", false)] })).map(({ finding }) => finding), [false], verdict);
    }
  });
});

describe("Searching the links", () => {
  const list = rows(
    veth("container1"),
    veth("container2", {
      ifindex: 2,
      network: network("shop"),
      mac: "02:42:ac:14:00:09",
      addresses: ["172.20.0.9/16"],
      peer: { interface: "vethc4978aa", ifindex: 124, bridge: "br-shop", namespace: "host" },
      verdict: "inferred",
    }),
    bare("proxy", "host", "host"),
  );

  for (const [what, query, expected] of [
    ["a container's name", "ner2", ["container2"]],
    ["a network", "my-net", ["container1"]],
    ["either interface", "vethc49", ["container2"]],
    ["an index", "124", ["container2"]],
    ["an index as ip writes it, and no longer one", "[2]", ["container2"]],
    ["an index as the export writes it", "#39", ["container1"]],
    ["a MAC address, in capitals too", "02:42:AC:14", ["container2"]],
    ["an address", "172.20.0.9", ["container2"]],
    ["a bridge", "br-shop", ["container2"]],
    ["a verdict", "inferred", ["container2"]],
    ["a reason", "directly", ["proxy"]],
    ["several words at once, in any order", "eth0  my-net ", ["container1"]],
  ] as const) {
    it(`finds ${what}`, () => assert.deepEqual(find(list, query), expected));
  }

  it("finds nothing when one of the words is nowhere", () => assert.deepEqual(find(list, "container1 shop"), []));

  it("finds the candidates of an ambiguous link", () => {
    const doubtful = veth("twin", { verdict: "ambiguous", candidates: [{ interface: "vethabc", ifindex: 77, namespace: "host" }] });
    assert.deepEqual(find(rows(doubtful), "vethabc"), ["twin"]);
    assert.deepEqual(find(rows(doubtful), "#77"), ["twin"]);
  });

  it("counts verdicts whatever verdicts are chosen, and leaves out what does not run", () => {
    const all = [...list, ...rows(bare("old", "veth", "stopped"))];
    const { counts, rows: shown } = filterRows(all, { ...everything, verdicts: ["inferred"] });
    assert.deepEqual(counts, { verified: 1, inferred: 1, ambiguous: 0, unavailable: 0, notApplicable: 1 });
    assert.deepEqual(names(shown), ["container2"]);
    assert.deepEqual(names(filterRows(all, { ...everything, verdicts: ["notApplicable"] }).rows), ["proxy"]);
  });

  it("keeps to one network when asked", () => {
    assert.deepEqual(names(filterRows(list, { ...everything, network: network("shop").id }).rows), ["container2"]);
  });

  it("finds one row among 5,000, and lays out only that with its group", () => {
    const links = Array.from({ length: 5000 }, (_, i) =>
      veth(`c${i}`, { network: network(`net-${i % 50}`), ifindex: 2, peer: { interface: `veth${i}`, ifindex: i + 100, namespace: "host" } }),
    );
    const many = rows(...links);
    assert.deepEqual(find(many, "veth4999"), ["c4999"]);
    assert.equal(layOut(filterRows(many, { ...everything, query: "veth4999" }).rows, undefined, folded).length, 2);
  });
});

describe("The groups of the table", () => {
  const list = rows(
    bare("proxy", "host", "host"),
    veth("stray", { network: null, verdict: "unavailable", reason: { code: "notDockers", params: {} } }),
    veth("a"),
    veth("b", { network: network("shop") }),
    veth("c"),
    bare("old", "veth", "stopped"),
  );

  it("are the networks, then what has none, then what has no veth, then what does not run, folded", () => {
    assert.deepEqual(outline(layOut(list, undefined, folded)), [
      "[network] 2",
      "row a",
      "row c",
      "[network] 1",
      "row b",
      "[other] 1",
      "row stray",
      "[withoutVeth] 1",
      "row proxy",
      "[stopped] 1",
    ]);
  });

  it("fold and unfold, and keep saying how many they hold", () => {
    const toggled = new Set(["stopped", `network/${network("my-net").id}`]);
    const items = outline(layOut(list, undefined, { ...folded, toggled }));
    assert.equal(items[0], "[network] 2");
    assert.equal(items[1], "[network] 1");
    assert.equal(items.at(-1), "row old");
  });

  it("show what a row unfolds below it", () => {
    const [row] = list.filter(({ link }) => link.container.name === "b");
    const items = outline(layOut(list, undefined, { ...folded, unfolded: new Set([row!.key]) }));
    assert.deepEqual(items.slice(items.indexOf("row b"), items.indexOf("row b") + 2), ["row b", "details b"]);
  });

  it("never hold two lines of the same key, even if a report names an interface twice", () => {
    const keys = layOut(rows(veth("a"), veth("a"), veth("a")), undefined, folded).map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length);
  });

  it("put a container on a host-mode network among those without a veth", () => {
    const host = { ...bare("proxy", "host", "host"), network: { ...network("host"), driver: "host" } };
    assert.deepEqual(outline(layOut(rows(host), undefined, folded)), ["[withoutVeth] 1", "row proxy"]);
  });
});

describe("Sorting by a column", () => {
  const sorted = (sort: Sort, ...links: Link[]): string[] => names(sortRows(rows(...links), sort));

  it("compares numbers as numbers", () => {
    const at = (address: string): Link => veth(address, { addresses: [`${address}/16`] });
    assert.deepEqual(sorted({ column: "addresses", descending: false }, at("172.19.0.10"), at("172.19.0.9")), [
      "172.19.0.9",
      "172.19.0.10",
    ]);
  });

  it("puts what has no value last, upwards and downwards", () => {
    const links = [bare("none", "none", "none"), veth("a", { peer: { interface: "veth1", namespace: "host" } }), veth("b")];
    assert.deepEqual(sorted({ column: "hostEnd", descending: false }, ...links), ["b", "a", "none"]);
    assert.deepEqual(sorted({ column: "hostEnd", descending: true }, ...links), ["a", "b", "none"]);
  });

  it("puts proven links first by verdict", () => {
    const links = [bare("x", "host", "host"), veth("maybe", { verdict: "inferred" }), veth("sure")];
    assert.deepEqual(sorted({ column: "verdict", descending: false }, ...links), ["sure", "maybe", "x"]);
  });

  it("goes up, then down, then back to the groups", () => {
    const up = nextSort(undefined, "bridge");
    const down = nextSort(up, "bridge");
    assert.deepEqual([up, down, nextSort(down, "bridge")], [
      { column: "bridge", descending: false },
      { column: "bridge", descending: true },
      undefined,
    ]);
  });

  it("shows no groups", () => {
    const items = layOut(rows(veth("b"), veth("a", { network: network("x") })), { column: "container", descending: false }, folded);
    assert.deepEqual(outline(items), ["row a", "row b"]);
  });
});
