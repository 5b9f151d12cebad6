import { Problem } from "../core/problem";
import { asRecord, asText } from "./json";

/** The API versions that this extension speaks: Docker 20.10 to what 29 brought. */
export const oldestApi = "1.41";
export const newestApi = "1.52";

/**
 * The version to speak with an engine that answered this to `/version`: its newest, at most ours. Throws `Problem`:
 * `notAnEngine` if the answer is no engine's, `apiVersion` if there is none that both speak.
 */
export function negotiate(version: unknown, endpoint: string): string {
  const answer = asRecord(version);
  const newest = asText(answer["ApiVersion"]);
  if (newest === undefined || parts(newest) === undefined) {
    throw new Problem("notAnEngine", "it gave no API version when asked for it", endpoint);
  }
  const oldest = asText(answer["MinAPIVersion"]) ?? "1.12";
  const ranges = `The engine speaks API ${oldest} to ${newest}, this extension ${oldestApi} to ${newestApi}`;
  if (compareApi(newest, oldestApi) < 0 || compareApi(oldest, newestApi) > 0) throw new Problem("apiVersion", ranges, endpoint);
  return compareApi(newest, newestApi) < 0 ? newest : newestApi;
}

/** Negative when `a` is the older. `1.9` is older than `1.41`. */
export function compareApi(a: string, b: string): number {
  const [majorA, minorA] = parts(a) ?? [0, 0];
  const [majorB, minorB] = parts(b) ?? [0, 0];
  return majorA - majorB || minorA - minorB;
}

function parts(version: string): [number, number] | undefined {
  const match = /^(\d+)\.(\d+)$/.exec(version);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}
