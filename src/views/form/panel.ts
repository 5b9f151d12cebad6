import * as vscode from "vscode";
import type { Disposable } from "../../core/emitter";
import { valueAt, withoutRow, withRow, withValue } from "../../core/paths";
import { describeProblem } from "../../platform/words";
import { describeDoing } from "../../platform/wordsOperation";
import { decodeFromForm, type FormNotice, type FormView, type FromForm, type ToForm } from "../../protocol/form";
import type { FormsOptions } from "../forms";
import { Page } from "../page";
import { type Drafts, isTouched } from "./drafts";
import { blankInventory, type FormFacts, type FormModel, type Remark } from "./model";

/** What the engine said to a field, while the field is as it was then. */
interface Refused {
  readonly id: string;
  readonly value: string;
  readonly text: string;
}

/** One form in its panel: draws what the model says, keeps what is typed, sends it when it is submitted. */
export class FormPanel implements Disposable {
  readonly #page: Page<ToForm>;
  #draft: unknown;
  #seen = 0;
  /** Submitting was tried: from then on also empty fields are told what they lack. */
  #tried = false;
  #refused: Refused | undefined;
  #notice: FormNotice | undefined;
  #running: { readonly abort: AbortController; readonly words: string } | undefined;
  #images: readonly string[] | undefined;
  #disposed = false;

