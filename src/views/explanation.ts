/** What an explanation says, in a chunk of its own: it is long. Import it only as `await import("./explanation")`. */
import { explain } from "../core/explain";
import type { Problem } from "../core/problem";
import type { Target } from "../core/target";
import type { ExplainState } from "../protocol/explain";
import type { MapProblem } from "../protocol/messages";
import type { LinkStore, Snapshot } from "../state/session";
import type { L10n } from "./picture";

/** The whole state of a page, from the session's. `describe` gives a problem its words. */
export function explainStateOf(
  target: Target,
  { status, inventory }: Snapshot,
  { report, problem }: Pick<LinkStore, "report" | "problem">,
  { l10n, describe }: { readonly l10n: L10n; readonly describe: (problem: Problem) => MapProblem },
): ExplainState {
  const explanation = inventory && explain(target, inventory, problem === undefined ? report : undefined, l10n);
  const shown = status.kind === "lost" ? status.problem : problem;
  const blank = explanation === undefined && (inventory === undefined ? (shown === undefined ? l10n.t("The engine is being read…") : "") : l10n.t("It is no longer there"));
  return {
    target,
    title: explanation?.title ?? l10n.t("Explanation"),
    subtitle: explanation?.subtitle ?? "",
    ...(shown && { problem: describe(shown) }),
    ...(typeof blank === "string" && { blank }),
    parts: explanation?.parts ?? [],
    words: {
      showLinks: l10n.t("Show Links"),
      picture: l10n.t("Picture"),
      meaning: l10n.t("What it means"),
      configuration: l10n.t("Configuration"),
      facts: l10n.t("See it with your own eyes"),
      factsHint: l10n.t("Each command shows one fact of this one. The sign before it says where to run it."),
      whereHost: l10n.t("On the engine’s host"),
      whereDocker: l10n.t("Anywhere with a docker command line for this engine"),
      copy: l10n.t("Copy"),
      copied: l10n.t("Copied"),
      copyFailed: l10n.t("Not copied"),
    },
  };
}
