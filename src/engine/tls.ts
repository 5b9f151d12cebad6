import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "../core/problem";

/** What a TLS connection to an engine needs; PEM. */
export interface Tls {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  /** Whether the engine's certificate must be valid. */
  readonly verify: boolean;
}

/**
 * TLS as the docker CLI takes it from its environment: DOCKER_TLS_VERIFY (verified) or DOCKER_TLS (not), any value but an
 * empty one, with the files in DOCKER_CERT_PATH or the configuration folder. Undefined without either variable.
 * Rejects with `Problem("tls")` when verification is asked for and the authority's certificate cannot be read.
 */
export async function tlsFromEnvironment(env: NodeJS.ProcessEnv, config: string, source: string): Promise<Tls | undefined> {
  const verify = (env["DOCKER_TLS_VERIFY"] ?? "") !== "";
  if (!verify && (env["DOCKER_TLS"] ?? "") === "") return undefined;
  const certPath = env["DOCKER_CERT_PATH"] ?? "";
  const material = await readMaterial(certPath === "" ? config : certPath, source);
  if (verify && material.ca === undefined) {
    throw new Problem("tls", `DOCKER_TLS_VERIFY is set, but ${join(certPath === "" ? config : certPath, "ca.pem")} does not exist`, source);
  }
  return { ...material, verify };
}

/** The files ca.pem, cert.pem and key.pem of a folder; one that does not exist is absent. Rejects with `Problem("tls")`. */
export async function readMaterial(folder: string, source: string): Promise<Omit<Tls, "verify">> {
  const read = async (name: string): Promise<Buffer | undefined> => {
    try {
      return await readFile(join(folder, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw new Problem("tls", `${source}: ${(error as Error).message}`, source, { cause: error });
    }
  };
  const [ca, cert, key] = await Promise.all([read("ca.pem"), read("cert.pem"), read("key.pem")]);
  if ((cert === undefined) !== (key === undefined)) {
    const missing = cert === undefined ? "cert.pem" : "key.pem";
    throw new Problem("tls", `${source}: ${join(folder, missing)} does not exist`, source);
  }
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  };
}
