import * as vscode from "vscode";
import type { Problem } from "../core/problem";
import { refusalOf } from "../core/refusal";
import { listed } from "../core/text";
import { describeRefusal } from "./wordsRefusal";

/** What a person is told of a problem: what happened, why, and the buttons for what to do next. */
export interface ProblemWords {
  /** A few words, without a full stop: a row's label. */
  readonly title: string;
  /** One or two sentences. May hold the engine's own text: show it as plain text only. */
  readonly detail: string;
  readonly actions: readonly ProblemAction[];
}

export interface ProblemAction {
  readonly title: string;
  /** A command id. */
  readonly command: string;
}

/** The words for a problem, in the user's language. */
export function describeProblem(problem: Problem): ProblemWords {
  const where = problem.endpoint ?? "";
  const why = plain(problem.message);
  switch (problem.kind) {
    case "noEngine":
      return {
        title: vscode.l10n.t("No container engine found"),
        detail:
          where === ""
            ? vscode.l10n.t("There is no Docker or Podman socket here. Start the engine, or say in the settings where it is.")
            : vscode.l10n.t("Nothing is at {0}. Start the engine, or say in the settings where it is.", plain(where)),
        actions: [retry(), configure(), showLog()],
      };
    case "noPermission":
      return {
        title: vscode.l10n.t("No permission to use the engine"),
        detail: vscode.l10n.t(
          "{0} is there, but you may not open it. Become a member of its group (often “docker”) and log in again, or use a rootless engine.",
          plain(where),
        ),
        actions: [retry(), configure(), showLog()],
      };
    case "unreachable":
      return {
        title: vscode.l10n.t("The engine does not answer"),
        detail: where === "" ? why : [vscode.l10n.t("{0} does not answer: {1}", plain(where), why), ...(where.startsWith("ssh:") ? sshAdvice(problem.message) : [])].join(" "),
        actions: [retry(), configure(), showLog()],
      };
    case "apiVersion":
      return {
        title: vscode.l10n.t("This engine’s API version is not supported"),
        detail: vscode.l10n.t("{0} Docker 20.10 or later is needed, or a Podman that speaks its API.", sentence(why)),
        actions: [configure(), retry(), showLog()],
      };
    case "badEndpoint":
      return {
        title: vscode.l10n.t("The engine’s address is not understood"),
        detail: vscode.l10n.t("{0} Correct the setting, the Docker context or DOCKER_HOST.", sentence(why)),
        actions: [configure(), retry(), showLog()],
      };
    case "tls":
      return {
        title: vscode.l10n.t("The secure connection to the engine failed"),
        detail: vscode.l10n.t("{0} Check the certificates of the Docker context or in DOCKER_CERT_PATH.", sentence(why)),
        actions: [retry(), configure(), showLog()],
      };
    case "notAnEngine":
      return {
        title: vscode.l10n.t("This is not a container engine"),
        detail: vscode.l10n.t("{0} answers, but not as an engine: {1}", plain(where), why),
        actions: [configure(), retry(), showLog()],
      };
    case "notFound":
      return { title: vscode.l10n.t("It is no longer there"), detail: reason(problem), actions: [refresh(), showLog()] };
    case "conflict":
    case "refused":
      return { title: vscode.l10n.t("The engine refused"), detail: reason(problem), actions: [showLog()] };
    case "engineFailed":
      // Engines answer 500 to many a thing that they refuse.
      if (refusalOf(problem.message) !== undefined) return { title: vscode.l10n.t("The engine refused"), detail: reason(problem), actions: [showLog()] };
      return { title: vscode.l10n.t("The engine failed"), detail: reason(problem), actions: [retry(), showLog()] };
    case "cancelled":
      return { title: vscode.l10n.t("Cancelled"), detail: "", actions: [] };
  }
}

/** What to do where ssh itself, or the shell behind it, said why. */
function sshAdvice(said: string): string[] {
  if (/IDENTIFICATION HAS CHANGED/.test(said)) return [vscode.l10n.t("Its host key is another than before: ask who runs it before you trust it.")];
  if (/Host key verification failed/.test(said)) return [vscode.l10n.t("Its host key is not known here: connect once with ssh in a terminal, and compare the key.")];
  if (/Permission denied/.test(said)) return [vscode.l10n.t("No password can be asked for here: ssh needs a key, or an agent with one, that is accepted there.")];
  if (/docker.*not found/.test(said)) return [vscode.l10n.t("The far side of the connection is the docker command of that machine: it must be on the PATH of this user there.")];
  return [];
}

/** The engine's reason in plain words where it is a known one, and always its own words too. */
function reason(problem: Problem): string {
  const own = plain(problem.message);
  const kind = refusalOf(problem.message);
  if (kind === undefined) return vscode.l10n.t("The engine says: {0}", own);
  return vscode.l10n.t("{0} (The engine says: {1})", describeRefusal(kind), own);
}

const longest = 400;

/**
 * Engine text for a pop-up or a row. VS Code turns `[text](command:…)` in notifications into a link that runs a command,
 * so that pattern is broken up; control characters go, and a text without end gets one.
 */
export function plain(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").replace(/\](?=\()/g, "] ").trim();
  return clean.length > longest ? `${clean.slice(0, longest)}…` : clean;
}

/** Engine names for a pop-up or a title: those that a person may still read. */
export function named(things: readonly { readonly name: string }[], most = 12): string {
  return listed(things.map(({ name }) => plain(name)), vscode.l10n, most);
}

/** Lines for a dialog: as many as leave its buttons on the screen. */
export function firstLines(lines: readonly string[], most = 12): string {
  return [...lines.slice(0, most), ...(lines.length > most ? ["…"] : [])].join("\n");
}

/** With a full stop, so that another sentence may follow. */
export function sentence(text: string): string {
  return text === "" || /[.!?。]$/.test(text) ? text : `${text}.`;
}

const retry = (): ProblemAction => ({ title: vscode.l10n.t("Retry"), command: "dockerNetworks.engine.retry" });
const refresh = (): ProblemAction => ({ title: vscode.l10n.t("Refresh"), command: "dockerNetworks.explorer.refresh" });
const configure = (): ProblemAction => ({ title: vscode.l10n.t("Open Settings"), command: "dockerNetworks.engine.configure" });
export const showLog = (): ProblemAction => ({ title: vscode.l10n.t("Show Log"), command: "dockerNetworks.log.show" });
