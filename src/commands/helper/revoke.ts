import * as vscode from "vscode";
import { tell } from "../../platform/prompts";
import { plain } from "../../platform/words";
import type { CommandContext } from "../context";

/** Takes the consent to helper containers on this engine back: none is run there from now on. */
export async function revokeHelper({ session, helpers, log }: CommandContext): Promise<void> {
  const { info } = await session.engine();
  if (helpers.of(info.id) === undefined) {
    void tell("info", vscode.l10n.t("No helper containers are allowed on {0}.", plain(info.name)));
    return;
  }
  await helpers.revoke(info.id);
  const message = vscode.l10n.t("No helper container is run on {0} any more.", plain(info.name));
  log.info(message);
  void tell("info", message);
}
