import type { Locator, Page } from "playwright-core";

/** Of the page, where functions given to `evaluate` run; tests have no DOM types. */
declare function getComputedStyle(element: unknown): { readonly color: string };

/** A native tree view of the side bar. */
export class Tree {
  readonly pane: Locator;

  constructor(readonly page: Page, readonly title: string) {
    this.pane = page.locator(".pane").filter({ has: page.locator(`.pane-header[aria-label^="${title}"]`) });
  }

  /** Rows whose label is exactly this; with `under`, only below that row. */
  row(label: string): Locator {
    return this.pane.getByRole("treeitem").filter({ has: this.page.locator(".label-name", { hasText: exactly(label) }) }).first();
  }

  /** What stands beside a row's label. */
  async description(label: string): Promise<string> {
    // A row that was just unfolded is drawn a moment later: one that is not there yet is not one without a description.
    const row = this.row(label);
    await row.waitFor();
    const found = row.locator(".label-description");
    return (await found.count()) === 0 ? "" : (await found.first().innerText()).trim();
  }

  /** Waits until this stands beside a row's label. */
  async says(label: string, text: string | RegExp): Promise<void> {
    await this.row(label).locator(".label-description", { hasText: text }).waitFor();
  }

  /** Text of all rows on screen. */
  async texts(): Promise<string[]> {
    const all = await this.pane.getByRole("treeitem").locator(".monaco-icon-label-container").allInnerTexts();
    return all.map((text) => text.replaceAll("\n", " ").trim());
  }

  /** The codicon of a row, for example `vm-running`. */
  async icon(label: string): Promise<string | undefined> {
    const classes = await this.row(label).locator(".custom-view-tree-node-item-icon").first().getAttribute("class");
    return /codicon-([\w-]+)/.exec(classes ?? "")?.[1];
  }

  /** The colour of a row's label, as CSS computes it. */
  async colour(label: string): Promise<string> {
    return await this.row(label).locator(".monaco-icon-label").first().evaluate((element) => getComputedStyle(element).color);
  }

  /** Waits until a row's label has another colour than `before`. */
  async changesColour(label: string, before: string): Promise<void> {
    for (let tries = 0; (await this.colour(label)) === before; tries++) {
      if (tries > 100) throw new Error(`${label} stays ${before}`);
      await this.page.waitForTimeout(50);
    }
  }

  /** What a screen reader says of a row. */
  async spoken(label: string): Promise<string> {
    return (await this.row(label).getAttribute("aria-label")) ?? "";
  }

  /**
   * Unfolds a row and waits for what is under it: a row that comes later moves the ones below, and a click meant for one of them
   * hits another. The editor folds one again whose rows it had just asked for when it drew others anew: then once more, and that is told.
   */
  async expand(label: string): Promise<void> {
    const row = this.row(label).and(this.pane.locator("[aria-expanded]"));
    await row.waitFor();
    const level = Number(await row.getAttribute("aria-level"));
    const isUnfolded = async (): Promise<boolean> => (await row.getAttribute("aria-expanded")) === "true";
    for (let left = 2; ; left--) {
      if (!(await isUnfolded())) await row.locator(".monaco-tl-twistie").click();
      for (const end = Date.now() + 10_000; Date.now() < end; ) {
        // Its own place may change meanwhile, with what comes above.
        const index = Number(await row.getAttribute("data-index"));
        const under = this.pane.locator(`[role=treeitem][data-index="${index + 1}"][aria-level="${level + 1}"]`);
        if ((await isUnfolded()) && (await under.isVisible())) return;
        await this.page.waitForTimeout(20);
      }
      if (left === 0) throw new Error(`Nothing came under ${label}`);
      console.log(`      ${label} ${(await isUnfolded()) ? "has nothing under it yet" : "was folded again"}: once more`);
    }
  }

  async collapse(label: string): Promise<void> {
    const row = this.row(label);
    if ((await row.getAttribute("aria-expanded")) !== "true") return;
    await row.locator(".monaco-tl-twistie").click();
  }

  /** The hover that resting the mouse on a row brings. */
  async hover(label: string): Promise<Locator> {
    // From elsewhere: a hover that is open lies over the rows below its own.
    const hovers = this.page.locator(".workbench-hover:visible");
    await this.page.mouse.move(800, 500);
    await hovers.first().waitFor({ state: "hidden" });
    await this.row(label).locator(".label-name").first().hover();
    await hovers.first().waitFor();
    return hovers.first();
  }

  /** Opens a row's context menu. */
  menu(row: string | Locator): Promise<Menu> {
    const label = (typeof row === "string" ? this.row(row) : row).locator(".label-name").first();
    return Menu.by(this.page, () => label.click({ button: "right" }));
  }
}

/** A context menu. */
export class Menu {
  readonly #root: Locator;

  constructor(readonly page: Page) {
    this.#root = page.locator(".monaco-menu").last();
  }

  /**
   * Opens one by a right click. The editor closes it when the page or the tree that had the keyboard takes it back a moment later:
   * then by another click, as a person would, and that is told.
   */
  static async by(page: Page, click: () => Promise<void>): Promise<Menu> {
    const menu = new Menu(page);
    for (let left = 2; ; left--) {
      await click();
      const came = await menu.open(left === 0 ? 10_000 : 5_000).then(() => true, () => false);
      if (came && (await menu.#root.isVisible())) return menu;
      if (left === 0) throw new Error(`A right click ${came ? "opened a menu that did not stay" : "opened no menu"}`);
      console.log(`      a right click ${came ? "opened a menu that did not stay" : "opened no menu"}: once more`);
    }
  }

  /** Waits until it is there, at most so many ms, and takes clicks. */
  async open(timeout = 10_000): Promise<void> {
    await this.#root.waitFor({ timeout });
    // It takes none in its first tenth of a second, lest the click that opened it chooses something.
    await this.page.waitForTimeout(110);
  }

  async labels(): Promise<string[]> {
    return (await this.#root.getByRole("menuitem").allInnerTexts()).map((text) => text.trim()).filter((text) => text !== "");
  }

  async labelsAndClose(): Promise<string[]> {
    const labels = await this.labels();
    await this.close();
    return labels;
  }

  async choose(label: string): Promise<void> {
    await this.#root.getByRole("menuitem", { name: label, exact: true }).click();
    await this.#root.waitFor({ state: "hidden" });
  }

  async close(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await this.#root.waitFor({ state: "hidden" });
  }
}

export const exactly = (text: string): RegExp => new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
