import { spawn } from "node:child_process";
import * as wire from "./netlinkMessages";

/** Asks for the links, and ends well with the first answer. Arguments: the addon's module, and the question in base64. */
const TRIAL = `
const { RawNetlinkSocket } = require(process.argv[1]);
const socket = new RawNetlinkSocket(0, { messagePeeking: false, msgBufferSize: 32768 });
socket.on("message", () => process.exit(0));
socket.on("error", () => process.exit(1));
setTimeout(() => process.exit(1), 5000);
socket.send(Buffer.from(process.argv[2], "base64"), undefined, () => undefined);
`;

/**
 * Does an answer reach JavaScript in this kind of process? Where V8 keeps its memory in a cage (Electron may), the addon
 * cannot hand an answer over, and ends its process at the first one. So another process of the same program tries it.
 */
export function netlinkAnswers(module: string, program = TRIAL): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["-e", program, module, wire.dumpLinks(1).toString("base64")], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      stdio: "ignore",
    });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}
