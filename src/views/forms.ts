import * as vscode from "vscode";
import type { Disposable } from "../core/emitter";
import type { FormRequest, FormWork, Submitted } from "../core/formRequest";
import type { FormPanels } from "./form/panels";
import type { PageOptions } from "./page";

export interface FormsOptions extends PageOptions {
  /** Where what was typed is kept. */
  readonly memento: vscode.Memento;
  /** Does what a form asks for. Never rejects; on abort nothing of it is left. */
  readonly submit: (work: FormWork, signal: AbortSignal) => Promise<Submitted>;
}

export interface Forms extends Disposable {
  /** Opens a form or brings it to the front. */
  open(request: FormRequest): Promise<void>;
}

export const formViewType = "dockerNetworks.form";

/** The forms, each in a panel of its own. All that they are is loaded when the first one is opened. */
export function createForms(options: FormsOptions): Forms {
  let panels: Promise<FormPanels> | undefined;
  const load = (): Promise<FormPanels> => (panels ??= import("./form/panels").then(({ FormPanels }) => new FormPanels(options, formViewType)));
  const serializer = vscode.window.registerWebviewPanelSerializer(formViewType, {
    deserializeWebviewPanel: async (panel: vscode.WebviewPanel, key: unknown) => (await load()).restore(panel, key),
  });
  return {
    open: async (request) => (await load()).open(request),
    dispose: () => {
      serializer.dispose();
      void panels?.then((loaded) => loaded.dispose());
    },
  };
}
