import * as vscode from "vscode";
import { withoutPrefix } from "../../core/address";
import { execCommand, quote } from "../../core/cli";
import type { Container } from "../../core/inventory";
import { Problem } from "../../core/problem";
import { madeBy } from "../../core/walkthrough";
import type { ExecResult } from "../../engine/engine";
import { setContext } from "../../platform/contextKeys";
import { readSettings } from "../../platform/settings";
import { plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { Refusal } from "../failure";
import { needContainers } from "./make";
import { answerTerminal } from "./terminal";

/** How long a look-up or three pings may take, ms. */
const limit = 15_000;

/** Looks container2's name up from container1, and shows who answered. */
export async function resolveName(context: CommandContext): Promise<void> {
  const { one, two } = await pair(context);
  const address = await addressOf(context, two);
  // An image has one or the other.
  const result = await runFirst(context, one, [["nslookup", two.name], ["getent", "hosts", two.name], ["ping", "-c", "1", two.name]]);
  // Some look-ups end with an error because there is no IPv6 address: what counts is whether the name was answered.
  if (address === undefined || !`${result.stdout}${result.stderr}`.includes(address)) throw failed(one, two);
  answerTerminal().note(vscode.l10n.t("{0} is {1}: the engine’s DNS server knows every name on the network.", plain(two.name), address));
  setContext("dockerNetworks.walkthrough.named", true);
}

/** Sends three packets from container1 to container2, by name. */
export async function ping(context: CommandContext): Promise<void> {
  const { one, two } = await pair(context);
  const { exitCode } = await runFirst(context, one, [["ping", "-c", "3", two.name]]);
  if (exitCode !== 0) throw failed(one, two);
  answerTerminal().note(vscode.l10n.t("Through one veth pair into the bridge, and through the other out of it."));
  setContext("dockerNetworks.walkthrough.pinged", true);
}

async function pair(context: CommandContext): Promise<{ readonly one: Container; readonly two: Container }> {
  if (!vscode.workspace.isTrusted) throw new Refusal(vscode.l10n.t("Nothing is run inside containers while the workspace is not trusted. Trust it to try this step."));
  const [one, two] = await needContainers(context, ["container1", "container2"]);
  if (one === undefined || two === undefined) throw new Refusal(vscode.l10n.t("The container is no longer there."));
  return { one, two };
}

/** The address of a container on the walkthrough's network, without prefix length. */
async function addressOf({ session }: CommandContext, { id }: Container): Promise<string | undefined> {
  const inventory = await session.inventory();
  const { network } = madeBy(inventory);
  const ipv4 = inventory.containers.find((container) => container.id === id)?.attachments.find(({ networkId }) => networkId === network?.id)?.ipv4;
  return ipv4 === undefined ? undefined : withoutPrefix(ipv4);
}

/** Runs the first of these programs that the container has, and shows what it printed. */
async function runFirst(context: CommandContext, container: Container, programs: readonly (readonly string[])[]): Promise<ExecResult> {
  const engine = await context.session.engine();
  for (const argv of programs) {
    const line = quote(execCommand(container.name, argv, readSettings().host).filter((word) => word !== "--interactive" && word !== "--tty"));
    const running = vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: line }, () => engine.exec(container.id, argv, limit));
    const result = await running.then(undefined, (error: unknown) => {
      // A missing program is a refusal on some engines, and an exit code on others.
      if (error instanceof Problem && /no such file|not found|OCI runtime exec failed/i.test(error.message)) return undefined;
      throw error;
    });
    if (result === undefined || result.exitCode === 126 || result.exitCode === 127) continue;
    context.log.command(line);
    const terminal = answerTerminal();
    terminal.command(line);
    terminal.output(`${result.stdout}${result.stderr}`);
    return result;
  }
  const names = [...new Set(programs.map(([program = ""]) => program))].join(", ");
  throw new Refusal(vscode.l10n.t("The image {0} has none of the programs for this: {1}. Clean up, get another with docker pull busybox, and begin again.", plain(container.image), names));
}

function failed(one: Container, two: Container): Refusal {
  return new Refusal(vscode.l10n.t("{0} did not get through to {1}. The terminal shows what came back; Explain shows how they are wired.", plain(one.name), plain(two.name)));
}
