import * as vscode from "vscode";
import type { HelperGrant } from "../core/helper";

const key = "helpers";

type Grants = Readonly<Record<string, HelperGrant>>;

/** The consents to helper containers, by engine id, remembered over all workspaces. */
export class HelperGrants {
  readonly #changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changes.event;

  constructor(private readonly memento: vscode.Memento) {}

  /** Those that count now: in a workspace that is not trusted, none does. */
  get valid(): Grants {
    return vscode.workspace.isTrusted ? this.#all() : {};
  }

  of(engineId: string): HelperGrant | undefined {
    return this.#all()[engineId];
  }

  async allow(engineId: string, grant: HelperGrant): Promise<void> {
    await this.#keep({ ...this.#all(), [engineId]: grant });
  }

  async revoke(engineId: string): Promise<void> {
    await this.#keep(Object.fromEntries(Object.entries(this.#all()).filter(([id]) => id !== engineId)));
  }

  /** What was kept may be from another version. */
  #all(): Grants {
    const kept = this.memento.get<unknown>(key);
    if (typeof kept !== "object" || kept === null) return {};
    return Object.fromEntries(
      Object.entries(kept as Record<string, unknown>).flatMap(([id, value]) => {
        const { image, rights } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
        return typeof image === "string" && (rights === "read" || rights === "enter") ? [[id, { image, rights }] as const] : [];
      }),
    );
  }

  async #keep(grants: Grants): Promise<void> {
    await this.memento.update(key, grants);
    this.#changes.fire();
  }
}
