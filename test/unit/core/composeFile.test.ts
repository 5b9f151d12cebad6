import assert from "node:assert/strict";
import { parseCompose } from "../../../src/core/composeFile";
import { configFiles, driftOf, engineName, projectOfFolder } from "../../../src/core/composeProject";
import { containerLike } from "./sample";

const text = `
name: store
services:
  web:
    image: web
    networks:
      front:
        aliases: [www]
      outside: {}
  db:
    networks: [back, "front"]
  job: {image: x}
  hosted:
    network_mode: host
networks:
  front:
  back:
    name: backbone
  outside:
    external: true
  old:
    external: {name: legacy}
`;
const file = parseCompose(text);
const labels = { "com.docker.compose.project": "store", "com.docker.compose.project.working_dir": "/srv/store", "com.docker.compose.project.config_files": "/srv/store/compose.yaml,extra.yml" };
const on = (service: string, ...names: string[]) =>
  containerLike(service, { labels: { ...labels, "com.docker.compose.service": service }, attachments: names.map((networkName) => ({ networkName, aliases: [] })) });

describe("A Compose file", () => {
  it("tells its networks and services, each with its place", () => {
    assert.equal(file.project, "store");
    assert.deepEqual(file.networks.map((network) => [network.key, engineName(network, "store")]), [["front", "store_front"], ["back", "backbone"], ["outside", "outside"], ["old", "legacy"]]);
    assert.deepEqual(file.services.map(({ key, networks, mode }) => [key, networks?.map((network) => network.key), mode]), [
      ["web", ["front", "outside"], undefined], ["db", ["back", "front"], undefined], ["job", undefined, undefined], ["hosted", undefined, "host"],
    ]);
    for (const { key, at } of [...file.networks, ...file.services, ...file.services.flatMap(({ networks = [] }) => networks)]) assert.equal(text.slice(at.start, at.end).replaceAll('"', ""), key);
  });

  it("is read as far as it can be, whatever it is", () => {
    for (const odd of ["", "- a", "services: 7", "networks: [a]", "a: b: c", "services:\n  web:\n   networks: *none", "{", "\u0000"]) assert.deepEqual(parseCompose(odd).networks, [], odd);
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 8 }, (_, n) => `${"bcdefghi"[n]!}: &${"bcdefghi"[n]!} [*${"abcdefgh"[n]!},*${"abcdefgh"[n]!},*${"abcdefgh"[n]!}]`).join("\n")}\nnetworks: {one: *i}`;
    assert.deepEqual(parseCompose(bomb).networks.map(({ key }) => key), ["one"]);
    assert.equal(projectOfFolder("My Shop (2)"), "myshop2");
  });

  it("is found by the labels of what was made from it", () => {
    assert.deepEqual(configFiles({ labels }), ["/srv/store/compose.yaml", "/srv/store/extra.yml"]);
    assert.deepEqual(configFiles({ labels: {} }), []);
  });

  it("shows what was attached by hand and what is missing", () => {
    assert.deepEqual(driftOf(on("web", "store_front", "outside"), [file]), { byHand: [], missing: [] });
    assert.deepEqual(driftOf(on("web", "store_front", "lab"), [file]), { byHand: ["lab"], missing: ["outside"] });
    assert.deepEqual(driftOf(on("job", "store_default"), [file]), { byHand: [], missing: [] });
    assert.deepEqual(driftOf(on("job", "store_extra", "store_default"), [file, parseCompose("services:\n  job:\n    networks: [extra]")]), { byHand: ["store_default"], missing: [] });
    for (const service of ["hosted", "unknown"]) assert.equal(driftOf(on(service, "x"), [file]), undefined);
  });
});
