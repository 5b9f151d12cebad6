import * as vscode from "vscode";
import type { Disposable } from "../../core/emitter";
import type { FormRequest } from "../../core/formRequest";
import type { FormsOptions } from "../forms";
import { containerModel } from "./containerModel";
import { Drafts, isTouched } from "./drafts";
import type { FormModel } from "./model";
import { networkEditModel } from "./networkEditModel";
import { networkModel } from "./networkModel";
import { FormPanel } from "./panel";

// A draft is JSON to whoever keeps it; its model alone knows what it is.
const models: Readonly<Record<string, FormModel<unknown>>> = {
  network: networkModel,
  networkEdit: networkEditModel,
  container: containerModel,
};

/** The forms that are open, each with a key of its own. */
export class FormPanels implements Disposable {
  readonly #open = new Map<string, FormPanel>();
  readonly #drafts: Drafts;

  constructor(
    private readonly options: FormsOptions,
    private readonly viewType: string,
  ) {
    this.#drafts = new Drafts(options.memento);
  }

  open(request: FormRequest): void {
    const model = models[request.form];
    if (model === undefined) return;
    const key = request.another ? this.#free(request.key) : request.key;
    const kept = this.#drafts.get(key);
    if (kept === undefined || !isTouched(kept)) {
      const initial = request.draft ?? model.empty;
      this.#drafts.keep(key, { form: request.form, draft: initial, initial, ...(request.note === undefined ? {} : { note: request.note }) });
      this.#open.get(key)?.reload();
    }
    const there = this.#open.get(key);
    if (there !== undefined) there.reveal();
    else this.#adopt(vscode.window.createWebviewPanel(this.viewType, model.title, vscode.ViewColumn.Active), key, model);
  }

  /** Brings a form back after the window was reloaded; one of which nothing is known is closed. */
  restore(panel: vscode.WebviewPanel, key: unknown): void {
    const kept = typeof key === "string" ? this.#drafts.get(key) : undefined;
    const model = kept === undefined ? undefined : models[kept.form];
    if (typeof key !== "string" || model === undefined || this.#open.has(key)) panel.dispose();
    else this.#adopt(panel, key, model);
  }

  dispose(): void {
    for (const panel of this.#open.values()) panel.dispose();
  }

  #adopt(webviewPanel: vscode.WebviewPanel, key: string, model: FormModel<unknown>): void {
    const panel = new FormPanel(webviewPanel, key, model, this.#drafts, this.options);
    this.#open.set(key, panel);
    webviewPanel.onDidDispose(() => this.#open.delete(key));
  }

  /** This key, or the next of its like under which nothing was typed. */
  #free(key: string): string {
    for (let number = 1; ; number++) {
      const one = number === 1 ? key : `${key}/${number}`;
      const kept = this.#drafts.get(one);
      if (kept === undefined || !isTouched(kept)) return one;
    }
  }
}
