import assert from "node:assert/strict";
import { hasPair, type Link } from "../../../src/core/link";
import { englishWords } from "../../../src/protocol/strings";
import { rowsOf, type Row } from "../../../src/webview/model/rows";
import { segments, spoken } from "../../../src/webview/model/words";
import { bare, report, veth } from "./sample";

const row = (link: Link): Row => rowsOf(report(link), englishWords)[0]!;

describe("A row, spoken", () => {
  it("tells both ends, the bridge and the verdict", () => {
    assert.equal(
      spoken(row(veth("container1")), englishWords),
      "container1, my-net, eth0 index 39, connected to veth0fbbd68 index 40, on bridge br-2f1a09c3d7e4, 172.19.0.3/16, verified",
    );
  });

  it("says probably of what is not proven", () => {
    assert.match(spoken(row(veth("db", { verdict: "inferred" })), englishWords), /probably connected to veth0fbbd68 index 40/);
  });

  it("names no other end where there is none to name, but says why", () => {
    const ambiguous = veth("twin", { verdict: "ambiguous", reason: { code: "ambiguous", params: { candidates: "veth1, veth2" } } });
    const text = spoken(row(ambiguous), englishWords);
    assert.doesNotMatch(text, /connected to/);
    assert.match(text, /ambiguous, one of veth1, veth2/);
  });

  it("mentions a finding", () => {
    const odd = veth("odd", { evidence: [{ fact: "wrongBridge", params: {}, source: "x", holds: false }] });
    assert.match(spoken(row(odd), englishWords), /verified, finding/);
  });
});

describe("A pair is shown", () => {
  it("only when it is proven or called probable", () => {
    const shown = (["verified", "inferred", "ambiguous", "unavailable", "notApplicable"] as const).filter((verdict) =>
      hasPair(veth("c", { verdict })),
    );
    assert.deepEqual(shown, ["verified", "inferred"]);
  });
});

describe("The verdict of a row without a veth", () => {
  it("says what there is instead", () => {
    const verdict = (link: Link): string => row(link).verdict;
    assert.equal(verdict(bare("a", "host", "host")), "host");
    assert.equal(verdict(bare("b", "shared", "shared", { owner: "a" })), "shared");
    assert.equal(verdict(bare("c", "veth", "stopped")), "not running");
  });
});

describe("A sentence with values", () => {
  it("is cut so that the values stand out", () => {
    assert.deepEqual(segments("On the host, {interface} has index {ifindex}.", { interface: "veth1", ifindex: 40 }), [
      { text: "On the host, ", value: false },
      { text: "veth1", value: true },
      { text: " has index ", value: false },
      { text: "40", value: true },
      { text: ".", value: false },
    ]);
  });

  it("leaves a parameter visible that nobody gave", () => {
    assert.deepEqual(segments("{x}!", {}), [
      { text: "{x}", value: false },
      { text: "!", value: false },
    ]);
  });

  it("does not look for parameters inside values", () => {
    assert.deepEqual(segments("{a}", { a: "{b}", b: "evil" }), [{ text: "{b}", value: true }]);
  });
});
