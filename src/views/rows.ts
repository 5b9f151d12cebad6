import { GATEWAY_BRIDGE, isLive, type Attachment, type Container, type ContainerState, type EngineInfo, type Network } from "../core/inventory";
import { containerFlags, contextValue, endpointFlags, isMode, lifecycleFlags, networkFlags, type Flag } from "./flags";
import { interfaceRow } from "./interfaceRow";
import type { GroupNode, Node, NoteNode } from "./nodes";
import { memberOf, type L10n, type Picture } from "./picture";
import { modeWords } from "./modeWords";
import { oneLine } from "./text";

/** What a row shows, as plain data: made without the editor, compared to know whether to draw it anew. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  /** A codicon. */
  readonly icon: string;
  /** A theme colour for the icon. */
  readonly color?: string;
  readonly context: string;
  readonly expandable: boolean;
  /** Unfolded at first. */
  readonly open?: boolean;
  /** Greyed: there, but not the user's own, not running, or from before the engine was lost. */
  readonly muted: boolean;
  /** The whole row in words, for a screen reader. */
  readonly spoken: string;
}

/** VS Code's own colour for what is there, but not in the foreground. */
export const deemphasized = "list.deemphasizedForeground";

/** The row of a node; undefined if what it stands for is gone. */
export function rowOf(node: Node, picture: Picture): Row | undefined {
  const row = draw(node, picture);
  // The last picture of an engine that is lost: still there to be read, but greyed.
  return row === undefined || picture.lost === undefined || node.kind === "engine" ? row : { ...row, muted: true, color: deemphasized };
}

function draw(node: Node, picture: Picture): Row | undefined {
  const { index, l10n } = picture;
  switch (node.kind) {
    case "engine":
      return engineRow(picture);
    case "group":
      return groupRow(node, l10n);
    case "network": {
      const network = index.networks.get(node.networkId);
      return network && networkRow(network, picture);
    }
    case "container": {
      const container = index.containers.get(node.containerId);
      return container && containerRow(container, picture);
    }
    case "sharer": {
      const container = index.containers.get(node.containerId);
      return container && { ...containerRow(container, picture), description: words(stateWords(container, l10n), modeWords(container, picture)), expandable: false };
    }
    case "endpoint": {
      const network = index.networks.get(node.networkId);
      const member = memberOf(picture, node.networkId, node.containerId);
      if (network === undefined || member === undefined) return undefined;
      return node.parent?.kind === "network"
        ? memberRow(network, member.container, member.attachment, picture)
        : attachmentRow(network, member.container, member.attachment, picture);
    }
    case "interface":
      return interfaceRow(node, picture);
    case "mode": {
      const container = index.containers.get(node.containerId);
      return container && modeRow(container, picture);
    }
    case "note":
      return noteRow(node, l10n);
  }
}

function engineRow({ lost, inventory, l10n }: Picture): Row | undefined {
  if (lost === undefined) return undefined;
  const since = new Date(lost.since).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const description = l10n.t("as of {0}; trying again", since);
  // It was there, so "none found" would be too much to say.
  const gone = lost.kind === "noEngine" || lost.kind === "unreachable";
  const label = gone ? l10n.t("{0} is not answering", productName(inventory.engine)) : lost.title;
  return {
    label,
    description,
    icon: "warning",
    color: "list.warningForeground",
    context: contextValue(["engine"]),
    expandable: false,
    muted: false,
    spoken: `${label}. ${lost.detail} ${description}`,
  };
}

function groupRow({ groupBy, name }: GroupNode, l10n: L10n): Row {
  const [label, icon] =
    groupBy === "project" ? [name === undefined ? l10n.t("no Compose project") : oneLine(name), "folder-library"] : [name === undefined ? l10n.t("no network") : oneLine(name), "symbol-namespace"];
  const kind = groupBy === "project" ? l10n.t("Compose project") : groupBy === "driver" ? l10n.t("Driver") : l10n.t("Scope");
  return { label, ...(name === undefined ? {} : { description: kind }), icon, context: "", expandable: true, open: true, muted: name === undefined, spoken: words(kind, label) };
}

/** What an engine is called by people. */
export function productName({ product }: EngineInfo): string {
  return product === "podman" ? "Podman" : "Docker";
}

function networkRow(network: Network, { index, l10n }: Picture): Row {
  const attached = index.members.get(network.id)?.length ?? 0;
  const name = oneLine(network.name);
  const description = words(
    network.configOnly ? l10n.t("a template for networks") : network.driver === "host" ? l10n.t("the host’s own interfaces") : network.driver === "null" ? l10n.t("loopback only") : oneLine(network.driver),
    ...network.pools.map((pool) => oneLine(pool.subnet)),
    network.internal && l10n.t("internal"),
    // Nobody can be attached to a template.
    network.configOnly ? undefined : network.name === GATEWAY_BRIDGE ? l10n.t("the way out of overlays") : attached === 1 ? l10n.t("1 attached") : l10n.t("{0} attached", attached),
  );
  return {
    label: name,
    description,
    icon: network.configOnly ? "notebook-template" : (networkIcons[network.driver] ?? "type-hierarchy-sub"),
    context: contextValue(networkFlags(network)),
    expandable: attached > 0,
    muted: network.builtIn,
    spoken: l10n.t("Network {0}: {1}", name, description),
  };
}

const networkIcons: Readonly<Record<string, string>> = { host: "device-desktop", null: "circle-slash", overlay: "globe", macvlan: "layers", ipvlan: "layers" };

