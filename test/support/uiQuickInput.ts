import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { exactly } from "./uiTree";

/** The editor closed an input before it was answered. */
export class InputGone extends Error {
  constructor() {
    super("The input is gone");
  }
}

/** VS Code's quick input: the palette, pickers and input boxes, used by keyboard as a person would. */
export class QuickInput {
  readonly #widget: Locator;
  readonly #box: Locator;

  constructor(readonly page: Page) {
    this.#widget = page.locator(".quick-input-widget:visible");
    this.#box = this.#widget.locator(".quick-input-box input");
  }

  /** Waits for a step whose title, prompt, placeholder or rows say this. */
  async shows(text: string): Promise<void> {
    const placeholder = this.page.locator(`input[placeholder*="${text}"]`);
    await this.#widget.filter({ hasText: text }).or(this.#widget.filter({ has: placeholder })).first().waitFor();
  }

  isShown(): Promise<boolean> {
    return this.#widget.isVisible();
  }

  /** Goes back a step, by the button in the title. */
  async back(): Promise<void> {
    await this.#widget.locator(".quick-input-titlebar").getByRole("button", { name: "Back" }).click();
  }

  /** The whole text of the widget: title, message, rows. */
  text(): Promise<string> {
    return this.#widget.innerText();
  }

  /** What stands in the box. */
  value(): Promise<string> {
    return this.#box.inputValue();
  }

  /** Replaces what stands in the box, key by key, so that validation runs as it does for a person. */
  type(text: string): Promise<void> {
    return this.#fill(text, () => this.page.keyboard.type(text));
  }

  async #fill(text: string, put: () => Promise<void>): Promise<void> {
    // After a command of the palette the page that had the keyboard may take some of the keys: a person sees that, and types again.
    for (let left = 3; left > 0; left--) {
      await this.#box.focus({ timeout: 5_000 }).catch(() => {
        throw new InputGone();
      });
      await this.page.keyboard.press("ControlOrMeta+a");
      if (text === "") await this.page.keyboard.press("Delete");
      else await put();
      if ((await this.#box.inputValue({ timeout: 2_000 }).catch(() => text)) === text) return;
    }
  }

  /** Types something wrong: waits for the words, and for the text to be still there. */
  async refuses(typed: string, words: RegExp): Promise<string> {
    await this.type(typed);
    const message = this.#widget.locator(".quick-input-message").filter({ hasText: words });
    await message.waitFor();
    const said = await message.innerText();
    // Enter must not get past it, nor lose what was typed.
    await this.page.keyboard.press("Enter");
    await message.waitFor();
    assert.equal(await this.value(), typed);
    return said;
  }

  async enter(): Promise<void> {
    await this.page.keyboard.press("Enter");
  }

  /** Labels of the rows that are shown. */
  async labels(): Promise<string[]> {
    return await this.#rows().locator(".quick-input-list-row:first-child .label-name").allInnerTexts();
  }

  #rows(): Locator {
    return this.#widget.locator(".quick-input-list .monaco-list-row");
  }

  row(label: string | RegExp): Locator {
    return this.#rows().filter({ has: this.page.locator(".label-name", { hasText: typeof label === "string" ? exactly(label) : label }) }).first();
  }

  /**
   * Narrows a list by a text, goes to the row by the arrow keys and takes it by Enter. The text comes at once, as if it was pasted:
   * with each key the palette would look through all of its commands. `prefix`: such as `>` of the palette.
   */
  async pick(label: string, prefix = ""): Promise<void> {
    await this.#has(this.row(/./));
    const text = prefix + label;
    const type = (): Promise<void> => this.#fill(text, () => this.page.keyboard.insertText(text));
    await type();
    const row = this.row(label);
    // On a busy machine the palette may still come to begin anew: a person sees that too.
    await this.#has(row, async () => {
      if ((await this.#box.inputValue({ timeout: 2_000 }).catch(() => text)) !== text) await type();
    });
    await this.#has(this.page.locator(".quick-input-list .monaco-list-row.focused"));
    for (let step = 0; !(await isFocused(row)); step++) {
      if (step > 30) throw new Error(`The arrow keys never reached ${label}`);
      await this.page.keyboard.press("ArrowDown");
    }
    await this.enter();
  }

  /** Waits for something in the list, as long as the input is there: between two questions there is none for a moment. */
  async #has(what: Locator, meanwhile?: () => Promise<void>): Promise<void> {
    const end = Date.now() + 20_000;
    let shown = Date.now();
    while (!(await what.isVisible())) {
      if (await this.isShown()) shown = Date.now();
      if (Date.now() - shown > 2_000) throw new InputGone();
      if (Date.now() > end) throw new Error(`Not in the list: ${String(what)}`);
      await this.page.waitForTimeout(20);
      await meanwhile?.();
    }
  }

  /** Ticks a row of a list in which several can be chosen. */
  async tick(label: string): Promise<void> {
    await this.row(label).locator(".label-name").first().click();
    await this.#rows().and(this.page.locator("[aria-checked=true]")).filter({ hasText: label }).waitFor();
  }

  /** Takes what is ticked. */
  async ok(): Promise<void> {
    await this.#widget.getByRole("button", { name: "OK" }).click();
  }

  /** Enter until it is taken: the editor's own file dialog still looks at what was typed before. */
  async enterUntilGone(): Promise<void> {
    await this.enter();
    while (await this.isShown()) {
      await this.page.waitForTimeout(500);
      if (await this.isShown()) await this.enter();
    }
  }

  async gone(): Promise<void> {
    await this.#widget.waitFor({ state: "hidden" });
  }

  /** Escape, and again where it came so soon that the editor itself was believed to have closed the input. */
  async cancel(): Promise<void> {
    for (let left = 3; left > 0; left--) {
      await this.page.keyboard.press("Escape");
      await this.page.waitForTimeout(300);
      if (!(await this.isShown())) break;
    }
    await this.gone();
  }
}

async function isFocused(row: Locator): Promise<boolean> {
  const classes = await row.getAttribute("class", { timeout: 2_000 }).catch(() => {
    throw new InputGone();
  });
  return /\bfocused\b/.test(classes ?? "");
}
