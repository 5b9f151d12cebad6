/** The lab of the ui walk: objects with the names that a person would give, so that the pictures read well. */
import { engine, eventually, labels, raw, uniqueName } from "./engine";

/** The plain name on an engine of the rig's own; elsewhere it may be somebody's, so it carries the run's mark. */
export function named(word: string): string {
  return engine.private ? word : uniqueName(word);
}

/** Makes a labelled bridge network. Gives its id. */
export async function addNetwork(word: string, subnet?: string, body: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { Id } = await raw<{ Id: string }>("POST", "/networks/create", {
    Name: named(word),
    Driver: "bridge",
    CheckDuplicate: true,
    Labels: labels,
    ...(subnet === undefined ? {} : { IPAM: { Config: [{ Subnet: subnet }] } }),
    ...body,
  });
  return Id;
}

interface LabContainer {
  readonly start?: boolean;
  readonly cmd?: readonly string[];
  /** Published: such as `80/tcp` at which port of the host. */
  readonly ports?: Readonly<Record<string, number>>;
  /** More of `POST /containers/create`. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Makes a labelled container that sleeps, on a network by name; starts it unless told not to. Gives its id. */
export async function addContainer(word: string, network: string, { start = true, cmd = ["sleep", "infinity"], ports = {}, body = {} }: LabContainer = {}): Promise<string> {
  const { Id } = await raw<{ Id: string }>("POST", `/containers/create?name=${named(word)}`, {
    Image: engine.images.busybox,
    Cmd: cmd,
    Labels: labels,
    // sleep as process 1 ignores SIGTERM: stopping would take ten seconds.
    StopSignal: "SIGKILL",
    HostConfig: {
      NetworkMode: network,
      PortBindings: Object.fromEntries(Object.entries(ports).map(([port, host]) => [port, [{ HostPort: String(host) }]])),
    },
    ExposedPorts: Object.fromEntries(Object.keys(ports).map((port) => [port, {}])),
    ...body,
  });
  if (start) await raw("POST", `/containers/${Id}/start`);
  return Id;
}

/** `my-net` with `container1` and `container2` on it. */
export async function makeLab(): Promise<void> {
  await addNetwork("my-net");
  await addContainer("container1", named("my-net"));
  await addContainer("container2", named("my-net"));
}

/** Removes a network that the extension itself made and that carries no label, if it is there. */
export async function removeNetwork(name: string): Promise<void> {
  await raw("DELETE", `/networks/${encodeURIComponent(name)}`).catch((error: unknown) => {
    if ((error as { status?: number }).status !== 404) throw error;
  });
}

/** A container's endpoint on a network, as inspect tells it; undefined if it is not attached. */
export interface InspectedEndpoint {
  readonly IPAddress: string;
  readonly Gateway: string;
  readonly MacAddress: string;
  readonly Aliases: readonly string[] | null;
  readonly IPAMConfig: { readonly IPv4Address?: string } | null;
}

export async function endpointOf(container: string, network: string): Promise<InspectedEndpoint | undefined> {
  const { NetworkSettings } = await raw<{ NetworkSettings: { Networks: Record<string, InspectedEndpoint> } }>("GET", `/containers/${container}/json`);
  return NetworkSettings.Networks[network];
}

/** Waits until `probe` gives something, at most twenty seconds. */
export async function until<T>(what: string, probe: () => Promise<T | undefined>): Promise<T> {
  return await eventually(what, probe, 20_000);
}
