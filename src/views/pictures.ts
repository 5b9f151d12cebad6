import type { PictureFormat } from "../protocol/messages";

/** How long the page may take to draw and hand over a picture, in ms. */
const patience = 30_000;

interface Asked {
  readonly format: PictureFormat;
  readonly timer: NodeJS.Timeout;
  resolve(data: string | undefined): void;
}

/** Asks the page for pictures of itself. Every question is answered, if need be by nothing. */
export class Pictures {
  #open: Asked[] = [];

  constructor(private readonly post: (format: PictureFormat) => void) {}

  /** @param ready the page listens; otherwise it is asked as soon as it does */
  ask(format: PictureFormat, ready: boolean): Promise<string | undefined> {
    return new Promise((resolve) => {
      const asked: Asked = { format, resolve, timer: setTimeout(() => this.#close(asked, undefined), patience) };
      this.#open.push(asked);
      if (ready) this.post(format);
    });
  }

  ready(): void {
    for (const { format } of this.#open) this.post(format);
  }

  answer(format: PictureFormat, data: string | undefined): void {
    const asked = this.#open.find((one) => one.format === format);
    if (asked) this.#close(asked, data);
  }

  dispose(): void {
    for (const asked of [...this.#open]) this.#close(asked, undefined);
  }

  #close(asked: Asked, data: string | undefined): void {
    clearTimeout(asked.timer);
    this.#open = this.#open.filter((one) => one !== asked);
    asked.resolve(data);
  }
}
