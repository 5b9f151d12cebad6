import assert from "node:assert/strict";
import fc from "fast-check";
import { TerminalText } from "../../../src/core/terminalText";

const show = (...pieces: string[]): string => {
  const text = new TerminalText();
  return pieces.map((piece) => text.push(piece)).join("");
};

describe("What a container prints, in a terminal that only shows it", () => {
  it("keeps text, colours, tabs and lines", () => {
    assert.equal(show("a\tb\n\x1b[31;1mred\x1b[0m\r\nend\n"), "a\tb\r\n\x1b[31;1mred\x1b[0m\r\nend\r\n");
  });

  it("loses what would do something: clipboard, links, titles, cursor and screen, marks that turn text around", () => {
    const bad = ["\x1b]52;c;cm0=\x07", "\x1b]8;;command:x\x1b\\", "\x1b]0;title\x07", "\x1b[2J", "\x1b[1;1H", "\x1b[?1049h", "\x1bc", "\x07", "\x08", "\x1bP+q\x1b\\", "\u202e", "\x9b2J", "\x1b[>0m"];
    for (const sequence of bad) assert.equal(show(`a${sequence}b`), "ab", JSON.stringify(sequence));
  });

  it("says the same however the text is cut", () => {
    const part = fc.constantFrom("text", "\n", "\r\n", "\r", "\x1b[32m", "\x1b]52;c;eA==\x07", "\x1b]8;;http://x\x1b\\", "\x1b[2J", "é", "\t");
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.nat(60)), (parts, cuts) => {
        const text = `${parts.join("")}.`;
        const at = [...new Set(cuts.map((cut) => cut % text.length))].sort((a, b) => a - b);
        const pieces = [0, ...at].map((from, n) => text.slice(from, at[n] ?? text.length));
        assert.equal(show(...pieces), show(text));
      }),
    );
  });

  it("takes megabytes of anything without becoming slow", () => {
    for (const bad of ["\x1b]", "\x1b[1", "\x1b[31m", "\r"]) {
      const start = performance.now();
      show(`${bad.repeat(300_000)}\x07`);
      assert.ok(performance.now() - start < 2_000, JSON.stringify(bad));
    }
  });
});
