import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "../core/problem";
import { asRecord, asString } from "./json";
import { readMaterial, type Tls } from "./tls";

/** The docker CLI's configuration folder: DOCKER_CONFIG or `~/.docker`. */
export function configFolder(env: NodeJS.ProcessEnv, home: string): string {
  const folder = env["DOCKER_CONFIG"] ?? "";
  return folder === "" ? join(home, ".docker") : folder;
}

/** The context that `docker context use` chose; undefined without one. Rejects with `Problem("badEndpoint")` on a broken config.json. */
export async function currentContext(config: string): Promise<string | undefined> {
  const file = join(config, "config.json");
  const json = await readJson(file, file);
  const name = asString(asRecord(json)["currentContext"]);
  return name === "" ? undefined : name;
}

/**
 * A context as the docker CLI stores it: `contexts/meta/<sha256 of the name>/meta.json`, its certificates in
 * `contexts/tls/<sha256>/docker/`. Rejects with `Problem`: `badEndpoint` if it does not exist or names no host, `tls`.
 */
export async function readContext(config: string, name: string, source: string): Promise<{ host: string; tls?: Tls }> {
  const hash = createHash("sha256").update(name).digest("hex");
  const file = join(config, "contexts/meta", hash, "meta.json");
  const meta = await readJson(file, source);
  if (meta === undefined) throw new Problem("badEndpoint", `There is no Docker context “${name}” in ${join(config, "contexts")}`, source);
  const docker = asRecord(asRecord(asRecord(meta)["Endpoints"])["docker"]);
  const host = asString(docker["Host"]) ?? "";
  if (host === "") throw new Problem("badEndpoint", `The Docker context “${name}” names no host`, source);
  const folder = join(config, "contexts/tls", hash, "docker");
  const verify = docker["SkipTLSVerify"] !== true;
  const material = (await exists(folder)) ? await readMaterial(folder, source) : {};
  // As in the CLI: a context is TLS if it brings certificates or says that none need be checked.
  return Object.keys(material).length === 0 && verify ? { host } : { host, tls: { ...material, verify } };
}

async function readJson(file: string, source: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new Problem("badEndpoint", `${source}: ${message}`, source, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem("badEndpoint", `${file} is not JSON: ${(error as Error).message}`, source, { cause: error });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
