import type { FormWork } from "../../core/formRequest";
import type { HostView } from "../../core/hostView";
import type { Inventory } from "../../core/inventory";
import type { HostRoute } from "../../core/linkFacts";
import type { FormOutput, FormSection } from "../../protocol/form";

/** What a form is checked against and filled from, as it is now. */
export interface FormFacts {
  readonly inventory: Inventory;
  /** Absent: not read yet, or not to be had. */
  readonly images?: readonly string[];
  /** The engine's host, where it is known to be ours. */
  readonly host?: HostView;
  /** Where else that host's packets go. */
  readonly routes?: () => readonly HostRoute[];
}

/** What a form looks like, without what the panel itself knows. */
export interface FormFace {
  readonly heading: string;
  readonly intro: string;
  readonly submit: string;
  readonly sections: readonly FormSection[];
  readonly outputs: readonly FormOutput[];
  /** Why it cannot be submitted as it is, whatever stands in the fields. */
  readonly blocked?: string;
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
  /** What is to be done. */
  work(draft: Draft, facts: FormFacts): FormWork;
  /** The field that an engine's refusal is about; undefined when it cannot be known. */
  fieldOfRefusal(message: string, draft: Draft): string | undefined;
  /** What must be read for it, besides the inventory. */
  wants(draft: Draft): { readonly host: boolean; readonly images: boolean };
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
