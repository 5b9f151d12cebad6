import type { Container, Inventory, Network } from "./inventory";

/** Where something stands in a file: offsets in characters. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ComposeNetwork {
  readonly key: string;
  /** What the file calls it itself, instead of `<project>_<key>`. */
  readonly name?: string;
  /** Made by somebody else, under its own name. */
  readonly external: boolean;
  readonly at: Span;
}

export interface ComposeService {
  readonly key: string;
  readonly at: Span;
  /** The networks it names; undefined if it names none and so is on `default`, or has another mode. */
  readonly networks?: readonly { readonly key: string; readonly at: Span }[];
  readonly mode?: string;
}

export interface ComposeFile {
  readonly project?: string;
  readonly networks: readonly ComposeNetwork[];
  readonly services: readonly ComposeService[];
}

/** What the engine calls a network of a project. */
export function engineName({ key, name, external }: ComposeNetwork, project: string): string {
  return name ?? (external ? key : `${project}_${key}`);
}

/** The project's name as Compose makes it of a folder's. */
export function projectOfFolder(folder: string): string {
  return folder.toLowerCase().replace(/[^a-z0-9_-]/g, "").replace(/^[_-]+/, "");
}

/** The files that a container was made from, as absolute paths of the machine that made it. */
export function configFiles({ labels }: Pick<Container, "labels">): string[] {
  const folder = labels["com.docker.compose.project.working_dir"] ?? "";
  const files = labels["com.docker.compose.project.config_files"] ?? "";
  return files.split(",").filter((file) => file !== "").map((file) => (/^([/\\]|[a-z]:)/i.test(file) ? file : `${folder.replace(/[/\\]$/, "")}/${file}`));
}

/** The files that a network was made from: it does not tell, the containers of its project do. */
export function configFilesOf({ labels }: Pick<Network, "labels">, { containers }: Inventory): string[] {
  const project = labels["com.docker.compose.project"];
  if (project === undefined) return [];
  return [...new Set(containers.filter((container) => container.labels["com.docker.compose.project"] === project).flatMap(configFiles))];
}

/** How a container is attached otherwise than its files say: names of networks. */
export interface Drift {
  readonly byHand: readonly string[];
  readonly missing: readonly string[];
}

/**
 * Compares a container's networks with what its files say, merged as Compose does. Undefined where they do not say: no file
 * has its service, or its mode is none of networks.
 */
export function driftOf(container: Container, files: readonly ComposeFile[]): Drift | undefined {
  const project = container.labels["com.docker.compose.project"];
  const service = container.labels["com.docker.compose.service"];
  const own = files.flatMap(({ services }) => services.filter(({ key }) => key === service));
  if (project === undefined || own.length === 0 || container.mode.kind !== "network" || own.some(({ mode }) => mode !== undefined)) return undefined;
  const keys = new Set(own.flatMap(({ networks = [] }) => networks.map(({ key }) => key)));
  if (keys.size === 0) keys.add("default");
  const networks = new Map(files.flatMap((file) => file.networks.map((network) => [network.key, network] as const)));
  const wanted = new Set([...keys].map((key) => engineName(networks.get(key) ?? { key, external: false, at: { start: 0, end: 0 } }, project)));
  const is = new Set(container.attachments.map(({ networkName }) => networkName));
  return { byHand: [...is].filter((name) => !wanted.has(name)), missing: [...wanted].filter((name) => !is.has(name)) };
}
