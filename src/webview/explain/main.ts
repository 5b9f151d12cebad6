import { decodeToExplain, type FromExplain } from "../../protocol/explain";
import { ExplainPage } from "./page";

declare function acquireVsCodeApi(): { postMessage(message: FromExplain): void; setState(state: unknown): void };

const api = acquireVsCodeApi();
const page = new ExplainPage((message) => api.postMessage(message));
document.body.append(page.element);
addEventListener("message", (event: MessageEvent<unknown>) => {
  const message = decodeToExplain(event.data);
  // With it the host knows what the page is about when the window is reloaded.
  if (message?.type === "explanation") api.setState(message.state.target);
  if (message) page.receive(message);
});
api.postMessage({ type: "ready" });
