/** The picture in a browser: how long until it is there, how long a change takes, and how smoothly it is moved. */
import { createRequire } from "node:module";
import { launchBrowser } from "../rig/browser.mjs";
import { within } from "./editorRows.mjs";

/** @typedef {import("./measure.ts").Row} Row */

const SIZES = [{ containers: 10, networks: 3 }, { containers: 100, networks: 13 }, { containers: 1000, networks: 100 }];
const TARGET = { open: 2_000, frame: 20 };

/** In the page: runs `act`, gives the ms until the frame after the picture has changed. */
const UNTIL_DRAWN = `(act) => new Promise((resolve, reject) => {
  const start = performance.now();
  const drawn = () => {
    if (!document.querySelector(".canvas .bar")) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - start));
  };
  const observer = new MutationObserver(drawn);
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["d", "class"] });
  setTimeout(() => reject(new Error("The picture is not there within 60 s")), 60000);
  act();
})`;

/** In the page: moves the picture with every frame, to and fro every half second; gives the mean ms between frames of each of these. */
const FRAMES = `(turns, wheel) => new Promise((resolve) => {
  const canvas = document.querySelector(".canvas");
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const at = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true };
  const means = [];
  let [start, frames] = [performance.now(), 0];
  const step = (now) => {
    frames++;
    if (now - start > 500) {
      means.push((now - start) / frames);
      [start, frames] = [now, 0];
      if (means.length > turns) return resolve(means.slice(1));
    }
    const turn = means.length % 2 === 0 ? 1 : -1;
    canvas.dispatchEvent(new WheelEvent("wheel", { ...at, ...wheel, deltaX: (wheel.deltaX ?? 0) * turn, deltaY: wheel.deltaY * turn }));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;
const PAN = JSON.stringify({ deltaX: 14, deltaY: 9 });
const ZOOM = JSON.stringify({ deltaY: 12, ctrlKey: true });

/**
 * Each opening in a page of its own, so that loading what draws is in it.
 * @param {{ runFolder: string, built: string, dist: string, rounds: number }} options `built`: topologyPage.ts as a file that runs
 * @returns {Promise<Row[]>}
 */
export async function topologyRows({ runFolder, built, dist, rounds }) {
  const { serveMapPage, stateMessage, syntheticState } = createRequire(built)(built);
  const served = await serveMapPage(dist, "dark", { tab: "links" });
  const browser = await launchBrowser({ runFolder });
  /** @type {Row[]} */
  const rows = [];
  try {
    for (const size of SIZES) {
      /** @type {Record<"open" | "change" | "fit" | "close" | "zoom", number[]>} */
      const took = { open: [], change: [], fit: [], close: [], zoom: [] };
      const state = stateMessage(syntheticState(size));
      const less = stateMessage(syntheticState({ ...size, containers: size.containers - 1 }));
      for (let round = 0; round < rounds; round++) {
        const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
        await page.goto(served.address);
        await page.evaluate(`receive(${state})`);
        await page.locator(".links .line.row").first().waitFor();
        await page.waitForTimeout(300);
        took.open.push(Number(await page.evaluate(`(${UNTIL_DRAWN})(() => document.getElementById("tab-topology").click())`)));
        await page.waitForTimeout(300);
        took.change.push(Number(await page.evaluate(`(${UNTIL_DRAWN})(() => receive(${less}))`)));
        await page.waitForTimeout(300);
        if (round === 0) {
          took.fit.push(.../** @type {number[]} */ (await page.evaluate(`(${FRAMES})(6, ${PAN})`)));
          took.zoom.push(.../** @type {number[]} */ (await page.evaluate(`(${FRAMES})(6, ${ZOOM})`)));
          await page.locator(".canvas").focus();
          for (let step = 0; step < 10; step++) await page.keyboard.press("+");
          await page.waitForTimeout(300);
          took.close.push(.../** @type {number[]} */ (await page.evaluate(`(${FRAMES})(6, ${PAN})`)));
        }
        await page.close();
      }
      const on = { subject: "the picture", unit: /** @type {const} */ ("ms") };
      const words = `${String(size.containers)} containers on ${String(size.networks)} networks`;
      rows.push(
        within({ ...on, what: `Click on *Topology* → first paint of ${words}, the layout's loading included` }, took.open, TARGET.open),
        within({ ...on, what: `One container less → the picture of ${words} changed` }, took.change, undefined),
        within({ ...on, what: `Between two frames, on average, while panning all of ${words}` }, took.fit, TARGET.frame),
        within({ ...on, what: `Between two frames, on average, while panning ${words}, enlarged` }, took.close, TARGET.frame),
        within({ ...on, what: `Between two frames, on average, while zooming into ${words}, and out` }, took.zoom, TARGET.frame),
      );
    }
  } finally {
    await browser.close();
    served.close();
  }
  return rows;
}
