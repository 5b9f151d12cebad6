import type { Memento } from "vscode";

/** A draft as it is kept. */
export interface KeptDraft {
  readonly form: string;
  readonly draft: unknown;
  /** What was in it before anything was typed. */
  readonly initial: unknown;
  readonly note?: string;
}

const place = "dockerNetworks.forms";
/** Forms that were left half filled; the oldest go. */
const most = 20;

/** What was typed into forms and not sent yet. It outlives panels, reloads and restarts. */
export class Drafts {
  constructor(private readonly memento: Pick<Memento, "get" | "update">) {}

  get(key: string): KeptDraft | undefined {
    const kept = this.#all()[key];
    return typeof kept === "object" && kept !== null && typeof (kept as KeptDraft).form === "string" ? (kept as KeptDraft) : undefined;
  }

  keep(key: string, draft: KeptDraft): void {
    void this.memento.update(place, Object.fromEntries([...this.#others(key).slice(1 - most), [key, draft]]));
  }

  forget(key: string): void {
    void this.memento.update(place, Object.fromEntries(this.#others(key)));
  }

  #others(key: string): (readonly [string, unknown])[] {
    return Object.entries(this.#all()).filter(([other]) => other !== key);
  }

  #all(): Readonly<Record<string, unknown>> {
    const all = this.memento.get<unknown>(place);
    return typeof all === "object" && all !== null ? (all as Record<string, unknown>) : {};
  }
}

/** Was anything typed? */
export function isTouched({ draft, initial }: KeptDraft): boolean {
  return JSON.stringify(draft) !== JSON.stringify(initial);
}
