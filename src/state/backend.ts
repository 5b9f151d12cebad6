/**
 * What is loaded when a view is first seen: dockerode, the probes and all they need, in a chunk of their own.
 * Import it only as `await import("./backend")`.
 */
export { findEngine, openEngine } from "../engine/open";
export { createProber } from "../probe/create";
