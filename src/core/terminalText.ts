/**
 * Makes output fit for a terminal that only shows it: colours stay, and every other control sequence goes. What a container
 * prints could otherwise write the clipboard, name links, move over what stands there already or pretend to be a prompt.
 * Takes pieces that may be cut anywhere, one character after another: no text makes it slow.
 */
export class TerminalText {
  #state: "text" | "return" | "escape" | "intermediate" | "csi" | "string" | "stringEscape" = "text";
  /** The control sequence so far, as long as it may still be a colour. */
  #sequence = "";

  push(piece: string): string {
    let shown = "";
    for (const character of piece) shown += this.#next(character);
    return shown;
  }

  #next(character: string): string {
    switch (this.#state) {
      case "text":
        return this.#text(character);
      case "return":
        this.#state = "text";
        // A carriage return by itself is how progress bars draw their line anew.
        return character === "\n" ? "\r\n" : `\r${this.#text(character)}`;
      case "escape":
        this.#sequence = "";
        this.#state = character === "[" ? "csi" : "]PX^_".includes(character) ? "string" : /[ -/]/.test(character) ? "intermediate" : "text";
        return "";
      case "intermediate":
        if (!/[ -/]/.test(character)) this.#state = "text";
        return "";
      case "csi":
        return this.#csi(character);
      case "string":
        if (character === "\x1b") this.#state = "stringEscape";
        else if (character === "\x07" || character === "\x9c") this.#state = "text";
        return "";
      case "stringEscape":
        this.#state = character === "\\" ? "text" : character === "\x1b" ? "stringEscape" : "string";
        return "";
    }
  }

  #text(character: string): string {
    if (character === "\x1b") this.#state = "escape";
    else if (character === "\x9b") this.#state = "csi";
    else if ("\x90\x98\x9d\x9e\x9f".includes(character)) this.#state = "string";
    else if (character === "\r") this.#state = "return";
    if (character === "\n") return "\r\n";
    return character !== "\t" && hidden.test(character) ? "" : character;
  }

  #csi(character: string): string {
    if (/[ -?]/.test(character)) {
      if (this.#sequence.length < 64) this.#sequence += character;
      return "";
    }
    const sequence = this.#sequence;
    this.#state = character === "\x1b" ? "escape" : "text";
    this.#sequence = "";
    return character === "m" && /^[\d;:]*$/.test(sequence) ? `\x1b[${sequence}m` : "";
  }
}

/** Controls, and marks that make a text read in another order. */
const hidden = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
