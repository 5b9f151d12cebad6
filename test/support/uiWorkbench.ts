import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Frame, FrameLocator, Locator, Page } from "playwright-core";
import { InputGone, QuickInput } from "./uiQuickInput";
import { Tree } from "./uiTree";

/** The real VS Code in a browser's page, used as a person uses it. */
export class Workbench {
  readonly quick: QuickInput;
  #nextPicture: number;

  constructor(readonly page: Page, readonly pictureFolder: string, firstPicture = 1) {
    this.#nextPicture = firstPicture;
    this.quick = new QuickInput(page);
    mkdirSync(pictureFolder, { recursive: true });
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.locator(".monaco-workbench").waitFor();
  }

  /** Opens a view container by its activity-bar icon. */
  async openContainer(title: string): Promise<void> {
    const tab = this.page.locator(".activitybar").getByRole("tab", { name: title });
    await tab.waitFor({ timeout: 45_000 });
    const selected = tab.and(this.page.locator("[aria-selected=true]"));
    // After a reload the editor may open it itself just before the click, which then closes it.
    for (let tries = 0; tries < 3 && !(await selected.isVisible()); tries++) {
      await tab.click();
      await selected.waitFor({ timeout: 2_000 }).catch(() => undefined);
    }
    // Away from the icon, whose hover would lie over the views.
    await this.page.mouse.move(800, 500);
  }

  tree(title: string): Tree {
    return new Tree(this.page, title);
  }

  /**
   * Runs a command from the palette, by keyboard. A page that had the keyboard before the last command gets it back when the
   * editor comes to it, and that closes the palette: a person would press F1 again.
   */
  async command(title: string): Promise<void> {
    for (let left = 3; ; left--) {
      await this.page.keyboard.press("F1");
      try {
        await this.quick.pick(title, ">");
        return;
      } catch (error) {
        if (left === 0 || !(error instanceof InputGone)) throw error;
      }
    }
  }

  /**
   * Gives the keyboard to the page on screen, or to a tree, in the first frame in which a question is there, as the editor itself
   * may do a moment after a command, and so many times in all. Call it before the question comes; resolves once it is done, with
   * whether that one has the keyboard.
   */
  takeKeyboardFrom(placeholder: string, { times = 1, tree }: { readonly times?: number; readonly tree?: string } = {}): Promise<boolean> {
    return this.page.evaluate<boolean>(`new Promise((resolve) => {
      let left = ${times};
      const look = () => {
        const asked = document.querySelector('.quick-input-widget input[placeholder^="${placeholder}"]');
        if (asked === null || document.activeElement !== asked) return requestAnimationFrame(look);
        const thief = [...document.querySelectorAll(${JSON.stringify(tree === undefined ? "iframe.webview.ready" : `.pane:has(.pane-header[aria-label^="${tree}"]) .monaco-list`)})].find((one) => one.checkVisibility({ visibilityProperty: true }));
        thief.focus();
        if (--left > 0) requestAnimationFrame(look);
        else resolve(document.activeElement === thief);
      };
      look();
    })`);
  }

  /** Opens the Network Map from the palette, once the side bar shows this network. */
  async openMap(network: string): Promise<void> {
    await this.openContainer("Docker Networks");
    await this.tree("Networks").row(network).waitFor();
    await this.command("Docker Networks: Show Links");
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator(".notifications-toasts .notification-list-item", { hasText: text }).last();
  }

  async answer(text: string | RegExp, button: string): Promise<void> {
    await this.notification(text).getByRole("button", { name: button, exact: true }).click();
  }

  /** Takes all pop-ups away, so that none lies over a picture. */
  async clearNotifications(): Promise<void> {
    await this.command("Notifications: Clear All Notifications");
    await this.page.locator(".notifications-toasts .notification-list-item").first().waitFor({ state: "detached" });
  }

  /** A modal dialog. */
  dialog(text: string | RegExp): Locator {
    return this.page.locator(".monaco-dialog-box", { hasText: text });
  }

  /** Content of the clipboard. */
  clipboard(): Promise<string> {
    return this.page.evaluate<string>("navigator.clipboard.readText()");
  }

  /** Inside of the webview that is on screen. */
  webview(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready:visible").frameLocator("#active-frame");
  }

  /** The same as a frame, for what a locator cannot do. */
  async webviewFrame(): Promise<Frame> {
    const outer = await (await this.page.locator("iframe.webview.ready:visible").elementHandle()).contentFrame();
    const handle = await outer?.locator("#active-frame").elementHandle();
    const inner = await handle?.contentFrame();
    if (inner == null) throw new Error("No webview is on screen");
    return inner;
  }

  /** Text of the editor on screen, as far as it is rendered. */
  editor(): Locator {
    return this.page.locator(".editor-instance .view-lines:visible").last();
  }

  /** Waits until the terminal that is on screen says this. Its rows are read as they are drawn. */
  async terminalShows(text: RegExp): Promise<void> {
    const rows = this.page.locator(".terminal-wrapper.active .xterm-rows").last();
    await rows.waitFor();
    const end = Date.now() + 20_000;
    for (;;) {
      const shown = (await rows.locator("> div").allInnerTexts()).map((line) => line.replaceAll("\u00a0", " ").trimEnd()).join("\n");
      if (text.test(shown)) return;
      if (Date.now() > end) throw new Error(`The terminal does not show ${String(text)} but:\n${shown}`);
      await this.page.waitForTimeout(50);
    }
  }

  tab(title: string | RegExp): Locator {
    return this.page.locator(".tabs-container").getByRole("tab", { name: title });
  }

  /** Drags with the mouse, in small moves, as HTML drag and drop wants it, and lets go where the row that is meant lights up. */
  async drag(from: Locator, to: Locator): Promise<void> {
    await from.hover();
    await this.page.mouse.down();
    const end = Date.now() + 10_000;
    do {
      // What lights up follows the mouse late, and a list scrolls while something is dragged over its edge.
      const target = await to.boundingBox();
      if (target === null || Date.now() > end) throw new Error("The target of the drag is not on screen, or does not light up");
      await this.page.mouse.move(target.x + Math.min(80, target.width / 2), target.y + target.height / 2, { steps: 8 });
      await this.page.waitForTimeout(100);
    } while ((await to.getAttribute("class"))?.includes("drop-target") !== true);
    await this.page.mouse.up();
  }

  /** Chooses a colour theme by its name, from the palette, and waits until the workbench wears it. */
  async theme(name: string, kind: "vs" | "vs-dark" | "hc-black" | "hc-light"): Promise<void> {
    await this.command("Preferences: Color Theme");
    await this.quick.row(/^\s*(Dark|Light)\b/).waitFor();
    await this.quick.pick(name);
    await this.quick.gone();
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  /** Keeps a picture, named so that they sort in the order of the walk. */
  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: join(this.pictureFolder, `${String(this.#nextPicture++).padStart(2, "0")}-${name}.png`), animations: "disabled" });
  }
}
