import type { Reason } from "./link";

/** Containers with this label are the extension's own helpers: never shown, never counted, and no reason to read anything. */
export const helperLabel = "docker-network-explorer.helper";

/**
 * What a helper may do. `read`: no capability at all, as nobody, what any user of the engine's host may read. `enter`: also
 * SYS_ADMIN and SYS_PTRACE, to enter every container's network namespace and read it from inside.
 */
export type HelperRights = "read" | "enter";

/** A user's consent to helpers on one engine. */
export interface HelperGrant {
  /** A reference of an image that is present there. */
  readonly image: string;
  readonly rights: HelperRights;
}

/** A container that reads something of its engine's host, prints it and is gone. */
export interface HelperSpec extends HelperGrant {
  /** Run by `sh` of the image, with the arguments that follow it. */
  readonly script: string;
  readonly arguments: readonly string[];
}

/** `alike`: interfaces whose indices are those of others, too. `wires`: some that seem to lead from one container into another. */
export type HelperMore = "alike" | "wires";

/** How the host's side stands with helpers, where it cannot be read without one. */
export type HelperSight =
  /** no consent yet */ | { readonly state: "offered" }
  /** `more`: what would be proven besides with the right to enter */
  | { readonly state: "used"; readonly image: string; readonly rights: HelperRights; readonly more?: HelperMore }
  | { readonly state: "failed"; readonly image: string; readonly rights: HelperRights; readonly reason: Reason };

interface Hardening {
  readonly user: string;
  readonly capabilities: readonly string[];
}

export function hardeningOf(rights: HelperRights): Hardening {
  return rights === "read" ? { user: "65534:65534", capabilities: [] } : { user: "0:0", capabilities: ["SYS_ADMIN", "SYS_PTRACE"] };
}

/** The `docker run` that does what a helper does, as arguments. `host` names the engine where the CLI would use another. */
export function helperCommand(spec: HelperSpec, host = ""): string[] {
  const { user, capabilities } = hardeningOf(spec.rights);
  return [
    ...["docker", ...(host === "" ? [] : ["--host", host]), "run", "--rm", "--pull", "never", "--label", helperLabel],
    ...["--network", "host", "--pid", "host", "--userns", "host", "--user", user, "--read-only"],
    ...["--cap-drop", "ALL", ...capabilities.flatMap((capability) => ["--cap-add", capability]), "--security-opt", "no-new-privileges"],
    ...["--log-driver", "none", "--no-healthcheck", "--workdir", "/", "--entrypoint", "sh", "--", spec.image],
    ...["-c", spec.script, "helper", ...spec.arguments],
  ];
}

/** The same for the eye: the script and its arguments are left out. */
export function helperSummary(spec: HelperGrant, host = ""): string[] {
  return helperCommand({ ...spec, script: "…", arguments: [] }, host).slice(0, -1);
}
