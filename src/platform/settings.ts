import * as vscode from "vscode";

const section = "dockerNetworks";

/** What settings and workspace trust say now: a `SessionOptions`. */
export interface Settings {
  /** Where the engine is; empty for automatic. */
  readonly host: string;
  /** May `cat` be run inside containers? */
  readonly exec: boolean;
  /** The image of helper containers; empty: what was chosen for the engine. */
  readonly helperImage: string;
}

export function readSettings(): Settings {
  // In an untrusted workspace VS Code leaves the workspace's own values out: they are restricted in package.json.
  const settings = vscode.workspace.getConfiguration(section);
  return {
    host: text(settings.get("host")).trim(),
    exec: vscode.workspace.isTrusted && settings.get("links.exec") !== false,
    helperImage: text(settings.get("helper.image")).trim(),
  };
}

/** Calls back with the settings as they are then, whenever they or the trust in the workspace may have changed. */
export function onDidChangeSettings(listener: (settings: Settings) => void): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(section)) listener(readSettings());
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => listener(readSettings())),
  );
}

// A settings file may hold anything.
function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
