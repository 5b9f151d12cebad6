import { access, stat } from "node:fs/promises";
import { constants } from "node:fs";
import { join } from "node:path";
import { Problem } from "../core/problem";
import { configFolder, currentContext, readContext } from "./contexts";
import { tlsFromEnvironment, type Tls } from "./tls";

/** How an engine is reached. */
export type Transport =
  /** `path`: of the unix socket, or of the named pipe in Windows' form `//./pipe/NAME`. */
  | { readonly kind: "unix" | "npipe"; readonly path: string }
  /** With `tls` it is https. */
  | { readonly kind: "tcp"; readonly host: string; readonly port: number; readonly tls?: Tls }
  /** `socket`: the engine's socket on that machine if it is not the default one. */
  | { readonly kind: "ssh"; readonly host: string; readonly user?: string; readonly port?: number; readonly socket?: string };

/** Where an engine is, and who said so. */
export interface Endpoint {
  readonly transport: Transport;
  /** As a `DOCKER_HOST` would say it. */
  readonly url: string;
  /** The name of what pointed there: `dockerNetworks.host`, `DOCKER_HOST`, `context lab`; absent for a default socket. */
  readonly source?: string;
}

/** The endpoint with its source in parentheses, for problems: `tcp://192.0.2.7:2375 (DOCKER_HOST)`. */
export function describeEndpoint({ url, source }: Endpoint): string {
  return source === undefined ? url : `${url} (${source})`;
}

/**
 * Where the engine is, by the docker CLI's own rules with the setting before them: setting, DOCKER_HOST, DOCKER_CONTEXT,
 * the CLI's current context, the first default socket that may be opened.
 * Rejects with `Problem`: `badEndpoint`, `tls`, or `noEngine` when nothing says where and no default socket exists.
 */
export async function resolveEndpoint(
  settingHost: string,
  env: NodeJS.ProcessEnv,
  home: string,
  platform: NodeJS.Platform = process.platform,
): Promise<Endpoint> {
  const config = configFolder(env, home);
  const named = async (address: string, source: string): Promise<Endpoint> => {
    const transport = parseHost(address, source, platform);
    const tls = transport.kind === "tcp" ? await tlsFromEnvironment(env, config, source) : undefined;
    return endpoint(tls === undefined ? transport : withTls(transport, tls), source);
  };
  if (settingHost.trim() !== "") return named(settingHost.trim(), "dockerNetworks.host");
  const host = env["DOCKER_HOST"] ?? "";
  if (host !== "") return named(host, "DOCKER_HOST");

  const chosen = env["DOCKER_CONTEXT"] ?? "";
  const name = chosen !== "" ? chosen : await currentContext(config);
  if (name !== undefined && name !== "default") {
    const source = `context ${name}`;
    const context = await readContext(config, name, source);
    const transport = parseHost(context.host, source, platform);
    return endpoint(context.tls === undefined ? transport : withTls(transport, context.tls), source);
  }
  return defaultEndpoint(env, home, platform);
}

/**
 * Reads an address as DOCKER_HOST has it: `unix://PATH`, `tcp://HOST[:PORT]`, `http(s)://…`, `ssh://[USER@]HOST[:PORT][/SOCKET]`,
 * `npipe:////./pipe/NAME`, a bare `HOST:PORT`, a bare absolute path. Throws `Problem("badEndpoint")` that names `source`.
 */
