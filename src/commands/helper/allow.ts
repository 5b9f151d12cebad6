import * as vscode from "vscode";
import { quote } from "../../core/cli";
import { helperCommand, helperSummary, type HelperGrant, type HelperMore, type HelperRights } from "../../core/helper";
import { helperPerl, helperScript, wiresScript } from "../../core/helperScript";
import { cancelled, confirm, tell } from "../../platform/prompts";
import { readSettings } from "../../platform/settings";
import { plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { chooseImage } from "./images";

/** Asks for the consent to read an engine's host by helper containers, and remembers it for that engine. */
export async function allowHelper(context: CommandContext): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    await tellUntrusted();
    return;
  }
  const engine = await context.session.engine();
  const { info } = engine;
  const before = context.helpers.of(info.id);
  const sight = context.session.links.report?.helper;
  if (sight === undefined && context.session.links.report?.host?.visible === true) {
    void tell("info", vscode.l10n.t("The host’s side of the links is read without a helper here."));
    return;
  }
  const more = sight?.state === "used" ? sight.more : undefined;
  const rights = await chooseRights(before, more);
  const image = more !== undefined && rights === "enter" && before !== undefined ? before.image : await chooseImage(engine, before);
  await consent(context, { image, rights }, info.name);
  await context.helpers.allow(info.id, { image, rights });
  context.log.info(vscode.l10n.t("Helper containers are allowed on {0}, from {1}.", info.name, image));
  context.map.show();
}

/** More than to read is asked for only where reading left something open. */
async function chooseRights(before: HelperGrant | undefined, more: HelperMore | undefined): Promise<HelperRights> {
  if (more === undefined) return before?.rights ?? "read";
  const enter = vscode.l10n.t("Enter the Namespaces…");
  if (more === "wires") {
    await confirm(
      vscode.l10n.t("Look where the wires lead?"),
      vscode.l10n.t("Some containers have interfaces that do not end on the host, and carry the same traffic. The kernel tells what they are wired to only inside: so the helper must enter every container’s network namespace, which takes SYS_ADMIN and SYS_PTRACE."),
      enter,
    );
    return "enter";
  }
  const other = vscode.l10n.t("Choose Another Image…");
  const answer = await confirm(
    vscode.l10n.t("Prove what is still open?"),
    vscode.l10n.t("Seen from outside, the interfaces of several containers look alike. There are two ways to prove them: an image with perl (those made of Debian or Ubuntu have it) asks the kernel itself, without any right. From any other image the helper must enter every container’s network namespace, which takes SYS_ADMIN and SYS_PTRACE."),
    other,
    enter,
  );
  return answer === enter ? "enter" : "read";
}

async function consent(context: CommandContext, grant: HelperGrant, name: string): Promise<void> {
  const { host } = readSettings();
  const allow = vscode.l10n.t("Allow");
  const show = vscode.l10n.t("Show the Whole Command");
  const question = vscode.l10n.t("Read the host’s side on {0} by helper containers?", plain(name));
  const detail = [
    vscode.l10n.t("While links are shown, and whenever they may have changed, this is run on the engine for a moment and removed at once:"),
    quote(helperSummary(grant, host)),
    grant.rights === "read"
      ? vscode.l10n.t("It has no capability, writes nothing and runs as nobody. It sees the processes and the network of the host, and reads what any user there may read: /proc/PID/net, /sys/class/net and the kernel’s answers about links.")
      : vscode.l10n.t("It runs as root with SYS_ADMIN and SYS_PTRACE, to enter every container’s network namespace and list its links there. With these rights an image could do anything on the host: use one that you trust."),
    vscode.l10n.t("Nothing is pulled. Your answer is remembered for this engine; “Stop Reading the Host’s Side” takes it back."),
  ].join("\n\n");
  const answer = await confirm(question, detail, allow, show);
  if (answer === allow) return;
  const commands = [helperCommand({ ...grant, script: helperScript, arguments: ["PID…", grant.rights, helperPerl, "QUESTION…"] }, host)];
  if (grant.rights === "enter") commands.push(helperCommand({ ...grant, script: wiresScript, arguments: ["PID…", helperPerl, "QUESTION…"] }, host));
  const content = commands.map((command) => `${quote(command)}\n`).join("\n");
  const document = await vscode.workspace.openTextDocument({ language: "shellscript", content });
  await vscode.window.showTextDocument(document, { preview: true });
  for (const command of commands) context.log.command(quote(command));
  // Not modal: the command stands behind it, to be read.
  if ((await tell("warning", question, allow)) !== allow) throw cancelled();
}

async function tellUntrusted(): Promise<void> {
  const manage = vscode.l10n.t("Manage Workspace Trust");
  const answer = await tell("warning", vscode.l10n.t("In a workspace that is not trusted no container is run."), manage);
  if (answer === manage) await vscode.commands.executeCommand("workbench.trust.manage");
}
