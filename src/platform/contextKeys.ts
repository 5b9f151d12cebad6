import * as vscode from "vscode";
import type { Disposable, Event } from "../core/emitter";
import type { Inventory } from "../core/inventory";
import type { ProblemKind } from "../core/problem";
import { progressOf } from "../core/walkthrough";

/** What `when` clauses of package.json may ask, and the values that they may find. */
export interface ContextKeys {
  readonly "dockerNetworks.status": "idle" | "connecting" | "live" | "lost";
  /** Why it is lost; undefined otherwise. */
  readonly "dockerNetworks.problem": ProblemKind | undefined;
  /** Not all rows are shown; set where the filter is kept. */
  readonly "dockerNetworks.filtered"?: boolean;
  /** What of the walkthrough is there; ticks its steps off. */
  readonly "dockerNetworks.walkthrough.network": boolean;
  readonly "dockerNetworks.walkthrough.containers": boolean;
  readonly "dockerNetworks.walkthrough.host": boolean;
  readonly "dockerNetworks.walkthrough.none": boolean;
  readonly "dockerNetworks.walkthrough.shared": boolean;
  /** Steps of it that were done. */
  readonly "dockerNetworks.walkthrough.named": boolean;
  readonly "dockerNetworks.walkthrough.pinged": boolean;
  readonly "dockerNetworks.walkthrough.cleaned": boolean;
}

/** The part of a session's snapshot that the keys are made of. */
interface Connection {
  readonly status: { readonly kind: ContextKeys["dockerNetworks.status"]; readonly problem?: { readonly kind: ProblemKind } };
  readonly inventory?: Inventory;
}

export function setContext<Key extends keyof ContextKeys>(key: Key, value: ContextKeys[Key]): void {
  void vscode.commands.executeCommand("setContext", key, value);
}

/** Keeps the context keys as the connection is; they are set only when they change. */
export function followConnection(now: Connection, changes: Event<Connection>): Disposable {
  const set = new Map<keyof ContextKeys, unknown>();
  const put = <Key extends keyof ContextKeys>(key: Key, value: ContextKeys[Key]): void => {
    if (set.has(key) && set.get(key) === value) return;
    set.set(key, value);
    setContext(key, value);
  };
  let read: Inventory | undefined;
  const follow = ({ status, inventory }: Connection): void => {
    // The reason first: a welcome text asks for both.
    put("dockerNetworks.problem", status.problem?.kind);
    put("dockerNetworks.status", status.kind);
    if (inventory === undefined || inventory === read) return;
    read = inventory;
    const progress = progressOf(inventory);
    for (const step of ["network", "containers", "host", "none", "shared"] as const) put(`dockerNetworks.walkthrough.${step}`, progress[step]);
  };
  follow(now);
  return changes(follow);
}
