import type { LinkReport } from "../core/link";

/** Extension to webview. The whole state each time: a webview that was hidden or reloaded needs nothing else. */
export type ToWebview =
  | { readonly type: "state"; readonly state: MapState }
  /** Scroll to a row, select and unfold it. */
  | { readonly type: "focus"; readonly containerId: string; readonly networkId?: string };

export interface MapState {
  readonly engine: EngineState;
  readonly report?: LinkReport;
  /** True until the first report of this engine is there. */
  readonly loading: boolean;
}

export interface EngineState {
  /** For example `Docker 28.5.2 · unix:///var/run/docker.sock`. */
  readonly label: string;
  readonly status: "connecting" | "live" | "lost";
  /** Localised; present when lost. */
  readonly problem?: { readonly title: string; readonly detail: string };
  /** ms since the epoch: when the picture was last true; present when lost. */
  readonly since?: number;
}

/** Webview to extension. Decoded on arrival by `decodeFromWebview`. */
export type FromWebview =
  | { readonly type: "ready" }
  | { readonly type: "copy"; readonly text: string }
  | { readonly type: "export" }
  | { readonly type: "retry" }
  | { readonly type: "refresh" }
  /** Reveal in the tree. */
  | { readonly type: "reveal"; readonly containerId: string };
