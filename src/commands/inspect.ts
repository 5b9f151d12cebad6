import * as vscode from "vscode";
import type { Disposable } from "../core/emitter";
import type { ContainerId, NetworkId } from "../core/inventory";
import { Problem } from "../core/problem";
import type { Session } from "../state/session";

const scheme = "docker-network";

export type Inspected =
  | { readonly type: "network"; readonly id: NetworkId; readonly name: string }
  | { readonly type: "container"; readonly id: ContainerId; readonly name: string };

/** The engine's own JSON of networks and containers, as read-only documents. */
export interface InspectedDocuments extends Disposable {
  /** Shows one, as the engine has it now. */
  open(inspected: Inspected): Promise<void>;
}

/** Serves the documents, and keeps open ones as the engine has them now. */
export function registerInspected(session: Session): InspectedDocuments {
  /** Fires for a document that must be read again. */
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: async ({ query }) => {
      const [, type, id = ""] = /^(network|container)=(.*)$/.exec(query) ?? [];
      const engine = await session.engine();
      try {
        // Of what belongs to a swarm its services too, which are told only then.
        const verbose = session.snapshot.inventory?.networks.find((network) => network.id === id)?.scope === "swarm";
        const answer = type === "network" ? await engine.inspectNetwork(id as NetworkId, verbose) : await engine.inspectContainer(id as ContainerId);
        return `${JSON.stringify(answer, null, 2)}\n`;
      } catch (error) {
        // A document that was open when its thing went away says so, still as JSON.
        if (error instanceof Problem && error.kind === "notFound") return `${JSON.stringify(vscode.l10n.t("It is no longer there"))}\n`;
        throw error;
      }
    },
  });
  const following = session.onDidChange(({ status }) => {
    if (status.kind !== "live") return;
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === scheme) changed.fire(uri);
  });
  const parts = vscode.Disposable.from(registration, following, changed);
  return {
    async open({ type, id, name }) {
      // The path is what the tab shows; the query is what is asked for.
      const uri = vscode.Uri.from({ scheme, path: `/${name.replace(/[/\\]/g, "_")}.json`, query: `${type}=${id}` });
      changed.fire(uri);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
    },
    dispose: () => void parts.dispose(),
  };
}
