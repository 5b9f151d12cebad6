import type { Target } from "../core/target";
import type { Log } from "../platform/log";
import type { Session } from "../state/session";
import type { InspectedDocuments } from "./inspect";

/** What commands work with. */
export interface CommandContext {
  readonly session: Session;
  readonly log: Log;
  readonly inspected: Pick<InspectedDocuments, "open">;
  readonly map: {
    /** Opens the Network Map; with a target, on that row. */
    show(target?: Target): void;
  };
}
