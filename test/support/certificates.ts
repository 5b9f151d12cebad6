/** Certificates as Docker's TLS wants them, made by the openssl of an engine's own Debian. */
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { inRoot, type OwnEngine } from "./rig";

const run = promisify(execFile);

/** Folders with `ca.pem`, `cert.pem` and `key.pem` each. */
export interface Certificates {
  /** For that address, by the authority. */
  readonly server: string;
  /** By the same authority. */
  readonly client: string;
  /** By another authority, with its certificate. */
  readonly stranger: string;
}

export async function makeCertificates(engine: OwnEngine, address: string): Promise<Certificates> {
  const root = mkdtempSync(join(engine.folder, "tls-"));
  const openssl = async (...argv: string[]): Promise<void> => {
    const [program, ...rest] = await inRoot(engine, ["sh", "-ec", 'cd "$1"; shift; exec openssl "$@"', "sh", `/engine/${basename(root)}`, ...argv]);
    await run(program!, rest);
  };
  const authority = async (name: string): Promise<void> => openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", `/CN=${name}`, "-keyout", `${name}-key.pem`, "-out", `${name}.pem`);
  const issue = async (name: string, by: string, extensions: string): Promise<string> => {
    writeFileSync(join(root, `${name}.ext`), extensions);
    await openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", `/CN=${name}`, "-keyout", `${name}-key.pem`, "-out", `${name}.csr`);
    await openssl("x509", "-req", "-in", `${name}.csr`, "-CA", `${by}.pem`, "-CAkey", `${by}-key.pem`, "-CAcreateserial", "-days", "2", "-extfile", `${name}.ext`, "-out", `${name}.pem`);
    const folder = mkdtempSync(join(tmpdir(), `dne-${name}-`));
    for (const [from, to] of [[by, "ca"], [name, "cert"], [`${name}-key`, "key"]] as const) copyFileSync(join(root, `${from}.pem`), join(folder, `${to}.pem`));
    return folder;
  };
  await Promise.all([authority("authority"), authority("other")]);
  return {
    server: await issue("server", "authority", `subjectAltName=IP:${address}\nextendedKeyUsage=serverAuth\n`),
    client: await issue("client", "authority", "extendedKeyUsage=clientAuth\n"),
    stranger: await issue("stranger", "other", "extendedKeyUsage=clientAuth\n"),
  };
}

/** Copies the files of such a folder into an engine's, for its daemon. */
export function install(from: string, folder: string): void {
  mkdirSync(join(folder, "tls"));
  for (const name of ["ca", "cert", "key"]) copyFileSync(join(from, `${name}.pem`), join(folder, "tls", `${name}.pem`));
}
