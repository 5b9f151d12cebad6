import { dockerCommands, quote } from "../../core/cli";
import type { Operation } from "../../core/spec";
import { readSettings } from "../../platform/settings";
import { userShell } from "../../platform/shell";

/** The commands that do the same, a line each, to be pasted into the user's shell. */
export function commandText(operation: Operation): string {
  const shell = userShell();
  return dockerCommands(operation, readSettings().host).map((argv) => quote(argv, shell)).join("\n");
}
