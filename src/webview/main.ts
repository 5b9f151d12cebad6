import { decodeToWebview } from "../protocol/decode";
import { decodeToForm } from "../protocol/form";
import { App } from "./app";
import { h } from "./dom";
import { FormPage } from "./form/page";
import { connect, readWords } from "./host";

const host = connect();
if (document.body.dataset["page"] === "form") {
  // Which form it is: with it the host finds what was typed when the window is reloaded.
  host.keep(document.body.dataset["key"]);
  const page = new FormPage((message) => host.post(message));
  document.body.append(h("main", {}, page.element));
  host.onMessage(decodeToForm, (message) => page.receive(message));
} else {
  const app = new App(readWords(), host);
  document.body.append(h("main", {}, h("h1", { class: "spoken" }, document.title), app.element));
  host.onMessage(decodeToWebview, (message) => app.receive(message));
}
host.post({ type: "ready" });
