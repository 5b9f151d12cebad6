import { App } from "./app";
import { connect, readWords } from "./host";

const host = connect();
const app = new App(readWords(), host);
document.body.append(app.element);
host.onMessage((message) => app.receive(message));
host.post({ type: "ready" });
