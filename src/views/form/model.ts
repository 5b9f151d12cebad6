import type { HostView } from "../../core/hostView";
import type { Inventory } from "../../core/inventory";
import type { Operation } from "../../core/spec";
import type { FormOutput, FormSection } from "../../protocol/form";

/** What a form is checked against and filled from, as it is now. */
export interface FormFacts {
  readonly inventory: Inventory;
  /** Absent: not read yet, or not to be had. */
  readonly images?: readonly string[];
  /** The engine's host, where it is known to be ours. */
  readonly host?: HostView;
}

/** What a form looks like, without what the panel itself knows. */
export interface FormFace {
  readonly heading: string;
  readonly intro: string;
  readonly submit: string;
  readonly sections: readonly FormSection[];
  readonly outputs: readonly FormOutput[];
}

/** What is wrong with fields by their ids: words for people. */
export type Remark = (id: string) => { readonly issue?: string; readonly warning?: string };

/** One kind of form. The draft is plain JSON, so that it can be kept. */
export interface FormModel<Draft> {
  readonly empty: Draft;
  readonly title: string;
  /** Anything that was kept, as far as it is understood. */
  decode(value: unknown): Draft;
  /** A row to be added to a list. */
  row(list: string): unknown;
  face(draft: Draft, facts: FormFacts, remark: Remark): FormFace;
  /** Every field that will not do. */
  issues(draft: Draft, facts: FormFacts): ReadonlyMap<string, string>;
  /** What will do, but should be known. */
  warnings(draft: Draft, facts: FormFacts): ReadonlyMap<string, string>;
  operation(draft: Draft, facts: FormFacts): Operation;
  /** The field that an engine's refusal is about; undefined when it cannot be known. */
  fieldOfRefusal(message: string, draft: Draft): string | undefined;
  /** What must be read for it, besides the inventory. */
  wants(draft: Draft): { readonly host: boolean; readonly images: boolean };
}

type Json = Readonly<Record<string, unknown>>;

/** What stands at `pools/0/subnet`; undefined if there is no such place. */
export function valueAt(draft: unknown, id: string): unknown {
  return id.split("/").reduce<unknown>((value, key) => (typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Json)[key] : undefined), draft);
}

/** A copy with another value there; the same if there is no such place. */
export function withValue(draft: unknown, id: string, value: unknown): unknown {
  return change(draft, id.split("/"), () => value);
}

/** A copy with one row more in a list. */
export function withRow(draft: unknown, list: string, row: unknown): unknown {
  return change(draft, list.split("/"), (rows) => (Array.isArray(rows) ? [...(rows as unknown[]), row] : rows));
}

/** A copy without the row `pools/0`. */
export function withoutRow(draft: unknown, id: string): unknown {
  const path = id.split("/");
  const index = Number(path.pop());
  return change(draft, path, (rows) => (Array.isArray(rows) ? (rows as unknown[]).filter((_row, at) => at !== index) : rows));
}

function change(value: unknown, [key, ...rest]: readonly string[], to: (old: unknown) => unknown): unknown {
  if (key === undefined) return to(value);
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return value;
  const changed = change((value as Json)[key], rest, to);
  return Array.isArray(value) ? (value as unknown[]).map((item, index) => (String(index) === key ? changed : item)) : { ...value, [key]: changed };
}

/** While no engine has answered: a form can be filled in all the same. */
export const blankInventory: Inventory = {
  engine: {
    id: "",
    name: "",
    product: "docker",
    version: "",
    apiVersion: "1.41",
    operatingSystem: "",
    rootless: false,
    desktop: false,
    swarm: false,
    networkDrivers: [],
    endpoint: "",
  },
  takenAt: "",
  networks: [],
  containers: [],
};

/** Without spaces around what was typed, but for values that may mean them: those of options, labels and variables. */
export function tidied<Draft>(draft: Draft): Draft {
  const tidy = (value: unknown, key: string, exact: boolean): unknown => {
    if (typeof value === "string") return exact && key === "value" ? value : value.trim();
    if (Array.isArray(value)) return (value as unknown[]).map((item) => tidy(item, key, exact || /^(options|labels|env)$/.test(key)));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, tidy(item, name, exact)]));
  };
  return tidy(draft, "", false) as Draft;
}
