import type { MapAction } from "./messages";

/**
 * A form as the host describes it: which fields there are, what stands in them and what is wrong. The page draws it and
 * tells every edit; it knows nothing of networks or containers. Every text is localised.
 */
export interface FormView {
  /** How many of the page's edits are in it: while some are not, what was typed since is newer. */
  readonly seen: number;
  readonly heading: string;
  readonly intro: string;
  readonly sections: readonly FormSection[];
  /** What will be done, in several writings. */
  readonly outputs: readonly FormOutput[];
  /** Why it cannot be submitted as it is, whatever stands in the fields. */
  readonly blocked?: string;
  /** Set while it is being done: the words for it. */
  readonly busy?: string;
  readonly notice?: FormNotice;
  readonly words: FormWords;
}

export interface FormWords {
  readonly submit: string;
  /** The keys that submit, for the button's tooltip. */
  readonly submitHint: string;
  readonly cancel: string;
  readonly reset: string;
  readonly copy: string;
  readonly copied: string;
  readonly copyFailed: string;
  readonly required: string;
}

export interface FormSection {
  readonly id: string;
  readonly title: string;
  readonly help?: string;
  /** Can be folded; absent: always open. */
  readonly fold?: { readonly open: boolean; readonly summary: string };
  readonly fields: readonly FormField[];
}

interface FieldBase {
  /** Where the value stands in the draft: `pools/0/subnet`. */
  readonly id: string;
  readonly label: string;
  readonly help?: string;
  /** Why the value will not do. */
  readonly issue?: string;
  /** What should be known of the value, though it will do. */
  readonly warning?: string;
  /** Why nothing can be entered. */
  readonly disabled?: string;
}

export type FormField =
  | (FieldBase & {
      readonly kind: "text";
      readonly value: string;
      readonly placeholder?: string;
      readonly required?: boolean;
      readonly suggestions?: readonly FormChoice[];
    })
  | (FieldBase & { readonly kind: "choice"; readonly value: string; readonly choices: readonly FormChoice[] })
  | (FieldBase & { readonly kind: "check"; readonly value: boolean })
  /** Rows that can be added and taken away. */
  | (FieldBase & { readonly kind: "list"; readonly add: string; readonly inline: boolean; readonly rows: readonly FormRow[] });

export interface FormChoice {
  readonly value: string;
  readonly label: string;
  /** Why it cannot be chosen. */
  readonly disabled?: string;
}

export interface FormRow {
  /** `pools/0` */
  readonly id: string;
  readonly label: string;
  readonly remove: string;
  readonly fields: readonly FormField[];
}

export interface FormOutput {
  readonly id: string;
  readonly label: string;
  readonly text: string;
}

export interface FormNotice {
  readonly severity: "error" | "warning" | "info";
  readonly title: string;
  /** May hold an engine's own text. */
  readonly detail: string;
  readonly actions: readonly MapAction[];
}

/** Extension to page. */
export type ToForm =
  | { readonly type: "form"; readonly view: FormView }
  /** Put the caret into a field. */
  | { readonly type: "focusField"; readonly id: string }
  | { readonly type: "copied"; readonly text: string; readonly ok: boolean };

/** Page to extension. `edit` numbers the edits of a page from 1. */
export type FromForm =
  | { readonly type: "ready" }
  | { readonly type: "set"; readonly edit: number; readonly id: string; readonly value: string | boolean }
  | { readonly type: "add"; readonly edit: number; readonly id: string }
  | { readonly type: "remove"; readonly edit: number; readonly id: string }
  | { readonly type: "submit" }
  | { readonly type: "cancel" }
  | { readonly type: "reset" }
  | { readonly type: "copy"; readonly text: string }
  | { readonly type: "run"; readonly command: string };

/** A message from the page, or undefined if it is none of ours. */
export function decodeFromForm(value: unknown): FromForm | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, edit, id, value: given, text, command } = value as Record<string, unknown>;
  switch (type) {
    case "ready":
    case "submit":
    case "cancel":
    case "reset":
      return { type };
    case "set":
      return typeof edit === "number" && typeof id === "string" && (typeof given === "string" || typeof given === "boolean")
        ? { type, edit, id, value: given }
        : undefined;
    case "add":
    case "remove":
      return typeof edit === "number" && typeof id === "string" ? { type, edit, id } : undefined;
    case "copy":
      return typeof text === "string" ? { type, text } : undefined;
    case "run":
      return typeof command === "string" ? { type, command } : undefined;
    default:
      return undefined;
  }
}

/** A message from the extension, or undefined if it is none of ours; looks as deep as needed to tell. */
export function decodeToForm(value: unknown): ToForm | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, view, id, text, ok } = value as Record<string, unknown>;
  if (type === "form" && typeof view === "object" && view !== null && Array.isArray((view as Record<string, unknown>)["sections"])) return { type, view: view as FormView };
  if (type === "focusField" && typeof id === "string") return { type, id };
  if (type === "copied" && typeof text === "string" && typeof ok === "boolean") return { type, text, ok };
  return undefined;
}
