import * as vscode from "vscode";
import { logsCommand, quote } from "../../core/cli";
import { type Container, isLive } from "../../core/inventory";
import type { Target } from "../../core/target";
import { TerminalText } from "../../core/terminalText";
import type { Flow } from "../../engine/engine";
import { describeProblem, plain } from "../../platform/words";
import { Problem } from "../../core/problem";
import { readSettings } from "../../platform/settings";
import { userShell } from "../../platform/shell";
import type { CommandContext } from "../context";
import { oneContainer } from "../lookUp";
import { containerIds } from "../targets";

/** How many lines of before are shown. */
const tail = 1000;
/** More than this at once, in bytes, and the container has to wait a moment: the editor must stay usable. */
const burst = 64 * 1024;

/** Follows a container's output in a terminal, also over its restarts. */
export async function showLogs(context: CommandContext, clicked: Target | undefined): Promise<void> {
  const container = await oneContainer(context, vscode.l10n.t("View Logs"), containerIds(clicked === undefined ? [] : [clicked]));
  context.log.command(quote(logsCommand(container.name, tail, readSettings().host), userShell()));
  const name = vscode.l10n.t("Logs: {0}", plain(container.name));
  vscode.window.createTerminal({ name, iconPath: new vscode.ThemeIcon("output"), pty: logTerminal(context, container) }).show();
}

function logTerminal({ session, log }: CommandContext, { id }: Container): vscode.Pseudoterminal {
  const written = new vscode.EventEmitter<string>();
  let flow: Flow | undefined;
  let closed = false;
  /** Seconds since the epoch; what was shown until then is not shown again. */
  let since: number | undefined;
  const say = (words: string): void => written.fire(`\x1b[2m${plain(words)}\x1b[0m\r\n`);

  const follow = async (): Promise<void> => {
    const text = new TerminalText();
    const decoder = new TextDecoder();
    let waiting = 0;
    try {
      const engine = await session.engine();
      const from = since === undefined ? { tail } : { since };
      const opened = await engine.logs(id, from, (chunk) => {
        written.fire(text.push(decoder.decode(chunk, { stream: true })));
        waiting += chunk.length;
        if (waiting < burst) return undefined;
        waiting = 0;
        return new Promise((resolve) => setTimeout(resolve, 20));
      });
      flow = opened;
      if (isClosed()) opened.dispose();
      await opened.ended;
      since = Date.now() / 1000;
      if (isClosed()) return;
      say(vscode.l10n.t("The container is not running. Its output is followed again when it starts."));
    } catch (error) {
      if (isClosed()) return;
      log.error(vscode.l10n.t("The output could not be read."), error);
      say(error instanceof Problem ? describeProblem(error).detail : String(error));
    } finally {
      flow = undefined;
    }
  };
  const isClosed = (): boolean => closed;
  const starts = session.onDidChange(({ inventory }) => {
    const now = inventory?.containers.find((container) => container.id === id);
    if (flow === undefined && since !== undefined && now !== undefined && isLive(now)) void follow();
  });
  return {
    onDidWrite: written.event,
    open: () => void follow(),
    close: () => {
      closed = true;
      flow?.dispose();
      starts.dispose();
      written.dispose();
    },
  };
}
