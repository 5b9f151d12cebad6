import assert from "node:assert/strict";
import { type Answer, type Place, walk } from "../../../src/platform/promptsWalk";

type Step = "a" | "b" | "extra" | "end";
interface Draft {
  readonly a: string;
  readonly b: string;
}
const stepsOf = (draft: Draft): Step[] => ["a", "b", ...(draft.b === "more" ? (["extra"] as const) : []), "end"];

/** Leads through with these answers; tells which steps were shown, where, and with what. */
async function lead(answers: readonly ((draft: Draft) => Answer<Draft, Step>)[], start?: Step) {
  const shown: { step: Step; place: Place; draft: Draft }[] = [];
  const rest = [...answers];
  const draft = await walk<Draft, Step>({ a: "", b: "" }, stepsOf, (step, current, place) => {
    shown.push({ step, place, draft: current });
    const next = rest.shift();
    return next === undefined ? Promise.reject(new Error("asked too often")) : Promise.resolve(next(current));
  }, start);
  return { draft, shown, steps: shown.map(({ step }) => step) };
}

const next = (more: Partial<Draft> = {}) => (draft: Draft): Answer<Draft, Step> => ({ draft: { ...draft, ...more }, go: "next" });
const back = (more: Partial<Draft> = {}) => (draft: Draft): Answer<Draft, Step> => ({ draft: { ...draft, ...more }, go: "back" });

describe("A form of several steps", () => {
  it("goes through all of them, and counts them", async () => {
    const { draft, steps, shown } = await lead([next({ a: "1" }), next({ b: "2" }), next()]);
    assert.deepEqual(draft, { a: "1", b: "2" });
    assert.deepEqual(steps, ["a", "b", "end"]);
    assert.deepEqual(shown.map(({ place }) => place), [
      { step: 1, total: 3, back: false },
      { step: 2, total: 3, back: true },
      { step: 3, total: 3, back: true },
    ]);
  });

  it("loses nothing on the way back, not even what was only half typed", async () => {
    const { steps, shown } = await lead([next({ a: "1" }), back({ b: "half" }), next(), next(), next()]);
    assert.deepEqual(steps, ["a", "b", "a", "b", "end"]);
    assert.deepEqual(shown[2]?.draft, { a: "1", b: "half" });
    assert.deepEqual(shown[3]?.draft, { a: "1", b: "half" });
  });

  it("gains and loses steps with the answers", async () => {
    const { steps } = await lead([next(), next({ b: "more" }), back(), next({ b: "" }), next()]);
    assert.deepEqual(steps, ["a", "b", "extra", "b", "end"]);
  });

  it("begins where it is told, and can jump", async () => {
    const { steps } = await lead([(draft) => ({ draft, go: { to: "a" } }), next(), next(), next()], "end");
    assert.deepEqual(steps, ["end", "a", "b", "end"]);
  });

  it("ends at once when a step is turned away from", async () => {
    await assert.rejects(lead([next()]), /asked too often/);
  });
});
