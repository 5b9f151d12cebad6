/** The YAML parser, in a chunk of its own: only who has Compose projects pays for it. Import it only as `await import("./composeParser")`. */
export { parseCompose } from "../core/composeFile";
