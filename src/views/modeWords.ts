import { isLive, type Container } from "../core/inventory";
import { format, reasonWords } from "../core/words";
import type { Picture } from "./picture";
import { oneLine } from "./text";

/** How a container is connected that has no networks of its own. */
export function modeWords({ mode }: Container, { index, l10n }: Picture): string {
  switch (mode.kind) {
    case "host":
      return l10n.t(reasonWords.host);
    case "none":
      return l10n.t(reasonWords.none);
    case "container": {
      const owner = mode.id === undefined ? undefined : index.containers.get(mode.id);
      const reason = owner === undefined ? reasonWords.ownerGone : isLive(owner) ? reasonWords.shared : reasonWords.ownerStopped;
      return format(l10n.t(reason), { owner: oneLine(owner?.name ?? mode.container) });
    }
    case "network":
      return oneLine(mode.network);
  }
}
