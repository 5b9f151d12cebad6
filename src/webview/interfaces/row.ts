import { format } from "../../core/words";
import type { WebviewWords } from "../../protocol/strings";
import { clipped, h, icon } from "../dom";
import { plainHostLine, spokenHost, stoppedWord, type HostItem, type HostRow } from "../model/hostRows";
import type { TrafficHistory } from "../model/traffic";
import { showTraffic, trafficCell, trafficHeader } from "../trafficCell";
import type { GridItem } from "../treeGrid";

/** Heights in px. */
const heights = { group: 32, interface: 26 };

const columns = ["interface", "kind", "state", "mtu", "connectedTo", "addresses", "findings"] as const;
/** The traffic stands before this one: the last two share their room. */
const AFTER_TRAFFIC = columns.indexOf("connectedTo");

export function headerLine(words: WebviewWords["map"]): HTMLElement {
  const titles = { interface: words.interface, kind: words.kind, state: words.state, mtu: words.mtuTitle, connectedTo: words.connectedTo, addresses: words.addresses, findings: words.findings };
  const headers = columns.map((column): HTMLElement => h("div", { class: `cell h-${column}`, role: "columnheader" }, clipped(titles[column], "title")));
  headers.splice(AFTER_TRAFFIC, 0, trafficHeader(words.trafficColumn, words.trafficOfHost));
  return h("div", { class: "line header", role: "row", "aria-rowindex": "1" }, ...headers);
}

/** @param traffic undefined while it is not shown */
export function gridItem(item: HostItem, words: WebviewWords["map"], traffic: () => TrafficHistory | undefined): GridItem {
  const refresh = (row: HostRow) => (line: HTMLElement) => {
    const known = traffic();
    if (known) showTraffic(line, known.ofHost(row.interface.ifindex), words, stoppedWord(row.interface, words));
  };
  if (item.type === "interface") {
    const { row } = item;
    return {
      key: item.key,
      level: 2,
      size: heights.interface,
      signature: () => JSON.stringify(row),
      spoken: () => spokenHost(row, words),
      text: () => plainHostLine(row),
      refresh: refresh(row),
      className: `line row port${row.addresses.length === 0 ? " bare" : ""}`,
      cells: () => interfaceCells(row, words, h("span", { class: "chevron" })),
    };
  }
  const { bridge, rows } = item.group;
  const count = format(words.hostPorts, { count: rows.length });
  const common = { key: item.key, level: 1, size: heights.group, expanded: item.expanded };
  if (bridge === undefined) {
    return {
      ...common,
      signature: () => JSON.stringify([item.expanded]),
      spoken: () => words.hostOthers,
      className: "line group",
      cells: () => [h("div", { class: "cell group", role: "gridcell" }, chevron(item.expanded), clipped(words.hostOthers, "name"))],
    };
  }
  return {
    ...common,
    signature: () => JSON.stringify([bridge, item.expanded, rows.length]),
    spoken: () => `${spokenHost(bridge, words)}, ${count}`,
    text: () => plainHostLine(bridge),
    refresh: refresh(bridge),
    className: `line row bridge${bridge.addresses.length === 0 ? " bare" : ""}`,
    cells: () => interfaceCells(bridge, words, chevron(item.expanded), count),
  };
}

function interfaceCells(row: HostRow, words: WebviewWords["map"], lead: HTMLElement, count?: string): HTMLElement[] {
  const { name, ifindex, mtu, mac } = row.interface;
  const title = mac === undefined ? name : `${name}\n${mac}`;
  const label = clipped(name, "mono name");
  label.title = title;
  return [
    cell("interface", lead, label, h("span", { class: "index" }, ifindex === undefined ? "–" : String(ifindex))),
    cell("kind", clipped(row.kind, "dim")),
    cell("state", clipped(row.state, row.state === "up" ? "" : "dim")),
    cell("mtu", clipped(mtu === undefined ? "" : String(mtu), "dim")),
    trafficCell(),
    connectedCell(row, count),
    cell("addresses", clipped(row.addresses.join(", "), "mono")),
    cell("findings", ...row.findings.map((text) => h("span", { class: "finding", title: text }, mark(words), h("span", { class: "clip" }, text)))),
  ];
}

/** A proven container is what is looked for, so it stands out; its interface faces it as in the other table. */
function connectedCell({ interface: { behind }, connected }: HostRow, count: string | undefined): HTMLElement {
  if (behind?.kind === "container") {
    const { container, interface: name, ifindex } = behind;
    return cell("connectedTo", clipped(container.name), clipped(name ?? "", "mono dim"), ...(ifindex === undefined ? [] : [h("span", { class: "index" }, String(ifindex))]));
  }
  if (behind?.kind === "host") return cell("connectedTo", clipped(behind.interface, "mono"), h("span", { class: "index" }, String(behind.ifindex)));
  const parts = [connected, count].filter((part) => part !== undefined && part !== "");
  return cell("connectedTo", ...(connected === "" ? [] : [clipped(connected, count === undefined ? "dim" : "name")]), ...(count === undefined ? [] : [clipped(parts.length > 1 ? `· ${count}` : count, "count dim")]));
}

function mark(words: WebviewWords["map"]): HTMLElement {
  const symbol = icon("warning");
  symbol.removeAttribute("aria-hidden");
  symbol.setAttribute("role", "img");
  symbol.setAttribute("aria-label", words.finding);
  return symbol;
}

function cell(column: (typeof columns)[number], ...children: HTMLElement[]): HTMLElement {
  return h("div", { class: `cell h-${column}`, role: "gridcell" }, ...children);
}

function chevron(open: boolean): HTMLElement {
  const element = icon(open ? "chevron-down" : "chevron-right");
  element.classList.add("chevron");
  return element;
}
