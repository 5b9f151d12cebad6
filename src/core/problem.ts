/** Why an engine cannot be used, or why it refused. Words are chosen once, in platform/words.ts. */
export type ProblemKind =
  /** no endpoint found, or its socket does not exist */ | "noEngine"
  /** EACCES on the socket */ | "noPermission"
  /** refused, unreachable, reset, or no answer in time */ | "unreachable"
  /** the engine speaks only older API versions than 1.41, or only newer ones */ | "apiVersion"
  /** a setting, context or DOCKER_HOST that cannot be understood, or a context that does not exist */ | "badEndpoint"
  /** TLS material missing, unreadable or refused */ | "tls"
  /** the address answers, but not as an engine */ | "notAnEngine"
  /** HTTP 404 */ | "notFound"
  /** HTTP 409 */ | "conflict"
  /** HTTP 400/403 and such: the engine says why */ | "refused"
  /** HTTP 500: the engine says why */ | "engineFailed"
  /** cancelled by the user: silent */ | "cancelled";

/** An error of a known kind. `message` is the engine's or system's own reason, `cause` goes to the log. */
export class Problem extends Error {
  override readonly name = "Problem";

  /** By its shape: the extension is several bundles, and each has a copy of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "Problem" && "kind" in value;
  }

  constructor(
    readonly kind: ProblemKind,
    message: string,
    /** Which endpoint, if that matters: shown to the user. */
    readonly endpoint?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
