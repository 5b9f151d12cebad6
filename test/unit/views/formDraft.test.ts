import assert from "node:assert/strict";
import { decodeFromForm, decodeToForm } from "../../../src/protocol/form";
import { valueAt, withoutRow, withRow, withValue } from "../../../src/core/paths";
import { Drafts, isTouched } from "../../../src/views/form/drafts";
import { tidied } from "../../../src/views/form/model";

const draft = { name: "a", pools: [{ subnet: "x", aux: [{ key: "k", value: "v" }] }, { subnet: "y", aux: [] }], labels: [{ key: " l ", value: " v " }] };

describe("An edit of a form", () => {
  it("changes one value and leaves the draft that it was made from as it is", () => {
    const changed = withValue(draft, "pools/0/aux/0/value", "w");
    assert.equal(valueAt(changed, "pools/0/aux/0/value"), "w");
    assert.equal(valueAt(draft, "pools/0/aux/0/value"), "v");
    assert.equal(valueAt(changed, "pools/1"), draft.pools[1]);
  });

  it("adds a row at the end and takes away the one that is meant", () => {
    assert.deepEqual(valueAt(withRow(draft, "pools/1/aux", { key: "n", value: "" }), "pools/1/aux"), [{ key: "n", value: "" }]);
    assert.deepEqual(valueAt(withoutRow(draft, "pools/0"), "pools"), [draft.pools[1]]);
  });

  it("of a place that is not there changes nothing", () => {
    for (const id of ["nowhere", "pools/9/subnet", "__proto__/x", "constructor/prototype/x", "name/x"]) {
      assert.deepEqual(withValue(draft, id, "z"), draft, id);
      assert.equal(valueAt(draft, id), undefined, id);
    }
    assert.deepEqual(withoutRow(draft, "pools/9"), draft);
  });

  it("is sent without the spaces around it, but for values that may mean them", () => {
    assert.deepEqual(tidied({ name: " a ", pools: [{ subnet: " 10.0.0.0/8 ", aux: [{ key: " k ", value: " 10.0.0.1 " }] }], labels: draft.labels }), {
      name: "a",
      pools: [{ subnet: "10.0.0.0/8", aux: [{ key: "k", value: "10.0.0.1" }] }],
      labels: [{ key: "l", value: " v " }],
    });
  });
});

describe("What was typed into a form", () => {
  it("is kept until it is forgotten, the newest twenty forms", () => {
    const kept = new Map<string, unknown>();
    const memento = {
      get: (key: string): unknown => kept.get(key),
      update: (key: string, value: unknown) => {
        kept.set(key, JSON.parse(JSON.stringify(value)));
        return Promise.resolve();
      },
    } as ConstructorParameters<typeof Drafts>[0];
    const drafts = new Drafts(memento);
    for (let n = 0; n < 25; n++) drafts.keep(`f${n}`, { form: "network", draft: { n }, initial: {} });
    assert.deepEqual(new Drafts(memento).get("f24")?.draft, { n: 24 });
    assert.equal(drafts.get("f4"), undefined);
    assert.ok(drafts.get("f5"));
    drafts.forget("f24");
    assert.equal(drafts.get("f24"), undefined);
    kept.set("dockerNetworks.forms", "what another version wrote");
    assert.equal(drafts.get("f5"), undefined);
  });

  it("is known from what was filled in for the user", () => {
    assert.equal(isTouched({ form: "network", draft: { a: 1 }, initial: { a: 1 } }), false);
    assert.equal(isTouched({ form: "network", draft: { a: 2 }, initial: { a: 1 } }), true);
  });
});

describe("The messages of a form", () => {
  it("are understood, and nothing else is", () => {
    assert.deepEqual(decodeFromForm({ type: "set", edit: 3, id: "name", value: "a", more: 1 }), { type: "set", edit: 3, id: "name", value: "a" });
    assert.deepEqual(decodeFromForm({ type: "submit", x: 1 }), { type: "submit" });
    for (const odd of [undefined, null, 7, {}, { type: "set", id: "a" }, { type: "set", edit: 1, id: "a", value: {} }, { type: "add", id: 3 }, { type: "copy" }, { type: "run" }, { type: "what" }]) {
      assert.equal(decodeFromForm(odd), undefined, JSON.stringify(odd));
    }
    assert.equal(decodeToForm({ type: "form", view: {} }), undefined);
    assert.ok(decodeToForm({ type: "form", view: { sections: [] } }));
    assert.deepEqual(decodeToForm({ type: "focusField", id: "a" }), { type: "focusField", id: "a" });
  });
});
