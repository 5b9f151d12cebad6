import * as vscode from "vscode";
import type { Disposable, Event } from "../core/emitter";
import type { ProblemKind } from "../core/problem";

/** What `when` clauses of package.json may ask, and the values that they may find. */
export interface ContextKeys {
  readonly "dockerNetworks.status": "idle" | "connecting" | "live" | "lost";
  /** Why it is lost; undefined otherwise. */
  readonly "dockerNetworks.problem": ProblemKind | undefined;
  /** Not all rows are shown; set where the filter is kept. */
  readonly "dockerNetworks.filtered"?: boolean;
}

/** The part of a session's snapshot that the keys are made of. */
interface Connection {
  readonly status: { readonly kind: ContextKeys["dockerNetworks.status"]; readonly problem?: { readonly kind: ProblemKind } };
}

/** Keeps the context keys as the connection is; they are set only when they change. */
export function followConnection(now: Connection, changes: Event<Connection>): Disposable {
  const set = new Map<keyof ContextKeys, unknown>();
  const put = <Key extends keyof ContextKeys>(key: Key, value: ContextKeys[Key]): void => {
    if (set.has(key) && set.get(key) === value) return;
    set.set(key, value);
    void vscode.commands.executeCommand("setContext", key, value);
  };
  const follow = ({ status }: Connection): void => {
    // The reason first: a welcome text asks for both.
    put("dockerNetworks.problem", status.problem?.kind);
    put("dockerNetworks.status", status.kind);
  };
  follow(now);
  return changes(follow);
}
