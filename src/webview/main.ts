import { App } from "./app";
import { h } from "./dom";
import { connect, readWords } from "./host";

const host = connect();
const app = new App(readWords(), host);
document.body.append(h("main", {}, h("h1", { class: "spoken" }, document.title), app.element));
host.onMessage((message) => app.receive(message));
host.post({ type: "ready" });
