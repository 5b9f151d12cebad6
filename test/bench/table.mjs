/** Words and Markdown for what was measured. */
import { readFileSync, writeFileSync } from "node:fs";

/** @typedef {import("./measure.ts").Row} Row */
/** @typedef {import("./measure.ts").Sample} Sample */

/** @param {number} value */
const number = (value) => (value === 0 ? "0" : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

/** `12.1 (11.0–14.2)`: median, smallest and largest. @param {Sample} sample */
function spread({ median, min, max, n }) {
  return n === 1 || min === max ? number(median) : `${number(median)} (${number(min)}–${number(max)})`;
}

/** @param {Row} row */
function line({ subject, what, unit, ours, other, ratio, target }) {
  const unitWords = unit === "requests" ? "" : ` ${unit}`;
  const cells = [
    subject,
    what,
    `${spread(ours)}${unitWords}`,
    other === undefined ? "" : `${other.name}: ${spread(other.value)}${unitWords}`,
    ratio === undefined ? "" : `**${number(ratio.value.median)} ×**${ratio.kind === "gain" ? " faster" : ""} (${number(ratio.value.min)}–${number(ratio.value.max)})`,
    target === undefined ? "" : `${target.words} ${target.met ? "✓" : "✗ missed"}`,
    String(ours.n),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** The Markdown table. @param {readonly Row[]} rows */
export function table(rows) {
  return ["| on | measured | this extension | against | ratio | target | n |", "|---|---|---|---|---|---|---|", ...rows.map(line)].join("\n");
}

/**
 * Puts text between a page's markers.
 * @param {string} file
 * @param {string} text
 */
export function writeBetweenMarkers(file, text) {
  const page = readFileSync(file, "utf8");
  const [begin, end] = ["<!-- bench: written by npm run bench -->", "<!-- /bench -->"];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${file} has lost its markers ${begin} and ${end}`);
  writeFileSync(file, `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`);
}
