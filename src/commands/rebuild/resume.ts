import * as vscode from "vscode";
import { type Goal, nextStep } from "../../core/rebuild";
import type { Engine } from "../../engine/engine";
import { confirm, tell } from "../../platform/prompts";
import { named, plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { guarded } from "../report";
import type { JournalEntry } from "./journal";
import { lookAt } from "./look";
import { isActive, journalOf, rebuildTo } from "./rebuild";

/** Those that have been offered in this window and wait for an answer. */
const offered = new Set<string>();

/** Offers to finish or take back what was interrupted on the engine that answers now. Returns at once. */
export async function offerInterrupted(context: CommandContext): Promise<void> {
  const engine = await context.session.engine();
  for (const entry of await journalOf(context).interrupted(engine.info.id)) {
    if (isActive(entry) || offered.has(entry.id)) continue;
    if (entry.of === "removal" && (await isSettled(engine, entry))) {
      await journalOf(context).remove(entry);
      continue;
    }
    offered.add(entry.id);
    void offer(context, entry).finally(() => offered.delete(entry.id));
  }
}

/** Is a network that was being removed gone after all, or still there with everybody on it? */
async function isSettled(engine: Engine, { rebuild, trail }: JournalEntry): Promise<boolean> {
  const found = await lookAt(engine, rebuild);
  return !found.networks.some(({ id }) => id === rebuild.old.id) || nextStep(rebuild, "restore", trail, found) === "reached";
}

async function offer(context: CommandContext, entry: JournalEntry): Promise<void> {
  const { old, new: renewed } = entry.rebuild;
  const [finish, restore, leave] = [vscode.l10n.t("Finish"), vscode.l10n.t("Put Back"), vscode.l10n.t("Leave As It Is")];
  const members = named(old.members.map(({ container }) => container));
  const words = {
    rebuild: vscode.l10n.t("Rebuilding the network {0} was interrupted. It can be finished or put back as it was; nothing of it is forgotten.", plain(old.spec.name)),
    undo: vscode.l10n.t("Making the network {0} again was interrupted. It can be put back as it was; nothing of it is forgotten.", plain(old.spec.name)),
    removal: vscode.l10n.t("Removing the network {0} was interrupted, with containers detached from it already. It can be put back as it was; nothing of it is forgotten.", plain(old.spec.name)),
  }[entry.of ?? "rebuild"];
  context.log.info(`${words} ${members}`);
  const chosen = await tell("warning", words + (members === "" ? "" : ` ${vscode.l10n.t("Its containers: {0}.", members)}`), ...(entry.of === undefined ? [finish] : []), restore, leave);
  await guarded(context, async () => {
    if (chosen === leave) {
      const question = entry.of === undefined ? vscode.l10n.t("Forget the rebuild of {0}?", plain(renewed.spec.name)) : vscode.l10n.t("Forget who was on {0}?", plain(old.spec.name));
      await confirm(question, vscode.l10n.t("Networks and containers stay as they are now, and this is not offered again."), vscode.l10n.t("Forget"));
      await journalOf(context).remove(entry);
    } else if (chosen !== undefined) {
      const goal: Goal = chosen === finish ? "finish" : "restore";
      await rebuildTo(context, goal, entry);
    }
  });
}
