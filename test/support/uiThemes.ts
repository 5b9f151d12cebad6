/** The same screen in a light, a dark and a high-contrast theme. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seriousViolations } from "./uiAxe";
import type { Stage } from "./uiStage";

const themes = [
  ["Light 2026", "vs", "vscode-light"],
  ["Default High Contrast", "hc-black", "vscode-high-contrast"],
  ["Dark 2026", "vs-dark", "vscode-dark"],
] as const;

/** Keeps a picture of what is on screen in each theme, and holds the page against axe. Ends in the dark one. */
export async function inEveryTheme({ workbench, editor }: Stage, name: string): Promise<void> {
  const folder = join(editor.workspace, ".vscode");
  mkdirSync(folder, { recursive: true });
  for (const [theme, kind, body] of themes) {
    // By the workspace's settings and not the palette: the keyboard stays where it is in the page, and it takes no seconds.
    writeFileSync(join(folder, "settings.json"), JSON.stringify({ "workbench.colorTheme": theme }));
    await workbench.page.locator(`.monaco-workbench.${kind}`).waitFor();
    const frame = await workbench.webviewFrame();
    await frame.locator(`body.${body}`).waitFor();
    await workbench.picture(`${name}-${kind}`);
    assert.deepEqual(await seriousViolations(frame), [], theme);
  }
}
