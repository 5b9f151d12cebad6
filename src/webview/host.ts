import type { FromForm } from "../protocol/form";
import type { FromWebview } from "../protocol/messages";
import { englishWords, type WebviewWords } from "../protocol/strings";

interface VsCodeApi {
  postMessage(message: FromWebview | FromForm): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The other side, typed. */
export interface Host {
  post(message: FromWebview | FromForm): void;
  readonly kept: unknown;
  keep(state: unknown): void;
  /** `decode` gives undefined for what is not ours. */
  onMessage<Message>(decode: (value: unknown) => Message | undefined, listener: (message: Message) => void): void;
}

/** May be called once per page. */
export function connect(): Host {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    kept: api.getState(),
    keep: (state) => api.setState(state),
    onMessage: (decode, listener) =>
      window.addEventListener("message", (event: MessageEvent<unknown>) => {
        const message = decode(event.data);
        if (message) listener(message);
      }),
  };
}

/** The words that the host put into the page. */
export function readWords(): WebviewWords {
  const embedded = document.getElementById("words")?.textContent;
  return embedded === undefined ? englishWords : (JSON.parse(embedded) as WebviewWords);
}
