import type { HelperSight } from "../core/helper";
import { membersOf, type EngineInfo, type Inventory, type Network } from "../core/inventory";
import { factsOf } from "../core/topology";
import type { Problem } from "../core/problem";
import type { EngineState, MapNetwork, MapProblem, MapState } from "../protocol/messages";
import type { LinkStore, Snapshot } from "../state/session";

/** The whole state of the map, from the session's. `describe` gives a problem its words. */
export function mapStateOf(
  snapshot: Snapshot,
  links: Pick<LinkStore, "report" | "problem">,
  describe: (problem: Problem) => MapProblem,
  describeHelper: (sight: HelperSight, engine: string) => MapProblem | undefined = () => undefined,
): MapState {
  const { status, inventory } = snapshot;
  const { report, problem } = links;
  const offer = report?.helper && describeHelper(report.helper, report.engine.name);
  return {
    engine: engineOf(snapshot, describe),
    networks: inventory === undefined ? [] : inventory.networks.map((network) => networkOf(network, inventory)),
    ...(report && { report }),
    ...(inventory && { facts: factsOf(inventory) }),
    loading: report === undefined && status.kind !== "lost" && problem === undefined,
    // An engine that is lost says so itself, once.
    ...(problem && status.kind !== "lost" && { problem: describe(problem) }),
    ...(offer && { offer }),
  };
}

function engineOf({ status, inventory }: Snapshot, describe: (problem: Problem) => MapProblem): EngineState {
  const known = inventory && { label: labelOf(inventory.engine), endpoint: inventory.engine.endpoint };
  const engine = known ?? { label: "" };
  switch (status.kind) {
    case "idle":
    case "connecting":
      return { ...engine, status: "connecting" };
    case "live":
      return { ...engine, status: "live" };
    case "lost":
      return { ...engine, status: "lost", problem: describe(status.problem), since: status.since };
  }
}

function labelOf({ product, version }: EngineInfo): string {
  return `${product === "docker" ? "Docker" : "Podman"} ${version}`;
}

function networkOf(network: Network, inventory: Inventory): MapNetwork {
  const { id, name, driver, pools, labels } = network;
  const project = labels["com.docker.compose.project"];
  return {
    id,
    name,
    driver,
    subnets: pools.map(({ subnet }) => subnet),
    gateways: pools.flatMap(({ gateway }) => (gateway === undefined ? [] : [gateway])),
    attached: membersOf(inventory, network).length,
    ...(project !== undefined && { project }),
  };
}
