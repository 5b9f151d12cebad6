import type { Uri } from "vscode";
import type { FormRequest } from "../core/formRequest";
import type { Target } from "../core/target";
import type { ArrangementStore } from "../platform/arrangement";
import type { HelperGrants } from "../platform/helperGrants";
import type { Log } from "../platform/log";
import type { Session } from "../state/session";
import type { InspectedDocuments } from "./inspect";

/** What commands work with. */
export interface CommandContext {
  readonly session: Session;
  readonly log: Log;
  /** How the trees are arranged. */
  readonly arrangement: ArrangementStore;
  /** A folder of the extension’s own that outlives the window. */
  readonly storage: Uri;
  readonly inspected: Pick<InspectedDocuments, "open">;
  readonly helpers: Pick<HelperGrants, "of" | "allow" | "revoke">;
  readonly map: {
    /** Opens the Network Map; with a target, on that row, or where it stands in the picture. */
    show(target?: Target, tab?: "links" | "topology"): void;
    /** The picture as it is now: text, or base64 of a PNG; undefined if there is none. */
    picture(format: "svg" | "png" | "mermaid"): Promise<string | undefined>;
  };
  readonly trees: {
    /** Shows a thing's row in the side bar; false if there is none. */
    reveal(target: Target): Promise<boolean>;
  };
  readonly explanations: {
    /** Opens the page that explains it. */
    show(target: Target): void;
  };
  readonly forms: {
    /** Opens a form or brings it to the front. */
    open(request: FormRequest): Promise<void>;
  };
}
