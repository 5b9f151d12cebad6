import * as vscode from "vscode";
import type { Inventory } from "./core/inventory";
import { toReportJson, type LinkReportJson } from "./core/contract";
import type { Session } from "./state/session";

/** What `activate()` returns to other extensions; documented in docs/API.md. It changes only with `apiVersion`. */
export interface DockerNetworkExplorerApi {
  readonly apiVersion: 1;
  /** The networks and containers of the engine, now. Rejects with an `Error` whose `kind` says why it cannot be had. */
  inventory(): Promise<Inventory>;
  /** Every container interface and its other end, now: what *Export Links…* writes. Rejects as `inventory()` does. */
  links(): Promise<LinkReportJson>;
  /** What the others answer may have changed. Listening connects to the engine; nothing is polled for it. */
  readonly onDidChange: vscode.Event<void>;
}

/** The API over a session. It connects when it is first used. */
export function createApi(session: Session): DockerNetworkExplorerApi {
  return {
    apiVersion: 1,
    inventory: () => session.inventory(),
    links: async () => toReportJson(await session.links.resolve()),
    onDidChange(listener, self?: unknown, disposables?: vscode.Disposable[]) {
      session.start();
      const changes = session.onDidChange(() => void listener.call(self));
      const subscription = new vscode.Disposable(() => changes.dispose());
      disposables?.push(subscription);
      return subscription;
    },
  };
}
