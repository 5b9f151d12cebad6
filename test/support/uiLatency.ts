/** How long after the engine told of something a person sees it. */
import { request } from "node:http";
import type { Page } from "playwright-core";
import { engine } from "./engine";

/**
 * Milliseconds from the engine's own event (as it arrives on an event stream of the test) to the frame in which the
 * row is in the tree.
 * @param label the row's label
 * @param act causes it
 */
export async function eventToRow(page: Page, action: string, label: string, act: () => Promise<unknown>): Promise<number> {
  const events = eventStream(action, label);
  await events.open;
  const seen = page.evaluate<number>(`(${rowSeen})(${JSON.stringify(label)})`);
  await act();
  const [told, shown] = await Promise.all([events.at, seen]);
  return shown - told;
}

/** Runs in the page; its clock is this machine's. */
const rowSeen = `(label) => new Promise((resolve, reject) => {
  const there = () => [...document.querySelectorAll(".pane [role=treeitem] .label-name")].some((e) => e.textContent.trim() === label);
  const done = () => requestAnimationFrame(() => resolve(Date.now()));
  if (there()) return done();
  const observer = new MutationObserver(() => { if (there()) { observer.disconnect(); done(); } });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  setTimeout(() => { observer.disconnect(); reject(new Error("No row " + label + " within 5 s")); }, 5000);
})`;

function eventStream(action: string, name: string): { readonly open: Promise<void>; readonly at: Promise<number> } {
  let opened: () => void;
  let told: (at: number) => void;
  const open = new Promise<void>((resolve) => (opened = resolve));
  const at = new Promise<number>((resolve) => (told = resolve));
  const filters = encodeURIComponent(JSON.stringify({ event: [action] }));
  const call = request({ socketPath: engine.socket, path: `/events?filters=${filters}`, agent: false }, (response) => {
    opened();
    response.setEncoding("utf8");
    let text = "";
    response.on("data", (chunk: string) => {
      text += chunk;
      if (!text.includes(`"${name}"`)) return;
      told(Date.now());
      call.destroy();
    });
  });
  call.on("error", () => undefined);
  // The engine sends its headers only with the first event on some versions: being connected has to do.
  call.on("socket", (socket) => socket.once("connect", () => setTimeout(opened, 50)));
  call.end();
  return { open, at };
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("No values");
  return middle;
}
