import { format } from "../core/words";
import type { WebviewWords } from "../protocol/strings";
import { attribute, h, icon } from "./dom";
import { bytesWords, curves, isIdle, numberWords, spokenTraffic, type Traffic } from "./model/traffic";

const SVG = "http://www.w3.org/2000/svg";
/** Of the curve, in its own units. */
const [WIDTH, HEIGHT] = [60, 14];

/** An empty cell of the traffic column: `showTraffic` fills it each second, in place. */
export function trafficCell(): HTMLElement {
  const flow = (name: string, arrow: string): HTMLElement => h("span", { class: `flow ${name}` }, h("span", { class: "arrow" }, arrow), h("span", { class: "amount" }));
  const lost = h("span", { class: "finding" }, icon("warning"), h("span", { class: "lost" }));
  // Arrows and units are for the eye; the same in words is for the ear, when it comes by: it is no live region.
  const shown = h("span", { class: "shown", "aria-hidden": "true" }, lost, curve(), flow("received", "↓"), flow("sent", "↑"), h("span", { class: "said dim" }));
  return h("div", { class: "cell traffic", role: "gridcell" }, shown, h("span", { class: "spoken" }));
}

function curve(): Element {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ class: "curve", viewBox: `0 -1 ${WIDTH} ${HEIGHT + 2}`, preserveAspectRatio: "none" })) svg.setAttribute(name, value);
  for (const name of ["received", "sent"]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    svg.append(path);
  }
  return svg;
}

export function trafficHeader(title: string, hint: string): HTMLElement {
  return h("div", { class: "cell traffic", role: "columnheader", title: hint }, h("span", { class: "clip title" }, title));
}

/**
 * Brings a line's traffic cell up to date; touches only what is not so already.
 * @param state a word for why nothing can pass, instead of “idle”
 */
export function showTraffic(line: HTMLElement, traffic: Traffic | undefined, words: WebviewWords["map"], state?: string): void {
  const cell = line.querySelector<HTMLElement>(".cell.traffic");
  if (!cell) return;
  const language = document.documentElement.lang;
  const rates = traffic?.rates;
  const flowing = rates !== undefined && !isIdle(rates);
  const { received, sent } = curves(traffic?.history ?? [], WIDTH, HEIGHT);
  const moved = traffic?.history.some((sample) => sample !== undefined && !isIdle(sample)) === true;
  cell.classList.toggle("moved", moved);
  set(cell, "path.received", "d", moved ? received : "");
  set(cell, "path.sent", "d", moved ? sent : "");
  write(cell, ".received .amount", flowing ? bytesWords(rates.rxBytes, language) : "");
  write(cell, ".sent .amount", flowing ? bytesWords(rates.txBytes, language) : "");
  cell.classList.toggle("flowing", flowing);
  cell.classList.toggle("stopped", !flowing && state !== undefined);
  write(cell, ".said", flowing ? "" : (state ?? (rates === undefined ? "" : words.trafficIdle)));
  const lost = traffic?.lost ?? 0;
  cell.classList.toggle("losing", lost > 0);
  write(cell, ".lost", lost > 0 ? numberWords(lost, language) : "");
  const spoken = traffic && spokenTraffic(traffic, words, language);
  write(cell, ".spoken", [state, spoken].filter((part) => part !== undefined && part !== "").join(", "));
  set(cell, ".finding", "title", lost > 0 ? format(words.trafficLost, { count: numberWords(lost, language) }) : undefined);
}

/** What an unfolded row tells of it: each number, per second and in all. */
export function trafficDetails(words: WebviewWords["map"], hostEnd: string): HTMLElement {
  const columns = [words.bytes, words.packets, words.errors, words.drops];
  const row = (name: string, arrow: string, title: string): HTMLElement =>
    h("tr", { class: name }, h("th", { scope: "row" }, h("span", { class: "arrow", "aria-hidden": "true" }, arrow), title), ...columns.map(() => h("td", {}, h("span", { class: "now" }), h("span", { class: "all dim" }))));
  return h(
    "section",
    { class: "traffic" },
    h("h3", {}, words.traffic),
    h("table", {}, h("thead", {}, h("tr", {}, h("td", {}), ...columns.map((title) => h("th", { scope: "col" }, title)))), h("tbody", {}, row("received", "↓", words.received), row("sent", "↑", words.sent))),
    h("p", { class: "dim" }, format(words.countedAt, { interface: hostEnd })),
  );
}

/** Brings such a section up to date; it is hidden while nothing is known. */
export function showTrafficDetails(line: HTMLElement, traffic: Traffic | undefined, words: WebviewWords["map"]): void {
  const section = line.querySelector<HTMLElement>("section.traffic");
  if (!section) return;
  if (section.hidden !== (traffic === undefined)) section.hidden = traffic === undefined;
  if (traffic === undefined) return;
  const language = document.documentElement.lang;
  const { rates, total } = traffic;
  const fill = (row: string, keys: readonly (keyof typeof total)[]): void => {
    section.querySelectorAll(`tr.${row} td`).forEach((cell, index) => {
      const key = keys[index];
      if (key === undefined) return;
      const amount = (value: number, digits: number): string => (index === 0 ? bytesWords(value, language) : numberWords(value, language, digits));
      write(cell, ".now", rates === undefined ? "–" : format(words.perSecond, { amount: amount(rates[key], Number.isInteger(rates[key]) ? 0 : 1) }));
      write(cell, ".all", format(words.trafficTotal, { amount: amount(total[key], 0) }));
      cell.classList.toggle("odd", index > 1 && total[key] > 0);
    });
  };
  fill("received", ["rxBytes", "rxPackets", "rxErrors", "rxDropped"]);
  fill("sent", ["txBytes", "txPackets", "txErrors", "txDropped"]);
}

function set(root: Element, selector: string, name: string, value: string | undefined): void {
  const element = root.querySelector(selector);
  if (element) attribute(element, name, value);
}

function write(root: Element, selector: string, text: string): void {
  const element = root.querySelector(selector);
  if (element && element.textContent !== text) element.textContent = text;
}
