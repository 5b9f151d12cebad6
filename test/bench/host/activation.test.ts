/** What the extension costs VS Code: run in a fresh extension host, it writes its numbers where run.mjs finds them. */
import { ok, strictEqual } from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { commands, extensions, window } from "vscode";

/** One extension host's numbers: milliseconds and MiB. */
export interface HostNumbers {
  /** What VS Code's own report *Developer: Startup Performance* says of this extension. */
  readonly loadCode: number;
  readonly callActivate: number;
  readonly finishActivate: number;
  /** From asking VS Code to activate it to the answer, messages to the window included. */
  readonly asked: number;
  /** Heap, buffers included, after a collection; each over that of the same host before the extension was loaded. */
  readonly heapActivated: number;
  readonly heapUsed: number;
  /** Resident memory of the process, over the same. */
  readonly rssActivated: number;
  readonly rssUsed: number;
  /** Links that were there when `heapUsed` was taken. */
  readonly links: number;
}

const ID = "docker-network-explorer.docker-network-explorer";

interface Api {
  inventory(): Promise<{ readonly containers: readonly unknown[] }>;
  links(): Promise<{ readonly links: readonly unknown[] }>;
}

describe("The cost of the extension", () => {
  it("is measured in a fresh extension host", async () => {
    const extension = extensions.getExtension<Api>(ID)!;
    strictEqual(extension.isActive, false, "the extension was activated before anybody looked at it");
    // What VS Code's own extensions still load after the start is not this one's.
    await settled();
    const empty = memory();
    const start = performance.now();
    const api = await extension.activate();
    const asked = performance.now() - start;
    const activated = memory();

    await commands.executeCommand("workbench.view.extension.dockerNetworks");
    await api.inventory();
    const { links } = await api.links();
    ok(links.length > 0);
    await settled();
    const used = memory();

    const numbers: HostNumbers = {
      ...(await startupReport()),
      asked,
      heapActivated: activated.heap - empty.heap,
      heapUsed: used.heap - empty.heap,
      rssActivated: activated.rss - empty.rss,
      rssUsed: used.rss - empty.rss,
      links: links.length,
    };
    writeFileSync(join(process.env["DNE_BENCH_RESULTS"]!, "activation.json"), JSON.stringify(numbers));
  });
});

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5_000));

/** MiB, after a full collection. */
function memory(): { readonly heap: number; readonly rss: number } {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: (heapUsed + external) / 2 ** 20, rss: rss / 2 ** 20 };
}

/** This extension's line in VS Code's own *Startup Performance* report. */
async function startupReport(): Promise<Pick<HostNumbers, "loadCode" | "callActivate" | "finishActivate">> {
  await commands.executeCommand("perfview.show");
  const report = await reportText();
  const lines = report.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const head = lines.find((cells) => cells.includes("Load Code"));
  const line = lines.find((cells) => cells.some((cell) => cell.toLowerCase() === ID));
  if (head === undefined || line === undefined) throw new Error(`VS Code's report does not name the extension:\n${report}`);
  const number = (name: string): number => Number(line[head.indexOf(name)]);
  return { loadCode: number("Load Code"), callActivate: number("Call Activate"), finishActivate: number("Finish Activate") };
}

/** The report's text, once it names this extension: it fills itself some moments after it was opened. */
async function reportText(): Promise<string> {
  for (const end = Date.now() + 15_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const documents = window.visibleTextEditors.map(({ document }) => document).filter(({ uri }) => uri.scheme === "perf");
    const report = documents.map((document) => document.getText()).find((text) => text.includes(ID));
    if (report !== undefined) return report;
  }
  throw new Error("VS Code's Startup Performance report does not name the extension within 15 s");
}
