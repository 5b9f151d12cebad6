/** The Network Map's Links tab, read from the page as a person sees it. */
import type { FrameLocator, Locator } from "playwright-core";
import { Menu } from "./uiTree";
import type { Workbench } from "./uiWorkbench";

/** One row as it stands on screen. Absent cells are empty. */
export interface ShownLink {
  readonly container: string;
  readonly interface: string;
  readonly ifindex: string;
  readonly peerIfindex: string;
  readonly peer: string;
  readonly bridge: string;
  readonly addresses: string;
  readonly verdict: string;
  /** What a screen reader says of it. */
  readonly spoken: string;
}

/** As much of an element as is used; tests have no DOM types. */
interface PageElement {
  readonly textContent: string | null;
  querySelector(selector: string): PageElement | null;
  getAttribute(name: string): string | null;
}

/** Runs in the page: uses nothing from outside itself. */
function readRows(rows: readonly PageElement[]): ShownLink[] {
  return rows.map((row) => {
    const text = (selector: string): string => row.querySelector(selector)?.textContent?.trim() ?? "";
    return {
      container: text(".container .clip"),
      interface: text(".container-end .name"),
      ifindex: text(".container-end .index"),
      peerIfindex: text(".host-end .index"),
      peer: text(".host-end .name"),
      bridge: text(".bridge .clip"),
      addresses: text(".addresses .clip"),
      verdict: text(".verdict .clip"),
      spoken: row.getAttribute("aria-label") ?? "",
    };
  });
}

export class LinksPage {
  readonly frame: FrameLocator;

  constructor(readonly workbench: Workbench) {
    this.frame = workbench.webview();
  }

  get grid(): Locator {
    return this.frame.getByRole("treegrid");
  }

  /** The rows of links, without the groups' headers. */
  get lines(): Locator {
    return this.grid.locator(".line.row");
  }

  line(container: string, text: string | RegExp = ""): Locator {
    return this.lines.filter({ has: this.frame.locator(".container .clip", { hasText: container }) }).filter({ hasText: text }).first();
  }

  async rows(): Promise<ShownLink[]> {
    return await this.lines.evaluateAll(readRows);
  }

  get filter(): Locator {
    return this.frame.locator(".links .search input");
  }

  /** The commands of the unfolded rows. */
  async commands(): Promise<string[]> {
    return await this.grid.locator(".command .clip").allInnerTexts();
  }

  async copy(command: string): Promise<void> {
    await this.frame.getByRole("button", { name: `Copy: ${command}`, exact: true }).click();
  }

  menu(row: Locator): Promise<Menu> {
    return Menu.by(this.workbench.page, () => row.click({ button: "right" }));
  }

  /** Copies the row that is selected, by keyboard. */
  async copyRow(row: Locator): Promise<void> {
    await row.and(this.grid.locator("[aria-selected=true]")).waitFor();
    await this.grid.focus();
    await this.workbench.page.keyboard.press("Control+c");
  }
}

/** Those of these texts that are cut, because their place is too small. */
export function cutTexts(texts: Locator): Promise<string[]> {
  return texts.evaluateAll((all: readonly { readonly scrollWidth: number; readonly clientWidth: number; readonly textContent: string }[]) =>
    all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ textContent }) => textContent),
  );
}