  constructor(
    panel: vscode.WebviewPanel,
    private readonly key: string,
    private readonly model: FormModel<unknown>,
    private readonly drafts: Drafts,
    private readonly options: FormsOptions,
  ) {
    this.#draft = model.decode(drafts.get(key)?.draft);
    this.#page = new Page(panel, options, {
      receive: (message) => this.#receive(decodeFromForm(message)),
      changed: () => this.#postSoon(),
      seen: () => this.#follow(),
      released: () => {
        this.#disposed = true;
        this.#running?.abort.abort();
      },
    });
    this.#page.load((uri) => ({
      script: uri("dist", "webview.js"),
      styles: [uri("dist", "codicons", "codicon.css"), uri("media", "form.css")],
      page: { kind: "form", key },
    }));
    this.#follow();
  }

  reveal(): void {
    this.#page.panel.reveal();
  }

  /** Takes the draft over from where it is kept. */
  reload(): void {
    this.#draft = this.model.decode(this.drafts.get(this.key)?.draft);
    this.#forgetAnswer();
    this.#postSoon();
  }

  dispose(): void {
    this.#page.dispose();
  }

  /** Reads what the form shows, while it is seen. */
  #follow(): void {
    const { visible } = this.#page.panel;
    const wants = this.model.wants(this.#draft);
    this.#page.watch(visible && wants.host);
    if (visible && wants.images && this.#images === undefined) void this.#readImages();
  }

  async #readImages(): Promise<void> {
    try {
      this.#images = await this.options.session.images();
    } catch (error) {
      this.options.log.error("The images could not be listed.", error);
    }
    this.#postSoon();
  }

  #receive(message: FromForm | undefined): void {
    switch (message?.type) {
      case "ready":
        this.#page.listens();
        this.#seen = 0;
        if (this.model.wants(this.#draft).images) void this.#readImages();
        this.#page.post({ type: "form", view: this.#view() });
        break;
      case "set":
        this.#edit(message.edit, (draft) => withValue(draft, message.id, typeof message.value === "string" ? clean(message.value) : message.value));
        break;
      case "add":
        this.#edit(message.edit, (draft) => withRow(draft, message.id, this.model.row(message.id)));
        break;
      case "remove":
        this.#edit(message.edit, (draft) => withoutRow(draft, message.id));
        break;
      case "submit":
        void this.#submit();
        break;
      case "cancel":
        this.#running?.abort.abort();
        break;
      case "reset":
        this.#reset();
        break;
      case "copy":
        void this.#page.copy(message.text);
        break;
      case "run":
        if (this.#currentNotice()?.actions.some(({ command }) => command === message.command)) this.#page.run(message.command);
        break;
      case undefined:
        break;
    }
  }

  #edit(edit: number, change: (draft: unknown) => unknown): void {
    this.#seen = edit;
    // What is being done is done as it was when it was sent.
    if (this.#running === undefined) {
      this.#draft = this.model.decode(change(this.#draft));
      this.#keep();
      this.#notice = undefined;
      if (this.#refused !== undefined && JSON.stringify(valueAt(this.#draft, this.#refused.id)) !== this.#refused.value) this.#refused = undefined;
      this.#follow();
    }
    this.#postSoon();
  }

  #keep(): void {
    const kept = this.drafts.get(this.key);
    if (kept !== undefined) this.drafts.keep(this.key, { ...kept, draft: this.#draft });
  }

  #reset(): void {
    this.#draft = this.model.decode(this.drafts.get(this.key)?.initial);
    this.#keep();
    this.#forgetAnswer();
    this.#follow();
    this.#postSoon();
  }

  #forgetAnswer(): void {
    this.#tried = false;
    this.#refused = undefined;
    this.#notice = undefined;
  }

  async #submit(): Promise<void> {
    if (this.#running !== undefined) return;
    const facts = this.#facts();
    if (facts === undefined) {
      await this.options.session.refresh();
      this.#postSoon();
      return;
    }
    this.#tried = true;
    const [wrong] = this.#inOrder(this.model.issues(this.#draft, facts).keys(), facts);
    if (wrong !== undefined) {
      this.#postNow();
      this.#page.post({ type: "focusField", id: wrong });
      return;
    }
    if (this.model.face(this.#draft, facts, () => ({})).blocked !== undefined) {
      this.#postNow();
      return;
    }
    const work = this.model.work(this.#draft, facts);
    const running = { abort: new AbortController(), words: describeDoing(work) };
    this.#running = running;
    this.#notice = undefined;
    this.#refused = undefined;
    this.#postNow();
    const ended = await this.options.submit(work, running.abort.signal);
    this.#running = undefined;
    if (ended.kind === "done") {
      this.drafts.forget(this.key);
      if (!this.#disposed) this.dispose();
      return;
    }
    if (this.#disposed) return;
    if (ended.kind === "cancelled") {
      this.#notice = { severity: "info", title: vscode.l10n.t("Cancelled"), detail: vscode.l10n.t("What you entered is still here. If the engine makes it all the same, it is removed at once."), actions: [] };
      this.#postNow();
      return;
    }
    const { title, detail, actions, message } = ended;
    const id = this.model.fieldOfRefusal(message, this.#draft);
    if (id !== undefined) this.#refused = { id, value: JSON.stringify(valueAt(this.#draft, id)), text: detail };
    this.#notice = { severity: "error", title, detail, actions };
    this.#postNow();
    if (id !== undefined) this.#page.post({ type: "focusField", id });
  }

  /** Ids in the order of the fields on the page. */
  #inOrder(ids: Iterable<string>, facts: FormFacts): string[] {
    const order = JSON.stringify(this.model.face(this.#draft, facts, () => ({})).sections);
    const at = (id: string): number => order.indexOf(`"id":${JSON.stringify(id)}`);
    return [...ids].sort((a, b) => at(a) - at(b));
  }

  #facts(): FormFacts | undefined {
    const { inventory } = this.options.session.snapshot;
    const { links } = this.options.session;
    const host = links.report?.host;
    return inventory && { inventory, ...(this.#images === undefined ? {} : { images: this.#images }), ...(host?.visible ? { host, routes: () => links.routes } : {}) };
  }

  #view(): FormView {
    const facts = this.#facts();
    const known = facts ?? { inventory: blankInventory };
    const issues = facts === undefined ? new Map<string, string>() : this.model.issues(this.#draft, facts);
    const warnings = facts === undefined ? new Map<string, string>() : this.model.warnings(this.#draft, facts);
    const remark: Remark = (id) => {
      const value = valueAt(this.#draft, id);
      const refused = this.#refused?.id === id ? this.#refused.text : undefined;
      // Nobody wants to be told that nothing is there yet.
      const issue = refused ?? (this.#tried || (value !== "" && value !== undefined) ? issues.get(id) : undefined);
      const warning = warnings.get(id);
      return { ...(issue === undefined ? {} : { issue }), ...(warning === undefined ? {} : { warning }) };
    };
    const { heading, intro, submit, sections, outputs, blocked } = this.model.face(this.#draft, known, remark);
    const notice = this.#currentNotice();
    const kept = this.drafts.get(this.key);
    return {
      seen: this.#seen,
      heading,
      intro: kept?.note === undefined || isTouched(kept) ? intro : `${intro} ${kept.note}`,
      sections,
      outputs,
      ...(blocked === undefined ? {} : { blocked }),
      ...(this.#running === undefined ? {} : { busy: this.#running.words }),
      ...(notice === undefined ? {} : { notice }),
      words: {
        submit,
        submitHint: vscode.l10n.t("{0} (Ctrl+Enter)", submit),
        cancel: vscode.l10n.t("Cancel"),
        reset: vscode.l10n.t("Start Over"),
        copy: vscode.l10n.t("Copy"),
        copied: vscode.l10n.t("Copied"),
        copyFailed: vscode.l10n.t("Not copied"),
        required: vscode.l10n.t("required"),
      },
    };
  }

  #currentNotice(): FormNotice | undefined {
    if (this.#notice !== undefined) return this.#notice;
    const { status } = this.options.session.snapshot;
    if (status.kind !== "lost") return undefined;
    return { severity: "warning", ...describeProblem(status.problem) };
  }

  #postSoon(): void {
    this.#page.soon(() => this.#postNow());
  }

  #postNow(): void {
    this.#page.post({ type: "form", view: this.#view() });
  }
}

/** A line has no line breaks, and no spaces around: nothing that is entered here can have them. */
function clean(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ");
}
