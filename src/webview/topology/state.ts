import type { TopologyChoices } from "../../core/topologyShown";
import type { Camera } from "./geometry";

/** What a person chose, as plain JSON. */
export interface TopologyState extends TopologyChoices {
  readonly active?: string | undefined;
  /** Absent: all of the picture is shown. */
  readonly camera?: Camera | undefined;
  /** The islands by column. */
  readonly columns: readonly (readonly string[])[];
}

/** What was kept, as far as it is understood: it may come from another version. */
export function decodeTopologyState(value: unknown): TopologyState {
  const kept = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const { focus, active, columns } = kept;
  const { x, y, scale } = (typeof kept["camera"] === "object" && kept["camera"] !== null ? kept["camera"] : {}) as Record<string, unknown>;
  return {
    expanded: texts(kept["expanded"]),
    collapsed: texts(kept["collapsed"]),
    builtIn: kept["builtIn"] === true,
    stopped: kept["stopped"] === true,
    columns: Array.isArray(columns) ? columns.map(texts) : [],
    ...(typeof focus === "string" && { focus }),
    ...(typeof active === "string" && { active }),
    ...(typeof x === "number" && typeof y === "number" && typeof scale === "number" && { camera: { x, y, scale } }),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string").slice(-500) : [];
}
