import { containerIssue, detachIssue, networkIssue } from "../../core/attach";
import { isLive } from "../../core/inventory";
import type { Cable, Segment, Topology, TopologyFacts } from "../../core/topology";
import { menuContext } from "../model/menu";
import type { BoxContent } from "./content";
import type { Wire } from "./scene";

interface Told {
  readonly context?: string;
}

/**
 * What the editor is told of a thing for its context menu: a `Target`, which the commands get, and what the conditions in the
 * manifest ask for, so that the impossible is not offered: the same as the trees' rows tell.
 */
export class Menus {
  readonly #networks;
  readonly #containers;
  readonly #cables: ReadonlyMap<string, Cable>;

  constructor({ networks, containers }: TopologyFacts, topology: Topology) {
    this.#networks = new Map(networks.map((network) => [network.id, network]));
    this.#containers = new Map(containers.map((container) => [container.id, container]));
    this.#cables = new Map(topology.cables.map((cable) => [cable.id, cable]));
  }

  cable(id: string): Cable | undefined {
    return this.#cables.get(id);
  }

  bar({ networkId }: Segment): Told {
    const network = networkId && this.#networks.get(networkId);
    if (!network) return nothing;
    return told({
      type: "network",
      networkId,
      webviewSection: "network",
      joinable: networkIssue(network) === undefined,
      removable: !network.builtIn,
      hasSubnet: network.pools.length > 0,
    });
  }

  box({ sandbox }: BoxContent): Told {
    const owner = sandbox?.containers[0];
    const container = owner && this.#containers.get(owner.id);
    if (!container) return nothing;
    return told({
      type: "container",
      containerId: container.id,
      webviewSection: "container",
      attachable: containerIssue(container) === undefined,
      hasIp: isLive(container) && container.attachments.some(({ ipv4, ipv6 }) => ipv4 !== undefined || ipv6 !== undefined),
    });
  }

  wire({ cable }: Wire): Told {
    const link = cable?.link;
    if (!link) return nothing;
    const network = link.network && this.#networks.get(link.network.id);
    const detachable = network !== null && network !== undefined && detachIssue(network) === undefined;
    return { context: JSON.stringify({ ...(JSON.parse(menuContext(link)) as object), detachable }) };
  }
}

const nothing: Told = { context: JSON.stringify({ webviewSection: "none", preventDefaultContextMenuItems: true }) };

function told(context: Readonly<Record<string, unknown>>): Told {
  return { context: JSON.stringify({ ...context, preventDefaultContextMenuItems: true }) };
}
