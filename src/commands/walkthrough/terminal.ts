import * as vscode from "vscode";
import { TerminalText } from "../../core/terminalText";

/** A terminal that shows what was run and what came of it; nothing can be typed into it. */
export interface AnswerTerminal {
  /** A command line, as it would be typed. */
  command(line: string): void;
  /** What a program printed: colours stay, all other control goes. */
  output(text: string): void;
  /** A word of ours. */
  note(text: string): void;
}

let open: { readonly terminal: vscode.Terminal; readonly write: (text: string) => void } | undefined;

/** The one terminal of the walkthrough, brought to the front without taking the focus. */
export function answerTerminal(): AnswerTerminal {
  open ??= create();
  const { terminal, write } = open;
  terminal.show(true);
  return {
    command: (line) => write(`\x1b[1m$ ${oneLine(line)}\x1b[0m\r\n`),
    output: (text) => write(`${new TerminalText().push(text.replace(/\r?\n/g, "\r\n")).trimEnd()}\r\n`),
    note: (text) => write(`\x1b[2m# ${oneLine(text)}\x1b[0m\r\n\r\n`),
  };
}

function create(): NonNullable<typeof open> {
  const written = new vscode.EventEmitter<string>();
  // What is written before the terminal is there would be lost.
  let early: string | undefined = "";
  const pty: vscode.Pseudoterminal = {
    onDidWrite: written.event,
    open: () => {
      const waiting = early ?? "";
      early = undefined;
      if (waiting !== "") written.fire(waiting);
    },
    close: () => {
      open = undefined;
      written.dispose();
    },
  };
  const terminal = vscode.window.createTerminal({ name: vscode.l10n.t("Docker networking"), iconPath: new vscode.ThemeIcon("mortar-board"), pty });
  const write = (text: string): void => {
    if (early === undefined) written.fire(text);
    else early += text;
  };
  return { terminal, write };
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, " ");
}
