import { type ShownFact, factsOf } from "./explainFacts";
import { meaningOf } from "./explainMeaning";
import type { Meaning } from "./explainModes";
import { draw, type Scene } from "./explainPicture";
import { sceneOf } from "./explainScene";
import { runs, type Section, sectionsOf } from "./explainSubject";
import { isLive, type Inventory } from "./inventory";
import type { LinkReport } from "./link";
import type { Drawing } from "./pictureShapes";
import type { Target } from "./target";
import { type L10n, oneLine } from "./text";

/** A page about one container or network. All texts are in the user's language; they may hold an engine's own text. */
export interface Explanation {
  readonly title: string;
  /** What it is, in a few words. */
  readonly subtitle: string;
  readonly parts: readonly ExplainedPart[];
}

/** One way of having a network. */
export interface ExplainedPart {
  readonly key: string;
  /** The network's name, where several parts must be told apart. */
  readonly heading: string;
  readonly meaning: Meaning;
  readonly drawing: Drawing;
  /** The picture in words. */
  readonly spoken: string;
  /** What must be said before the picture: it does not run, or was not read. */
  readonly notes: readonly string[];
  readonly facts: readonly ShownFact[];
}

/** Explains a container, a network or one endpoint; undefined if it is not there (any more). */
export function explain(target: Target, inventory: Inventory, report: LinkReport | undefined, l10n: L10n): Explanation | undefined {
  const sections = sectionsOf(target, inventory, report);
  const [first] = sections ?? [];
  if (sections === undefined || first === undefined) return undefined;
  const parts = sections.map((section) => partOf(section, l10n));
  const { subject, network } = first;
  const title = oneLine(subject?.container.name ?? network?.name ?? "");
  const modes = [...new Set(parts.map(({ meaning }) => meaning.name))].join(", ");
  const kind = subject === undefined ? l10n.t("network · {0}", modes) : l10n.t("container · {0}", modes);
  return { title, subtitle: subject !== undefined && !isLive(subject.container) ? l10n.t("{0} · not running", kind) : kind, parts };
}

function partOf(section: Section, l10n: L10n): ExplainedPart {
  const scene = sceneOf(section, l10n);
  return {
    key: section.key,
    heading: oneLine(section.mode === "shared" ? l10n.t("shares {0}’s network", section.ownerName ?? "?") : (section.network?.name ?? section.networkName ?? "")),
    meaning: meaningOf(section, l10n),
    drawing: draw(scene),
    spoken: spokenOf(scene, l10n),
    notes: notesOf(section, l10n),
    facts: factsOf(section, l10n),
  };
}

function notesOf(section: Section, l10n: L10n): string[] {
  const { engine, owner, ownerName } = section;
  return [
    ...(runs(section) ? [] : [l10n.t("It does not run: it has no namespace, no interface and no address now. The picture shows what will be.")]),
    ...(section.mode === "shared" && owner === undefined ? [l10n.t("{0} is gone: it cannot be started like this.", oneLine(ownerName ?? "?"))] : []),
    ...(section.mode === "shared" && owner !== undefined && !isLive(owner.container) ? [l10n.t("{0} is not running: there is no namespace to share.", oneLine(owner.container.name))] : []),
    ...(section.unread && runs(section) ? [l10n.t("The interfaces are not read yet.")] : []),
    ...(engine.desktop ? [l10n.t("The engine runs in a virtual machine: “on the host” means inside it.")] : []),
    ...(engine.rootless ? [l10n.t("The engine is rootless: “on the host” means in RootlessKit’s network namespace (nsenter -U -n -t \"$(cat $XDG_RUNTIME_DIR/docker.pid)\").")] : []),
  ];
}

/** What a screen reader says of the picture. */
function spokenOf({ spaces, hubs, host }: Scene, l10n: L10n): string {
  const cables = spaces.flatMap(({ title, ports }) =>
    ports.map(({ name, words, hub }) => {
      const end = hub === undefined ? undefined : hubs[hub]?.title;
      return [`${title}: ${words ?? name}`, ...(end === undefined ? [] : [l10n.t("on {0}", end)])].join(", ");
    }),
  );
  const ways = hubs.flatMap(({ title, exit }) => (exit === undefined ? [] : [`${title}: ${[exit.title, ...exit.details].join(", ")}`]));
  const lone = cables.length === 0 ? spaces.map(({ title, notes }) => [title, ...notes].join(", ")) : [];
  return [...lone, ...cables, ...ways, ...(host.empty === undefined ? [] : [host.empty])].map((sentence) => sentence.replace(/[.。]$/, "")).join(l10n.t(". "));
}
