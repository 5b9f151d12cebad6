/** What a person waits for: the trees after the first click, and a row after the engine's event. */
import { launchBrowser } from "../rig/browser.mjs";
import { dockerApi } from "../rig/docker-api.mjs";
import { startEditor } from "../rig/vscode.mjs";

/** So tall that every network has a row on screen. */
const VIEWPORT = { width: 1280, height: 3_200 };

/**
 * In the page: waits until each name is the label of a row in the tree Networks, gives the time of the frame after it.
 * With `clicked`, counts from the next click, else since the epoch.
 */
const ROWS = `(names, clicked) => new Promise((resolve, reject) => {
  let start = 0;
  if (clicked) document.addEventListener("mousedown", () => { start = Date.now(); }, { capture: true, once: true });
  const there = () => {
    const pane = [...document.querySelectorAll(".pane")].find((one) => one.querySelector('.pane-header[aria-label^="Networks"]'));
    const labels = new Set([...(pane?.querySelectorAll("[role=treeitem] .label-name") ?? [])].map((one) => one.textContent.trim()));
    return names.every((name) => labels.has(name));
  };
  const look = () => {
    if (!there()) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(Date.now() - start));
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  setTimeout(() => { observer.disconnect(); reject(new Error("The rows are not there within 20 s")); }, 20000);
})`;

/**
 * From the first click on the activity bar in a fresh VS Code to every network's row, and, in the last of them, from the
 * engine's `network create` to the new row.
 * @param {{ engine: import("../rig/engine.mjs").Engine, runFolder: string, vsix: string, networks: readonly string[], starts: number, rounds: number }} options
 * @returns {Promise<{ click: number[], event: number[] }>} in ms
 */
export async function measureScreen({ engine, runFolder, vsix, networks, starts, rounds }) {
  /** @type {number[]} */
  const click = [];
  /** @type {number[]} */
  let event = [];
  const browser = await launchBrowser({ runFolder, engine });
  try {
    for (let start = 0; start < starts; start++) {
      const editor = await startEditor({ runFolder, engine, vsix });
      const page = await browser.newPage({ viewport: VIEWPORT });
      await page.goto(editor.url);
      const tab = page.locator(".activitybar").getByRole("tab", { name: "Docker Networks" });
      await tab.waitFor();
      // What VS Code itself still does after its start is not the extension's.
      await page.waitForTimeout(3_000);
      const shown = page.evaluate(`(${ROWS})(${JSON.stringify(networks)}, true)`);
      await tab.click();
      click.push(Number(await shown));
      if (start === starts - 1) event = await eventToRow(page, engine.socket, rounds);
      await page.close();
      await editor.stop();
    }
  } finally {
    await browser.close();
  }
  return { click, event };
}

/**
 * @param {import("playwright-core").Page} page @param {string} socket @param {number} rounds
 * @returns {Promise<number[]>} ms from the time that the engine stamps its event with to the frame with the row
 */
async function eventToRow(page, socket, rounds) {
  const api = dockerApi(socket);
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const Name = `bench-row-${String(round)}`;
    const shown = page.evaluate(`(${ROWS})(${JSON.stringify([Name])}, false)`);
    const IPAM = { Config: [{ Subnet: `10.252.${String(round)}.0/24` }] };
    const { Id } = await api.post("/networks/create", { Name, IPAM });
    const at = Number(await shown);
    const filters = encodeURIComponent(JSON.stringify({ event: ["create"], network: [Id] }));
    const { timeNano } = await api.get(`/events?since=0&until=${(Date.now() / 1_000).toFixed(3)}&filters=${filters}`);
    times.push(at - Number(timeNano) / 1e6);
    await api.delete(`/networks/${String(Id)}`);
    // VS Code holds back a tree's changes that follow another within 200 ms: a round must not wait for the last one's.
    await page.waitForTimeout(1_500);
  }
  return times;
}
