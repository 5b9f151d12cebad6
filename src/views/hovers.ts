import { aliasesOfInspected } from "../core/inspected";
import { isLive, type Attachment, type Container, type ContainerId, type Network } from "../core/inventory";
import { linksOf, memberOf, type L10n, type Picture } from "./picture";
import { linkName, reasonText } from "./interfaceRow";
import { modeWords } from "./modeWords";
import type { Node } from "./nodes";
import { stateWords } from "./rows";
import { escapeMarkdown } from "./text";

/** The engine's own JSON of a container; undefined where it cannot be had. */
export type Inspect = (id: ContainerId) => Promise<unknown>;

/** What resting on a row tells, as Markdown with the engine's text escaped; undefined where the row says it all. */
export async function hoverOf(node: Node, picture: Picture, inspect: Inspect): Promise<string | undefined> {
  const { index, l10n, lost } = picture;
  switch (node.kind) {
    case "engine":
      return lost && section(lost.title, [[l10n.t("Reason"), lost.detail]]);
    case "network": {
      const network = index.networks.get(node.networkId);
      return network && networkHover(network, l10n);
    }
    case "container":
    case "sharer":
    case "mode": {
      const container = index.containers.get(node.containerId);
      return container && containerHover(container, picture);
    }
    case "endpoint": {
      const network = index.networks.get(node.networkId);
      const member = memberOf(picture, node.networkId, node.containerId);
      // Aliases are only in inspect, so they are asked for when somebody wants to see them.
      return network && member && endpointHover(network, member.container, member.attachment, await inspect(node.containerId), l10n);
    }
    case "interface": {
      const link = linksOf(picture.report, node.networkId, node.containerId).find((other) => linkName(other) === node.name);
      if (link === undefined) return undefined;
      return section(link.interface ?? l10n.t("interface"), [
        [l10n.t("Addresses"), link.addresses],
        [l10n.t("MAC address"), link.mac],
        [l10n.t("MTU"), link.mtu],
        [l10n.t("State"), link.state],
        [l10n.t("Bridge"), link.peer?.bridge],
        [l10n.t("Reason"), reasonText(link, l10n)],
      ]);
    }
    case "note":
    case "group":
      return undefined;
  }
}

function networkHover(network: Network, l10n: L10n): string {
  const yes = l10n.t("yes");
  return section(network.name, [
    [l10n.t("Driver"), network.driver],
    [l10n.t("Scope"), network.scope],
    ...network.pools.flatMap(({ subnet, gateway, ipRange }): Line[] => [
      [l10n.t("Subnet"), subnet],
      [l10n.t("Gateway"), gateway],
      [l10n.t("IP range"), ipRange],
    ]),
    [l10n.t("Bridge"), network.bridge],
    [l10n.t("Internal"), network.internal && yes],
    [l10n.t("IPv6"), network.ipv6 && yes],
    [l10n.t("Attachable"), network.attachable && yes],
    [l10n.t("Made by the engine"), network.builtIn && yes],
    [l10n.t("Created"), moment(network.created)],
    [l10n.t("ID"), network.id.slice(0, 12)],
    [l10n.t("Options"), pairs(network.options)],
    [l10n.t("Labels"), pairs(network.labels)],
  ]);
}

function containerHover(container: Container, picture: Picture): string {
  const { l10n } = picture;
  const live = isLive(container);
  return section(container.name, [
    [l10n.t("State"), stateWords(container, l10n)],
    [l10n.t("Image"), container.image],
    [l10n.t("Network mode"), container.mode.kind === "network" ? container.mode.network : modeWords(container, picture)],
    [l10n.t("Networks"), container.attachments.map(({ networkName, ipv4, ipv6 }) => [networkName, ...(live ? [ipv4, ipv6] : [])].filter((part) => part !== undefined).join(" "))],
    [l10n.t("Ports"), container.ports.map(({ hostIp = "", hostPort, containerPort, protocol }) => `${hostPort === undefined ? "" : `${hostIp.includes(":") ? `[${hostIp}]` : hostIp}:${hostPort} → `}${containerPort}/${protocol}`)],
    [l10n.t("Created"), moment(container.created)],
    [l10n.t("ID"), container.id.slice(0, 12)],
    [l10n.t("Labels"), pairs(container.labels)],
  ]);
}

function endpointHover(network: Network, container: Container, attachment: Attachment, json: unknown, l10n: L10n): string {
  const aliases = aliasesOfInspected(json, container.id, network.name) ?? attachment.aliases;
  const live = isLive(container);
  return section(`${container.name} · ${network.name}`, [
    [l10n.t("State"), stateWords(container, l10n)],
    // What the engine has on record for a stopped container may be another one's by now.
    [l10n.t("IPv4 address"), live && attachment.ipv4],
    [l10n.t("IPv6 address"), live && attachment.ipv6],
    [l10n.t("MAC address"), live && attachment.mac],
    [l10n.t("Gateway"), live && attachment.gateway],
    [l10n.t("Aliases"), aliases],
    [l10n.t("Endpoint ID"), attachment.endpointId?.slice(0, 12)],
  ]);
}

type Line = readonly [name: string, value: string | number | readonly string[] | false | undefined];

/** A heading and one line per known value. Values and heading are escaped here, and only here. */
function section(title: string, lines: readonly Line[]): string {
  const shown = lines.flatMap(([name, value]) => {
    if (value === undefined || value === false || value === "") return [];
    const values = typeof value === "object" ? value : [String(value)];
    if (values.length === 0) return [];
    const most = values.slice(0, 12).map(escapeMarkdown);
    return [`${escapeMarkdown(name)}: ${[...most, ...(values.length > most.length ? ["…"] : [])].join(", ")}`];
  });
  return [`**${escapeMarkdown(title)}**`, shown.join("  \n")].join("\n\n");
}

function pairs(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(([key, value]) => (value === "" ? key : `${key}=${value}`));
}

function moment(iso: string | undefined): string | undefined {
  const date = iso === undefined ? Number.NaN : Date.parse(iso);
  return Number.isNaN(date) ? undefined : new Date(date).toLocaleString();
}