function containerRow(container: Container, picture: Picture): Row {
  const { l10n } = picture;
  const name = oneLine(container.name);
  const state = stateWords(container, l10n);
  const image = oneLine(familiarImage(container.image));
  return {
    label: name,
    description: words(state, image, missing(container, picture)),
    ...stateIcons[container.state],
    context: contextValue(containerFlags(container)),
    expandable: true,
    muted: !isLive(container),
    spoken: l10n.t("Container {0}: {1}", name, words(state, image, missing(container, picture), container.mode.kind === "network" ? undefined : modeWords(container, picture))),
  };
}

/** As people write it, and Docker does too; Podman has Docker Hub written out. */
function familiarImage(image: string): string {
  return image.replace(/^docker\.io\/(library\/)?/, "");
}

/** A container, as a member of a network. */
function memberRow(network: Network, container: Container, attachment: Attachment, picture: Picture): Row {
  const { l10n, index } = picture;
  const name = oneLine(container.name);
  const address = addressOf(container, attachment);
  const state = stateWords(container, l10n);
  const context: Flag[] = [...endpointFlags(network, container, attachment), ...lifecycleFlags(container)];
  return {
    label: name,
    // A running container's address says that it runs; every other state is said.
    description: words(address, address !== undefined && container.state === "running" ? undefined : state, byHand(network, container, picture)),
    ...stateIcons[container.state],
    context: contextValue(context),
    expandable: (isLive(container) && !isMode(network)) || index.sharers.has(container.id),
    muted: !isLive(container),
    spoken: l10n.t("Container {0}: {1}", name, words(state, address, byHand(network, container, picture))),
  };
}

/** Its Compose file does not put it there. */
function byHand(network: Network, container: Container, { drift, l10n }: Picture): string | undefined {
  return drift?.(container)?.byHand.includes(network.name) === true ? l10n.t("by hand: not in its Compose file") : undefined;
}

/** Where its Compose file wants it to be and it is not. */
function missing(container: Container, { drift, l10n }: Picture): string | undefined {
  const names = drift?.(container)?.missing ?? [];
  return names.length === 0 ? undefined : l10n.t("not on {0}, as its Compose file says", names.map(oneLine).join(", "));
}

/** A network, as one that a container is on. */
function attachmentRow(network: Network, container: Container, attachment: Attachment, picture: Picture): Row {
  const { l10n } = picture;
  const name = oneLine(network.name);
  const description = words(isLive(container) ? addressOf(container, attachment) : l10n.t("no interface while it is not running"), byHand(network, container, picture));
  return {
    label: name,
    ...(description === "" ? {} : { description }),
    icon: networkIcons[network.driver] ?? "type-hierarchy-sub",
    context: contextValue(endpointFlags(network, container, attachment)),
    expandable: false,
    muted: !isLive(container),
    spoken: l10n.t("On network {0}: {1}", name, description),
  };
}

function modeRow(container: Container, picture: Picture): Row {
  const { mode } = container;
  const label = mode.kind === "container" ? picture.l10n.t("another container’s network") : mode.kind;
  const description = modeWords(container, picture);
  const icon = mode.kind === "host" ? "device-desktop" : mode.kind === "container" ? "link" : "circle-slash";
  return { label, description, icon, context: "", expandable: false, muted: true, spoken: `${label}: ${description}` };
}

function noteRow({ note, detail = "" }: NoteNode, l10n: L10n): Row {
  const label = {
    detached: () => l10n.t("not attached to any network"),
    noLinks: () => l10n.t("no interface was found"),
    linksFailed: () => l10n.t("the interfaces could not be read"),
    networkGone: () => oneLine(detail),
  }[note]();
  const description = note === "networkGone" ? l10n.t("this network is gone") : oneLine(detail);
  const icon = note === "linksFailed" ? "warning" : "info";
  return { label, ...(description === "" ? {} : { description }), icon, context: "", expandable: false, muted: true, spoken: words(label, description) };
}

/** Each state looks different, also without colours. */
const stateIcons: Readonly<Record<ContainerState, Pick<Row, "icon" | "color">>> = {
  running: { icon: "vm-running", color: "charts.green" },
  paused: { icon: "debug-pause", color: "charts.yellow" },
  restarting: { icon: "sync", color: "charts.yellow" },
  exited: { icon: "debug-stop", color: deemphasized },
  created: { icon: "vm-outline", color: deemphasized },
  failed: { icon: "error", color: "list.errorForeground" },
  dead: { icon: "circle-slash", color: "list.errorForeground" },
  removing: { icon: "trash", color: deemphasized },
  unknown: { icon: "question", color: deemphasized },
};

/** The state in a word or two. The engine's `Up 3 minutes` would be wrong a minute later, so only its exit code is taken. */
export function stateWords({ state, status }: Pick<Container, "state" | "status">, l10n: L10n): string {
  const code = /^Exited \((-?\d+)\)/.exec(status)?.[1];
  switch (state) {
    case "running":
      return l10n.t("running");
    case "paused":
      return l10n.t("paused");
    case "restarting":
      return l10n.t("restarting");
    case "exited":
      return code === undefined ? l10n.t("exited") : l10n.t("exited ({0})", code);
    case "created":
      return l10n.t("created, never started");
    case "failed":
      return l10n.t("failed to start");
    case "dead":
      return l10n.t("dead");
    case "removing":
      return l10n.t("being removed");
    case "unknown":
      return l10n.t("state unknown");
  }
}

/** The addresses in use: none while the container does not run, whatever the engine has on record. */
function addressOf(container: Container, { ipv4, ipv6 }: Attachment): string | undefined {
  if (!isLive(container)) return undefined;
  return words(ipv4, ipv6) || undefined;
}

function words(...parts: readonly (string | undefined | false)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== "").join(" · ");
}
