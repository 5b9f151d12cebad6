import { Problem, type ProblemKind } from "../core/problem";
import { describeEndpoint, type Endpoint } from "./endpoint";
import { asArray, asRecord, asText } from "./json";

const systemKinds: Readonly<Record<string, ProblemKind>> = {
  ENOENT: "noEngine",
  ENOTSOCK: "noEngine",
  ENOTDIR: "noEngine",
  EACCES: "noPermission",
  EPERM: "noPermission",
};

/** What Podman, which answers 500 to them, refuses as things are. */
const podmanConflicts = ["container state improper", "network is being used"];

/**
 * Any failure of talking to an engine → a `Problem` of the right kind with the bare reason: the engine's own message
 * where it gave one, else the system's.
 */
export function problemOf(error: unknown, endpoint: Endpoint): Problem {
  if (error instanceof Problem) return error;
  const where = describeEndpoint(endpoint);
  const { statusCode, json, code } = asRecord(error);
  const message = innermostMessage(error);
  if (typeof statusCode === "number") {
    const own = asText(asRecord(json)["message"]) ?? asText(asRecord(json)["cause"]) ?? ownWords(message, statusCode);
    // A version that the engine no longer, or not yet, speaks, should its answer to /version have been another's.
    if (/client version \S+ is too (new|old)/.test(own)) return new Problem("apiVersion", own, where, { cause: error });
    // A Go TLS server's answer to plain HTTP, whatever was asked.
    if (/HTTP request to an HTTPS server/.test(own)) return new Problem("tls", own, where, { cause: error });
    return new Problem(podmanConflicts.includes(asText(asRecord(json)["cause"]) ?? "") ? "conflict" : statusKind(statusCode), own, undefined, { cause: error });
  }
  const kind = typeof code === "string" ? codeKind(code, endpoint) : "unreachable";
  return new Problem(kind, message, where, { cause: error });
}

function statusKind(status: number): ProblemKind {
  if (status === 404) return "notFound";
  if (status === 409) return "conflict";
  return status >= 500 ? "engineFailed" : "refused";
}

function codeKind(code: string, { transport }: Endpoint): ProblemKind {
  if (code.startsWith("HPE_")) return "notAnEngine";
  const known = transport.kind === "unix" || transport.kind === "npipe" ? systemKinds[code] : undefined;
  if (known !== undefined) return known;
  const ofTls = /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO$|HOSTNAME_MISMATCH|INVALID_CA)/;
  return ofTls.test(code) ? "tls" : "unreachable";
}

/** docker-modem writes `(HTTP code 409) conflict - REASON `. */
function ownWords(message: string, status: number): string {
  const text = message.replace(/^\(HTTP code \d+\) [^-]*- ?/, "").trim();
  // A proxy before the engine answers with a page.
  const bare = /^<(!doctype|html)\b/i.test(text) ? text.replace(/<(style|script|title)\b.*?<\/\1>|<[^>]*>/gis, " ").replace(/\s+/g, " ").trim() : text;
  return bare === "" || bare === "[object Object]" ? `it answered HTTP ${status} without a reason` : bare;
}

/** An AggregateError (several addresses tried) says nothing itself. */
function innermostMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message !== "") return message;
  const inner = asArray(asRecord(error)["errors"])[0];
  return inner instanceof Error ? inner.message : (asText(asRecord(error)["code"]) ?? "unknown error");
}
