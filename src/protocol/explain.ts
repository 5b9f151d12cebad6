import type { ExplainedPart } from "../core/explain";
import type { Target } from "../core/target";
import type { MapProblem } from "./messages";

/** The whole page each time. Every text is localised, and may hold an engine's own text: plain text only. */
export interface ExplainState {
  /** What the page is about, kept by the page over a reload of the window. */
  readonly target: Target;
  readonly title: string;
  readonly subtitle: string;
  /** The engine does not answer: what is shown is from before. */
  readonly problem?: MapProblem;
  /** Said where there is nothing to explain: it is gone, or not read yet. */
  readonly blank?: string;
  readonly parts: readonly ExplainedPart[];
  readonly words: ExplainWords;
}

export interface ExplainWords {
  readonly showLinks: string;
  readonly picture: string;
  readonly meaning: string;
  readonly configuration: string;
  readonly facts: string;
  readonly factsHint: string;
  readonly whereHost: string;
  readonly whereDocker: string;
  readonly copy: string;
  readonly copied: string;
  readonly copyFailed: string;
}

/** Extension to page. */
export type ToExplain =
  | { readonly type: "explanation"; readonly state: ExplainState }
  /** The answer to `copy`: it is on the clipboard, or it could not be put there. */
  | { readonly type: "copied"; readonly text: string; readonly ok: boolean };

/** Page to extension. */
export type FromExplain =
  | { readonly type: "ready" }
  | { readonly type: "copy"; readonly text: string }
  /** Show the links of what is explained. */
  | { readonly type: "links" }
  /** One of the actions offered with a problem. */
  | { readonly type: "run"; readonly command: string };

/** A message from the page, or undefined if it is none of ours. */
export function decodeFromExplain(value: unknown): FromExplain | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, text, command } = value as Record<string, unknown>;
  if (type === "ready" || type === "links") return { type };
  if (type === "copy" && typeof text === "string") return { type, text };
  if (type === "run" && typeof command === "string") return { type, command };
  return undefined;
}

/** A message from the extension, or undefined if it is none of ours; looks as deep as needed to tell. */
export function decodeToExplain(value: unknown): ToExplain | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, state, text, ok } = value as Record<string, unknown>;
  if (type === "explanation" && typeof state === "object" && state !== null && Array.isArray((state as Record<string, unknown>)["parts"])) {
    return { type, state: state as ExplainState };
  }
  if (type === "copied" && typeof text === "string" && typeof ok === "boolean") return { type, text, ok };
  return undefined;
}
