/** The map's page outside the editor, fed with states of any size through its own protocol: for pictures and for the bench. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { pageOf } from "../../src/views/pageDocument";
import type { ToWebview } from "../../src/protocol/messages";
import { englishWords, translateWords } from "../../src/protocol/strings";

const types: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf", ".html": "text/html" };

/** As VS Code's own dark and light themes have them; the editor in the ui tests brings the real ones. */
const themes = {
  dark: {
    "editor-background": "#1f1f1f", foreground: "#cccccc", descriptionForeground: "#9d9d9d", "editorWidget-background": "#252526", "editorWidget-border": "#454545", "widget-border": "#3c3c3c", "editorGroup-border": "#ffffff17",
    "charts-green": "#89d185", "charts-blue": "#3794ff", "charts-orange": "#d18616", "charts-purple": "#b180d7", "charts-yellow": "#cca700", "editorWarning-foreground": "#cca700", errorForeground: "#f85149", focusBorder: "#0078d4",
    "textLink-foreground": "#4daafc", "font-family": "system-ui, sans-serif", "font-size": "13px", "editor-font-family": "monospace", "input-background": "#313131", "input-foreground": "#cccccc", "input-border": "#3c3c3c", "icon-foreground": "#cccccc", "toolbar-hoverBackground": "#5a5d5e50",
  },
  light: {
    "editor-background": "#ffffff", foreground: "#3b3b3b", descriptionForeground: "#616161", "editorWidget-background": "#f8f8f8", "editorWidget-border": "#c8c8c8", "widget-border": "#e5e5e5", "editorGroup-border": "#e5e5e5",
    "charts-green": "#388a34", "charts-blue": "#1a85ff", "charts-orange": "#d18616", "charts-purple": "#652d90", "charts-yellow": "#bf8803", "editorWarning-foreground": "#bf8803", errorForeground: "#f85149", focusBorder: "#005fb8",
    "textLink-foreground": "#005fb8", "font-family": "system-ui, sans-serif", "font-size": "13px", "editor-font-family": "monospace", "input-background": "#ffffff", "input-foreground": "#3b3b3b", "input-border": "#cecece", "icon-foreground": "#3b3b3b", "toolbar-hoverBackground": "#b8b8b850",
    "dropdown-background": "#ffffff", "dropdown-foreground": "#3b3b3b", "dropdown-border": "#cecece", "panelTitle-activeForeground": "#3b3b3b", "panelTitle-inactiveForeground": "#3b3b3b", "panelTitle-activeBorder": "#005fb8",
  },
} as const;

export interface MapPage {
  readonly address: string;
  close(): void;
}

/** Serves the page and the built files. What the page posts is kept in `posted`, and `receive(message)` is how it is told something. */
export async function serveMapPage(dist = "dist", theme: keyof typeof themes = "dark", kept: unknown = { tab: "topology" }, bundle?: string): Promise<MapPage> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://x").pathname;
    if (path === "/") {
      response.setHeader("content-type", "text/html");
      response.end(page(theme, kept, bundle));
      return;
    }
    const file = path.startsWith("/dist/") ? join(dist, path.slice(6)) : path.startsWith("/media/") ? path.slice(1) : undefined;
    try {
      const body = readFileSync(file ?? "");
      response.setHeader("content-type", types[extname(path)] ?? "application/octet-stream");
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}

function page(theme: keyof typeof themes, kept: unknown, bundle: string | undefined): string {
  const table = bundle === undefined ? undefined : (JSON.parse(readFileSync(bundle, "utf8")) as Record<string, string>);
  const html = pageOf({
    cspSource: "'self'",
    nonce: "n",
    script: "/dist/webview.js",
    styles: ["/dist/codicons/codicon.css", "/media/networkMap.css", "/media/topology.css"],
    language: "en",
    title: "Network Map",
    page: {
      kind: "map",
      words: table === undefined ? englishWords : translateWords((english) => table[english] ?? english),
      chunks: { topology: "/dist/topology.js", worker: "/dist/elk/elk-worker.min.js" },
    },
  });
  const variables = Object.entries(themes[theme]).map(([name, value]) => `--vscode-${name}: ${value};`).join("");
  const host = `globalThis.posted = []; globalThis.acquireVsCodeApi = () => ({ postMessage: (m) => posted.push(m), getState: () => (${JSON.stringify(kept)}), setState: (s) => { globalThis.keptState = s; } }); globalThis.receive = (m) => postMessage(m, "*");`;
  return html.replace("</head>", `<style nonce="n">:root{${variables}} body{font: 13px ${themes[theme]["font-family"]}}</style></head>`).replace("<body>", `<body class="vscode-${theme}"><script nonce="n">${host}</script>`);
}

/** The message that brings a state to the page. */
export function stateMessage(state: Extract<ToWebview, { type: "state" }>["state"]): string {
  return JSON.stringify({ type: "state", state } satisfies ToWebview);
}
