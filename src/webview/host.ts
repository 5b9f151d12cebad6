import { decodeToWebview } from "../protocol/decode";
import type { FromWebview, ToWebview } from "../protocol/messages";
import { englishWords, type WebviewWords } from "../protocol/strings";

interface VsCodeApi {
  postMessage(message: FromWebview): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The other side, typed. */
export interface Host {
  post(message: FromWebview): void;
  readonly kept: unknown;
  keep(state: unknown): void;
  onMessage(listener: (message: ToWebview) => void): void;
}

/** May be called once per page. */
export function connect(): Host {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    kept: api.getState(),
    keep: (state) => api.setState(state),
    onMessage: (listener) =>
      window.addEventListener("message", (event: MessageEvent<unknown>) => {
        const message = decodeToWebview(event.data);
        if (message) listener(message);
      }),
  };
}

/** The words that the host put into the page. */
export function readWords(): WebviewWords {
  const embedded = document.getElementById("words")?.textContent;
  return embedded === undefined ? englishWords : (JSON.parse(embedded) as WebviewWords);
}
