import * as vscode from "vscode";
import { type ComposeFile, configFiles, type Drift, driftOf } from "../core/composeProject";
import { Emitter, type Disposable, type Event } from "../core/emitter";
import type { Container } from "../core/inventory";

/** More than this is no Compose file, bytes. */
const largest = 1024 * 1024;

/** The Compose files that containers were made from, read when a row asks for them and again when they change. */
export interface ComposeFiles extends Disposable {
  /** What is known now; a file that is asked for the first time is read, and told when it is there. */
  drift(container: Container): Drift | undefined;
  readonly onDidChange: Event<void>;
}

export function createComposeFiles(): ComposeFiles {
  const changes = new Emitter<void>();
  /** By path: its content, "unreadable", or "reading". */
  const known = new Map<string, ComposeFile | "unreadable" | "reading">();
  const read = async (path: string): Promise<void> => {
    known.set(path, "reading");
    known.set(path, await load(path).catch(() => "unreadable" as const));
    changes.fire();
  };
  const again = ({ fsPath }: vscode.Uri): void => {
    if (known.has(fsPath)) void read(fsPath);
  };
  const watcher = vscode.workspace.createFileSystemWatcher("**/*.{yml,yaml}");
  const parts = vscode.Disposable.from(watcher, watcher.onDidChange(again), watcher.onDidCreate(again), watcher.onDidDelete(again), vscode.workspace.onDidSaveTextDocument(({ uri }) => again(uri)));
  return {
    onDidChange: changes.event,
    drift(container) {
      const paths = configFiles(container);
      for (const path of paths) if (!known.has(path)) void read(path);
      const files = paths.map((path) => known.get(path));
      // With one of several missing, what is not in the others proves nothing.
      if (paths.length === 0 || !files.every((file) => typeof file === "object")) return undefined;
      return driftOf(container, files);
    },
    dispose() {
      void parts.dispose();
      changes.dispose();
    },
  };
}

/** The path is a container's label, and may name anything: only a small regular file that looks like YAML is read. */
async function load(path: string): Promise<ComposeFile> {
  const uri = vscode.Uri.file(path);
  const { type, size } = await vscode.workspace.fs.stat(uri);
  if (!/\.ya?ml$/i.test(path) || (type & vscode.FileType.File) === 0 || size > largest) throw new Error("No Compose file");
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  const { parseCompose } = await import("../core/composeParser");
  return parseCompose(text);
}
