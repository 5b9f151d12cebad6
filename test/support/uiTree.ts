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

  /** Unfolds a row and waits for what is under it: a row that comes later moves the ones below, and a click meant for one of them hits another. */
  async expand(label: string): Promise<void> {
    const row = this.row(label).and(this.pane.locator("[aria-expanded]"));
    await row.waitFor();
    if ((await row.getAttribute("aria-expanded")) === "false") await row.locator(".monaco-tl-twistie").click();
    const level = Number(await row.getAttribute("aria-level"));
    const unfolded = row.and(this.pane.locator("[aria-expanded=true]"));
    await unfolded.waitFor();
    const index = Number(await unfolded.getAttribute("data-index"));
    await this.pane.locator(`[role=treeitem][data-index="${index + 1}"][aria-level="${level + 1}"]`).waitFor();
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

  /** Opens a row's context menu, gives its labels in order. */
  async menu(row: string | Locator): Promise<Menu> {
    await (typeof row === "string" ? this.row(row) : row).locator(".label-name").first().click({ button: "right" });
    const menu = new Menu(this.page);
    await menu.open();
    return menu;
  }
}

/** A context menu. */
export class Menu {
  readonly #root: Locator;

  constructor(readonly page: Page) {
    this.#root = page.locator(".monaco-menu").last();
  }

  /** Waits until it is there, at most so many ms. */
  open(timeout = 10_000): Promise<void> {
    return this.#root.waitFor({ timeout });
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
    // A menu takes no click in its first tenth of a second, lest the click that opened it chooses something.
    await this.page.waitForTimeout(110);
    await this.#root.getByRole("menuitem", { name: label, exact: true }).click();
    await this.#root.waitFor({ state: "hidden" });
  }

  async close(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await this.#root.waitFor({ state: "hidden" });
  }
}

export const exactly = (text: string): RegExp => new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
