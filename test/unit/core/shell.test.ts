import assert from "node:assert/strict";
import fc from "fast-check";
import { quoteFor, shellOf } from "../../../src/core/shell";

describe("Quoting for the user's shell", () => {
  it("knows the shell by its program", () => {
    assert.equal(shellOf("/usr/bin/zsh"), "posix");
    assert.equal(shellOf("C:\\Windows\\System32\\cmd.exe"), "cmd");
    assert.equal(shellOf("C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"), "powershell");
    assert.equal(shellOf("/usr/local/bin/pwsh"), "powershell");
    assert.equal(shellOf(""), "posix");
  });

  it("leaves plain words as they are", () => {
    for (const shell of ["posix", "powershell", "cmd"] as const) for (const word of ["docker", "--ip-range", "10.0.0.0/8", "fd00::/64"]) assert.equal(quoteFor(shell, word), word);
  });

  it("quotes for PowerShell what it would read otherwise", () => {
    assert.equal(quoteFor("powershell", "it's"), "'it''s'");
    assert.equal(quoteFor("powershell", "it’s"), "'it’’s'");
    assert.equal(quoteFor("powershell", "a,b"), "'a,b'");
    assert.equal(quoteFor("powershell", "@x"), "'@x'");
    assert.equal(quoteFor("powershell", "-a.b"), "'-a.b'");
    assert.equal(quoteFor("powershell", "$HOME `n"), "'$HOME `n'");
    assert.equal(quoteFor("powershell", ""), "''");
  });

  it("quotes for cmd so that cmd and the C runtime give the same argument back", () => {
    const argument = fc.string({ unit: fc.constantFrom("a", " ", '"', "\\", "%", "^", "&", "|", "<", ">", "(", "!", "'", "=") });
    fc.assert(fc.property(argument, (text) => assert.equal(fromRuntime(fromCmd(quoteFor("cmd", text))), text)), { numRuns: 500 });
    assert.equal(quoteFor("cmd", "a b"), '^"a b^"');
  });
});

/** What cmd hands on: outside quotes a caret makes the next character plain; every quotation mark must be such a one. */
function fromCmd(line: string): string {
  let out = "";
  for (let i = 0; i < line.length; i++) {
    const character = line.charAt(i);
    if (character === "^") out += line.charAt(++i);
    else {
      assert.doesNotMatch(character, /[()%!"<>&|]/, `cmd would act on it: ${line}`);
      out += character;
    }
  }
  return out;
}

/** The C runtime's rules: backslashes count only before a quotation mark. */
function fromRuntime(line: string): string {
  let out = "";
  let quoted = false;
  for (let i = 0; i < line.length; ) {
    const slashes = /^\\*/.exec(line.slice(i))?.[0].length ?? 0;
    i += slashes;
    if (line[i] === '"') {
      out += "\\".repeat(Math.floor(slashes / 2));
      if (slashes % 2 === 1) out += '"';
      else quoted = !quoted;
      i++;
    } else {
      out += "\\".repeat(slashes);
      if (i < line.length) {
        assert.ok(quoted || line[i] !== " ", "an argument ends at a space");
        out += line.charAt(i++);
      }
    }
  }
  return out;
}
