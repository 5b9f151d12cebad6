import type { MapNetwork } from "../../protocol/messages";
import type { WebviewWords } from "../../protocol/strings";
import { hasPair, isStopped, peerName, tellingAddresses } from "../../core/link";
import { format } from "../../core/words";
import { clipped, h, icon } from "../dom";
import type { GroupItem } from "../model/layout";
import type { Row } from "../model/rows";
import { trafficCell } from "../trafficCell";
import { verdictIcon } from "./verdict";

type Cell = HTMLElement;

/** The cells of a row: the two ends face each other over the wire. `flat` adds the network, which no group says then. */
export function rowCells(row: Row, flat: boolean, unfolded: boolean, words: WebviewWords): Cell[] {
  const { link } = row;
  const network = link.network?.name ?? "";
  return [
    cell("container", chevron(unfolded), clipped(link.container.name)),
    ...(flat ? [cell("network", clipped(network, "dim"))] : []),
    ...wireCells(row),
    cell("addresses", clipped(tellingAddresses(row.addresses).join(", "), "mono")),
    trafficCell(),
    cell(
      "verdict",
      verdictIcon(link.verdict),
      clipped(row.verdict),
      ...(link.reason?.code === "paused" ? [h("span", { class: "dim" }, `· ${words.map.paused}`)] : []),
      ...(row.finding ? [h("span", { class: "finding", title: words.map.finding }, icon("warning"), words.map.finding)] : []),
    ),
  ];
}

function wireCells(row: Row): Cell[] {
  const { link, reason } = row;
  const own = link.interface !== undefined || link.ifindex !== undefined;
  if (isStopped(link) || !own) return [cell("reason all", clipped(reason ?? "", "dim"))];
  const left = cell("container-end", clipped(link.interface ?? "", "mono name"), index(link.ifindex));
  if (hasPair(link) && link.peer.container !== undefined) {
    return [left, h("div", { class: `wire ${link.verdict}`, role: "presentation" }), cell("host-end far", index(link.peer.ifindex), clipped(peerName(link.peer) ?? "", "mono name"))];
  }
  if (hasPair(link)) {
    return [
      left,
      h("div", { class: `wire ${link.verdict}`, role: "presentation" }),
      cell("host-end", index(link.peer.ifindex), clipped(link.peer.interface ?? "", "mono name")),
      cell("bridge", clipped(link.peer.bridge ?? "", "mono")),
    ];
  }
  return [left, h("div", { class: `wire ${link.verdict}`, role: "presentation" }), cell("reason", clipped(reason ?? "", "dim"))];
}

function index(value: number | undefined): HTMLElement {
  return h("span", { class: "index" }, value === undefined ? "–" : String(value));
}

function cell(name: string, ...children: (Node | string)[]): Cell {
  return h("div", { class: `cell ${name}`, role: "gridcell" }, ...children);
}

function chevron(open: boolean): HTMLElement {
  const element = icon(open ? "chevron-down" : "chevron-right");
  element.classList.add("chevron");
  return element;
}

export interface GroupWords {
  readonly name: string;
  /** What kind of network it is, and how many hang on it. */
  readonly facts: string;
}

export function groupWords(item: GroupItem, network: MapNetwork | undefined, words: WebviewWords["map"]): GroupWords {
  return { name: groupName(item, words), facts: groupFacts(item, network, words) };
}

export function groupCell({ name, facts }: GroupWords, expanded: boolean): Cell {
  return h("div", { class: "cell group", role: "gridcell" }, chevron(expanded), clipped(name, "name"), clipped(facts, "facts dim"));
}

function groupName(item: GroupItem, words: WebviewWords["map"]): string {
  switch (item.kind) {
    case "network":
      return item.rows[0]?.link.network?.name ?? "";
    case "other":
      return words.otherInterfaces;
    case "withoutVeth":
      return words.withoutVeth;
    case "stopped":
      return words.notRunning;
  }
}

function counted(count: number, one: string, many: string): string {
  return count === 1 ? one : format(many, { count });
}

function groupFacts(item: GroupItem, network: MapNetwork | undefined, words: WebviewWords["map"]): string {
  const containers = new Set(item.rows.map((row) => row.link.container.id)).size;
  if (item.kind === "other") return counted(item.rows.length, words.oneInterface, words.interfaces);
  if (item.kind !== "network") return counted(containers, words.oneContainer, words.containers);
  const driver = network?.driver ?? item.rows[0]?.link.network?.driver;
  return [
    driver,
    ...(network?.subnets ?? []),
    ...(network?.gateways ?? []).map((address) => format(words.gateway, { address })),
    network?.project === undefined ? undefined : format(words.project, { name: network.project }),
    // Of the network, not of the rows: a filter or a stopped container takes nobody off it. A gateway's leg is on no record, but it is there.
    format(words.attached, { count: Math.max(network?.attached ?? 0, containers) }),
  ]
    .filter((fact) => fact !== undefined)
    .join(" · ");
}
