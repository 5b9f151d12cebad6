import type { Cable, Publication, Sandbox, Segment, Topology } from "./topology";

/** What a person chose to see. */
export interface TopologyChoices {
  /** Segments whose containers are all drawn one by one. */
  readonly expanded: readonly string[];
  /** Segments whose containers are drawn as one. */
  readonly collapsed: readonly string[];
  /** Also networks that the engine made and nobody uses. */
  readonly builtIn: boolean;
  /** Also containers that do not run. */
  readonly stopped: boolean;
  /** Only what is directly connected with this: the id of a segment or sandbox, or `project/<name>`. */
  readonly focus?: string | undefined;
}

/** Sandboxes that hang on the same segments, drawn as one box. */
export interface Group {
  /** `group/<ids of its segments>` */
  readonly id: string;
  readonly segments: readonly string[];
  readonly sandboxes: readonly Sandbox[];
  /** Others on the same segments are drawn one by one: this is “+ n more”. */
  readonly more: boolean;
}

/** All cables of a group that end at one segment. */
export interface Bundle {
  /** `bundle/<group>/<segment>` */
  readonly id: string;
  readonly group: string;
  readonly segment: string;
  readonly cables: readonly Cable[];
}

/** What is drawn: each sandbox, cable and published port once, alone or within a group. */
export interface Shown {
  readonly topology: Topology;
  readonly segments: readonly Segment[];
  readonly sandboxes: readonly Sandbox[];
  readonly groups: readonly Group[];
  readonly cables: readonly Cable[];
  readonly bundles: readonly Bundle[];
  readonly publications: readonly Publication[];
  /** What the choices hide: sandboxes and segments. */
  readonly hidden: number;
}

/** How many containers of one kind are drawn one by one before the rest becomes “+ n more”, by how many there are in all. */
export function limitFor(containers: number): number {
  return containers <= 40 ? 12 : containers <= 80 ? 6 : 0;
}

export function shownOf(topology: Topology, choices: TopologyChoices): Shown {
  const focused = focusOf(topology, choices.focus);
  const sandboxes = topology.sandboxes.filter(({ id, kind }) => (choices.stopped || kind !== "stopped") && (focused?.has(id) ?? true));
  const used = new Set(sandboxes.flatMap(({ segments }) => segments));
  const segments = topology.segments.filter(({ id, builtIn }) => (focused === undefined ? choices.builtIn || !builtIn || used.has(id) : focused.has(id)));
  const { singles, groups } = grouped(sandboxes, choices);
  const groupOf = new Map(groups.flatMap((group) => group.sandboxes.map(({ id }) => [id, group] as const)));
  const alone = new Set(singles.map(({ id }) => id));
  const drawn = new Set(segments.map(({ id }) => id));
  const bundles = new Map<string, { group: string; segment: string; cables: Cable[] }>();
  const cables: Cable[] = [];
  for (const cable of topology.cables) {
    const group = groupOf.get(cable.sandbox);
    if (alone.has(cable.sandbox)) {
      if (cable.segment === undefined || drawn.has(cable.segment)) cables.push(cable);
    } else if (group !== undefined && cable.segment !== undefined && drawn.has(cable.segment)) {
      const id = `bundle/${group.id}/${cable.segment}`;
      const known = bundles.get(id);
      if (known) known.cables.push(cable);
      else bundles.set(id, { group: group.id, segment: cable.segment, cables: [cable] });
    }
  }
  return {
    topology,
    segments,
    sandboxes: singles,
    groups,
    cables,
    bundles: [...bundles].map(([id, bundle]) => ({ id, ...bundle })),
    publications: topology.publications.filter(({ sandbox, segment }) => (alone.has(sandbox) || groupOf.has(sandbox)) && (segment === undefined || drawn.has(segment))),
    hidden: topology.sandboxes.length - sandboxes.length + topology.segments.length - segments.length,
  };
}

