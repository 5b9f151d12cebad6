import { many, one, pairs } from "./cliFlags";
import { runArguments } from "./cliRun";
import { quoteFor, type Shell } from "./shell";
import type { EndpointSpec, NetworkSpec, Operation } from "./spec";

/**
 * The `docker` commands that do what an operation does, as arguments; nearly always one. `host` names the engine where it
 * is not the one that the command line would use by itself.
 */
export function dockerCommands(operation: Operation, host = ""): string[][] {
  if (operation.kind !== "runContainer" || operation.oneByOne !== true) return [dockerCommand(operation, host)];
  const { network, name = "" } = operation.spec;
  const others = network.kind === "networks" ? network.networks.slice(1) : [];
  const connects = others.map((other) => [
    ...[...docker(host), "network", "connect"],
    ...endpointFlags(other.endpoint),
    ...positional(other.name, name),
  ]);
  return [dockerCommand(operation, host), ...connects];
}

/**
 * The `docker` command that does what an operation does, as arguments; of several, the first.
 * (A fixed MAC address has no flag in `docker network connect`.)
 */
export function dockerCommand(operation: Operation, host = ""): string[] {
  const network = [...docker(host), "network"];
  switch (operation.kind) {
    case "createNetwork":
      return [...network, "create", ...createFlags(operation.spec), ...positional(operation.spec.name)];
    case "runContainer":
      return [...docker(host), "run", ...runArguments(operation.spec, operation.oneByOne === true)];
    case "removeNetwork":
      return [...network, "rm", ...positional(operation.network.name)];
    case "connect":
      return [
        ...network,
        "connect",
        ...endpointFlags(operation.endpoint),
        ...positional(operation.network.name, operation.container.name),
      ];
    case "disconnect":
      return [
        ...network,
        "disconnect",
        ...(operation.force ? ["--force"] : []),
        ...positional(operation.network.name, operation.container.name),
      ];
    case "removeContainer":
      return [...docker(host), "rm", ...(operation.force ? ["--force"] : []), ...(operation.volumes ? ["--volumes"] : []), ...positional(operation.container.name)];
    case "lifecycle":
      return [...docker(host), operation.verb, ...positional(operation.container.name)];
  }
}

/** The command that follows a container's output. */
export function logsCommand(container: string, tail: number, host = ""): string[] {
  return [...docker(host), "logs", "--follow", "--tail", String(tail), ...positional(container)];
}

/** The command that runs a program in a terminal inside a container. */
export function execCommand(container: string, argv: readonly string[], host = ""): string[] {
  return [...docker(host), "exec", "--interactive", "--tty", ...positional(container), ...argv];
}

function docker(host: string): string[] {
  return host === "" ? ["docker"] : ["docker", "--host", host];
}

function createFlags(spec: NetworkSpec): string[] {
  const { ipam } = spec;
  return [
    ...["--driver", spec.driver],
    ...(spec.configOnly ? ["--config-only"] : []),
    ...one("--config-from", spec.configFrom),
    ...(ipam === undefined ? [] : ["--ipam-driver", ipam.driver, ...pairs("--ipam-opt", ipam.options)]),
    ...spec.pools.flatMap(({ subnet, gateway, ipRange, aux = {} }) => [
      ...["--subnet", subnet],
      ...one("--gateway", gateway),
      ...one("--ip-range", ipRange),
      ...pairs("--aux-address", aux),
    ]),
    ...(spec.internal ? ["--internal"] : []),
    ...(spec.ipv4 === false ? ["--ipv4=false"] : []),
    ...(spec.ipv6 ? ["--ipv6"] : []),
    ...(spec.attachable ? ["--attachable"] : []),
    ...(spec.ingress ? ["--ingress"] : []),
    ...one("--scope", spec.scope),
    ...pairs("--opt", spec.options),
    ...pairs("--label", spec.labels),
  ];
}

function endpointFlags(endpoint: EndpointSpec): string[] {
  return [
    ...many("--alias", endpoint.aliases),
    ...one("--ip", endpoint.ipv4),
    ...one("--ip6", endpoint.ipv6),
    ...many("--link-local-ip", endpoint.linkLocal),
    ...many("--link", endpoint.links),
    ...one("--gw-priority", endpoint.gatewayPriority),
    ...pairs("--driver-opt", endpoint.options ?? {}),
  ];
}

/** A name from an engine may look like a flag. */
function positional(...names: string[]): string[] {
  return names.some((name) => name.startsWith("-")) ? ["--", ...names] : names;
}

/** Arguments as one line that a shell takes apart into the same arguments. */
export function quote(argv: readonly string[], shell: Shell = "posix"): string {
  return argv.map((argument) => quoteFor(shell, argument)).join(" ");
}

/** What of a command line does not fit into one row of `width` characters, as further rows; broken between arguments. */
export function overflow(argv: readonly string[], width: number, shell: Shell = "posix"): string[] {
  const rows = [""];
  for (const word of argv.map((argument) => quote([argument], shell))) {
    const row = rows[rows.length - 1] ?? "";
    if (row !== "" && row.length + 1 + word.length > width) rows.push(word);
    else rows[rows.length - 1] = row === "" ? word : `${row} ${word}`;
  }
  return rows.slice(1);
}
