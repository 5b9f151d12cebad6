import type { ContainerForm } from "./containerForm";
import type { NetworkId } from "./inventory";
import type { NetworkEditForm } from "./networkEdit";
import type { NetworkForm } from "./networkForm";
import type { NetworkSpec, Operation } from "./spec";

/** Which form is to be opened, and with what in it. */
export type FormRequest = {
  /** The same key is the same form: what was typed in it is there again. */
  readonly key: string;
  /** Where what was typed is not to be given up for `draft`: opens another form, instead of showing what was typed. */
  readonly another?: true;
  /** What was put in that was not chosen by the user: said above the fields. */
  readonly note?: string;
} & (
  | { readonly form: "network"; readonly draft?: NetworkForm }
  | { readonly form: "networkEdit"; readonly draft: NetworkEditForm }
  | { readonly form: "container"; readonly draft?: ContainerForm }
);

/** A network that is to be made anew as `spec`, with everybody on it again. */
export interface RebuildWish {
  readonly kind: "rebuildNetwork";
  readonly network: { readonly id: NetworkId; readonly name: string };
  /** What it was when the form was filled with it. */
  readonly base: NetworkSpec;
  readonly spec: NetworkSpec;
}

/** What a form asks for. */
export type FormWork = Operation | RebuildWish;

/** How what a form asked for ended. */
export type Submitted =
  | { readonly kind: "done" }
  | { readonly kind: "cancelled" }
  /** `message`: the engine's own. */
  | { readonly kind: "failed"; readonly message: string; readonly title: string; readonly detail: string; readonly actions: readonly { readonly title: string; readonly command: string }[] };