function grouped(sandboxes: readonly Sandbox[], { expanded, collapsed }: TopologyChoices): { singles: readonly Sandbox[]; groups: readonly Group[] } {
  const limit = limitFor(sandboxes.length);
  const kin = new Map<string, Sandbox[]>();
  for (const sandbox of sandboxes) {
    const key = `${sandbox.kind === "own" ? "" : `${sandbox.kind}/`}${[...sandbox.segments].sort().join("+")}`;
    const known = kin.get(key);
    if (known) known.push(sandbox);
    else kin.set(key, [sandbox]);
  }
  const grown = new Set(expanded);
  const folded = new Set(collapsed);
  const singles: Sandbox[] = [];
  const groups: Group[] = [];
  for (const [key, members] of kin) {
    const segments = members[0]?.segments ?? [];
    const most = [...segments, `group/${key}`].some((id) => grown.has(id)) ? Infinity : segments.some((id) => folded.has(id)) ? 0 : limit;
    // One that is folded away alone is no shorter than itself.
    const kept = members.length <= Math.max(most, 1) || members.length === most + 1 ? members.length : most;
    singles.push(...members.slice(0, kept));
    if (kept < members.length) groups.push({ id: `group/${key}`, segments, sandboxes: members.slice(kept), more: kept > 0 });
  }
  const order = new Map(sandboxes.map(({ id }, index) => [id, index]));
  singles.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  return { singles, groups };
}

/** The ids of what is to be seen: what was chosen, what it is plugged into, and what else is plugged in there. */
function focusOf({ sandboxes, segments }: Topology, focus: string | undefined): ReadonlySet<string> | undefined {
  if (focus === undefined) return undefined;
  const project = focus.startsWith("project/") ? focus.slice("project/".length) : undefined;
  const seeds = new Set([...sandboxes, ...segments].filter((one) => (project === undefined ? one.id === focus : one.project === project)).map(({ id }) => id));
  if (seeds.size === 0) return undefined;
  const near = new Set(sandboxes.filter(({ id }) => seeds.has(id)).flatMap((sandbox) => sandbox.segments));
  const reached = new Set([...seeds, ...near]);
  // A project is what is its own, whatever else hangs on its networks.
  for (const sandbox of sandboxes) if (sandbox.segments.some((id) => (project === undefined ? reached : seeds).has(id))) reached.add(sandbox.id);
  for (const sandbox of sandboxes) if (seeds.has(sandbox.id)) for (const id of sandbox.segments) reached.add(id);
  // Whoever is drawn is drawn with all that it is plugged into, or it would look alone.
  for (const sandbox of sandboxes) if (reached.has(sandbox.id)) for (const id of sandbox.segments) reached.add(id);
  return reached;
}

/** What is one step of layer 2 away from the thing with this id: cables, segments, sandboxes, groups; the thing itself included. */
export function reachOf(shown: Shown, id: string): ReadonlySet<string> {
  const reach = new Set([id]);
  const segments = new Set<string>();
  const plug = [
    ...shown.cables.map((cable) => ({ id: cable.id, box: cable.sandbox, segment: cable.segment })),
    ...shown.bundles.map((bundle) => ({ id: bundle.id, box: bundle.group, segment: bundle.segment })),
  ];
  for (const one of plug) {
    if (one.id !== id && one.box !== id && one.segment !== id) continue;
    if (one.segment !== undefined) segments.add(one.segment);
    reach.add(one.id).add(one.box);
  }
  // From a cable only its two ends, from a box also whoever else is on the same segments.
  for (const segment of segments) reach.add(segment);
  const wide = !id.startsWith("cable/") && !id.startsWith("bundle/");
  if (wide) for (const one of plug) if (one.segment !== undefined && segments.has(one.segment)) reach.add(one.id).add(one.box);
  for (const one of shown.publications) if (one.sandbox === id || one.id === id || (one.segment === id)) {
    reach.add(one.id).add(one.sandbox);
    if (one.segment !== undefined) reach.add(one.segment);
  }
  return reach;
}
