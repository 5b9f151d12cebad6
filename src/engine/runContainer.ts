import { takes } from "../core/endpointField";
import type { EngineInfo } from "../core/inventory";
import type { ContainerSpec } from "../core/spec";
import { Problem } from "../core/problem";
import { compareApi } from "./apiVersion";
import { type Client, dial } from "./client";
import { asArray, asRecord, asText, asTexts } from "./json";
import { connectBody, containerBody } from "./requests";

/** Does one request within the limit of an operation; rejects with `Problem`. */
export type Do = <T>(request: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** Engines that take all networks of a container at its creation. */
export function takesSeveral(apiVersion: string): boolean {
  return compareApi(apiVersion, "1.44") >= 0;
}

/** Creates a container, connects and starts it. Whatever of it fails, the container is removed again and the first reason told. */
export async function runContainer(docker: Client, spec: ContainerSpec, engine: Pick<EngineInfo, "apiVersion" | "product">, request: Do): Promise<{ readonly id: string; readonly warning?: string }> {
  const several = takesSeveral(engine.apiVersion);
  // A path that ends in a question mark is how docker-modem is told of a query; what it finds else would become one.
  const options = { _query: spec.name === undefined ? {} : { name: spec.name }, _body: containerBody(spec, several) };
  const answer = asRecord(await request((signal) => dial(docker, "POST", "/containers/create?", signal, options)));
  const id = asText(answer["Id"]) ?? "";
  try {
    const others = spec.network.kind === "networks" && !several ? spec.network.networks.slice(1) : [];
    for (const { name, endpoint } of others) {
      if (endpoint.mac !== undefined && !takes(engine, "mac")) {
        throw new Problem("refused", `A MAC address of its own for a further network needs API 1.44 (Docker 25); this engine speaks ${engine.apiVersion}`);
      }
      await request((signal) => docker.getNetwork(encodeURIComponent(name)).connect({ ...connectBody(id, endpoint), abortSignal: signal }));
    }
    await request((signal) => dial(docker, "POST", `/containers/${id}/start`, signal));
  } catch (cause) {
    await request((signal) => dial(docker, "DELETE", `/containers/${id}?`, signal, { force: true, v: true })).catch((left: unknown) => {
      const { kind, message } = cause as Problem;
      throw new Problem(kind, `${message}. The container that was made (${id.slice(0, 12)}) could not be removed: ${(left as Problem).message}`, undefined, { cause });
    });
    throw cause;
  }
  const warning = asArray(answer["Warnings"]).flatMap((text) => asText(text) ?? []).join("\n");
  return { id, ...(warning === "" ? {} : { warning }) };
}

/** `GET /images/json` → the names by which images can be run, sorted; those without a name by their short id, last. */
export function decodeImages(json: unknown): string[] {
  const images = asArray(json).map(asRecord);
  const named = images.flatMap((image) => asTexts(image["RepoTags"])).filter((tag) => tag !== "<none>:<none>");
  const bare = images.filter((image) => asTexts(image["RepoTags"]).every((tag) => tag === "<none>:<none>"));
  const ids = bare.flatMap((image) => asText(image["Id"])?.replace(/^sha256:/, "").slice(0, 12) ?? []);
  return [...[...new Set(named)].sort(), ...ids.sort()];
}
