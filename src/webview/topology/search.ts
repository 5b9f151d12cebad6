import { findLinks } from "../../core/find";
import type { Shown } from "../../core/topologyShown";
import type { Cable } from "../../core/topology";

/** The ids of what fits a text, best first: by name of a network or container, else by all that is searched for in links. */
export function findIn(shown: Shown, text: string): string[] {
  const terms = text.toLowerCase().split(/\s+/).filter((term) => term !== "");
  const fits = (...words: (string | undefined)[]): boolean => {
    const all = words.join("\n").toLowerCase();
    return terms.every((term) => all.includes(term));
  };
  const segments = shown.segments.filter(({ name, bridge, pools, driver }) => fits(name, bridge, driver, ...pools.flatMap(({ subnet, gateway }) => [subnet, gateway])));
  const boxes = [
    ...shown.sandboxes.filter(({ containers }) => fits(...containers.flatMap(({ name, id }) => [name, id.slice(0, 12)]))),
    ...shown.groups.filter(({ sandboxes }) => sandboxes.some(({ containers }) => fits(...containers.map(({ name }) => name)))),
  ];
  const byLink = new Map<unknown, string>();
  const note = (cables: readonly Cable[], id?: string): void => {
    for (const cable of cables) if (cable.link) byLink.set(cable.link, id ?? cable.id);
  };
  note(shown.cables);
  for (const { id, cables } of shown.bundles) note(cables, id);
  const found = findLinks(shown.topology.cables.flatMap(({ link }) => link ?? []), text);
  const links = found.flatMap(({ link }) => byLink.get(link) ?? []);
  const exact = found.filter((one) => one.exact).flatMap(({ link }) => byLink.get(link) ?? []);
  return [...new Set([...boxes.map(({ id }) => id), ...segments.map(({ id }) => id), ...exact, ...links])];
}