export function parseHost(address: string, source: string, platform: NodeJS.Platform = process.platform): Transport {
  const bad = (why: string): Problem => new Problem("badEndpoint", `${source} is “${address}”: ${why}`, `${address} (${source})`);
  if (address.startsWith("/")) return { kind: "unix", path: address };
  const [, scheme = "tcp", rest = ""] = /^(?:([a-z0-9+.-]+):\/\/)?(.*)$/is.exec(address) ?? [];
  switch (scheme.toLowerCase()) {
    case "unix":
      if (rest !== "" && !rest.startsWith("/")) throw bad("the path of a socket must begin with /, as in unix:///var/run/docker.sock");
      return { kind: "unix", path: rest === "" ? "/var/run/docker.sock" : rest };
    case "npipe":
      if (platform !== "win32") throw bad("named pipes exist on Windows only");
      return { kind: "npipe", path: rest === "" ? "//./pipe/docker_engine" : rest.replaceAll("\\", "/") };
    case "tcp":
    case "http":
    case "https": {
      const url = parseAuthority(rest, bad);
      if (url.pathname !== "/" && url.pathname !== "") throw bad("a path behind the port is not supported");
      const tls = scheme.toLowerCase() === "https";
      const port = url.port === "" ? (tls ? 2376 : 2375) : Number(url.port);
      const transport = { kind: "tcp", host: url.hostname === "" ? "localhost" : unbracket(url.hostname), port } as const;
      return tls ? { ...transport, tls: { verify: true } } : transport;
    }
    case "ssh": {
      const url = parseAuthority(rest, bad);
      if (url.password !== "") throw bad("ssh takes no password in its address; use a key or an agent");
      if (url.hostname === "") throw bad("the host is missing, as in ssh://user@host");
      const path = decodeURIComponent(url.pathname);
      return {
        kind: "ssh",
        host: unbracket(url.hostname),
        ...(url.username === "" ? {} : { user: decodeURIComponent(url.username) }),
        ...(url.port === "" ? {} : { port: Number(url.port) }),
        ...(path === "" || path === "/" ? {} : { socket: path }),
      };
    }
    default:
      throw bad(`${scheme}:// is not known; known are unix://, tcp://, https://, ssh:// and npipe://`);
  }
}

/** The part behind `//`, read by the URL parser under a scheme that has neither a default port nor special rules. */
function parseAuthority(rest: string, bad: (why: string) => Problem): URL {
  let url: URL;
  try {
    // `:2375` is Docker's way to say "this machine"; a URL needs a host there.
    url = new URL(`dne://${rest.startsWith(":") ? `localhost${rest}` : rest}`);
  } catch {
    throw bad("it is not HOST:PORT");
  }
  if (rest === "") throw bad("the host is missing");
  if (url.search !== "" || url.hash !== "") throw bad("it is not HOST:PORT");
  return url;
}

const unbracket = (host: string): string => host.replace(/^\[(.*)\]$/, "$1");
const bracket = (host: string): string => (host.includes(":") ? `[${host}]` : host);

function withTls(transport: Transport, tls: Tls): Transport {
  return transport.kind === "tcp" ? { ...transport, tls } : transport;
}

function endpoint(transport: Transport, source?: string): Endpoint {
  return { transport, url: urlOf(transport), ...(source === undefined ? {} : { source }) };
}

function urlOf(transport: Transport): string {
  switch (transport.kind) {
    case "unix":
      return `unix://${transport.path}`;
    case "npipe":
      return `npipe://${transport.path}`;
    case "tcp":
      return `tcp://${bracket(transport.host)}:${transport.port}`;
    case "ssh": {
      const user = transport.user === undefined ? "" : `${transport.user}@`;
      const port = transport.port === undefined ? "" : `:${transport.port}`;
      return `ssh://${user}${bracket(transport.host)}${port}${transport.socket ?? ""}`;
    }
  }
}

/** The first default socket that may be opened; else the first that is there, whose refusal then says what is missing. */
async function defaultEndpoint(env: NodeJS.ProcessEnv, home: string, platform: NodeJS.Platform): Promise<Endpoint> {
  if (platform === "win32") return endpoint({ kind: "npipe", path: "//./pipe/docker_engine" });
  const runtime = env["XDG_RUNTIME_DIR"] ?? "";
  const paths = [
    "/var/run/docker.sock",
    ...(runtime === "" ? [] : [join(runtime, "docker.sock")]),
    join(home, ".docker/run/docker.sock"),
    join(home, ".docker/desktop/docker.sock"),
    ...(runtime === "" ? [] : [join(runtime, "podman/podman.sock")]),
    "/run/podman/podman.sock",
  ];
  const there: string[] = [];
  for (const path of paths) if (await isSocket(path)) there.push(path);
  for (const path of there) if (await mayOpen(path)) return endpoint({ kind: "unix", path });
  const first = there[0];
  if (first === undefined) throw new Problem("noEngine", `No engine’s socket is at ${paths.join(", ")}`);
  return endpoint({ kind: "unix", path: first });
}

async function isSocket(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isSocket(),
    () => false,
  );
}

async function mayOpen(path: string): Promise<boolean> {
  return access(path, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
}
