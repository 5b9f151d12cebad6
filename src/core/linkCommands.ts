import type { Link } from "./link";

/** A command by which a person can check a row without this extension. */
export interface HandCheck {
  readonly command: string;
  /** Where it is to be run: on the engine's host, or anywhere with a docker CLI of that engine. */
  readonly where: "host" | "docker";
}

/** What to run to see with one's own eyes what the row says. One line each, for a POSIX shell with brace expansion. */
export function handChecks(link: Link): readonly HandCheck[] {
  const { kind, reason, peer, interface: own } = link;
  const container = containerWord(link.container);
  const show = showLink(own);
  const inside = docker(`docker exec ${container} ${show}`);
  // Nothing runs inside these; the engine tells why.
  if (reason?.code === "stopped") return [docker(`docker inspect --format '{{.State.Status}} {{.State.Error}}' ${container}`)];
  switch (kind) {
    case "shared":
      return [docker(`docker inspect --format '{{.HostConfig.NetworkMode}} {{.State.StartedAt}}' ${container}`)];
    case "host":
      return [docker(`docker inspect --format '{{.HostConfig.NetworkMode}}' ${container}`), host("ip -brief address show")];
    case "none":
      return [docker(`docker inspect --format '{{.HostConfig.NetworkMode}}' ${container}`), inside];
    case "macvlan":
    case "ipvlan": {
      const parent = reason?.code === "parent" ? reason.params["parent"] : undefined;
      const details = docker(`docker exec ${container} ${showLink(own, "ip -d")}`);
      return typeof parent === "string" ? [host(showLink(parent, "ip -d")), details] : [details];
    }
    case "overlay": {
      const network = link.network === null ? [] : [docker(`docker network inspect ${word(link.network.name)}`)];
      return [...network, inside];
    }
    case "veth":
    case "other": {
      const ends = peer?.interface === undefined ? (link.candidates ?? []) : [peer];
      const names = ends.flatMap((end) => (end.namespace === "host" ? (end.interface ?? []) : []));
      const far = ends.flatMap(({ interface: name, container: other }) => (name === undefined || other === undefined ? [] : [host(enter(other, name))]));
      if (far.length > 0) return [host(enter(link.container, own)), ...far];
      return [...names.flatMap((name) => [host(showLink(name)), host(`cat /sys/class/net/${word(name)}/{ifindex,iflink}`)]), inside];
    }
  }
}

/** `dev` where the name itself would be taken for an option. */
function showLink(name: string | undefined, ip = "ip"): string {
  if (name === undefined) return `${ip} link show`;
  return name.startsWith("-") ? `${ip} link show dev ${word(name)}` : `${ip} link show ${word(name)}`;
}

/** Works also where the image has no program to look with. */
function enter(container: Link["container"], name: string | undefined): string {
  return `sudo nsenter -t "$(docker inspect -f '{{.State.Pid}}' ${containerWord(container)})" -n ${showLink(name, "ip -d")}`;
}

const host = (command: string): HandCheck => ({ command, where: "host" });
const docker = (command: string): HandCheck => ({ command, where: "docker" });

/** A container as a word of a shell: by name as people write it; by id where the name could be read as something else. */
export function containerWord({ id, name }: Link["container"]): string {
  return /^[a-zA-Z0-9][\w.-]*$/.test(name) ? name : word(id);
}

/** One word of a POSIX shell, whatever is in it. */
export function word(text: string): string {
  return /^[\w@%+=:,.][\w@%+=:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
