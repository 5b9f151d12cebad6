import assert from "node:assert/strict";
import ELK from "elkjs/lib/elk.bundled.js";
import fc from "fast-check";
import { topologyOf } from "../../../src/core/topologyBuild";
import { shownOf, type Shown, type TopologyChoices } from "../../../src/core/topologyShown";
import type { TopologyInput } from "../../../src/core/topology";
import { englishWords } from "../../../src/protocol/strings";
import { chipWidth, metrics, overlaps, type Measure } from "../../../src/webview/topology/geometry";
import { Islands, type Elk } from "../../../src/webview/topology/layout";
import { sceneOf, type Scene } from "../../../src/webview/topology/scene";
import { Walk } from "../../../src/webview/topology/walk";
import { anyChoices, anyInput } from "../../support/topologyArbitrary";
import { syntheticState } from "../../support/topologyLab";

const measure: Measure = (text, font) => text.length * (font === "mono" ? 7.2 : 6.5);
const library = new ELK();
const elk: Elk = { layout: (graph) => library.layout(graph as Parameters<typeof library.layout>[0]) };
const plain: TopologyChoices = { expanded: [], collapsed: [], builtIn: true, stopped: true };

function shownFor(input: TopologyInput, choices: TopologyChoices = plain): Shown {
  return shownOf(topologyOf(input), choices);
}

function scene(shown: Shown, islands = new Islands(elk), before: Scene["columns"] = []): Promise<Scene> {
  return sceneOf(shown, islands, { words: englishWords, measure, aspect: 1.6, before });
}

