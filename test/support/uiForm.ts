/** A form's page, used as a person uses it. Fields are found by where their value stands in the draft. */
import type { FrameLocator, Locator } from "playwright-core";
import type { Workbench } from "./uiWorkbench";

export class FormPage {
  readonly frame: FrameLocator;

  constructor(readonly workbench: Workbench) {
    this.frame = workbench.webview();
  }

  field(id: string): Locator {
    return this.frame.locator(`.field[data-field="${id}"]`);
  }

  /** Whether its control, or the button that adds a row to it, has the keyboard. */
  async hasFocus(id: string): Promise<boolean> {
    return (await this.frame.locator(`.field[data-field="${id}"] > .control > :focus, .field[data-field="${id}"] > .control > .list-foot > :focus`).count()) > 0;
  }

  /** Opens a section that is folded. */
  async unfold(section: string): Promise<void> {
    const details = this.frame.locator(`details[data-section="${section}"]`);
    if ((await details.getAttribute("open")) === null) await details.locator("summary").click();
  }

  /** The input of a text field. */
  input(id: string): Locator {
    return this.field(id).locator("vscode-text-field input").first();
  }

  async type(id: string, text: string): Promise<void> {
    await this.input(id).fill(text);
  }

  /** Chooses from a dropdown by the mouse. */
  async choose(id: string, label: string): Promise<void> {
    const dropdown = this.field(id).locator("vscode-dropdown");
    await dropdown.click();
    await dropdown.locator("vscode-option").getByText(label, { exact: true }).click();
  }

  /** Chooses from a dropdown the entry that begins so. */
  async chooseStarting(id: string, label: string): Promise<void> {
    const dropdown = this.field(id).locator("vscode-dropdown");
    await dropdown.click();
    await dropdown.locator(`vscode-option[value="${label}"]`).click();
  }

  async tick(id: string): Promise<void> {
    await this.field(id).locator("vscode-checkbox").click();
  }

  /** Adds a row to a list. */
  async add(id: string): Promise<void> {
    await this.field(id).locator(".list-foot vscode-button").last().click();
  }

  /** Waits until a field says so. */
  async says(id: string, text: string | RegExp): Promise<void> {
    await this.field(id).locator(".remarks", { hasText: text }).first().waitFor();
  }

  output(id: string): Locator {
    return this.frame.locator(`.output[data-output="${id}"] pre`);
  }

  /** Waits until an output has this in it. */
  async shows(id: string, text: string | RegExp): Promise<void> {
    await this.frame.locator(`.output[data-output="${id}"]`, { hasText: text }).waitFor();
  }

  async submit(): Promise<void> {
    await this.frame.locator(".buttons vscode-button").first().click();
  }
}
