import * as vscode from "vscode";
import type { Operation } from "../core/spec";
import { plain } from "./words";

/** What goes on, for a progress line. */
export function describeDoing(operation: Operation): string {
  switch (operation.kind) {
    case "createNetwork":
      return vscode.l10n.t("Creating the network {0}…", plain(operation.spec.name));
    case "removeNetwork":
      return vscode.l10n.t("Removing the network {0}…", plain(operation.network.name));
    case "connect":
      return vscode.l10n.t("Attaching {0} to {1}…", plain(operation.container.name), plain(operation.network.name));
    case "disconnect":
      return vscode.l10n.t("Detaching {0} from {1}…", plain(operation.container.name), plain(operation.network.name));
  }
}

/** What was done. */
export function describeDone(operation: Operation): string {
  switch (operation.kind) {
    case "createNetwork":
      return vscode.l10n.t("Created the network {0}.", plain(operation.spec.name));
    case "removeNetwork":
      return vscode.l10n.t("Removed the network {0}.", plain(operation.network.name));
    case "connect":
      return vscode.l10n.t("Attached {0} to {1}.", plain(operation.container.name), plain(operation.network.name));
    case "disconnect":
      return vscode.l10n.t("Detached {0} from {1}.", plain(operation.container.name), plain(operation.network.name));
  }
}

/** What failed, before the reason. */
export function describeFailed(operation: Operation): string {
  switch (operation.kind) {
    case "createNetwork":
      return vscode.l10n.t("Could not create the network {0}.", plain(operation.spec.name));
    case "removeNetwork":
      return vscode.l10n.t("Could not remove the network {0}.", plain(operation.network.name));
    case "connect":
      return vscode.l10n.t("Could not attach {0} to {1}.", plain(operation.container.name), plain(operation.network.name));
    case "disconnect":
      return vscode.l10n.t("Could not detach {0} from {1}.", plain(operation.container.name), plain(operation.network.name));
  }
}
