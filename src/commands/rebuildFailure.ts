import * as vscode from "vscode";
import { RebuildBlocked } from "../core/rebuildRun";
import { plain } from "../platform/words";

/** A rebuild that did not get where it should; `restored`: everything is as it was, else it is still written down. */
export class RebuildError extends Error {
  override readonly name = "RebuildError";

  constructor(
    readonly network: string,
    override readonly cause: unknown,
    readonly restored: boolean,
    /** Why it could not be put back. */
    readonly obstacle?: unknown,
  ) {
    super("rebuild failed", { cause });
  }
}

/** Why a rebuild cannot go on by itself; undefined for any other failure. */
export function describeBlock(error: unknown, nameOf: (id: string) => string): string | undefined {
  if (!(error instanceof RebuildBlocked)) return undefined;
  const { block } = error;
  switch (block.kind) {
    case "nameTaken":
      return vscode.l10n.t("Another network is called {0} by now. Rename or remove that one first.", plain(block.name));
    case "joined":
      return vscode.l10n.t("{0} was attached to {1} meanwhile. Detach it first.", plain(nameOf(block.container)), plain(block.network));
  }
}
