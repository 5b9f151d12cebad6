import { TopologyView, type TopologyOptions } from "./view";

/** The door of the chunk: `dockerNetworksTopology.createTopology`. */
export function createTopology(options: TopologyOptions): TopologyView {
  return new TopologyView(options);
}
