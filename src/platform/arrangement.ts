import * as vscode from "vscode";
import { type Arrangement, decodeArrangement } from "../core/arrange";
import type { Disposable } from "../core/emitter";

/** How the trees are arranged: one for both, remembered in the workspace. */
export interface ArrangementStore extends Disposable {
  readonly value: Arrangement;
  readonly onDidChange: vscode.Event<Arrangement>;
  /** Changes some of it; with `remember` false only until it is set again, as while something is typed. */
  set(change: Partial<Arrangement>, remember?: boolean): void;
}

const key = "arrangement";

export function createArrangement(memento: vscode.Memento): ArrangementStore {
  const changes = new vscode.EventEmitter<Arrangement>();
  let value = decodeArrangement(memento.get(key));
  const tell = (): void => void vscode.commands.executeCommand("setContext", "dockerNetworks.filtered", value.filter !== "");
  tell();
  return {
    get value() {
      return value;
    },
    onDidChange: changes.event,
    set(change, remember = true) {
      value = { ...value, ...change };
      if (remember) void memento.update(key, value);
      tell();
      changes.fire(value);
    },
    dispose() {
      changes.dispose();
    },
  };
}
