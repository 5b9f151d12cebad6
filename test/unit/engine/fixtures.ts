import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Answers of real engines, as recorded: Docker 20.10.24, Docker 28.5.2, Podman 4.3.1, each with the same cast of containers. */
export type Recorded = "docker20" | "docker28" | "podman4";
/** Answers written after the documentation of engines that cannot be had here: SOURCES.md says which. */
export type Documented = "docker29" | "desktop" | "rootless";

const folder = join(process.cwd(), "test/unit/engine/fixtures");

export function recorded(engine: Recorded | Documented, answer: "networks" | "containers" | "container" | "version" | "info"): unknown {
  return JSON.parse(readFileSync(join(folder, `${engine}-${answer}.json`), "utf8"));
}

/** The bytes of an event stream. */
export function recordedEvents(engine: Recorded | "docker29"): Buffer {
  return readFileSync(join(folder, `${engine}-events.ndjson`));
}
