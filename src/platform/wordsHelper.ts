import * as vscode from "vscode";
import type { HelperMore, HelperSight } from "../core/helper";
import { format, reasonWords } from "../core/words";
import { plain, type ProblemWords, showLog } from "./words";

/** What is said above the links where a helper container would tell more, or failed; undefined where there is nothing to say. */
export function describeHelper(sight: HelperSight, engine: string): ProblemWords | undefined {
  switch (sight.state) {
    case "offered":
      return {
        title: vscode.l10n.t("The host’s side of the links is on {0} and cannot be read from here", plain(engine)),
        detail: vscode.l10n.t("A helper container can read it there: run for a moment, from an image that is present, only with your consent."),
        actions: [action(vscode.l10n.t("Read the Host’s Side…"))],
      };
    case "used":
      return sight.more && describeMore(sight.more);
    case "failed":
      return {
        title: vscode.l10n.t("The helper container could not read the host’s side"),
        detail: `${plain(format(vscode.l10n.t(reasonWords[sight.reason.code]), sight.reason.params))}.`,
        actions: [action(vscode.l10n.t("Change the Helper…")), showLog()],
      };
  }
}

function describeMore(more: HelperMore): ProblemWords {
  const actions = [action(vscode.l10n.t("Prove Them…"))];
  switch (more) {
    case "alike":
      return {
        title: vscode.l10n.t("Some interfaces are not proven"),
        detail: vscode.l10n.t("Seen from outside, their indices are alike. An image with perl proves them without more rights; any other needs the right to enter the containers’ network namespaces."),
        actions,
      };
    case "wires":
      return {
        title: vscode.l10n.t("Containers seem to be wired to each other"),
        detail: vscode.l10n.t("What one sends, another receives, past the host. Where such a wire leads is told only inside: that needs the right to enter the containers’ network namespaces."),
        actions,
      };
  }
}

const action = (title: string): ProblemWords["actions"][number] => ({ title, command: "dockerNetworks.helper.allow" });
