import type { Operation } from "./spec";

/**
 * The `docker` command that does what an operation does, as arguments. `host` names the engine where it is not the one
 * that the command line would use by itself. (A fixed MAC address has no flag in `docker network connect`.)
 */
export function dockerCommand(operation: Operation, host = ""): string[] {
  const docker = host === "" ? ["docker", "network"] : ["docker", "--host", host, "network"];
  switch (operation.kind) {
    case "createNetwork": {
      const { spec } = operation;
      return [
        ...docker,
        "create",
        ...["--driver", spec.driver],
        ...spec.pools.flatMap(({ subnet, gateway }) => [
          ...["--subnet", subnet],
          ...(gateway === undefined ? [] : ["--gateway", gateway]),
        ]),
        ...(spec.internal ? ["--internal"] : []),
        ...(spec.ipv6 ? ["--ipv6"] : []),
        ...(spec.attachable ? ["--attachable"] : []),
        ...pairs("--opt", spec.options),
        ...pairs("--label", spec.labels),
        ...positional(spec.name),
      ];
    }
    case "removeNetwork":
      return [...docker, "rm", ...positional(operation.network.name)];
    case "connect": {
      const { aliases, ipv4, ipv6 } = operation.endpoint;
      return [
        ...docker,
        "connect",
        ...aliases.flatMap((alias) => ["--alias", alias]),
        ...(ipv4 === undefined ? [] : ["--ip", ipv4]),
        ...(ipv6 === undefined ? [] : ["--ip6", ipv6]),
        ...positional(operation.network.name, operation.container.name),
      ];
    }
    case "disconnect":
      return [
        ...docker,
        "disconnect",
        ...(operation.force ? ["--force"] : []),
        ...positional(operation.network.name, operation.container.name),
      ];
  }
}

function pairs(flag: string, values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);
}

/** A name from an engine may look like a flag. */
function positional(...names: string[]): string[] {
  return names.some((name) => name.startsWith("-")) ? ["--", ...names] : names;
}

/** Arguments as one line that a POSIX shell takes apart into the same arguments. */
export function quote(argv: readonly string[]): string {
  return argv
    .map((argument) => (/^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`))
    .join(" ");
}

/** What of a command line does not fit into one row of `width` characters, as further rows; broken between arguments. */
export function overflow(argv: readonly string[], width: number): string[] {
  const rows = [""];
  for (const word of argv.map((argument) => quote([argument]))) {
    const row = rows[rows.length - 1] ?? "";
    if (row !== "" && row.length + 1 + word.length > width) rows.push(word);
    else rows[rows.length - 1] = row === "" ? word : `${row} ${word}`;
  }
  return rows.slice(1);
}
