import assert from "node:assert/strict";
import { plainArrangement } from "../../../src/core/arrange";
import type { Node } from "../../../src/views/nodes";
import { rowOf } from "../../../src/views/rows";
import { containersShape, networksShape } from "../../../src/views/shapes";
import type { Picture } from "../../../src/views/picture";
import { bridge, container, inventory, myNet, network, on, picture } from "./picture";

const depot = network("e", "depot_inner", { labels: { "com.docker.compose.project": "depot" } });
const api = container("1", "api", { labels: { "com.docker.compose.project": "depot" }, attachments: [on(depot), on(myNet)] });
const lone = container("2", "lone", { attachments: [on(myNet)] });
const of: Picture = { ...picture(inventory([api, lone], [depot, myNet, bridge])), arrangement: { ...plainArrangement, groupBy: "project" }, drift: ({ id }) => (id === api.id ? { byHand: ["my-net"], missing: ["depot_outer"] } : undefined) };
const texts = (nodes: readonly Node[]): string[] => nodes.map((node) => `${rowOf(node, of)?.label ?? "(gone)"} | ${rowOf(node, of)?.description ?? ""}`);

describe("Rows in groups", () => {
  it("stand below their project, unfolded, and what belongs to none comes last", () => {
    const roots = networksShape.roots(of);
    assert.deepEqual(texts(roots), ["depot | Compose project", "no Compose project | "]);
    assert.equal(rowOf(roots[0]!, of)?.open, true);
    const [inner] = networksShape.children(roots[0]!, of);
    assert.equal(rowOf(inner!, of)?.label, "depot_inner");
    assert.equal(inner!.parent?.key, roots[0]!.key);
    assert.deepEqual(containersShape.children(containersShape.roots(of)[1]!, of).map((node) => rowOf(node, of)?.label), ["lone"]);
  });

  it("keep their keys, so that what is unfolded stays so", () => {
    const grouped = networksShape.children(networksShape.roots(of)[0]!, of)[0]!;
    const listed = networksShape.roots({ ...of, arrangement: plainArrangement })[0]!;
    assert.equal(grouped.key, listed.key);
  });
});

describe("Rows of a Compose project", () => {
  it("say what was attached by hand, from both sides, and what is missing", () => {
    const net = networksShape.children(networksShape.roots(of)[1]!, of)[0]!;
    assert.deepEqual(texts(networksShape.children(net, of)), ["api | running · by hand: not in its Compose file", "lone | running"]);
    const [row] = containersShape.children(containersShape.roots(of)[0]!, of);
    assert.equal(rowOf(row!, of)?.description, "running · busybox · not on depot_outer, as its Compose file says");
    assert.deepEqual(texts(containersShape.children(row!, of)), ["depot_inner | ", "my-net | by hand: not in its Compose file"]);
  });
});
