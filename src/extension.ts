import * as vscode from "vscode";
import { createApi, type DockerNetworkExplorerApi } from "./api";
import { registerCommands } from "./commands/register";
import { createArrangement } from "./platform/arrangement";
import { followConnection } from "./platform/contextKeys";
import { HelperGrants } from "./platform/helperGrants";
import { Log } from "./platform/log";
import { onDidChangeSettings, readSettings } from "./platform/settings";
import { createSession } from "./state/engineSession";
import type { SessionOptions } from "./state/session";
import { registerDecorations } from "./views/decorations";
import { createExplanations } from "./views/explain";
import { createForms } from "./views/forms";
import { createNetworkMap } from "./views/networkMap";
import { createTrees } from "./views/trees";

/** Registers what VS Code is to call, and no more: an engine is asked for when a view is first seen or a command used. */
export function activate({ extensionUri, globalState, globalStorageUri, subscriptions, workspaceState }: vscode.ExtensionContext): DockerNetworkExplorerApi {
  const channel = vscode.window.createOutputChannel("Docker Networks", { log: true });
  const log = new Log(channel);
  const helpers = new HelperGrants(globalState);
  const options = (): SessionOptions => ({ ...readSettings(), helpers: helpers.valid });
  const session = createSession(options(), log);
  const arrangement = createArrangement(workspaceState);
  const trees = createTrees(session, arrangement);
  const map = createNetworkMap({ extensionUri, session, log });
  const explanations = createExplanations({ extensionUri, session, log });

  subscriptions.push(
    session,
    arrangement,
    trees,
    map,
    explanations,
    registerDecorations(),
    registerCommands({ session, log, map, helpers, explanations, trees, storage: globalStorageUri, arrangement }, (submit) => createForms({ extensionUri, session, log, memento: workspaceState, submit })),
    followConnection(session.snapshot, session.onDidChange),
    onDidChangeSettings(() => session.configure(options())),
    helpers.onDidChange(() => session.configure(options())),
    channel,
  );
  return createApi(session);
}
