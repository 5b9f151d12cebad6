/** Probers that may run helpers: they end with the test that made them, and must leave no helper behind. */
import assert from "node:assert/strict";
import type { Engine } from "../../src/engine/engine";
import { createProber } from "../../src/probe/create";
import type { Prober, ProberOptions } from "../../src/probe/probe";
import { helpers } from "./helperImages";

/** For a `describe`. `lines`: what they wrote into the log in this test. */
export function helperProbers(): { readonly lines: string[]; readonly proberOf: (engine: Engine, options?: ProberOptions) => Prober } {
  const lines: string[] = [];
  const probers: Prober[] = [];
  beforeEach(() => (lines.length = 0));
  afterEach(async () => {
    for (const prober of probers.splice(0)) prober.dispose();
    assert.deepEqual(await helpers(), [], "a helper was left behind");
  });
  return {
    lines,
    proberOf(engine, options = {}) {
      const prober = createProber(engine, { log: (line) => lines.push(line), ...options });
      probers.push(prober);
      return prober;
    },
  };
}
