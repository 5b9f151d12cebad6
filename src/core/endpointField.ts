import { apiAtLeast } from "./driverOptions";
import type { EngineInfo } from "./inventory";

/** What is asked of every endpoint, and what only whoever wants it is asked. */
export const usual = ["aliases", "ipv4", "ipv6"] as const;
export const rare = ["linkLocal", "mac", "priority", "options", "links"] as const;
export type EndpointField = (typeof usual)[number] | (typeof rare)[number];

/** The API version that a Docker must speak to take it; undefined where all do. */
export function apiOf(field: EndpointField): "1.44" | "1.48" | undefined {
  return field === "mac" ? "1.44" : field === "priority" ? "1.48" : undefined;
}

/** Does this engine take it? Podman has a MAC address for each endpoint, whatever version of Docker's API it speaks. */
export function takes({ apiVersion, product }: Pick<EngineInfo, "apiVersion" | "product">, field: EndpointField): boolean {
  if (product === "podman" && field === "mac") return true;
  const needed = apiOf(field);
  return needed === undefined || apiAtLeast(apiVersion, needed);
}
