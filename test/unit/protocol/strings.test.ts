import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { englishWords, translateWords } from "../../../src/protocol/strings";

const bundle = (name: string): Record<string, string> =>
  JSON.parse(readFileSync(`l10n/${name}.json`, "utf8")) as Record<string, string>;
const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([whole]) => whole).sort();

describe("The words of the map", () => {
  const texts = Object.values(englishWords).flatMap((table) => Object.values<string>(table));

  it("are all in the bundles, in English and in Chinese", () => {
    const english = bundle("bundle.l10n");
    const chinese = bundle("bundle.l10n.zh-cn");
    assert.deepEqual(texts.filter((text) => english[text] !== text), []);
    assert.deepEqual(texts.filter((text) => !chinese[text]), []);
  });

  it("name the same parameters in Chinese as in English", () => {
    const chinese = bundle("bundle.l10n.zh-cn");
    const wrong = texts.filter((text) => placeholders(text).join() !== placeholders(chinese[text] ?? "").join());
    assert.deepEqual(wrong, []);
  });

  it("are translated one by one, each in its place", () => {
    const words = translateWords((english) => `«${english}»`);
    assert.equal(words.map.live, "«Live»");
    assert.equal(words.verdicts.verified, "«verified»");
    assert.deepEqual(Object.keys(words), Object.keys(englishWords));
  });
});
