import * as vscode from "vscode";
import type { Goal } from "../../core/rebuild";
import { confirm, tell } from "../../platform/prompts";
import { named, plain } from "../../platform/words";
import type { CommandContext } from "../context";
import { guarded } from "../report";
import type { JournalEntry } from "./journal";
import { isActive, journalOf, rebuildTo } from "./rebuild";

/** Those that have been offered in this window and wait for an answer. */
const offered = new Set<string>();

/** Offers to finish or take back what was interrupted on the engine that answers now. Returns at once. */
export async function offerInterrupted(context: CommandContext): Promise<void> {
  const engine = await context.session.engine();
  for (const entry of await journalOf(context).interrupted(engine.info.id)) {
    if (isActive(entry) || offered.has(entry.id)) continue;
    offered.add(entry.id);
    void offer(context, entry).finally(() => offered.delete(entry.id));
  }
}

async function offer(context: CommandContext, entry: JournalEntry): Promise<void> {
  const { old, new: renewed } = entry.rebuild;
  const [finish, restore, leave] = [vscode.l10n.t("Finish"), vscode.l10n.t("Put Back"), vscode.l10n.t("Leave As It Is")];
  const members = named(old.members.map(({ container }) => container));
  const words = vscode.l10n.t("Rebuilding the network {0} was interrupted. It can be finished or put back as it was; nothing of it is forgotten.", plain(old.spec.name));
  context.log.info(`${words} ${members}`);
  const chosen = await tell("warning", words + (members === "" ? "" : ` ${vscode.l10n.t("Its containers: {0}.", members)}`), finish, restore, leave);
  await guarded(context, async () => {
    if (chosen === leave) {
      await confirm(vscode.l10n.t("Forget the rebuild of {0}?", plain(renewed.spec.name)), vscode.l10n.t("Networks and containers stay as they are now, and this is not offered again."), vscode.l10n.t("Forget"));
      await journalOf(context).remove(entry);
    } else if (chosen !== undefined) {
      const goal: Goal = chosen === finish ? "finish" : "restore";
      await rebuildTo(context, goal, entry);
    }
  });
}
