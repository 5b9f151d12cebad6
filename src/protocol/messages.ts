import type { LinkReport } from "../core/link";
import type { TopologyFacts } from "../core/topology";
import type { TrafficTick } from "../core/traffic";

/** Extension to webview. The whole state each time: a webview that was hidden or reloaded needs nothing else. */
export type ToWebview =
  | { readonly type: "state"; readonly state: MapState }
  /**
   * Scroll to a container's row (select and unfold it), to that of one interface of it, or to a network's group when only
   * that is given.
   */
  | { readonly type: "focus"; readonly tab?: MapTab; readonly containerId?: string; readonly networkId?: string; readonly interface?: string }
  /** Give the picture, for a file or the clipboard: answered by `picture`. */
  | { readonly type: "draw"; readonly format: PictureFormat }
  /** The answer to `traffic`. Without a tick there is nothing to tell now. */
  | { readonly type: "traffic"; readonly tick?: TrafficTick }
  /** The answer to `copy`: it is on the clipboard, or it could not be put there. */
  | { readonly type: "copied"; readonly text: string; readonly ok: boolean };

/** In which tab to show it. */
export type MapTab = "links" | "topology";
export type PictureFormat = "svg" | "png" | "mermaid";

export interface MapState {
  readonly engine: EngineState;
  /** What the engine says of its networks; empty until known. */
  readonly networks: readonly MapNetwork[];
  readonly report?: LinkReport;
  /** What the picture is drawn from, beside the report; absent until known. */
  readonly facts?: TopologyFacts;
  /** True until the first report of this engine is there. */
  readonly loading: boolean;
  /** The last look at the links failed though the engine is there: `report`, if any, is from before. */
  readonly problem?: MapProblem;
  /** What could be read besides, with the user's consent, or why that failed. */
  readonly offer?: MapProblem;
}

/** What a group's header says of its network. */
export interface MapNetwork {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  /** CIDRs. */
  readonly subnets: readonly string[];
  readonly gateways: readonly string[];
  /** How many containers have an endpoint on it, running or not. */
  readonly attached: number;
  /** The Compose project that it belongs to. */
  readonly project?: string;
}

export interface EngineState {
  /** For example `Docker 28.5.2`; empty until known. */
  readonly label: string;
  /** Where it is, as a `DOCKER_HOST` would say it. */
  readonly endpoint?: string;
  readonly status: "connecting" | "live" | "lost";
  /** Localised; present when lost. */
  readonly problem?: MapProblem;
  /** ms since the epoch: when the picture was last true; present when lost. */
  readonly since?: number;
}

/** Localised. `detail` may hold an engine's own text: show it as plain text only. */
export interface MapProblem {
  readonly title: string;
  readonly detail: string;
  readonly actions: readonly MapAction[];
}

export interface MapAction {
  readonly title: string;
  /** A command id; the host runs only those that it offered. */
  readonly command: string;
}

/** Webview to extension. Decoded on arrival by `decodeFromWebview`. */
export type FromWebview =
  | { readonly type: "ready" }
  | { readonly type: "copy"; readonly text: string }
  | { readonly type: "export" }
  | { readonly type: "retry" }
  | { readonly type: "refresh" }
  /** What passes over the interfaces now? The page asks about once a second while it shows it. `all`: it knows nothing yet. */
  | { readonly type: "traffic"; readonly all: boolean }
  /** One of the actions offered with a problem. */
  | { readonly type: "run"; readonly command: string }
  /** Containers were dropped on a network. */
  | { readonly type: "attach"; readonly networkId: string; readonly containerIds: readonly string[] }
  /** Save the picture. */
  | { readonly type: "exportPicture" }
  /** The answer to `draw`: text, or base64 of a PNG; absent where there is no picture. */
  | { readonly type: "picture"; readonly format: PictureFormat; readonly data?: string };
