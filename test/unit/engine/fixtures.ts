import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Answers of real engines, as recorded: Docker 20.10.24, Docker 28.5.2, Podman 4.3.1, each with the same cast of containers. */
export type Recorded = "docker20" | "docker28" | "podman4";

const folder = join(process.cwd(), "test/unit/engine/fixtures");

export function recorded(engine: Recorded, answer: "networks" | "containers" | "version" | "info"): unknown {
  return JSON.parse(readFileSync(join(folder, `${engine}-${answer}.json`), "utf8"));
}

/** The bytes of an event stream. */
export function recordedEvents(engine: Recorded): Buffer {
  return readFileSync(join(folder, `${engine}-events.ndjson`));
}
