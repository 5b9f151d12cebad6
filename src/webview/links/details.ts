import { hostPeer, isFinding, type Evidence, type Link } from "../../core/link";
import { handChecks, type HandCheck } from "../../core/linkCommands";
import { format } from "../../core/words";
import type { WebviewWords } from "../../protocol/strings";
import { iconButton } from "../components";
import { breakable, clipped, h, icon } from "../dom";
import type { Row } from "../model/rows";
import { evidenceSegments, methodWords } from "../model/words";
import { trafficDetails } from "../trafficCell";

/** What a row unfolds: why we believe it, and how to check it by hand. */
export function detailsCell(row: Row, words: WebviewWords, onCopy: (text: string) => void): HTMLElement {
  const checks = handChecks(row.link);
  const counted = hostPeer(row.link)?.interface;
  const proven = row.link.verdict === "verified" || row.link.verdict === "inferred";
  return h(
    "div",
    { class: "cell details", role: "gridcell" },
    h(
      "section",
      {},
      h("h3", {}, proven ? words.map.why : words.map.whyNot),
      evidenceList(row, words),
      facts(row, words),
    ),
    ...(checks.length === 0
      ? []
      : [
          h(
            "section",
            {},
            h("h3", {}, words.map.byHand),
            ...checks.map((check) => checkLine(check, words.map, onCopy)),
          ),
        ]),
    ...(counted === undefined ? [] : [trafficDetails(words.map, counted)]),
  );
}

function evidenceList(row: Row, words: WebviewWords): HTMLElement {
  const { evidence } = row.link;
  const reason = row.reason === undefined ? [] : [h("li", { class: "why" }, icon("info"), h("span", {}, row.reason))];
  if (evidence.length === 0 && reason.length === 0) return h("p", { class: "dim" }, words.map.noEvidence);
  return h("ul", { class: "evidence" }, ...evidence.map((one) => evidenceLine(one, words)), ...reason);
}

const symbols = { holds: "check", finding: "warning", open: "question" } as const;

function evidenceLine(evidence: Evidence, words: WebviewWords): HTMLElement {
  const { map } = words;
  const state = evidence.holds ? "holds" : isFinding(evidence) ? "finding" : "open";
  const symbol = icon(symbols[state]);
  // What is open says so in its own words.
  if (state !== "open") {
    symbol.removeAttribute("aria-hidden");
    symbol.setAttribute("role", "img");
    symbol.setAttribute("aria-label", map[state]);
  }
  const text = evidenceSegments(evidence, words).map(({ text: piece, value }) => (value ? h("b", {}, piece) : piece));
  return h(
    "li",
    { class: state },
    symbol,
    h("span", {}, ...text),
    h("span", { class: "source mono dim" }, ...breakable(evidence.source)),
  );
}

/** What else is known of the interface, in one dim line each. */
function facts({ link, addresses }: Row, words: WebviewWords): HTMLElement {
  const { map } = words;
  const own = [
    link.mac,
    ...addresses,
    link.mtu === undefined ? undefined : format(map.mtu, { mtu: link.mtu }),
    link.state === undefined ? undefined : format(map.stateIs, { state: link.state }),
  ].filter((fact) => fact !== undefined);
  const names = candidateNames(link);
  const lines = [
    ...(names === "" ? [] : [h("p", {}, format(map.candidates, { names }))]),
    ...(own.length === 0 ? [] : [h("p", { class: "dim mono" }, own.join(" · "))]),
    h("p", { class: "dim" }, format(map.method, { method: link.via === "helper" ? format(map.viaHelper, { method: methodWords(link.method, words) }) : methodWords(link.method, words) }), h("span", { class: "taken" })),
  ];
  return h("div", { class: "facts" }, ...lines);
}

function candidateNames(link: Link): string {
  return (link.candidates ?? [])
    .map((one) => [one.interface, one.ifindex === undefined ? undefined : `#${one.ifindex}`].filter((part) => part !== undefined).join(" "))
    .join(", ");
}

/** When the answers were put together; changes with every report, so it is set apart from the rest. */
export function setTaken(details: HTMLElement, text: string): void {
  const element = details.querySelector(".taken");
  if (element && element.textContent !== text) element.textContent = text;
}

function checkLine({ command, where }: HandCheck, words: WebviewWords["map"], onCopy: (text: string) => void): HTMLElement {
  const place = where === "host" ? words.whereHost : words.whereDocker;
  const symbol = icon(where === "host" ? "server" : "terminal");
  symbol.removeAttribute("aria-hidden");
  for (const [name, value] of Object.entries({ role: "img", "aria-label": place, title: place })) symbol.setAttribute(name, value);
  const copy = iconButton("copy", `${words.copy}: ${command}`, () => onCopy(command));
  return h("div", { class: "command", "data-command": command }, symbol, clipped(command, "mono"), h("span", { class: "said" }), copy);
}

/** How long “Copied” stands, in ms. */
const sayFor = 2000;

/** Says beside every line of this command that it is on the clipboard, or not. */
export function sayCopied(root: HTMLElement, command: string, said: string): void {
  for (const line of root.querySelectorAll<HTMLElement>(".command")) {
    const where = line.querySelector(".said");
    if (line.dataset["command"] !== command || !where) continue;
    where.textContent = said;
    setTimeout(() => {
      where.textContent = "";
    }, sayFor);
  }
}
