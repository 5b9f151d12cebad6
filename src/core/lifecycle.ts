import type { Container, ContainerState, PublishedPort } from "./inventory";
import type { LifecycleVerb } from "./spec";

const possible: Readonly<Record<LifecycleVerb, readonly ContainerState[]>> = {
  start: ["exited", "created", "failed"],
  stop: ["running", "paused", "restarting"],
  restart: ["running", "paused", "restarting"],
  pause: ["running"],
  unpause: ["paused"],
};

/** Does this make sense in the state that the container is in? */
export function canDo(verb: LifecycleVerb, { state }: Pick<Container, "state">): boolean {
  return possible[verb].includes(state);
}

/** Something can be run inside: a paused container would never answer. */
export function canRunInside({ state }: Pick<Container, "state">): boolean {
  return state === "running";
}

export function canBeRemoved({ state }: Pick<Container, "state">): boolean {
  return state !== "removing";
}

/** A published port as a browser would open it. */
export interface WebPort {
  /** `http` or `https`. */
  readonly scheme: string;
  /** A name or address; undefined for the engine's own host. */
  readonly host?: string;
  readonly port: number;
  readonly containerPort: number;
}

/** The TCP ports that can be opened, each once: an engine lists one for IPv4 and one for IPv6. */
export function webPorts(ports: readonly PublishedPort[]): WebPort[] {
  const found = new Map<string, WebPort>();
  for (const { hostIp = "", hostPort, containerPort, protocol } of ports) {
    if (hostPort === undefined || hostPort === 0 || protocol !== "tcp") continue;
    const everywhere = ["", "0.0.0.0", "::"].includes(hostIp);
    const scheme = [443, 8443].includes(containerPort) || [443, 8443].includes(hostPort) ? "https" : "http";
    const host = everywhere ? undefined : hostIp.includes(":") ? `[${hostIp}]` : hostIp;
    const key = `${host ?? ""} ${hostPort} ${containerPort}`;
    if (!found.has(key)) found.set(key, { scheme, port: hostPort, containerPort, ...(host === undefined ? {} : { host }) });
  }
  return [...found.values()];
}

/** The engine's host as a browser on this machine may reach it: by the endpoint's name, or as this machine itself. */
export function hostOf(endpoint: string): string {
  const [, scheme = "", host = ""] = /^(tcp|ssh|https?):\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^:/]+)/.exec(endpoint) ?? [];
  return scheme === "" || host === "" ? "localhost" : host;
}
