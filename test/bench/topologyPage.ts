/** What the bench of the topology needs of the product and its tests, built into one file. */
export { serveMapPage, stateMessage } from "../support/mapPage";
export { syntheticState } from "../support/topologyLab";
