import type { ContainerForm } from "./containerForm";
import type { NetworkForm } from "./networkForm";

/** Which form is to be opened, and with what in it. */
export type FormRequest = {
  /** The same key is the same form: what was typed in it is there again. */
  readonly key: string;
  /** Where what was typed is not to be given up for `draft`: opens another form, instead of showing what was typed. */
  readonly another?: true;
  /** What was put in that was not chosen by the user: said above the fields. */
  readonly note?: string;
} & ({ readonly form: "network"; readonly draft?: NetworkForm } | { readonly form: "container"; readonly draft?: ContainerForm });

/** How what a form asked for ended. */
export type Submitted =
  | { readonly kind: "done" }
  | { readonly kind: "cancelled" }
  /** `message`: the engine's own. */
  | { readonly kind: "failed"; readonly message: string; readonly title: string; readonly detail: string; readonly actions: readonly { readonly title: string; readonly command: string }[] };
