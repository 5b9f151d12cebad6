/** The YAML parser, in a chunk of its own: only who has Compose projects pays for it. Import it only as `await import("…/core/composeParser")`. */
export { parseCompose } from "./composeFile";
