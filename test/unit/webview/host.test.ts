import assert from "node:assert/strict";
import type { Inventory, NetworkId } from "../../../src/core/inventory";
import { Problem } from "../../../src/core/problem";
import { englishWords } from "../../../src/protocol/strings";
import type { Status } from "../../../src/state/session";
import { pageOf } from "../../../src/views/pageDocument";
import { mapStateOf } from "../../../src/views/networkMapState";
import { networkLike } from "../core/sample";
import { engine, report, veth } from "./sample";

const describeIt = (problem: Problem): { title: string; detail: string; actions: [] } => ({
  title: problem.kind,
  detail: problem.message,
  actions: [],
});
const network = networkLike("shop_default", {
  id: "n" as NetworkId,
  pools: [{ subnet: "172.20.0.0/16", gateway: "172.20.0.1" }, { subnet: "fd00::/64" }],
  labels: { "com.docker.compose.project": "shop" },
});
const inventory: Inventory = { engine, takenAt: "2026-01-01T00:00:00.000Z", networks: [network], containers: [] };
const lost: Status = { kind: "lost", problem: new Problem("unreachable", "ECONNREFUSED"), since: 1000 };

describe("What the map is told", () => {
  const links = { report: report(veth("a")), problem: undefined };

  it("names the engine and its networks", () => {
    const state = mapStateOf({ status: { kind: "live" }, inventory }, links, describeIt);
    assert.deepEqual(state.engine, { label: "Docker 28.5.2", endpoint: engine.endpoint, status: "live" });
    assert.deepEqual(state.networks, [
      {
        id: "n",
        name: "shop_default",
        driver: "bridge",
        subnets: ["172.20.0.0/16", "fd00::/64"],
        gateways: ["172.20.0.1"],
        attached: 0,
        project: "shop",
      },
    ]);
    assert.equal(state.loading, false);
  });

  it("is loading until there is a report, unless that failed", () => {
    const none = { report: undefined, problem: undefined };
    assert.equal(mapStateOf({ status: { kind: "connecting" } }, none, describeIt).loading, true);
    assert.equal(mapStateOf({ status: { kind: "live" }, inventory }, none, describeIt).loading, true);
    assert.equal(mapStateOf({ status: lost }, none, describeIt).loading, false);
    const failed = mapStateOf({ status: { kind: "live" }, inventory }, { ...none, problem: new Problem("engineFailed", "x") }, describeIt);
    assert.equal(failed.loading, false);
    assert.equal(failed.problem?.title, "engineFailed");
  });

  it("keeps the last picture of a lost engine and says since when it is old, once", () => {
    const state = mapStateOf({ status: lost, inventory }, { ...links, problem: lost.problem }, describeIt);
    assert.equal(state.engine.since, 1000);
    assert.equal(state.engine.problem?.detail, "ECONNREFUSED");
    assert.equal(state.report?.links.length, 1);
    assert.equal(state.problem, undefined);
  });
});

describe("The page of the map", () => {
  const parts = {
    cspSource: "https://example",
    nonce: "n0nce",
    script: "https://example/webview.js",
    styles: ["https://example/a.css"],
    language: "en",
    title: "Network Map",
    page: { kind: "map", words: englishWords, chunks: { topology: "https://example/topology.js", worker: "https://example/elk.js" } },
  } as const;

  it("runs nothing but its own script", () => {
    const page = pageOf(parts);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*/);
    const scripts = [...page.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes);
    assert.equal(scripts.length, 3);
    assert.ok(scripts.every((one) => one?.includes('type="application/json"') === true || one?.includes('nonce="n0nce"') === true));
  });

  it("cannot be broken out of by a text", () => {
    const evil = "</script><script>alert(1)</script>";
    const page = pageOf({ ...parts, title: `"><img src=x>`, page: { ...parts.page, words: { ...englishWords, map: { ...englishWords.map, live: evil } } } });
    assert.doesNotMatch(page, /<script>alert/);
    assert.doesNotMatch(page, /<img/);
    const json = /id="words">(.*)<\/script>/.exec(page)?.[1] ?? "";
    assert.equal((JSON.parse(json) as typeof englishWords).map.live, evil);
  });
});
