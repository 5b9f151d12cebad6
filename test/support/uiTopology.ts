/** The Network Map's Topology tab, read from the page as a person sees it. */
import type { FrameLocator, Locator } from "playwright-core";
import { Menu } from "./uiTree";
import type { Workbench } from "./uiWorkbench";

/** As much of an element as is used; tests have no DOM types. */
interface PageElement {
  getAttribute(name: string): string | null;
}

export class TopologyPage {
  readonly frame: FrameLocator;

  constructor(readonly workbench: Workbench) {
    this.frame = workbench.webview();
  }

  async open(): Promise<void> {
    await this.frame.getByRole("tab", { name: "Topology", exact: true }).click();
  }

  get canvas(): Locator {
    return this.frame.getByRole("application");
  }

  box(name: string): Locator {
    return this.frame.locator(".box", { has: this.frame.locator(".name", { hasText: exact(name) }) });
  }

  bar(name: string): Locator {
    return this.frame.locator(".bar.bridge, .bar.macvlan, .bar.ipvlan, .bar.overlay", { has: this.frame.locator(".name", { hasText: exact(name) }) }).first();
  }

  /** The cables of a container. */
  cables(container: string): Locator {
    return this.frame.locator(`.wire[aria-label^="${container}, "]:not(.published)`);
  }

  /** What a screen reader says of each cable that looks proven. */
  async proven(): Promise<string[]> {
    return await this.frame.locator(".wire.verified").evaluateAll((all: readonly PageElement[]) => all.map((one) => one.getAttribute("aria-label") ?? ""));
  }

  /** What is chosen, as it is spoken. */
  async chosen(): Promise<string> {
    const id = await this.canvas.getAttribute("aria-activedescendant");
    return id === null ? "" : ((await this.frame.locator(`[id="${id}"]`).getAttribute("aria-label")) ?? "");
  }

  async menu(thing: Locator): Promise<Menu> {
    // A straight line has no height, so it is not visible to a locator.
    const place = await thing.locator("text.name, .hit").first().boundingBox();
    if (place === null) throw new Error("It is not on screen");
    const { page } = this.workbench;
    return await Menu.by(page, () => page.mouse.click(place.x + place.width / 2, place.y + place.height / 2, { button: "right" }));
  }

  /** Drags a container's box onto a network's bar with the mouse. */
  async drag(from: Locator, to: Locator): Promise<void> {
    const { mouse } = this.workbench.page;
    const [start, end] = [await from.locator("text.name").boundingBox(), await to.locator("text.name").boundingBox()];
    if (start === null || end === null) throw new Error("One end of the drag is not on screen");
    await mouse.move(start.x + 5, start.y + 5);
    await mouse.down();
    await mouse.move(start.x + 20, start.y + 20, { steps: 4 });
    await mouse.move(end.x + 5, end.y + 5, { steps: 8 });
    await this.frame.locator(".bar.drop").waitFor();
    await this.workbench.picture("topology-drag");
    await mouse.up();
  }
}

const exact = (text: string): RegExp => new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
