import * as vscode from "vscode";
import type { Goal } from "../../core/rebuild";
import { pursue } from "../../core/rebuildRun";
import { plain } from "../../platform/words";
import { describeDoing } from "../../platform/wordsOperation";
import type { CommandContext } from "../context";
import { perform } from "../operate";
import { tellBack } from "../reattach";
import { RebuildError } from "../rebuildFailure";
import { Journal, type JournalEntry } from "./journal";
import { lookAt } from "./look";

/** Those that this window is at, by id. */
const active = new Set<string>();

export const isActive = ({ id }: JournalEntry): boolean => active.has(id);

/** Does what an entry is of: meanwhile this window does not offer to go on with it. */
export async function beingAtIt<T>({ id }: JournalEntry, work: () => Promise<T>): Promise<T> {
  active.add(id);
  try {
    return await work();
  } finally {
    active.delete(id);
  }
}

export function journalOf({ storage }: CommandContext): Journal {
  return new Journal(vscode.Uri.joinPath(storage, "rebuilds").fsPath);
}

/** Goes for the goal; from "finish" it turns back when it fails or is cancelled, there or by `given`. Rejects with `RebuildError`. */
export async function rebuildTo(context: CommandContext, goal: Goal, first: JournalEntry, given?: AbortSignal): Promise<void> {
  const journal = journalOf(context);
  const { members } = goal === "finish" ? first.rebuild.new : first.rebuild.old;
  const name = plain(first.rebuild.old.spec.name);
  let entry: JournalEntry = { ...first, pid: process.pid };
  const go = async (to: Goal, report: (message: string) => void, signal?: AbortSignal): Promise<readonly string[]> => {
    const engine = await context.session.engine();
    const world = {
      look: () => lookAt(engine, entry.rebuild),
      perform: async (operation: Parameters<typeof perform>[1]) => {
        report(describeDoing(operation));
        // A failure is told with the whole, so it keeps its cause.
        return await perform(context, operation).catch((error: unknown) => {
          throw error instanceof Error && error.cause !== undefined ? error.cause : error;
        });
      },
      save: async (trail: JournalEntry["trail"]) => {
        entry = { ...entry, trail };
        await journal.save(entry);
      },
    };
    await world.save(entry.trail);
    return (await pursue(entry.rebuild, to, entry.trail, world, signal)).moved;
  };
  await beingAtIt(entry, async () => {
    const title = goal === "finish" ? vscode.l10n.t("Rebuilding the network {0}", name) : vscode.l10n.t("Putting the network {0} back", name);
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: goal === "finish" }, async (progress, token) => {
      const report = (message: string): void => progress.report({ message });
      const abort = new AbortController();
      const cancel = (): void => abort.abort(new Error(vscode.l10n.t("Cancelled")));
      token.onCancellationRequested(cancel);
      given?.addEventListener("abort", cancel, { once: true });
      let moved: readonly string[];
      try {
        moved = await go(goal, report, abort.signal);
      } catch (cause) {
        if (goal === "restore") throw new RebuildError(name, cause, false, cause);
        context.log.error(vscode.l10n.t("The rebuild of {0} failed; it is taken back.", name), cause);
        await go("restore", report).catch((obstacle: unknown) => {
          throw new RebuildError(name, cause, false, obstacle);
        });
        await journal.remove(entry);
        throw new RebuildError(name, cause, true);
      }
      await journal.remove(entry);
      const to = goal === "finish" ? entry.rebuild.new.spec.name : entry.rebuild.old.spec.name;
      const done = goal === "finish" ? vscode.l10n.t("Rebuilt the network {0}.", plain(to)) : vscode.l10n.t("The network {0} is as it was.", name);
      const back = members.map((member) => ({ member, network: { name: to } }));
      await tellBack(context, done, back, moved.map((one) => ({ name: one })));
    });
  });
}
