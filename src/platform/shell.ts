import * as vscode from "vscode";
import { type Shell, shellOf } from "../core/shell";

/** The shell that the user's terminals run: commands to copy are quoted for it. */
export function userShell(): Shell {
  return shellOf(vscode.env.shell);
}
