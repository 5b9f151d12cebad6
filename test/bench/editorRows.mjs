/** The rows about the editor's side: what is shipped, and what it costs in an extension host. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** @typedef {import("./measure.ts").Row} Row */
/** @typedef {import("./host/activation.test.ts").HostNumbers} HostNumbers */

/**
 * @param {Pick<Row, "subject" | "what" | "unit">} row @param {readonly number[]} values @param {number} [limit]
 * @returns {Row}
 */
export function within(row, values, limit) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (/** @type {number} */ index) => sorted[index] ?? Number.NaN;
  const median = (at(Math.floor((sorted.length - 1) / 2)) + at(Math.ceil((sorted.length - 1) / 2))) / 2;
  const ours = { median, min: at(0), max: at(sorted.length - 1), n: sorted.length };
  return { ...row, ours, ...(limit === undefined ? {} : { target: { words: `≤ ${String(limit)} ${row.unit}`, met: median <= limit } }) };
}

/**
 * How large the shipped files are, in thousands of bytes.
 * @param {string} dist
 * @returns {Row[]}
 */
export function sizeRows(dist) {
  const row = (/** @type {string} */ file, /** @type {string} */ words, /** @type {number | undefined} */ limit) => {
    const bytes = readFileSync(join(dist, file));
    const packed = file.endsWith(".vsix") ? "" : `, ${(gzipSync(bytes).length / 1000).toFixed(0)} kB gzipped`;
    return within({ subject: "the package", what: `\`${file}\`: ${words}${packed}`, unit: "kB" }, [bytes.length / 1000], limit);
  };
  return [
    row("extension.js", "what activation loads", 100),
    row("commands.js", "loaded when a command is first used", undefined),
    row("engine.js", "loaded when a view is first seen", undefined),
    row("webview.js", "loaded when the map is opened", undefined),
    row("topology.js", "loaded when the picture is opened", undefined),
    row("elk/elk-worker.min.js", "its layout library, loaded with it", undefined),
    row("docker-network-explorer.vsix", "the whole", undefined),
  ];
}

/**
 * Activation and memory, one value per fresh VS Code.
 * @param {string} subject @param {{ networks: number, containers: number, running: number }} lab @param {readonly HostNumbers[]} hosts
 * @returns {Row[]}
 */
export function hostRows(subject, lab, hosts) {
  const all = (/** @type {keyof HostNumbers} */ name) => hosts.map((host) => host[name]);
  const middle = (/** @type {keyof HostNumbers} */ name) => String(all(name).sort((a, b) => a - b)[Math.floor(hosts.length / 2)]);
  const parts = `load ${middle("loadCode")} + call ${middle("callActivate")} + finish ${middle("finishActivate")}`;
  const activation = hosts.map(({ loadCode, callActivate, finishActivate }) => loadCode + callActivate + finishActivate);
  const used = `after reading ${String(lab.networks)} networks, ${String(lab.containers)} containers and all links`;
  const empty = "over the same extension host before it was loaded";
  return [
    within({ subject, what: `Activation, as *Startup Performance* reports it: ${parts}`, unit: "ms" }, activation, 30),
    within({ subject, what: "Activation, from another extension's request to the answer", unit: "ms" }, all("asked")),
    within({ subject, what: `Heap and buffers after activation, ${empty}`, unit: "MiB" }, all("heapActivated")),
    within({ subject, what: `Heap and buffers ${used}, ${empty}`, unit: "MiB" }, all("heapUsed"), 25),
    within({ subject, what: `Resident memory ${used}, ${empty}`, unit: "MiB" }, all("rssUsed"), 25),
  ];
}

/**
 * What a person waits for.
 * @param {string} subject @param {{ networks: number, containers: number }} lab @param {{ click: number[], event: number[] }} seen
 * @returns {Row[]}
 */
export function screenRows(subject, lab, { click, event }) {
  return [
    within({ subject, what: `First click in a fresh VS Code → all ${String(lab.networks)} networks on screen`, unit: "ms" }, click, 400),
    within({ subject, what: "Engine's event `network create` → row on screen", unit: "ms" }, event, 300),
  ];
}
