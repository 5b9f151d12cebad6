import * as vscode from "vscode";
import type { FormWork } from "../core/formRequest";
import type { LifecycleVerb, Operation } from "../core/spec";
import { plain } from "./words";

/** What goes on, for a progress line. */
export function describeDoing(operation: FormWork): string {
  switch (operation.kind) {
    case "rebuildNetwork":
      return vscode.l10n.t("Rebuilding the network {0}…", plain(operation.network.name));
    case "createNetwork":
      return vscode.l10n.t("Creating the network {0}…", plain(operation.spec.name));
    case "runContainer":
      return vscode.l10n.t("Running {0}…", containerOf(operation.spec));
    case "removeNetwork":
      return vscode.l10n.t("Removing the network {0}…", plain(operation.network.name));
    case "connect":
      return vscode.l10n.t("Attaching {0} to {1}…", plain(operation.container.name), plain(operation.network.name));
    case "disconnect":
      return vscode.l10n.t("Detaching {0} from {1}…", plain(operation.container.name), plain(operation.network.name));
    case "lifecycle":
      return lifecycleDoing(operation.verb, plain(operation.container.name));
    case "removeContainer":
      return vscode.l10n.t("Removing the container {0}…", plain(operation.container.name));
  }
}

/** What was done. */
export function describeDone(operation: Operation): string {
  switch (operation.kind) {
    case "createNetwork":
      return vscode.l10n.t("Created the network {0}.", plain(operation.spec.name));
    case "runContainer":
      return vscode.l10n.t("{0} runs.", containerOf(operation.spec));
    case "removeNetwork":
      return vscode.l10n.t("Removed the network {0}.", plain(operation.network.name));
    case "connect":
      return vscode.l10n.t("Attached {0} to {1}.", plain(operation.container.name), plain(operation.network.name));
    case "disconnect":
      return vscode.l10n.t("Detached {0} from {1}.", plain(operation.container.name), plain(operation.network.name));
    case "lifecycle":
      return lifecycleDone(operation.verb, plain(operation.container.name));
    case "removeContainer":
      return vscode.l10n.t("Removed the container {0}.", plain(operation.container.name));
  }
}

/** What failed, before the reason. */
export function describeFailed(operation: Operation): string {
  switch (operation.kind) {
    case "createNetwork":
      return vscode.l10n.t("Could not create the network {0}.", plain(operation.spec.name));
    case "runContainer":
      return vscode.l10n.t("Could not run {0}.", containerOf(operation.spec));
    case "removeNetwork":
      return vscode.l10n.t("Could not remove the network {0}.", plain(operation.network.name));
    case "connect":
      return vscode.l10n.t("Could not attach {0} to {1}.", plain(operation.container.name), plain(operation.network.name));
    case "disconnect":
      return vscode.l10n.t("Could not detach {0} from {1}.", plain(operation.container.name), plain(operation.network.name));
    case "lifecycle":
      return lifecycleFailed(operation.verb, plain(operation.container.name));
    case "removeContainer":
      return vscode.l10n.t("Could not remove the container {0}.", plain(operation.container.name));
  }
}

function lifecycleDoing(verb: LifecycleVerb, name: string): string {
  switch (verb) {
    case "start":
      return vscode.l10n.t("Starting {0}…", name);
    case "stop":
      return vscode.l10n.t("Stopping {0}…", name);
    case "restart":
      return vscode.l10n.t("Restarting {0}…", name);
    case "pause":
      return vscode.l10n.t("Pausing {0}…", name);
    case "unpause":
      return vscode.l10n.t("Unpausing {0}…", name);
  }
}

function lifecycleDone(verb: LifecycleVerb, name: string): string {
  switch (verb) {
    case "start":
      return vscode.l10n.t("Started {0}.", name);
    case "stop":
      return vscode.l10n.t("Stopped {0}.", name);
    case "restart":
      return vscode.l10n.t("Restarted {0}.", name);
    case "pause":
      return vscode.l10n.t("Paused {0}.", name);
    case "unpause":
      return vscode.l10n.t("Unpaused {0}.", name);
  }
}

function lifecycleFailed(verb: LifecycleVerb, name: string): string {
  switch (verb) {
    case "start":
      return vscode.l10n.t("Could not start {0}.", name);
    case "stop":
      return vscode.l10n.t("Could not stop {0}.", name);
    case "restart":
      return vscode.l10n.t("Could not restart {0}.", name);
    case "pause":
      return vscode.l10n.t("Could not pause {0}.", name);
    case "unpause":
      return vscode.l10n.t("Could not unpause {0}.", name);
  }
}

function containerOf({ name, image }: { readonly name?: string; readonly image: string }): string {
  return plain(name ?? image);
}