/** What cannot be true of any picture, in words. */
function faults({ shown, bars, boxes, nics, nat, wires }: Scene): string[] {
  const solid = [...bars, ...boxes, ...nics, ...(nat ? [{ id: "nat", ...nat }] : [])];
  const over = solid.flatMap((one, index) => solid.slice(index + 1).filter((other) => overlaps(one, other)).map((other) => `${one.id} lies over ${other.id}`));
  const ends = wires.flatMap(({ id, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    const bar = bars.find(({ x, y, width, sockets }) => sockets.some((socket) => socket.id === id && Math.abs(x + width - (first?.x ?? NaN)) < 1 && Math.abs(y + socket.y - (first?.y ?? NaN)) < 1));
    const box = boxes.find(({ x, y, rows }) => rows.some((row) => row.id === id && Math.abs(x - (last?.x ?? NaN)) < 1 && Math.abs(y + row.y - (last?.y ?? NaN)) < 1));
    return [...(bar ? [] : [`${id} does not begin at its port`]), ...(box ? [] : [`${id} does not end at its port`])];
  });
  const rows = boxes.flatMap((box) => box.rows.filter(({ y }) => y < box.content.head - 2 || y > box.height).map(({ id }) => `the port ${id} is not below the name of its box`));
  const wired = new Set(wires.map(({ id }) => id));
  const open = [...shown.cables.filter(({ segment }) => segment !== undefined), ...shown.bundles].map(({ id }) => id).filter((id) => !wired.has(id) && !boxes.some(({ content, rows: own }) => (content.sandbox ?? content.group?.sandboxes[0])?.kind === "host" && own.some((row) => row.id === id)));
  const names = boxes.flatMap(({ rows: own }) => own.map(({ id }) => id));
  return [...over, ...ends, ...rows, ...open.map((id) => `${id} is not drawn`), ...(new Set(names).size === names.length ? [] : ["a port is drawn twice"])];
}

describe("The layout of the topology", () => {
  it("lays nothing over another, draws every port once, and ends every cable at its ports", async () => {
    await fc.assert(fc.asyncProperty(anyInput, anyChoices, async (input, choices) => {
      assert.deepEqual(faults(await scene(shownFor(input, choices))), []);
    }), { numRuns: 60 });
  }).timeout(120_000);

  it("keeps what stands beside an index clear of it, also after a million interfaces", async () => {
    const { facts, report } = syntheticState({ containers: 3, networks: 2 });
    assert.ok(report);
    const long = (index: number | undefined): number => 1_234_000 + (index ?? 0);
    const links = report.links.map((link) => ({ ...link, ifindex: long(link.ifindex), iflink: long(link.iflink), ...(link.peer && { peer: { ...link.peer, ifindex: long(link.peer.ifindex), iflink: long(link.peer.iflink) } }) }));
    const { bars, boxes } = await scene(shownFor({ facts: facts!, report: { ...report, links } }));
    assert.deepEqual([bars, boxes].map((all) => all.every(({ content: { beside } }) => beside > chipWidth("1234002") / 2 + 3)), [true, true]);
    for (const { content, rows, width } of boxes) {
      for (const { row } of rows) assert.ok(content.beside + measure(row.label, "mono") + measure(row.detail, "mono") + 18 + metrics.pad <= width, JSON.stringify(row));
    }
    for (const { content, width } of bars) {
      const names = Math.max(...[...content.ports.values()].map(({ label }) => measure(label, "mono")));
      assert.ok(metrics.pad + Math.max(...content.lines.map(({ text, mono }) => measure(text, mono ? "mono" : "text"))) + names + content.beside <= width, content.segment.name);
    }
  });

  it("leaves everything where it is when nothing changed, and the other islands when one did", async () => {
    const islands = new Islands(elk);
    const input = syntheticState({ containers: 30, networks: 7 });
    const first = await scene(shownFor({ facts: input.facts!, report: input.report }), islands);
    const again = await scene(shownFor(structuredClone({ facts: input.facts!, report: input.report })), islands, first.columns);
    assert.deepEqual([again.bars, again.boxes, again.wires].map((all) => all.map(({ id }) => id)), [first.bars, first.boxes, first.wires].map((all) => all.map(({ id }) => id)));
    assert.deepEqual([...again.bars, ...again.boxes].map(({ id, x, y }) => [id, x, y]), [...first.bars, ...first.boxes].map(({ id, x, y }) => [id, x, y]));
    const gone = input.facts!.containers.at(-1)!;
    const less = { networks: input.facts!.networks, containers: input.facts!.containers.filter((one) => one !== gone) };
    const after = await scene(shownFor({ facts: less, report: { ...input.report!, links: input.report!.links.filter(({ container }) => container.id !== gone.id) } }), islands, first.columns);
    const columnOf = (id: string, { columns }: Scene): number => columns.findIndex((ids) => ids.some((one) => one.endsWith(id)));
    for (const { id } of after.bars) assert.equal(columnOf(id, after), columnOf(id, first), id);
  }).timeout(60_000);

  it("is as good when another is asked for, and answered, while it waits", async () => {
    const islands = new Islands(elk);
    const shown = [10, 12].map((containers) => {
      const { facts, report } = syntheticState({ containers, networks: 5 });
      return shownFor({ facts: facts!, report });
    });
    await scene(shown[0]!, islands);
    const both = await Promise.all([scene(shown[1]!, islands), scene(shownFor({ facts: { networks: [], containers: [] } }), islands), scene(shown[0]!, islands)]);
    for (const one of both) assert.deepEqual(faults(one), []);
  }).timeout(60_000);

  it("holds at a thousand containers on a hundred networks", async () => {
    const { facts, report } = syntheticState({ containers: 1000, networks: 100 });
    const big = await scene(shownFor({ facts: facts!, report }));
    assert.deepEqual(faults(big), []);
    assert.ok(big.bounds.width / big.bounds.height > 0.8 && big.bounds.width / big.bounds.height < 3.2, `${big.bounds.width} × ${big.bounds.height}`);
  }).timeout(60_000);

  it("draws a network that everybody is on in parts, and says which is the first", async () => {
    const { facts, report } = syntheticState({ containers: 100, networks: 13 });
    const { bars } = await scene(shownFor({ facts: facts!, report }));
    const proxies = bars.filter(({ content }) => content.segment.name === "proxy");
    assert.ok(proxies.length > 1);
    assert.equal(proxies.filter(({ content }) => content.part === undefined).length, 1);
  }).timeout(60_000);

  it("is walked by keys from a network to a cable to its container, and back, and everything can be reached", async () => {
    const { facts, report } = syntheticState({ containers: 8, networks: 3 });
    const picture = await scene(shownFor({ facts: facts!, report }));
    const walk = new Walk(picture);
    const bar = walk.first();
    const cable = walk.from(bar, "ArrowRight");
    const box = walk.from(cable, "ArrowRight");
    assert.match(bar ?? "", /^network\//);
    assert.match(cable ?? "", /^cable\//);
    assert.match(box ?? "", /^sandbox\//);
    assert.match(walk.from(box, "ArrowLeft") ?? "", /^cable\//);
    assert.equal(walk.from(cable, "ArrowLeft"), bar);
    const reached = new Set<string>();
    const open = [bar!];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (reached.has(at)) continue;
      reached.add(at);
      for (const step of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"] as const) {
        const next = walk.from(at, step);
        if (next !== undefined) open.push(next);
      }
    }
    const all = [...picture.bars, ...picture.boxes, ...picture.nics, ...picture.wires].map(({ id }) => id);
    assert.deepEqual(all.filter((id) => !reached.has(id)), []);
  });
});
