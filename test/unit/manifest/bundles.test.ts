import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { englishWords } from "../../../src/protocol/strings";
import * as words from "../../../src/core/words";

const bundle = (name: string): Record<string, string> => JSON.parse(readFileSync(`l10n/${name}`, "utf8")) as Record<string, string>;
const english = bundle("bundle.l10n.json");
const chinese = bundle("bundle.l10n.zh-cn.json");

const sources = readdirSync("src", { recursive: true })
  .map(String)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ file, text: readFileSync(join("src", file), "utf8") }));

/** Keys that the code asks for: `l10n.t("…")`, and the tables of words, which are looked up by code. */
const literals = new Map<string, string>();
for (const { file, text } of sources) {
  for (const match of text.matchAll(/\bl10n\.t\(\s*("(?:[^"\\]|\\.)*")/g)) literals.set(JSON.parse(match[1]!) as string, file);
}
const tables = [...Object.values(words), ...Object.values(englishWords)].flatMap((table): string[] => (typeof table === "object" ? Object.values(table) : []));
for (const key of tables) literals.set(key, "a table of words");

const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();

describe("The l10n bundles", () => {
  it("have every string that the code says", () => {
    const missing = [...literals].filter(([key]) => !(key in english) || !(key in chinese)).map(([key, file]) => `${file}: ${key}`);
    assert.deepEqual(missing, []);
  });

  it("have no string that the code does not say", () => {
    assert.deepEqual([...new Set([...Object.keys(english), ...Object.keys(chinese)])].filter((key) => !literals.has(key)), []);
  });

  it("give every string its own words in English, and Chinese with the same parameters", () => {
    for (const [key, text] of Object.entries(english)) assert.equal(text, key);
    for (const [key, text] of Object.entries(chinese)) assert.deepEqual(placeholders(text), placeholders(key), key);
  });

  it("are asked only with literals, or with words of a table", () => {
    const indirect = sources.flatMap(({ file, text }) => [...text.matchAll(/\bl10n\.t\(\s*([^"\s][^,)]*)/g)].map((match) => ({ file, argument: match[1]! })));
    const allowed = /^(reason|reasonWords|verdictWords|factWords|kindWords|text|key|mapStrings|template|english|word)\b/;
    assert.deepEqual(indirect.filter(({ argument }) => !allowed.test(argument)), []);
  });
});
