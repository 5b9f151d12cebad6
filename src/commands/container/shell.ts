import * as vscode from "vscode";
import { execCommand, quote } from "../../core/cli";
import type { Container } from "../../core/inventory";
import { canRunInside } from "../../core/lifecycle";
import { Problem } from "../../core/problem";
import type { Target } from "../../core/target";
import type { Engine, TerminalProcess } from "../../engine/engine";
import { readSettings } from "../../platform/settings";
import { userShell } from "../../platform/shell";
import { describeProblem, plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { choose, containerChoice, containersById } from "../lookUp";
import { patiently } from "../operate";
import { containerIds } from "../targets";

/** The most comfortable first. */
const shells = ["bash", "ash", "sh"];

/** Opens a shell of the container's in a terminal, through the engine: no docker CLI is needed. */
export async function openShell(context: CommandContext, clicked: Target | undefined): Promise<void> {
  if (!vscode.workspace.isTrusted) throw new Refusal(vscode.l10n.t("Nothing is run inside containers while the workspace is not trusted. Trust it to open a shell."));
  const title = vscode.l10n.t("Open Shell");
  const container = await meant(context, title, clicked);
  if (!canRunInside(container)) throw new Refusal(vscode.l10n.t("{0} is not running: there is nothing to open a shell in. Start it first.", plain(container.name)));
  const engine = await context.session.engine();
  const shell = await patiently(vscode.l10n.t("Looking for a shell in {0}…", plain(container.name)), () => findShell(engine, container));
  if (shell === undefined) {
    throw new Refusal(vscode.l10n.t("{0} has no shell: its image holds none of {1}. View its logs, or inspect it, instead.", plain(container.name), shells.join(", ")));
  }
  context.log.command(quote(execCommand(container.name, [shell], readSettings().host), userShell()));
  const pty = shellTerminal(engine, container, shell);
  vscode.window.createTerminal({ name: `${plain(container.name)}: ${shell}`, iconPath: new vscode.ThemeIcon("terminal"), pty }).show();
}

async function meant(context: CommandContext, title: string, clicked: Target | undefined): Promise<Container> {
  const [id] = containerIds(clicked === undefined ? [] : [clicked]);
  const [given] = id === undefined ? [] : await containersById(context, [id]);
  if (given !== undefined) return given;
  const { containers } = await context.session.inventory();
  return await choose(title, vscode.l10n.t("Choose a container"), containers.filter(canRunInside).map(containerChoice), vscode.l10n.t("No container is running."));
}

/** The first shell that can be run. A missing program is an exit code on some engines, and a refusal on others. */
async function findShell(engine: Engine, { id }: Container): Promise<string | undefined> {
  for (const shell of shells) {
    const there = await engine.exec(id, [shell, "-c", ":"], 10_000).then(
      ({ exitCode }) => exitCode === 0,
      (error: unknown) => {
        if (error instanceof Problem && /no such file|not found|OCI runtime exec failed/i.test(error.message)) return false;
        throw error;
      },
    );
    if (there) return shell;
  }
  return undefined;
}

function shellTerminal(engine: Engine, { id }: Container, shell: string): vscode.Pseudoterminal {
  const written = new vscode.EventEmitter<string>();
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- as VS Code declares it
  const closed = new vscode.EventEmitter<number | void>();
  let process: TerminalProcess | undefined;
  let gone = false;
  /** Typed before the shell was there. */
  let early = "";
  const start = async (size: vscode.TerminalDimensions | undefined): Promise<void> => {
    const decoder = new TextDecoder();
    try {
      const opened = await engine.terminal(id, [shell], size ?? { columns: 80, rows: 24 }, (chunk) => {
        written.fire(decoder.decode(chunk, { stream: true }));
        return undefined;
      });
      process = opened;
      if (isGone()) opened.dispose();
      if (early !== "") opened.write(early);
      await opened.ended;
      const code = await opened.exitCode();
      if (isGone()) return;
      // The connection ended and the shell did not: the container or the engine went away.
      if (code === undefined) written.fire(`\r\n${vscode.l10n.t("The connection to the container ended.")}\r\n`);
      closed.fire(code);
    } catch (error) {
      const words = error instanceof Problem ? describeProblem(error) : { title: String(error), detail: "" };
      written.fire(`${words.title}. ${words.detail}\r\n`);
      closed.fire(1);
    }
  };
  const isGone = (): boolean => gone;
  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open: (size) => void start(size),
    setDimensions: (size) => process?.resize(size),
    handleInput: (text) => {
      if (process === undefined) early += text;
      else process.write(text);
    },
    close: () => {
      gone = true;
      // Hanging up is what a terminal does when its window is closed; a shell that is left alone would stay for ever.
      process?.write("\x04");
      process?.dispose();
    },
  };
}
